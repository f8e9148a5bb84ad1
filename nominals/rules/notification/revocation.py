"""Review of indefinite notification requirements (Sexual Offences Act 2003, ss91A to 91F)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.periods import Period, add_years, age_on, day_before
from core.refusals import Refusal
from nominals.choices import BELOW_SUPERINTENDENT, NotificationSource, Rank, ReviewOutcome

REVIEWS_START = date(2012, 7, 30)
"""Sections 91A to 91F in force; the 15 years bind adults from the day below."""

REVIEWS_OF_ADULTS_START = date(2012, 9, 1)

YEARS_OF_AN_ADULT = 15
YEARS_OF_A_JUVENILE = 8
ADULT_AGE = 18

REVIEWABLE = frozenset({NotificationSource.SENTENCE, NotificationSource.NOTIFICATION_ORDER})
"""Sources whose requirements may be indefinite by section 82 and end by a review; those of the
others end with their order."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """An indefinite notification requirement: its days and its first notification after release.

    `relevant_on` is the relevant date where it is another day than the first, as after a conviction
    abroad.
    """

    period: Period
    first_notified_on: date | None
    is_indefinite: bool
    relevant_on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """An application for review and what became of it."""

    decided_on: date | None
    outcome: str
    rank: str


def review_refusals(
    review: Review,
    *,
    date_of_birth: date | None,
    requirements: Iterable[Requirement],
    preventing_orders: Iterable[tuple[str, Period]],
) -> Iterable[Refusal]:
    """V24, V25 and V26, for a review that revoked indefinite requirements.

    `preventing_orders` are the SHPOs and SOPOs of the person, interim ones included, by kind and
    the days on which they were in force.
    """
    if review.outcome != ReviewOutcome.REVOKED:
        return
    if review.rank in BELOW_SUPERINTENDENT:
        sentence = (
            f"A revocation is decided by a superintendent or above, not by a rank of "
            f"{Rank(review.rank).label.lower()}."
        )
        yield Refusal("V26", "authorised_by_rank", sentence)
    if review.decided_on is None:
        return
    for kind, period in preventing_orders:
        if review.decided_on in period:
            sentence = (
                f"No revocation on {review.decided_on} while a {kind.upper()} of {period.start} "
                "is in force: the order must have ended by that day."
            )
            yield Refusal("V25", "decided_on", sentence)
    for requirement in requirements:
        earliest = earliest_revocation(requirement, date_of_birth)
        in_force = day_before(review.decided_on) in requirement.period
        if earliest is None or not in_force or review.decided_on >= earliest:
            continue
        if review.decided_on < regime_start(requirement, date_of_birth):
            continue
        sentence = (
            f"Revoked on {review.decided_on}, but after a first notification on "
            f"{requirement.first_notified_on} the earliest day is {earliest}."
        )
        yield Refusal("V24", "decided_on", sentence)


def earliest_revocation(requirement: Requirement, date_of_birth: date | None) -> date | None:
    """The first day after 15 years, of a juvenile 8, that begin with the first notification.

    Somebody is a juvenile who was under 18 on the relevant date; whose date of birth is
    unknown has the shorter wait, because only that much is certain. `None`: the requirement is
    not indefinite or its first notification is not recorded (section 91B(2)).
    """
    if not requirement.is_indefinite or requirement.first_notified_on is None:
        return None
    is_adult = _was_adult(requirement, date_of_birth)
    years = YEARS_OF_AN_ADULT if is_adult else YEARS_OF_A_JUVENILE
    return add_years(requirement.first_notified_on, years)


def _was_adult(requirement: Requirement, date_of_birth: date | None) -> bool:
    return date_of_birth is not None and (
        age_on(date_of_birth, requirement.relevant_on or requirement.period.start) >= ADULT_AGE
    )


def regime_start(requirement: Requirement, date_of_birth: date | None) -> date:
    """The day from which the requirement could be reviewed at all."""
    if _was_adult(requirement, date_of_birth):
        return REVIEWS_OF_ADULTS_START
    return REVIEWS_START
