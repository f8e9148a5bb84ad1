"""Notification requirements: what brings them, how long they last, and their two clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError

from core.periods import OPEN_END, Period
from core.refusing import refuse
from nominals.choices import BASIS_OF_SOURCE, NotificationSource, OffenceKind
from nominals.models import (
    Conviction,
    Detention,
    Nominal,
    NotificationRequirement,
    NotificationReview,
)
from nominals.rules.notification.ends import end_refusals, end_warning, shortening_warning
from nominals.rules.notification.periods import Required
from nominals.rules.notification.reviews import revoked_on
from nominals.rules.notification.revocation import REVIEWABLE
from nominals.services.acts import Act, Asked, act
from nominals.services.eligibility import support_basis
from nominals.services.notification.sentences import SexualSentences
from nominals.services.records import person_of, records_of


def require_notification(
    this: Act,
    *,
    nominal: Nominal,
    source: NotificationSource,
    required: Sequence[Required],
    former: Collection[date] = (),
    explains: Collection[date] = (),
) -> list[NotificationRequirement]:
    """Make the requirements of `source` that begin on the first days of `required` what is
    required, and withdraw those that began on a day of `former` and are required no more.

    Of two that begin on one day the longer stands. Requirements with other first days, imported
    ones among them, stay as they are. What a review revoked stays ended. The basis of a sentence
    or notification order then rests on the requirements; that of any other order on the order.
    `explains` are the first days of the orders of `source` that were stored before this act.
    """
    wanted = {
        each.period.start: each for each in sorted(required, key=lambda each: each.period.ends)
    }
    revoked = _revocations(nominal)
    stored = {
        each.valid_from: each
        for each in NotificationRequirement.objects.filter(nominal=nominal, source=source)
    }
    for first, each in sorted(wanted.items()):
        values = {
            "valid_to": _end(each, source, revoked),
            "is_indefinite": each.is_indefinite,
            "relevant_on": each.relevant_on,
            "explanation": each.explanation,
        }
        row = stored.get(first)
        if row is None:
            row = NotificationRequirement(
                nominal=nominal, source=source, valid_from=first, **values
            )
            stored[first] = this.record(row)
        elif any(getattr(row, name) != value for name, value in values.items()):
            this.supersede(row, **values)
    for first in set(former) - set(wanted):
        if first in stored:
            this.withdraw(stored.pop(first))
    support_reviewable(this, nominal=nominal, source=source, explains=explains)
    return [stored[first] for first in sorted(wanted)]


def support_reviewable(
    this: Act,
    *,
    nominal: Nominal,
    source: NotificationSource,
    explains: Collection[date] = (),
) -> None:
    """Let the basis of a sentence or notification order rest on its requirements."""
    if source not in REVIEWABLE:
        return
    rows = NotificationRequirement.objects.filter(nominal=nominal, source=source)
    support_basis(
        this,
        nominal=nominal,
        basis=BASIS_OF_SOURCE[source],
        label=NotificationRequirement._meta.label,
        supports={each.pk: each.period for each in rows},
        explains=explains,
    )


def require_for_sentence(*, conviction: Conviction, asked: Asked) -> list[NotificationRequirement]:
    """Require what section 82 does for a conviction, finding or caution of Schedule 3, by the
    sentences that are recorded for it; none yet leaves the end open.

    Recording a conviction or sentence does so already; this is for what changed since, such as a
    date of birth. It answers the requirements of its relevant date, and of others whose terms are
    consecutive to its own; after an absolute discharge there is none. Ending a recorded requirement
    earlier asks a reason (V21).

    Raises:
        ValidationError: if the offence stands in another schedule or a term has no length.
        NeedsReason: if V21 has no reason.
    """
    if conviction.kind != OffenceKind.SEXUAL:
        raise ValidationError(
            {"kind": "Only an offence of Schedule 3 brings notification requirements."}
        )
    nominal = person_of(conviction.nominal)
    with act("require_for_sentence", nominal, asked=asked) as this:
        return settle_sentences(this, nominal=nominal, relevant_on=conviction.established_on)


def settle_sentences(
    this: Act, *, nominal: Nominal, relevant_on: date
) -> list[NotificationRequirement]:
    """Within an act, make the requirements of the sentences that concern `relevant_on` what
    section 82 requires for the convictions and sentences that are recorded.

    Raises:
        ValidationError: if a term has no length.
        NeedsReason: if V21 has no reason.
    """
    sentences = SexualSentences(nominal)
    required: list[Required] = []
    former: list[date] = []
    for day in sentences.days_with(relevant_on):
        found = sentences.required(day)
        if found is None:
            former.append(day)
        else:
            required.append(found)
    _ask_before_shortening(this, nominal, required, former)
    return require_notification(
        this,
        nominal=nominal,
        source=NotificationSource.SENTENCE,
        required=required,
        former=former,
    )


def override_notification_end(
    *, requirement: NotificationRequirement, ends: date | None, asked: Asked
) -> NotificationRequirement:
    """Give the requirement of a sentence another end than that of section 82, by a reason (V21);
    without `ends` it becomes indefinite. The end of section 82 itself needs none.

    Raises:
        ValidationError: if section 82 has no end (V22), if a discharge would be cut (V23), or if
            the requirement is one of an order, whose end is that of the order.
        NeedsReason: if V21 has no reason.
    """
    nominal = requirement.nominal
    with act("override_notification_end", nominal, asked=asked) as this:
        requirement.refresh_from_db()
        source = NotificationSource(requirement.source)
        if source is not NotificationSource.SENTENCE:
            raise ValidationError(
                {"source": "This requirement ends with its order: change the order instead."}
            )
        sentences = SexualSentences(nominal)
        first = requirement.valid_from
        imposed, calculated = sentences.imposed(first), sentences.required(first)
        if calculated is None and requirement.is_indefinite:
            calculated = Required(requirement.period, True, first, "Recorded as indefinite.")
        refuse(end_refusals(calculated, imposed=imposed, ends=ends))
        warning = end_warning(ends=ends, required=calculated)
        this.ask(nominal, [warning])
        explanation = calculated.explanation if calculated is not None else ""
        if warning is not None:
            until = "Indefinite" if ends is None else f"Until {ends}, excluded,"
            reason = asked.reasons[warning.rule].strip()
            explanation = f"{until} by decision. {reason} By section 82: {explanation}"
        this.supersede(
            requirement, valid_to=ends, is_indefinite=ends is None, explanation=explanation
        )
        support_reviewable(this, nominal=nominal, source=source)
    return requirement


def record_first_notification(
    *, requirement: NotificationRequirement, on: date, asked: Asked
) -> NotificationRequirement:
    """Record the first notification after release, from which the wait for a review runs.

    It moves no end: the period of section 82 runs from the relevant date.

    Raises:
        ValidationError: if the requirement did not hold on `on`, or the person was detained.
    """
    with act("record_first_notification", requirement.nominal, asked=asked) as this:
        requirement.refresh_from_db()
        if on not in requirement.period:
            sentence = f"The requirement does not hold on {on}: choose a day on which it does."
            raise ValidationError({"first_notified_on": sentence})
        if Detention.objects.filter(nominal=requirement.nominal).on(on).exists():
            sentence = f"Detained on {on}: the first notification comes after release."
            raise ValidationError({"first_notified_on": sentence})
        return this.supersede(requirement, first_notified_on=on)


def _revocations(nominal: Nominal) -> list[date]:
    reviews = NotificationReview.objects.filter(nominal__in=records_of([nominal.pk]))
    days = (revoked_on(each.stages) for each in reviews)
    return sorted(day for day in days if day is not None)


def _end(required: Required, source: NotificationSource, revoked: Iterable[date]) -> date | None:
    """The end of what is required: that of the law, or the revocation of what is indefinite."""
    if not required.is_indefinite or source not in REVIEWABLE:
        return required.period.end
    after = (day for day in revoked if required.period.start < day < required.period.ends)
    return next(after, required.period.end)


def _ask_before_shortening(
    this: Act, nominal: Nominal, required: Iterable[Required], former: Iterable[date]
) -> None:
    source = NotificationSource.SENTENCE
    revoked = _revocations(nominal)
    ends: Mapping[date, date] = {
        **{day: day for day in former},
        **{each.period.start: _end(each, source, revoked) or OPEN_END for each in required},
    }
    rows = NotificationRequirement.objects.filter(
        nominal=nominal, source=source, valid_from__in=ends
    )
    this.ask(
        nominal,
        [
            shortening_warning(
                Period(each.valid_from, each.valid_to), each.is_indefinite, ends[each.valid_from]
            )
            for each in rows
        ],
    )
