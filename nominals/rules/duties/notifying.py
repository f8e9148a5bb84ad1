"""Duties of notification and of its review (Sexual Offences Act 2003, sections 83 to 91F)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from agencies.choices import RuleCode
from core.periods import OPEN_END, Period, add_days, union
from nominals.choices import Debtor, DutyKind, NotificationMatter, ReviewOutcome
from nominals.rules.duties.owed import (
    Fact,
    Held,
    Owed,
    Terms,
    before_end,
    common,
    ends_of,
    links,
    opened,
)
from nominals.rules.notification.notifying import (
    ADDED_DUTIES_START,
    DAYS_OF_A_WEEK,
    MOVES_THE_ANNUAL_DATE,
    a_year_after,
    three_days,
)
from nominals.rules.notification.reviews import (
    Stages,
    earliest_application,
    further_application,
    review_deadlines,
    review_times,
)
from nominals.rules.notification.revocation import REVIEWABLE, Requirement

REQUIREMENT = "nominals.NotificationRequirement"
NOTIFICATION = "nominals.Notification"
REVIEW = "nominals.NotificationReview"
FLAG = "nominals.Flag"


@dataclass(frozen=True, slots=True)
class Required:
    """A stored requirement. Only one with a `relevant_on` brings a duty to notify."""

    key: int
    source: str
    period: Period
    relevant_on: date | None
    first_notified_on: date | None
    is_indefinite: bool


@dataclass(frozen=True, slots=True)
class Notified:
    """A stored notification."""

    key: int
    matter: str
    on: date


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A stored review, and from which day a further application may be made."""

    key: int
    stages: Stages
    further_application_on: date | None


@dataclass(slots=True)
class NotificationFacts:
    """What is recorded of somebody's notification."""

    date_of_birth: date | None = None
    requirements: list[Required] = field(default_factory=list)
    notifications: list[Notified] = field(default_factory=list)
    reviews: list[Reviewed] = field(default_factory=list)
    homeless: list[Held] = field(default_factory=list)
    detained: list[Period] = field(default_factory=list)


def duties_of_notification(facts: NotificationFacts, terms: Terms) -> Iterator[Owed]:
    """Initial, annual and weekly notification, the end of the requirements, and reviews."""
    here = [each for each in facts.requirements if each.relevant_on is not None]
    subject = union(each.period for each in here)
    for each in here:
        yield from _initial(each, facts)
    yield from _annual(here, subject, facts)
    yield from _weekly(subject, facts)
    every = [(each.key, each.period) for each in facts.requirements]
    for source, period in ends_of(REQUIREMENT, every):
        notice = terms.of(RuleCode.NOTIFICATION_END_NOTICE_DAYS, _last_day(period))
        yield from before_end(
            DutyKind.NOTIFICATION_END, Debtor.POLICE, source, period, notice_days=notice
        )
    for each in facts.requirements:
        yield from _eligibility_for_review(each, facts)
    for review in facts.reviews:
        yield from _review(review, terms)


def _initial(requirement: Required, facts: NotificationFacts) -> Iterator[Owed]:
    """Section 83: within three days, which run in the community only. One notification serves
    every requirement that has begun."""
    start = requirement.period.start
    arises_on = _in_the_community(start, facts.detained)
    due_on = three_days(start, facts.detained)
    if OPEN_END in {arises_on, due_on}:
        return
    made = [each.on for each in facts.notifications if each.matter == NotificationMatter.INITIAL]
    made += [each.first_notified_on for each in facts.requirements if each.first_notified_on]
    yield from opened(
        DutyKind.INITIAL_NOTIFICATION,
        Debtor.POLICE,
        (REQUIREMENT, requirement.key),
        arises_on=arises_on,
        due_on=due_on,
        falls=[*(day for day in made if day >= start), requirement.period.ends],
    )


def _annual(
    here: Sequence[Required], subject: Sequence[Period], facts: NotificationFacts
) -> Iterator[Owed]:
    """Section 85: within a year from each notification that moves the annual date."""
    moves: list[tuple[date, Fact]] = [
        (each.on, (NOTIFICATION, each.key))
        for each in facts.notifications
        if each.matter in MOVES_THE_ANNUAL_DATE
    ]
    moves += [
        (each.first_notified_on, (REQUIREMENT, each.key))
        for each in here
        if each.first_notified_on is not None
    ]
    for spell in subject:
        within = [move for move in moves if move[0] in spell]
        for source, day, following in links(within, spell.ends):
            yield from _next(
                DutyKind.ANNUAL_NOTIFICATION, source, day, a_year_after(day), following, facts
            )


def _weekly(subject: Sequence[Period], facts: NotificationFacts) -> Iterator[Owed]:
    """Every week from the day on which somebody has no sole or main residence."""
    moves: list[tuple[date, Fact]] = [
        (each.on, (NOTIFICATION, each.key))
        for each in facts.notifications
        if each.matter in MOVES_THE_ANNUAL_DATE
    ]
    for key, flagged in facts.homeless:
        for spell in common([flagged], subject):
            start = max(spell.start, ADDED_DUTIES_START)
            if start >= spell.ends:
                continue
            days = [each for each in moves if start <= each[0] < spell.ends]
            for source, day, following in links([(start, (FLAG, key)), *days], spell.ends):
                due_on = add_days(day, DAYS_OF_A_WEEK)
                yield from _next(
                    DutyKind.WEEKLY_NOTIFICATION, source, day, due_on, following, facts
                )


def _next(
    kind: DutyKind,
    source: Fact,
    day: date,
    due_on: date,
    following: date,
    facts: NotificationFacts,
) -> Iterator[Owed]:
    """The next notification of a chain; time in custody moves it to the third day after."""
    if any(due_on in each for each in facts.detained):
        due_on = three_days(due_on, facts.detained)
    if due_on < OPEN_END:
        yield from opened(
            kind, Debtor.POLICE, source, arises_on=day, due_on=due_on, falls=[following]
        )


def _eligibility_for_review(requirement: Required, facts: NotificationFacts) -> Iterator[Owed]:
    """Section 91B: from when an application may be made, at first and after each refusal."""
    if requirement.source not in REVIEWABLE:
        return
    first = earliest_application(
        Requirement(
            requirement.period,
            requirement.first_notified_on,
            requirement.is_indefinite,
            requirement.relevant_on,
        ),
        facts.date_of_birth,
    )
    if first is None:
        return
    starts: dict[date, Fact] = {first: (REQUIREMENT, requirement.key)}
    for each in sorted(facts.reviews, key=lambda each: each.key):
        refused_on = each.stages.decided_on
        if each.stages.outcome != ReviewOutcome.REFUSED or refused_on is None:
            continue
        further = each.further_application_on or further_application(refused_on)
        if further > first:
            starts.setdefault(further, (REVIEW, each.key))
    for start, source in starts.items():
        if start not in requirement.period:
            continue
        applied = [each.stages.applied_on for each in facts.reviews]
        yield from opened(
            DutyKind.REVIEW_ELIGIBILITY,
            Debtor.POLICE,
            source,
            arises_on=start,
            due_on=start,
            falls=[*(day for day in applied if day >= start), requirement.period.ends],
        )


def _review(review: Reviewed, terms: Terms) -> Iterator[Owed]:
    """Sections 91C and 91D: acknowledged, and decided, in time."""
    stages = review.stages
    times = review_times(lambda code: terms.of(code, stages.applied_on))
    deadlines = review_deadlines(stages, times)
    for kind, due_on, falls in (
        (
            DutyKind.REVIEW_ACKNOWLEDGEMENT,
            deadlines.acknowledge_by,
            [stages.acknowledged_on, stages.decided_on],
        ),
        (DutyKind.REVIEW_DECISION, deadlines.decide_by, [stages.decided_on]),
    ):
        yield from opened(
            kind,
            Debtor.POLICE,
            (REVIEW, review.key),
            arises_on=stages.applied_on,
            due_on=due_on,
            falls=falls,
        )


def _in_the_community(day: date, detained: Iterable[Period]) -> date:
    """`day`, or the first day after it on which somebody is not detained."""
    for each in union(detained):
        if day in each:
            return each.ends
    return day


def _last_day(period: Period) -> date:
    return period.last_day or OPEN_END
