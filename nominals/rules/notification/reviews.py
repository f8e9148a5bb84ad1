"""The stages of a review of indefinite notification, each on its day and by its time (Sexual
Offences Act 2003, sections 91A to 91F)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from agencies.choices import RuleCode
from core.periods import Period, add_days, add_years
from core.refusals import Refusal
from nominals.choices import BELOW_SUPERINTENDENT, AppealOutcome, Rank, ReviewOutcome
from nominals.rules.notification.revocation import Requirement, earliest_revocation, regime_start

YEARS_BEFORE_A_FURTHER_APPLICATION = 8
"""Section 91B(3): from the day of a refusal."""


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """How long each stage may take, from the rule settings."""

    acknowledgement_days: int
    bodies_days: int
    decision_weeks: int
    appeal_days: int


@dataclass(frozen=True, slots=True)
class Stages:
    """The day of each stage that a review has reached."""

    applied_on: date
    acknowledged_on: date | None = None
    bodies_asked_on: date | None = None
    bodies_answered_on: date | None = None
    decided_on: date | None = None
    outcome: str = ""
    appealed_on: date | None = None
    appeal_decided_on: date | None = None
    appeal_outcome: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDeadlines:
    """The last day of each stage. `appeal_by` is empty unless the review was refused."""

    acknowledge_by: date
    bodies_by: date
    decide_by: date
    appeal_by: date | None


_STAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "applied_on": ("", "applied for"),
        "acknowledged_on": ("applied_on", "acknowledged"),
        "bodies_asked_on": ("acknowledged_on", "put to the responsible bodies"),
        "bodies_answered_on": ("bodies_asked_on", "answered by the responsible bodies"),
        "decided_on": ("bodies_asked_on", "decided"),
        "appealed_on": ("decided_on", "appealed"),
        "appeal_decided_on": ("appealed_on", "decided on appeal"),
    }
)
"""Each stage with the one that must come before it, and what it does to a review."""

AFTER_THE_DECISION = frozenset({"appealed_on", "appeal_decided_on"})


def review_times(of: Callable[[RuleCode], int]) -> ReviewTimes:
    """The times of a review, where `of` answers what a rule setting says on its first day."""
    return ReviewTimes(
        acknowledgement_days=of(RuleCode.REVIEW_ACKNOWLEDGEMENT_DAYS),
        bodies_days=of(RuleCode.REVIEW_BODIES_DAYS),
        decision_weeks=of(RuleCode.REVIEW_DECISION_WEEKS),
        appeal_days=of(RuleCode.REVIEW_APPEAL_DAYS),
    )


def review_deadlines(stages: Stages, times: ReviewTimes) -> ReviewDeadlines:
    """By which day each stage of a review is due (sections 91C and 91E; the times are unverified).

    The bodies have their time from the day on which they were asked; until then it is reckoned
    from the acknowledgement, and until that from its last day. The weeks of the decision follow
    the bodies' answer, or the end of their time while they have not answered.
    """
    acknowledge_by = add_days(stages.applied_on, times.acknowledgement_days)
    asked_on = stages.bodies_asked_on or stages.acknowledged_on or acknowledge_by
    bodies_by = add_days(asked_on, times.bodies_days)
    heard_on = stages.bodies_answered_on or bodies_by
    appeal_by = None
    if stages.decided_on is not None and stages.outcome == ReviewOutcome.REFUSED:
        appeal_by = add_days(stages.decided_on, times.appeal_days)
    return ReviewDeadlines(
        acknowledge_by=acknowledge_by,
        bodies_by=bodies_by,
        decide_by=add_days(heard_on, 7 * times.decision_weeks),
        appeal_by=appeal_by,
    )


def stage_refusal(stages: Stages, stage: str, on: date, times: ReviewTimes) -> Refusal | None:
    """A stage out of its order: reached before, decided already, or before what must precede it."""
    sentence = _out_of_order(stages, stage, on, times)
    return None if sentence is None else Refusal("review_stage", stage, sentence)


def _out_of_order(stages: Stages, stage: str, on: date, times: ReviewTimes) -> str | None:
    before, done = _STAGES[stage]
    reached = getattr(stages, stage)
    if reached is not None:
        return f"This review was {done} on {reached} already."
    if stages.decided_on is not None and stage not in AFTER_THE_DECISION:
        return f"This review was decided on {stages.decided_on}: it cannot be {done} afterwards."
    former = getattr(stages, before)
    if former is None:
        return f"A review must be {_STAGES[before][1]} before it is {done}."
    if on < former:
        return f"A review {_STAGES[before][1]} on {former} cannot be {done} before, on {on}."
    if stage == "decided_on":
        return _bodies_unheard(stages, on, times)
    if stage == "appealed_on" and stages.outcome != ReviewOutcome.REFUSED:
        return "Only a refused review can be appealed: this one was revoked."
    return None


def _bodies_unheard(stages: Stages, on: date, times: ReviewTimes) -> str | None:
    """The decision waits until the bodies have answered or their time is over."""
    answered_on = stages.bodies_answered_on
    if answered_on is not None:
        if on >= answered_on:
            return None
        return f"The responsible bodies answered on {answered_on}: no decision before, on {on}."
    bodies_by = review_deadlines(stages, times).bodies_by
    if on > bodies_by:
        return None
    return (
        f"The responsible bodies may answer until {bodies_by}: record their answer, or decide "
        "after that day."
    )


def earliest_application(requirement: Requirement, date_of_birth: date | None) -> date | None:
    """The first day on which the review of an indefinite requirement may be applied for; `None`
    while its first notification after release is not recorded (section 91B(2))."""
    earliest = earliest_revocation(requirement, date_of_birth)
    if earliest is None:
        return None
    return max(earliest, regime_start(requirement, date_of_birth))


def application_refusals(
    on: date,
    *,
    date_of_birth: date | None,
    indefinite: Iterable[Requirement],
    preventing_orders: Iterable[tuple[str, Period]],
    further_on: Iterable[date],
) -> Iterable[Refusal]:
    """V24, V25 and V27, for an application made on `on`.

    `indefinite` are the indefinite requirements in force then, `preventing_orders` the SHPOs and
    SOPOs of the person, interim ones included, and `further_on` the first days of a further
    application after earlier refusals.
    """
    requirements = list(indefinite)
    if not requirements:
        sentence = f"No indefinite requirement of a sentence or notification order holds on {on}."
        yield Refusal("V24", "applied_on", sentence)
    for each in requirements:
        earliest = earliest_application(each, date_of_birth)
        if earliest is None:
            sentence = (
                f"The first notification after release is not recorded for the requirement of "
                f"{each.period.start}, and from it the wait runs: record it first."
            )
            yield Refusal("V24", "applied_on", sentence)
        elif on < earliest:
            sentence = f"Applied for on {on}, but the earliest day is {earliest}."
            yield Refusal("V24", "applied_on", sentence)
    for kind, period in preventing_orders:
        if on in period:
            sentence = (
                f"No application on {on} while a {kind.upper()} of {period.start} is in force: "
                "the order must have ended by that day."
            )
            yield Refusal("V25", "applied_on", sentence)
    waits = max(further_on, default=None)
    if waits is not None and on < waits:
        sentence = f"After the refusal a further application is possible from {waits}, not on {on}."
        yield Refusal("V27", "applied_on", sentence)


def further_application(refused_on: date) -> date:
    """The first day of a further application where the refusal names no later one."""
    return add_years(refused_on, YEARS_BEFORE_A_FURTHER_APPLICATION)


def further_application_warning(
    *, refused_on: date, further_on: date, longest_years: int
) -> Refusal | None:
    """V27: a further application less than 8 years after the refusal, or more than
    `longest_years`, the rule setting, after it."""
    earliest = further_application(refused_on)
    latest = add_years(refused_on, longest_years)
    if earliest <= further_on <= latest:
        return None
    sentence = (
        f"A further application from {further_on}, but after a refusal on {refused_on} that day "
        f"lies between {earliest} and {latest} (section 91B(3)). Say why it does not."
    )
    return Refusal("V27", "further_application_on", sentence)


def rank_refusal(outcome: str, rank: str) -> Refusal | None:
    """V26 where `review_refusals` does not say it: no rank, or one too low for a refusal."""
    if not rank:
        sentence = "Say which rank decided: a superintendent or above."
        return Refusal("V26", "authorised_by_rank", sentence)
    if outcome == ReviewOutcome.REFUSED and rank in BELOW_SUPERINTENDENT:
        sentence = (
            f"A review is decided by a superintendent or above, not by a rank of "
            f"{Rank(rank).label.lower()}."
        )
        return Refusal("V26", "authorised_by_rank", sentence)
    return None


def reason_refusal(reason: str) -> Refusal | None:
    """Section 91D: a decision is told with its reason."""
    if reason.strip():
        return None
    sentence = "Say why it was decided so: the person is told (section 91D)."
    return Refusal("review_reason", "decision_reason", sentence)


def needless_day_refusal(outcome: str, further_on: date | None) -> Refusal | None:
    """After a revocation there is nothing left to apply for."""
    if outcome != ReviewOutcome.REVOKED or further_on is None:
        return None
    sentence = "After a revocation there is no further application: leave its day empty."
    return Refusal("review_further", "further_application_on", sentence)


def revoked_on(stages: Stages) -> date | None:
    """The day on which a review ended the indefinite requirements: that of the decision, or of an
    appeal that was allowed; `None` if it did not."""
    if stages.outcome == ReviewOutcome.REVOKED:
        return stages.decided_on
    if stages.appeal_outcome == AppealOutcome.ALLOWED:
        return stages.appeal_decided_on
    return None
