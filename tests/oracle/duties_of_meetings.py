"""What is owed on a day by referrals, by levels with meetings, by minutes and by actions."""

from collections.abc import Iterator
from datetime import date

from tests.oracle.duty_days import (
    DAY,
    Duty,
    Source,
    first_day,
    is_working,
    walk,
    working_days_on,
)
from tests.oracle.duty_facts import Facts


def on_or_before(happened: date | None, day: date) -> bool:
    return happened is not None and happened <= day


# Referrals


def open_referrals(facts: Facts, day: date):
    """Those submitted and not decided by the end of a day, each with what was asked by then."""
    for each in facts.referrals:
        if on_or_before(each.submitted_on, day) and not on_or_before(each.decided_on, day):
            asked = [
                one for one in facts.questions if one.referral_id == each.pk and one.asked_on <= day
            ]
            yield each, sorted(asked, key=lambda one: one.pk)


def days_to_decide(facts: Facts, referral, day: date):
    return facts.setting("referral_decision_working_days", day, referral.area_id)


def referral_decision(facts: Facts, day: date) -> Iterator[Duty]:
    for each, asked in open_referrals(facts, day):
        if not all(on_or_before(one.answered_on, day) for one in asked):
            continue
        source, began = ("meetings.Referral", each.pk), each.submitted_on
        if asked:
            source = "meetings.InformationRequest", asked[-1].pk
            began = asked[-1].answered_on
        left, due = days_to_decide(facts, each, each.submitted_on), each.submitted_on
        while left:
            due += DAY
            waited = any(one.asked_on < due <= one.answered_on for one in asked)
            left -= is_working(facts, due) and not waited
        yield "referral_decision", source, max(due, began)


def information(facts: Facts, day: date) -> Iterator[Duty]:
    for each, asked in open_referrals(facts, day):
        for one in asked:
            if not on_or_before(one.answered_on, day):
                source = "meetings.InformationRequest", one.pk
                left = days_to_decide(facts, each, one.asked_on)
                yield "referral_information", source, working_days_on(facts, one.asked_on, left)


# Levels with meetings


def managed_at(facts: Facts, day: date, *levels: int) -> Iterator[Source]:
    """The periods that put somebody eligible at one of these levels on a day."""
    if any(day in each for each in facts.bases):
        for each in facts.levels:
            if day in each and each.row.level in levels:
                yield "nominals.LevelPeriod", each.key


def first_meetings(facts: Facts, day: date) -> Iterator[Duty]:
    for level in (2, 3):
        yield from first_meeting_at(level, facts, day)


def first_meeting_at(level: int, facts: Facts, day: date) -> Iterator[Duty]:
    def is_managed(today: date) -> bool:
        return any(managed_at(facts, today, level))

    def begins(today: date) -> Iterator[Source]:
        if not is_managed(today - DAY):
            yield from managed_at(facts, today, level)

    def ended(today: date) -> bool:
        met = any(one.held_on == today and one.level >= level for one in facts.counted)
        return met or not is_managed(today)

    link = walk(facts, ("first_meeting", level), first_day(facts), begins, ended).at(day)
    if link is not None:
        source, began = link
        days = facts.setting("first_meeting_working_days", began, facts.area_on(began))
        yield "first_meeting", source, working_days_on(facts, began, days[f"level_{level}"])


def reviews_by_meetings(facts: Facts, day: date) -> Iterator[Duty]:
    met = {("nominals.LevelMeeting", each.pk): each for each in facts.counted}

    def begins(today: date) -> Iterator[Source]:
        for source, each in met.items():
            if each.held_on == today:
                yield source

    def ended(today: date) -> bool:
        return not any(managed_at(facts, today, 2, 3))

    link = walk(facts, ("meeting_review", 0), first_day(facts), begins, ended).at(day)
    if link is not None:
        source, began = link
        level = 3 if any(managed_at(facts, began, 3)) else 2
        weeks = facts.setting("meeting_review_weeks", began, facts.area_on(began))
        due = met[source].next_review_on or began + weeks[f"level_{level}"] * 7 * DAY
        yield "meeting_review", source, due


# What a meeting leaves to do


def minutes(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.meetings:
        held_on, level = each.panel.held_on, each.panel.level
        issued = any(
            one.meeting_id == each.pk and one.number == 1 and one.issued_on <= day
            for one in facts.minutes
        )
        if each.cancelled_on is None and held_on <= day and not issued:
            days = facts.setting("minutes_working_days", held_on, each.panel.area_id)
            due = working_days_on(facts, held_on, days[f"level_{level}"])
            yield "minutes_issue", ("meetings.Meeting", each.pk), due


def actions(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.actions:
        ended = on_or_before(each.completed_on, day) or on_or_before(each.cancelled_on, day)
        if each.meeting.panel.held_on <= day and not ended:
            yield "meeting_action", ("meetings.Action", each.pk), each.due_on


def named(facts: Facts) -> dict[Source, int]:
    """The agency that owes by name what follows from a fact."""
    found = {("meetings.Action", each.pk): each.agency_id for each in facts.actions}
    for each in facts.questions:
        found["meetings.InformationRequest", each.pk] = each.referral.agency_id
    return found
