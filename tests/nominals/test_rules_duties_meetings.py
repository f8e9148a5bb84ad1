"""First meetings at a level and reviews by meetings, from plain facts."""

from datetime import date, timedelta

import pytest

from agencies.rules.settings import Setting, Settings
from core.periods import OPEN_END, Period
from nominals.choices import DutyKind
from nominals.rules.duties.management import ManagementFacts, Met, duties_of_management
from nominals.rules.duties.owed import Terms

NORFOLK, SUFFOLK = 26, 34
ALWAYS, OF_2012, OWN = date(1900, 1, 1), date(2012, 1, 1), date(2024, 6, 1)
SETTINGS = Settings(
    [
        Setting(
            "first_meeting_working_days", None, ALWAYS, OPEN_END, {"level_2": 20, "level_3": 10}
        ),
        Setting("first_meeting_working_days", NORFOLK, OWN, OPEN_END, {"level_2": 5, "level_3": 2}),
        Setting("meeting_review_weeks", None, ALWAYS, OF_2012, {"level_2": 12, "level_3": 6}),
        Setting("meeting_review_weeks", None, OF_2012, OPEN_END, {"level_2": 16, "level_3": 8}),
        Setting("meeting_review_weeks", NORFOLK, OWN, OPEN_END, {"level_2": 4, "level_3": 2}),
        Setting("level_1_review_months", None, ALWAYS, OPEN_END, 4),
        Setting("category_end_notice_days", None, ALWAYS, OPEN_END, 56),
    ],
    [
        *(date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 6)),
        *(date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)),
    ],
)
DAY = timedelta(days=1)
MONDAY = date(2024, 3, 4)
LATER = date(2024, 3, 20)
ELIGIBLE = [(1, Period(date(2000, 1, 1)))]
NEIGHBOURS = [-DAY, 0 * DAY, DAY]


def owed(kind, *, areas=(), **facts):
    """What is owed of a kind, as (key of the source, arises, due, falls)."""
    facts.setdefault("eligible", ELIGIBLE)
    found = duties_of_management(ManagementFacts(**facts), Terms(SETTINGS, areas))
    return [
        (each.source[1], each.arises_on, each.due_on, each.discharged_on)
        for each in found
        if each.kind == kind
    ]


def at(level, start, end=None, key=1):
    return key, Period(start, end), level


def met(held_on, level=2, key=1, next_review_on=None):
    return Met(key, held_on, level, next_review_on)


# First meetings


def first_meetings(*levels, meetings=(), **facts):
    return owed(DutyKind.FIRST_MEETING, levels=list(levels), meetings=list(meetings), **facts)


@pytest.mark.parametrize(
    ("level", "start", "due"),
    [
        (2, date(2024, 3, 4), date(2024, 4, 3)),  # over Easter
        (2, date(2024, 2, 29), date(2024, 3, 28)),
        (2, date(2024, 3, 1), date(2024, 4, 2)),
        (3, date(2024, 3, 14), date(2024, 3, 28)),
        (3, date(2024, 3, 15), date(2024, 4, 2)),
        (3, date(2024, 3, 16), date(2024, 4, 2)),  # a Saturday
        (3, date(2024, 3, 18), date(2024, 4, 3)),
        (3, date(2024, 4, 19), date(2024, 5, 3)),
        (3, date(2024, 4, 22), date(2024, 5, 7)),  # over the bank holiday of May
        (2, date(2024, 12, 2), date(2025, 1, 2)),  # over Christmas
    ],
)
def test_a_first_meeting_is_owed_in_working_days_from_the_level_on(level, start, due):
    assert first_meetings(at(level, start)) == [(1, start, due, None)]


def test_nobody_owes_a_first_meeting_at_level_1():
    assert first_meetings(at(1, MONDAY)) == []


@pytest.mark.parametrize(
    ("level", "panel", "after", "falls"),
    [
        (2, 2, -1, [None]),
        (2, 2, 0, []),
        (2, 2, 1, [1]),
        (2, 3, -1, [None]),
        (2, 3, 0, []),
        (2, 3, 1, [1]),
        (3, 2, 0, [None]),
        (3, 2, 1, [None]),
        (3, 3, -1, [None]),
        (3, 3, 0, []),
        (3, 3, 1, [1]),
        (3, 3, 400, [400]),
    ],
)
def test_the_first_meeting_at_the_level_or_above_since_it_began_discharges_it(
    level, panel, after, falls
):
    found = first_meetings(at(level, MONDAY), meetings=[met(MONDAY + after * DAY, panel)])

    assert [each[3] for each in found] == [day and MONDAY + day * DAY for day in falls]


def test_of_several_meetings_the_first_discharges_it():
    meetings = [met(LATER + DAY, 2, 1), met(LATER, 2, 2), met(LATER, 3, 3)]

    assert [each[3] for each in first_meetings(at(2, MONDAY), meetings=meetings)] == [LATER]


RAISED = [at(2, MONDAY, LATER), at(3, LATER, key=2)]
LOWERED = [at(3, MONDAY, LATER), at(2, LATER, key=2)]
DUE_2, DUE_3 = date(2024, 4, 3), date(2024, 4, 5)
"""20 working days after `MONDAY`, and 10 after `LATER`."""


FIRST_2, FIRST_3 = (1, MONDAY, DUE_2), (2, LATER, DUE_3)
LEFT = [at(2, MONDAY, LATER), at(1, LATER, key=2)]
TIMES = {
    "raised by a referral, never met": (RAISED, [], [(*FIRST_2, LATER), (*FIRST_3, None)]),
    "raised by a referral the day after a meeting": (
        RAISED,
        [met(LATER - DAY)],
        [(*FIRST_2, LATER - DAY), (*FIRST_3, None)],
    ),
    "met at Level 3 before the level": (
        RAISED,
        [met(LATER - DAY, 3)],
        [(*FIRST_2, LATER - DAY), (*FIRST_3, None)],
    ),
    "raised by a meeting at a Level 2 panel": (
        RAISED,
        [met(LATER, 2)],
        [(*FIRST_2, LATER), (*FIRST_3, None)],
    ),
    "raised by a meeting at a Level 3 panel": (RAISED, [met(LATER, 3)], [(*FIRST_2, LATER)]),
    "raised at a Level 2 panel, met at Level 3 the day after": (
        RAISED,
        [met(LATER, 2), met(LATER + DAY, 3, 2)],
        [(*FIRST_2, LATER), (*FIRST_3, LATER + DAY)],
    ),
    "lowered by a meeting": (LOWERED, [met(LATER, 3)], [(1, MONDAY, date(2024, 3, 18), LATER)]),
    "lowered by a meeting at a Level 2 panel": (
        LOWERED,
        [met(LATER, 2)],
        [(1, MONDAY, date(2024, 3, 18), LATER)],
    ),
    "lowered the day after a meeting": (
        LOWERED,
        [met(LATER - DAY, 3)],
        [(2, LATER, date(2024, 4, 19), None), (1, MONDAY, date(2024, 3, 18), LATER - DAY)],
    ),
    "left for Level 1": (LEFT, [], [(*FIRST_2, LATER)]),
    "touching periods are one time": (
        [at(2, MONDAY, LATER), at(2, LATER, key=2)],
        [],
        [(*FIRST_2, None)],
    ),
    "left and entered again the day after": (
        [at(2, MONDAY, LATER), at(2, LATER + DAY, key=2)],
        [met(LATER - DAY)],
        [(*FIRST_2, LATER - DAY), (2, LATER + DAY, date(2024, 4, 22), None)],
    ),
}


@pytest.mark.parametrize(("levels", "meetings", "expected"), TIMES.values(), ids=TIMES.keys())
def test_each_time_at_a_level_owes_a_first_meeting_of_its_own(levels, meetings, expected):
    assert first_meetings(*levels, meetings=meetings) == expected


@pytest.mark.parametrize(
    ("eligible", "expected"),
    [
        ([], []),
        ([(1, Period(MONDAY, LATER))], [(MONDAY, LATER)]),
        ([(1, Period(LATER))], [(LATER, None)]),
        ([(1, Period(MONDAY, LATER)), (2, Period(LATER))], [(MONDAY, None)]),
        (
            [(1, Period(MONDAY, LATER)), (2, Period(LATER + DAY))],
            [(MONDAY, LATER), (LATER + DAY, None)],
        ),
    ],
)
def test_only_somebody_eligible_is_owed_a_first_meeting(eligible, expected):
    found = first_meetings(at(2, MONDAY), eligible=eligible)

    assert [(arises, falls) for _, arises, _, falls in found] == expected


MOVED = date(2024, 6, 11)
MOVES = [(Period(date(2020, 1, 1), MOVED), SUFFOLK), (Period(MOVED), NORFOLK)]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2024, 6, 10), date(2024, 7, 8)),
        (date(2024, 6, 11), date(2024, 6, 18)),
        (date(2024, 6, 12), date(2024, 6, 19)),
    ],
)
def test_the_area_of_the_day_the_level_began_says_how_soon_it_first_meets(start, due):
    assert first_meetings(at(2, start), areas=MOVES) == [(1, start, due, None)]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2024, 5, 31), date(2024, 6, 14)),
        (date(2024, 6, 1), date(2024, 6, 4)),
        (date(2024, 6, 2), date(2024, 6, 4)),
    ],
)
def test_an_area_meets_at_its_own_pace_from_the_first_day_of_its_setting_on(start, due):
    found = first_meetings(at(3, start), areas=[(Period(date(2020, 1, 1)), NORFOLK)])

    assert found == [(1, start, due, None)]


# Reviews


def reviews(*meetings, levels=None, **facts):
    levels = levels or [at(2, MONDAY)]
    return owed(DutyKind.MEETING_REVIEW, levels=levels, meetings=list(meetings), **facts)


def test_each_meeting_is_followed_by_the_next():
    second = date(2024, 6, 20)

    assert reviews(met(LATER, key=8), met(second, key=7)) == [
        (8, LATER, date(2024, 7, 10), second),
        (7, second, date(2024, 10, 10), None),
    ]


def test_without_a_meeting_none_is_reviewed():
    assert reviews() == []


@pytest.mark.parametrize("panel", [2, 3])
@pytest.mark.parametrize(("level", "due"), [(2, date(2024, 7, 10)), (3, date(2024, 5, 15))])
def test_the_level_of_the_day_says_how_soon_it_is_reviewed_not_that_of_the_panel(level, due, panel):
    assert reviews(met(LATER, panel), levels=[at(level, MONDAY)]) == [(1, LATER, due, None)]


@pytest.mark.parametrize(
    ("levels", "due"),
    [(RAISED, date(2024, 5, 15)), (LOWERED, date(2024, 7, 10))],
    ids=["raised", "lowered"],
)
def test_what_the_meeting_decided_of_the_level_holds_on_its_day_already(levels, due):
    assert reviews(met(LATER), levels=levels) == [(1, LATER, due, None)]


@pytest.mark.parametrize("levels", [RAISED, LOWERED], ids=["raised", "lowered"])
def test_a_level_that_changes_between_meetings_leaves_the_review_where_it_was(levels):
    [(key, arises, _, falls)] = reviews(met(MONDAY), levels=levels)

    assert (key, arises, falls) == (1, MONDAY, None)


def test_the_day_that_the_meeting_decided_goes_before_the_weeks():
    assert reviews(met(LATER, next_review_on=date(2024, 4, 30))) == [
        (1, LATER, date(2024, 4, 30), None)
    ]


@pytest.mark.parametrize(
    ("held_on", "due"),
    [
        (date(2011, 12, 31), date(2012, 3, 24)),
        (date(2012, 1, 1), date(2012, 4, 22)),
        (date(2012, 1, 2), date(2012, 4, 23)),
    ],
)
def test_the_weeks_are_those_of_the_guidance_of_the_day(held_on, due):
    found = reviews(met(held_on), levels=[at(2, date(2011, 1, 1))])

    assert found == [(1, held_on, due, None)]


@pytest.mark.parametrize(
    ("held_on", "due"),
    [
        (date(2024, 6, 10), date(2024, 9, 30)),
        (date(2024, 6, 11), date(2024, 7, 9)),
        (date(2024, 6, 12), date(2024, 7, 10)),
    ],
)
def test_the_weeks_are_those_of_the_area_responsible_on_the_day_of_the_meeting(held_on, due):
    assert reviews(met(held_on), areas=MOVES) == [(1, held_on, due, None)]


@pytest.mark.parametrize("step", NEIGHBOURS)
def test_a_meeting_reviews_from_the_first_day_at_the_level_on(step):
    assert len(reviews(met(MONDAY + step))) == (step >= 0 * DAY)


@pytest.mark.parametrize("step", NEIGHBOURS)
def test_a_meeting_on_the_day_of_leaving_or_later_is_not_reviewed(step):
    found = reviews(met(LATER + step), levels=LEFT)

    assert [each[3] for each in found] == [LATER][: step < 0 * DAY]


def test_whoever_left_before_the_review_was_due_owes_none_and_entering_again_is_no_review():
    gone, back = date(2024, 4, 1), date(2024, 5, 1)
    levels = [at(2, MONDAY, gone), at(2, back, key=2)]

    assert [each[3] for each in reviews(met(LATER), levels=levels)] == [gone]


def test_nobody_who_is_not_eligible_is_reviewed():
    assert reviews(met(LATER), eligible=[]) == []
    assert [each[3] for each in reviews(met(MONDAY), eligible=[(1, Period(MONDAY, LATER))])] == [
        LATER
    ]


def test_of_two_meetings_of_one_day_the_first_decides_on_the_review():
    found = reviews(met(LATER, key=4), met(LATER, key=3, next_review_on=date(2024, 4, 2)))

    assert found == [(3, LATER, date(2024, 4, 2), None)]
