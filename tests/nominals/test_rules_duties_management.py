"""What is owed by those who manage somebody, from plain facts."""

from datetime import date

import pytest

from agencies.rules.settings import Setting, Settings
from core.periods import OPEN_END, Period
from nominals.choices import DutyKind
from nominals.rules.duties.management import (
    ManagementFacts,
    Transferred,
    duties_of_management,
)
from nominals.rules.duties.owed import Terms, before_end, common, earlier, links, opened

NATIONAL = {
    "category_end_notice_days": 56,
    "release_notice_months": 8,
    "level_before_release_months": 6,
    "level_1_review_months": 4,
    "licence_end_notice_days": 56,
    "transfer_answer_working_days": 10,
    "first_meeting_working_days": {"level_2": 20, "level_3": 10},
}
NORFOLK, SUFFOLK = 26, 34
SETTINGS = Settings(
    [
        *(Setting(code, None, date(1900, 1, 1), OPEN_END, v) for code, v in NATIONAL.items()),
        Setting("level_1_review_months", NORFOLK, date(2024, 1, 1), OPEN_END, 3),
        Setting("transfer_answer_working_days", SUFFOLK, date(2024, 1, 1), OPEN_END, 2),
    ],
    [date(2024, 3, 29), date(2024, 4, 1)],
)
START = date(2024, 3, 1)


def owed(kind, *, areas=(), **facts):
    """What is owed of a kind, as (source, arises, due, falls)."""
    found = duties_of_management(ManagementFacts(**facts), Terms(SETTINGS, areas))
    return [
        (each.source, each.arises_on, each.due_on, each.discharged_on)
        for each in found
        if each.kind == kind
    ]


@pytest.mark.parametrize(
    ("eligible", "expected"),
    [
        ([(1, Period(START, date(2025, 3, 1)))], [(1, date(2025, 1, 4), date(2025, 2, 28))]),
        ([(1, Period(START))], []),
        ([(1, Period(START, date(2025, 3, 1))), (2, Period(date(2025, 3, 1)))], []),
        (
            [(2, Period(START, date(2025, 3, 1))), (1, Period(START, date(2025, 3, 1)))],
            [(1, date(2025, 1, 4), date(2025, 2, 28))],
        ),
    ],
)
def test_the_end_of_the_last_category_is_prepared(eligible, expected):
    found = owed(DutyKind.CATEGORY_END, eligible=eligible)

    assert [(key, arises, due) for (_, key), arises, due, _ in found] == expected


def release(expected_on, period=None, levels=()):
    return owed(
        DutyKind.LEVEL_BEFORE_RELEASE,
        expected=[(3, period or Period(START), expected_on)],
        levels=list(levels),
    )


@pytest.mark.parametrize(
    ("expected_on", "arises", "due"),
    [
        (date(2025, 3, 1), date(2024, 7, 1), date(2024, 9, 1)),
        (date(2024, 10, 1), date(2024, 3, 1), date(2024, 4, 1)),
        (date(2024, 9, 1), date(2024, 3, 1), date(2024, 3, 1)),
        (date(2024, 5, 1), date(2024, 3, 1), date(2024, 3, 1)),
        (date(2025, 8, 31), date(2024, 12, 31), date(2025, 3, 1)),
    ],
)
def test_a_level_is_owed_months_before_release(expected_on, arises, due):
    assert release(expected_on) == [(("nominals.ExpectedRelease", 3), arises, due, None)]


@pytest.mark.parametrize(
    ("levels", "falls"),
    [
        ([(1, Period(date(2024, 8, 1)), 2)], date(2024, 8, 1)),
        ([(1, Period(date(2020, 1, 1), date(2024, 3, 1)), 1)], None),
        ([(1, Period(date(2024, 4, 1), date(2024, 7, 1)), 1)], None),
        ([(1, Period(date(2024, 9, 9)), 2), (2, Period(date(2024, 8, 1)), 1)], date(2024, 8, 1)),
    ],
)
def test_the_first_level_of_any_kind_discharges_it(levels, falls):
    assert [each[3] for each in release(date(2025, 3, 1), levels=levels)] == [falls]


def test_whoever_has_a_level_owes_none_before_release():
    assert release(date(2025, 3, 1), levels=[(1, Period(date(2020, 1, 1)), 1)]) == []


def test_a_level_that_still_holds_on_the_day_it_would_arise_is_enough():
    assert release(date(2025, 3, 1), levels=[(1, Period(START, date(2024, 7, 2)), 1)]) == []


def test_an_expectation_that_was_replaced_is_owed_no_more():
    assert release(date(2025, 3, 1), period=Period(START, date(2024, 7, 1))) == []
    assert [
        each[3] for each in release(date(2025, 3, 1), period=Period(START, date(2024, 7, 2)))
    ] == [date(2024, 7, 2)]


LEVEL_1 = [(6, Period(date(2023, 1, 1)), 1)]
ELIGIBLE = [(1, Period(date(2023, 1, 1)))]


def reviews(**facts):
    facts.setdefault("levels", LEVEL_1)
    facts.setdefault("eligible", ELIGIBLE)
    return owed(DutyKind.LEVEL_1_REVIEW, **facts)


def test_each_review_at_level_1_brings_the_next():
    assert reviews(level_1_reviews=[(9, date(2023, 4, 20))]) == [
        (("nominals.LevelPeriod", 6), date(2023, 1, 1), date(2023, 5, 1), date(2023, 4, 20)),
        (("nominals.LevelOneReview", 9), date(2023, 4, 20), date(2023, 8, 20), None),
    ]


@pytest.mark.parametrize(
    ("reviewed_on", "due"),
    [
        (date(2023, 12, 31), date(2024, 5, 1)),
        (date(2024, 1, 1), date(2024, 4, 1)),
        (date(2024, 1, 2), date(2024, 4, 2)),
    ],
)
def test_an_area_reviews_at_its_own_interval_from_its_first_day_on(reviewed_on, due):
    found = reviews(areas=[(Period(date(2020, 1, 1)), NORFOLK)], level_1_reviews=[(9, reviewed_on)])

    assert found[-1][1:] == (reviewed_on, due, None)


def test_nobody_is_reviewed_beyond_level_1_or_eligibility():
    assert [each[3] for each in reviews(eligible=[(1, Period(date(2023, 1, 1), START))])] == [START]
    assert reviews(levels=[(6, Period(date(2023, 1, 1)), 2)]) == []
    assert reviews(eligible=[]) == []


def test_touching_periods_at_level_1_are_one_time():
    halves = [(6, Period(date(2023, 1, 1), START), 1), (7, Period(START), 1)]

    assert [each[1] for each in reviews(levels=halves)] == [date(2023, 1, 1)]


@pytest.mark.parametrize(
    ("area", "due"),
    [(NORFOLK, date(2024, 4, 11)), (SUFFOLK, date(2024, 3, 28))],
)
def test_a_transfer_is_answered_in_working_days_of_the_receiving_area(area, due):
    asked = Transferred(2, date(2024, 3, 26), None, area)

    assert owed(DutyKind.TRANSFER_ANSWER, transfers=[asked]) == [
        (("nominals.Transfer", 2), date(2024, 3, 26), due, None)
    ]


def test_a_transfer_answered_at_once_was_never_owed():
    asked = Transferred(2, date(2024, 3, 26), date(2024, 3, 26), NORFOLK)

    assert owed(DutyKind.TRANSFER_ANSWER, transfers=[asked]) == []


def test_the_end_of_a_licence_is_prepared():
    licences = [(5, Period(START, date(2024, 12, 1))), (6, Period(START))]

    assert owed(DutyKind.LICENCE_END, licences=licences) == [
        (("nominals.Licence", 5), date(2024, 10, 6), date(2024, 11, 30), date(2024, 12, 1))
    ]


def test_facts_older_than_the_settings_go_by_the_first_of_them():
    old = [(6, Period(date(1850, 1, 1)), 1)]
    found = reviews(levels=old, eligible=[(1, Period(date(1850, 1, 1)))])

    assert found == [(("nominals.LevelPeriod", 6), date(1850, 1, 1), date(1850, 5, 1), None)]


def test_a_notice_begins_no_earlier_than_what_ends():
    def arises(notice):
        period = Period(START, date(2024, 3, 11))
        [found] = before_end("kind", "police", ("x", 1), period, notice_days=notice)
        return found.arises_on

    assert [arises(9), arises(10), arises(11)] == [date(2024, 3, 2), START, START]


@pytest.mark.parametrize(
    ("falls", "found"), [(date(2024, 3, 1), 0), (date(2024, 3, 2), 1), (None, 1)]
)
def test_what_falls_as_it_arises_never_was(falls, found):
    duties = opened("kind", "police", ("x", 1), arises_on=START, due_on=START, falls=[falls])

    assert len(list(duties)) == found


def test_the_calendar_has_a_first_day():
    assert earlier(date(1, 1, 2), 1) == date.min
    assert earlier(date(1, 1, 2), 5) == date.min


def test_links_join_each_day_to_the_next():
    days = [(date(2024, 3, 5), ("b", 1)), (START, ("a", 2)), (START, ("a", 1))]

    assert list(links(days, date(2024, 4, 1))) == [
        (("a", 1), START, date(2024, 3, 5)),
        (("b", 1), date(2024, 3, 5), date(2024, 4, 1)),
    ]
    assert list(links([], START)) == []


def test_common_days_are_in_both():
    some = [Period(START, date(2024, 3, 10)), Period(date(2024, 4, 1))]
    others = [Period(date(2024, 3, 5), date(2024, 4, 2)), Period(date(2024, 5, 1))]

    assert list(common(some, others)) == [
        Period(date(2024, 3, 5), date(2024, 3, 10)),
        Period(date(2024, 4, 1), date(2024, 4, 2)),
        Period(date(2024, 5, 1)),
    ]
