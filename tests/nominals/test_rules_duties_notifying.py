"""What is owed to the police and when, from plain facts."""

from datetime import date

import pytest

from core.periods import ONE_DAY, Period
from nominals.choices import DutyKind
from nominals.rules.duties.notifying import Notified
from nominals.rules.notification.notifying import annual_warning, next_weekly
from tests.nominals.notifying import FIRST, START, TOLD, owed, required


def initial(**facts):
    return [each[1:] for each in owed(DutyKind.INITIAL_NOTIFICATION, **facts)]


@pytest.mark.parametrize(
    ("detained", "expected"),
    [
        ([], (date(2024, 3, 1), date(2024, 3, 3))),
        ([(date(2024, 2, 1), date(2024, 3, 1))], (date(2024, 3, 1), date(2024, 3, 3))),
        ([(date(2024, 3, 1), date(2024, 3, 2))], (date(2024, 3, 2), date(2024, 3, 4))),
        ([(date(2024, 3, 1), date(2024, 9, 1))], (date(2024, 9, 1), date(2024, 9, 3))),
        (
            [(date(2024, 3, 1), date(2024, 4, 1)), (date(2024, 4, 1), date(2024, 5, 1))],
            (date(2024, 5, 1), date(2024, 5, 3)),
        ),
        ([(date(2024, 3, 2), date(2024, 3, 9))], (date(2024, 3, 1), date(2024, 3, 10))),
    ],
)
def test_the_first_notification_is_due_on_the_third_day_in_the_community(detained, expected):
    periods = [Period(*each) for each in detained]

    assert initial(detained=periods) == [(*expected, None)]


def test_nobody_in_prison_without_a_known_release_owes_the_first_notification():
    assert initial(detained=[Period(date(2024, 3, 1))]) == []


@pytest.mark.parametrize(
    ("facts", "falls"),
    [
        ({"requirements": [required(first=date(2024, 3, 2))]}, date(2024, 3, 2)),
        ({"notifications": [Notified(7, "initial", date(2024, 3, 5))]}, date(2024, 3, 5)),
        ({"notifications": [Notified(7, "initial", date(2024, 2, 29))]}, None),
        ({"notifications": [Notified(7, "change", date(2024, 3, 5))]}, None),
        ({"requirements": [required(end=date(2024, 3, 2))]}, date(2024, 3, 2)),
    ],
)
def test_the_first_notification_falls_when_it_is_made_or_nothing_is_required(facts, falls):
    assert initial(**facts) == [(date(2024, 3, 1), date(2024, 3, 3), falls)]


def test_one_first_notification_serves_every_requirement_that_has_begun():
    told = [
        required(first=date(2024, 3, 2)),
        required(key=2),
        required(start=date(2024, 3, 3), key=3),
    ]

    assert initial(requirements=told) == [
        (date(2024, 3, 1), date(2024, 3, 3), date(2024, 3, 2)),
        (date(2024, 3, 1), date(2024, 3, 3), date(2024, 3, 2)),
        (date(2024, 3, 3), date(2024, 3, 5), None),
    ]


def test_whoever_notified_on_the_first_day_never_owed_it():
    assert initial(requirements=[required(first=START)]) == []


def test_imported_requirements_bring_no_duty_to_notify():
    told = [Notified(7, "annual", date(2024, 5, 1))]

    for kind in (DutyKind.INITIAL_NOTIFICATION, DutyKind.ANNUAL_NOTIFICATION):
        assert owed(kind, requirements=[required(relevant=False)], notifications=told) == []


@pytest.mark.parametrize(
    ("matter", "moves"),
    [
        ("initial", True),
        ("annual", True),
        ("change", True),
        ("weekly", True),
        ("added_matter", False),
        ("travel", False),
    ],
)
def test_only_some_notifications_move_the_annual_date(matter, moves):
    found = owed(
        DutyKind.ANNUAL_NOTIFICATION,
        requirements=[required(first=date(2024, 3, 2))],
        notifications=[Notified(7, matter, date(2024, 6, 1))],
    )
    if moves:
        assert found == [
            ((FIRST, 1), date(2024, 3, 2), date(2025, 3, 2), date(2024, 6, 1)),
            ((TOLD, 7), date(2024, 6, 1), date(2025, 6, 1), None),
        ]
    else:
        assert found == [((FIRST, 1), date(2024, 3, 2), date(2025, 3, 2), None)]


@pytest.mark.parametrize(
    ("detained", "due"),
    [
        (Period(date(2025, 2, 1), date(2025, 3, 1)), date(2025, 3, 1)),
        (Period(date(2025, 3, 1), date(2025, 6, 1)), date(2025, 6, 3)),
        (Period(date(2025, 3, 2), date(2025, 6, 1)), date(2025, 3, 1)),
    ],
)
def test_an_annual_date_in_custody_moves_to_the_third_day_after(detained, due):
    [(_, _, found, _)] = owed(
        DutyKind.ANNUAL_NOTIFICATION,
        requirements=[required(first=date(2024, 3, 1))],
        detained=[detained],
    )

    assert found == due


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (date(2024, 2, 28), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 3, 1), date(2025, 3, 1)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2023, 3, 1), date(2024, 3, 1)),
    ],
)
def test_the_annual_date_is_the_last_day_of_the_year_after_and_not_late_by_v31(told, due):
    [(_, _, found, _)] = owed(
        DutyKind.ANNUAL_NOTIFICATION,
        requirements=[required(start=date(2020, 1, 1))],
        notifications=[Notified(7, "annual", told)],
    )
    on_time, late = (
        annual_warning(
            notified_on=day,
            notified=[("annual", told)],
            subject_from=date(2020, 1, 1),
            detained=[],
        )
        for day in (due, due + ONE_DAY)
    )

    assert found == due
    assert on_time is None
    assert late is not None


def test_an_annual_date_in_a_detention_without_end_is_owed_by_nobody():
    assert (
        owed(
            DutyKind.ANNUAL_NOTIFICATION,
            requirements=[required(first=date(2024, 3, 2))],
            detained=[Period(date(2025, 3, 2))],
        )
        == []
    )


def test_of_two_notifications_of_one_day_the_first_by_key_begins_the_year():
    told = [Notified(9, "change", date(2024, 6, 1)), Notified(8, "annual", date(2024, 6, 1))]

    assert [each[0] for each in owed(DutyKind.ANNUAL_NOTIFICATION, notifications=told)] == [
        (TOLD, 8)
    ]


def test_without_a_home_the_police_are_told_every_week():
    found = owed(
        DutyKind.WEEKLY_NOTIFICATION,
        homeless=[(4, Period(date(2024, 6, 1), date(2024, 6, 20)))],
        notifications=[Notified(7, "weekly", date(2024, 6, 8)), Notified(8, "travel", START)],
    )

    assert found == [
        (("nominals.Flag", 4), date(2024, 6, 1), date(2024, 6, 8), date(2024, 6, 8)),
        ((TOLD, 7), date(2024, 6, 8), date(2024, 6, 15), date(2024, 6, 20)),
    ]


@pytest.mark.parametrize(
    ("matter", "moves"),
    [
        ("initial", True),
        ("annual", True),
        ("change", True),
        ("added_matter", False),
        ("travel", False),
    ],
)
def test_the_week_begins_anew_as_the_year_does_and_as_v29_reckons(matter, moves):
    found = owed(
        DutyKind.WEEKLY_NOTIFICATION,
        homeless=[(4, Period(date(2024, 6, 1)))],
        notifications=[Notified(7, matter, date(2024, 6, 5))],
    )
    last = next_weekly([(matter, date(2024, 6, 5))], homeless_from=date(2024, 6, 1))

    assert (len(found), found[-1][2]) == ((2, date(2024, 6, 12)) if moves else (1, last))
    assert found[-1][2] == last


@pytest.mark.parametrize(
    ("since", "arises"),
    [
        (date(2012, 8, 12), date(2012, 8, 13)),
        (date(2012, 8, 13), date(2012, 8, 13)),
        (date(2012, 8, 14), date(2012, 8, 14)),
    ],
)
def test_the_weekly_duty_began_on_13_august_2012(since, arises):
    [(_, found, _, _)] = owed(
        DutyKind.WEEKLY_NOTIFICATION,
        requirements=[required(start=date(2010, 1, 1))],
        homeless=[(4, Period(since))],
    )

    assert found == arises


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ([required(end=date(2029, 3, 1))], [(1, date(2029, 1, 4), date(2029, 2, 28))]),
        ([required(end=date(2024, 3, 20))], [(1, date(2024, 3, 1), date(2024, 3, 19))]),
        ([required()], []),
        ([required(end=date(2025, 3, 1)), required(start=date(2025, 3, 1), key=2)], []),
        (
            [required(end=date(2025, 3, 1)), required(start=date(2025, 3, 2), key=2)],
            [(1, date(2025, 1, 4), date(2025, 2, 28))],
        ),
        (
            [required(end=date(2025, 3, 1), relevant=False, key=3)],
            [(3, date(2025, 1, 4), date(2025, 2, 28))],
        ),
    ],
)
def test_the_end_of_the_last_requirement_is_prepared(requirements, expected):
    found = owed(DutyKind.NOTIFICATION_END, requirements=requirements)

    assert [(key, arises, due) for (_, key), arises, due, _ in found] == expected
