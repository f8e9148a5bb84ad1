"""What is owed to the police on a day, and by them to whoever asks for a review."""

from collections.abc import Iterator
from datetime import date

from tests.oracle.duty_days import (
    DAY,
    NEVER,
    Duty,
    Source,
    first_day,
    is_18,
    is_detained,
    nth_day_in_the_community,
    same_day,
    subject,
    walk,
)
from tests.oracle.duty_facts import Facts, Span

WEEKLY_BEGAN = date(2012, 8, 13)
REVIEWS_BEGAN, REVIEWS_OF_ADULTS_BEGAN = date(2012, 7, 30), date(2012, 9, 1)
MOVES_THE_DATE = ("initial", "annual", "weekly", "change")
REVIEWABLE = ("sentence", "notification_order")


def initial(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.requirements:
        if each.row.relevant_on is None or day not in each:
            continue
        arises = nth_day_in_the_community(facts, each.first, 1)
        due = nth_day_in_the_community(facts, each.first, 3)
        if due == NEVER or day < arises:
            continue
        notified = [one.notified_on for one in facts.notifications if one.matter == "initial"]
        notified += [one.row.first_notified_on for one in facts.requirements]
        if not any(one is not None and each.first <= one <= day for one in notified):
            yield "initial_notification", ("nominals.NotificationRequirement", each.key), due


def annual(facts: Facts, day: date) -> Iterator[Duty]:
    def begins(today: date) -> Iterator[Source]:
        yield from moved_on(facts, today)
        for each in facts.requirements:
            if each.row.relevant_on is not None and each.row.first_notified_on == today:
                yield "nominals.NotificationRequirement", each.key

    name = "annual_notification", 0
    link = walk(facts, name, first_day(facts), begins, lambda today: not subject(facts, today)).at(
        day
    )
    if link is not None:
        source, began = link
        last = same_day(began.year + 1, began.month, began.day, otherwise=-1)
        yield from within_custody_later(facts, "annual_notification", source, last)


def weekly(facts: Facts, day: date) -> Iterator[Duty]:
    for flag in facts.homeless:
        yield from weekly_by(flag, facts, day)


def weekly_by(flag: Span, facts: Facts, day: date) -> Iterator[Duty]:
    def wanders(today: date) -> bool:
        return today in flag and subject(facts, today) and today >= WEEKLY_BEGAN

    def begins(today: date) -> Iterator[Source]:
        if not wanders(today - DAY):
            yield "nominals.Flag", flag.key
        yield from moved_on(facts, today)

    name = "weekly_notification", flag.key
    link = walk(facts, name, flag.first, begins, lambda today: not wanders(today)).at(day)
    if link is not None:
        source, began = link
        yield from within_custody_later(facts, "weekly_notification", source, began + 7 * DAY)


def moved_on(facts: Facts, day: date) -> Iterator[Source]:
    """The notifications of a day that move the annual date."""
    for each in facts.notifications:
        if each.notified_on == day and each.matter in MOVES_THE_DATE:
            yield "nominals.Notification", each.pk


def within_custody_later(facts: Facts, kind: str, source: Source, due: date) -> Iterator[Duty]:
    """A due day in custody is one on the third day after it instead, if that ever comes."""
    if is_detained(facts, due):
        due = nth_day_in_the_community(facts, due, 3)
    if due != NEVER:
        yield kind, source, due


def eligible_for_review(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.requirements:
        row = each.row
        if row.source not in REVIEWABLE or not row.is_indefinite or row.first_notified_on is None:
            continue
        adult = facts.born is not None and is_18(facts.born, row.relevant_on or each.first)
        notified = row.first_notified_on
        years = 15 if adult else 8
        first = same_day(notified.year + years, notified.month, notified.day, otherwise=1)
        first = max(first, REVIEWS_OF_ADULTS_BEGAN if adult else REVIEWS_BEGAN)
        from_when = {first: ("nominals.NotificationRequirement", each.key)}
        for review in sorted(facts.reviews, key=lambda one: one.pk):
            if review.outcome == "refused" and review.decided_on is not None:
                on = review.decided_on
                again = review.further_application_on or same_day(
                    on.year + 8, on.month, on.day, otherwise=1
                )
                if again > first and again not in from_when:
                    from_when[again] = ("nominals.NotificationReview", review.pk)
        for start, source in from_when.items():
            applied = any(start <= one.applied_on <= day for one in facts.reviews)
            if start in each and start <= day and day in each and not applied:
                yield "review_eligibility", source, start


def stages_of_review(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.reviews:
        if each.applied_on > day or (each.decided_on is not None and each.decided_on <= day):
            continue
        source = "nominals.NotificationReview", each.pk

        def days(code, on=each.applied_on):
            return facts.setting(code, on, None)

        acknowledge_by = each.applied_on + days("review_acknowledgement_days") * DAY
        if each.acknowledged_on is None or each.acknowledged_on > day:
            yield "review_acknowledgement", source, acknowledge_by
        asked = each.bodies_asked_on or each.acknowledged_on or acknowledge_by
        heard = each.bodies_answered_on or asked + days("review_bodies_days") * DAY
        yield "review_decision", source, heard + 7 * days("review_decision_weeks") * DAY
