"""Records convictions and sentences, and lets the bases of Category 2 and 4 rest on them.

Category 1 follows from the notification requirement that a sentence brings, not from here.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from agencies.choices import RuleCode
from core.periods import Period
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import Basis, Disposal, Established, NotificationSource, OffenceKind
from nominals.models import (
    Conviction,
    EligibilitySupport,
    Nominal,
    NotificationRequirement,
    Sentence,
)
from nominals.rules.periods import death_refusal
from nominals.rules.qualifying import (
    BASES_OF_SENTENCES,
    Sentenced,
    bases_brought,
    incomplete_warning,
)
from nominals.services.acts import Act, Asked, act
from nominals.services.eligibility import support_basis
from nominals.services.facts import RuleValues, rule_values
from nominals.services.notification.requirements import settle_sentences
from nominals.services.notification.sentences import SexualSentences
from nominals.services.records import person_of, records_of

SENTENCE = Sentence._meta.label
"""The label of a sentence as a support."""


def record_conviction(
    *,
    nominal: Nominal,
    offence: str,
    kind: OffenceKind,
    established: Established,
    established_on: date,
    asked: Asked,
    court: str = "",
) -> Conviction:
    """Record that a court or the police established that the person committed `offence`.

    An offence of Schedule 3 makes subject to notification from that day, and so brings Category 1;
    for how long follows from the sentence.

    Raises:
        ValidationError: if the person died before.
    """
    with act("record_conviction", nominal, asked=asked, purpose=offence) as this:
        refuse([death_refusal("A conviction", established_on, nominal.died_on)])
        conviction = this.record(
            Conviction(
                nominal=nominal,
                offence=offence,
                kind=kind,
                established=established,
                established_on=established_on,
                court=court,
            )
        )
        if not _is_required(nominal, established_on):
            _require_notification(this, nominal, conviction)
        return conviction


def record_sentence(
    *,
    conviction: Conviction,
    disposal: Disposal,
    imposed_on: date,
    asked: Asked,
    months: int | None = None,
    days: int | None = None,
    ends_on: date | None = None,
    is_consecutive: bool = False,
) -> Sentence:
    """Record what was imposed for `conviction`; where it qualifies, a basis rests on it, and
    notification is required as section 82 has it.

    `ends_on` is the first day on which licence, hospital or guardianship order no longer hold.

    Raises:
        NeedsReason: by V35, where its length or end is missing; by V21, where a requirement would
            end earlier than recorded.
        ValidationError: if it was imposed before the conviction or after death, or the model
            refuses it.
    """
    nominal = person_of(conviction.nominal)
    with act("record_sentence", nominal, asked=asked, purpose=conviction.offence) as this:
        refuse(
            [
                death_refusal("A sentence", imposed_on, nominal.died_on),
                _order_refusal(conviction, imposed_on),
            ]
        )
        sentence = Sentence(
            conviction=conviction,
            disposal=disposal,
            imposed_on=imposed_on,
            months=months,
            days=days,
            ends_on=ends_on,
            is_consecutive=is_consecutive,
        )
        values = rule_values()
        this.ask(nominal, [incomplete_warning(_as_value(sentence, values))])
        this.record(sentence)
        _let_bases_rest(this, nominal, sentence, values)
        _require_notification(this, nominal, conviction)
        return sentence


def change_sentence_end(
    *, sentence: Sentence, ends_on: date, reason: str, asked: Asked
) -> Sentence:
    """Let licence, hospital or guardianship order of `sentence` end on another day.

    Raises:
        ValidationError: if the model refuses the day, or it is the one recorded.
    """
    nominal = person_of(sentence.conviction.nominal)
    with act("change_sentence_end", nominal, asked=asked, purpose=reason) as this:
        sentence.refresh_from_db()
        refuse([_same_end_refusal(sentence, ends_on)])
        this.supersede(sentence, ends_on=ends_on)
        _let_bases_rest(this, nominal, sentence, rule_values())
        return sentence


def _is_required(nominal: Nominal, relevant_on: date) -> bool:
    """Whether a requirement of that day stands, imported perhaps; only a sentence changes it."""
    return NotificationRequirement.objects.filter(
        nominal=nominal, source=NotificationSource.SENTENCE, valid_from=relevant_on
    ).exists()


def _require_notification(this: Act, nominal: Nominal, conviction: Conviction) -> None:
    """Let what section 82 requires follow; a term whose length is not known yet waits for it."""
    relevant_on = conviction.established_on
    if conviction.kind != OffenceKind.SEXUAL:
        return
    if not SexualSentences(nominal).lacks_a_length(relevant_on):
        settle_sentences(this, nominal=nominal, relevant_on=relevant_on)


def sentences_of(nominal: Nominal) -> list[Sentenced]:
    """The sentences of the person, as the rules ask for them."""
    values = rule_values()
    return [_as_value(each, values) for each in _rows(nominal)]


def _rows(nominal: Nominal) -> list[Sentence]:
    """The sentences of all records that are the person's."""
    records = records_of([nominal.pk])
    found = Sentence.objects.filter(conviction__nominal__in=records)
    return list(found.select_related("conviction"))


def _as_value(sentence: Sentence, values: RuleValues) -> Sentenced:
    conviction = sentence.conviction
    counts = values.settings.value(RuleCode.SUSPENDED_SENTENCE_COUNTS, on=sentence.imposed_on)
    return Sentenced(
        kind=OffenceKind(conviction.kind),
        established=Established(conviction.established),
        disposal=Disposal(sentence.disposal),
        imposed_on=sentence.imposed_on,
        months=sentence.months,
        days=sentence.days,
        ends_on=sentence.ends_on,
        suspended_counts=counts,
    )


def _let_bases_rest(this: Act, nominal: Nominal, latest: Sentence, values: RuleValues) -> None:
    """Support each basis by all sentences that bring it; `latest` gives new periods their words."""
    supports: defaultdict[Basis, dict[int, Period]] = defaultdict(dict)
    for row in _rows(nominal):
        value = _as_value(row, values)
        for each in bases_brought(value, category_4_start=values.category_4_start):
            supports[each.basis][row.pk] = each.period
    stored = EligibilitySupport.objects.filter(nominal=nominal, source_label=SENTENCE)
    resting = {*supports, *stored.values_list("basis", flat=True)}
    for basis in BASES_OF_SENTENCES:
        if basis in resting:
            support_basis(
                this,
                nominal=nominal,
                basis=basis,
                label=SENTENCE,
                supports=supports[basis],
                offence=latest.conviction.offence,
                sentence=_in_words(latest),
            )


def _in_words(sentence: Sentence) -> str:
    parts = [
        f"{number} {unit}"
        for number, unit in ((sentence.months, "months"), (sentence.days, "days"))
        if number
    ]
    return ", ".join([sentence.get_disposal_display(), *parts])


def _order_refusal(conviction: Conviction, imposed_on: date) -> Refusal | None:
    if imposed_on >= conviction.established_on:
        return None
    sentence = (
        f"A sentence of {imposed_on} comes before the conviction of {conviction.established_on}: "
        "check both days."
    )
    return Refusal("sentence_after_conviction", "imposed_on", sentence)


def _same_end_refusal(sentence: Sentence, ends_on: date) -> Refusal | None:
    if sentence.ends_on != ends_on:
        return None
    return Refusal("same_end", "ends_on", f"The sentence ends on {ends_on} already: give another.")
