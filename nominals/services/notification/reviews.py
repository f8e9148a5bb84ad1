"""The review of indefinite notification, from application to decision and appeal, on its own
clock (Sexual Offences Act 2003, sections 91A to 91F)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from agencies.choices import RuleCode
from agencies.services.settings import rule_settings
from core.periods import Period, day_before
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import AppealOutcome, NotificationSource, Rank, ReviewOutcome
from nominals.models import Nominal, NotificationRequirement, NotificationReview
from nominals.rules.notification.reviews import (
    ReviewTimes,
    application_refusals,
    further_application,
    further_application_warning,
    needless_day_refusal,
    rank_refusal,
    reason_refusal,
    review_times,
    stage_refusal,
)
from nominals.rules.notification.revocation import REVIEWABLE, Requirement, Review, review_refusals
from nominals.rules.periods import death_refusal
from nominals.services.acts import Act, Asked, act
from nominals.services.notification.requirements import support_reviewable
from nominals.services.records import person_of, records_of

PreventingOrders = Iterable[tuple[str, Period]]
"""The SHPOs and SOPOs of a person, interim ones included, by kind and the days in force."""


def times_of(review: NotificationReview) -> ReviewTimes:
    """How long each stage of a review may take, by the settings of the day it was applied for."""
    settings = rule_settings()
    return review_times(lambda code: settings.value(code, on=review.applied_on))


def apply_for_review(
    *, nominal: Nominal, on: date, preventing_orders: PreventingOrders, asked: Asked
) -> NotificationReview:
    """Record the application for review that the police received on `on`.

    Raises:
        ValidationError: before the earliest day (V24), while an order prevents it (V25), before
            the day of a further application (V27), while another is undecided, or after death.
    """
    with act("apply_for_review", nominal, asked=asked) as this:
        reviews = list(NotificationReview.objects.filter(nominal__in=records_of([nominal.pk])))
        refuse(
            [
                death_refusal("An application", on, nominal.died_on),
                *_undecided(reviews),
                *application_refusals(
                    on,
                    date_of_birth=nominal.date_of_birth,
                    indefinite=[_values(each) for each in _indefinite(nominal, on)],
                    preventing_orders=preventing_orders,
                    further_on=list(_further_applications(reviews)),
                ),
            ]
        )
        return this.record(NotificationReview(nominal=nominal, applied_on=on))


def acknowledge_review(*, review: NotificationReview, on: date, asked: Asked) -> NotificationReview:
    """Record that the police acknowledged the application.

    Raises:
        ValidationError: if it is not this stage's turn.
    """
    with act("acknowledge_review", person_of(review.nominal), asked=asked) as this:
        return _reach(this, review, "acknowledged_on", on)


def ask_bodies(*, review: NotificationReview, on: date, asked: Asked) -> NotificationReview:
    """Record that the responsible bodies were asked what they know.

    Raises:
        ValidationError: if it is not this stage's turn.
    """
    with act("ask_bodies", person_of(review.nominal), asked=asked) as this:
        return _reach(this, review, "bodies_asked_on", on)


def note_bodies_answer(*, review: NotificationReview, on: date, asked: Asked) -> NotificationReview:
    """Record that the responsible bodies have answered.

    Raises:
        ValidationError: if it is not this stage's turn.
    """
    with act("note_bodies_answer", person_of(review.nominal), asked=asked) as this:
        return _reach(this, review, "bodies_answered_on", on)


def decide_review(
    *,
    review: NotificationReview,
    on: date,
    outcome: ReviewOutcome,
    rank: Rank,
    reason: str,
    preventing_orders: PreventingOrders,
    asked: Asked,
    further_application_on: date | None = None,
) -> NotificationReview:
    """Revoke the indefinite requirements from `on`, or refuse and say from when a further
    application is possible: 8 years later unless `further_application_on` says otherwise.

    A revocation ends Category 1 too, unless another basis holds.

    Raises:
        ValidationError: if it is not this stage's turn, the wait is not over (V24), an order
            prevents a revocation (V25), the rank is too low (V26), or no reason is given.
        NeedsReason: if the day of a further application is out of bounds (V27) without a reason.
    """
    nominal = person_of(review.nominal)
    with act("decide_review", nominal, asked=asked, purpose=reason) as this:
        if outcome == ReviewOutcome.REFUSED and further_application_on is None:
            further_application_on = further_application(on)
        decided = Review(decided_on=on, outcome=outcome, rank=rank)
        review.refresh_from_db()
        refuse(
            [
                stage_refusal(review.stages, "decided_on", on, times_of(review)),
                rank_refusal(outcome, rank),
                reason_refusal(reason),
                needless_day_refusal(outcome, further_application_on),
                *review_refusals(
                    decided,
                    date_of_birth=nominal.date_of_birth,
                    requirements=[_values(each) for each in _indefinite(nominal, day_before(on))],
                    preventing_orders=preventing_orders,
                ),
            ]
        )
        if outcome == ReviewOutcome.REFUSED and further_application_on is not None:
            longest = rule_settings().value(RuleCode.REVIEW_LONGEST_DEFERRAL_YEARS, on=on)
            warning = further_application_warning(
                refused_on=on, further_on=further_application_on, longest_years=longest
            )
            this.ask(nominal, [warning])
        this.supersede(
            review,
            decided_on=on,
            outcome=outcome,
            authorised_by_rank=rank,
            decision_reason=reason.strip(),
            further_application_on=further_application_on,
        )
        if outcome == ReviewOutcome.REVOKED:
            _revoke(this, nominal, on)
    return review


def appeal_review(*, review: NotificationReview, on: date, asked: Asked) -> NotificationReview:
    """Record an appeal to the magistrates' court against a refusal.

    Raises:
        ValidationError: if it is not this stage's turn, or the review was not refused.
    """
    with act("appeal_review", person_of(review.nominal), asked=asked) as this:
        return _reach(this, review, "appealed_on", on)


def decide_appeal(
    *, review: NotificationReview, on: date, outcome: AppealOutcome, asked: Asked
) -> NotificationReview:
    """Record what the court decided; an appeal that is allowed ends the indefinite requirements on
    `on`, and the outcome of the review itself stays refused.

    Raises:
        ValidationError: if it is not this stage's turn.
    """
    nominal = person_of(review.nominal)
    with act("decide_appeal", nominal, asked=asked) as this:
        _reach(this, review, "appeal_decided_on", on, appeal_outcome=outcome)
        if outcome == AppealOutcome.ALLOWED:
            _revoke(this, nominal, on)
    return review


def _reach(
    this: Act, review: NotificationReview, stage: str, on: date, **values: Any
) -> NotificationReview:
    review.refresh_from_db()
    refuse([stage_refusal(review.stages, stage, on, times_of(review))])
    return this.supersede(review, **{stage: on}, **values)


def _revoke(this: Act, nominal: Nominal, on: date) -> None:
    """End what is indefinite by section 82 on `on`, and let Category 1 rest on what is left."""
    for each in _indefinite(nominal, day_before(on)):
        if each.period.ends > on:
            this.supersede(each, valid_to=on)
    for source in sorted(REVIEWABLE):
        support_reviewable(this, nominal=nominal, source=NotificationSource(source))


def _indefinite(nominal: Nominal, on: date) -> list[NotificationRequirement]:
    """The indefinite requirements that hold on `on` and end by a review."""
    requirements = NotificationRequirement.objects.filter(
        nominal=nominal, source__in=REVIEWABLE, is_indefinite=True
    )
    return list(requirements.on(on))


def _values(requirement: NotificationRequirement) -> Requirement:
    return Requirement(
        period=requirement.period,
        first_notified_on=requirement.first_notified_on,
        is_indefinite=requirement.is_indefinite,
        relevant_on=requirement.relevant_on,
    )


def _undecided(reviews: Iterable[NotificationReview]) -> Iterator[Refusal]:
    for each in reviews:
        if not each.outcome and each.decided_on is None:
            sentence = f"The review applied for on {each.applied_on} is not decided yet."
            yield Refusal("review_stage", "applied_on", sentence)


def _further_applications(reviews: Iterable[NotificationReview]) -> Iterator[date]:
    """From when a further application is possible, after each refusal that stands."""
    for each in reviews:
        if each.outcome == ReviewOutcome.REFUSED and each.decided_on is not None:
            yield each.further_application_on or further_application(each.decided_on)
