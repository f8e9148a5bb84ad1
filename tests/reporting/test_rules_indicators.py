"""What each indicator counts, by tables of cases: the day before, the day and the day after."""

from datetime import date
from uuid import UUID

import pytest

from core.periods import Period
from meetings.choices import Outcome, Pillar
from reporting.rules.indicators import (
    TITLES,
    Absences,
    Body,
    Counts,
    Course,
    Held,
    Invited,
    Row,
    are_minutes_in_time,
    is_reviewed_in_time,
    percent,
    pillars_in_force,
    rows_of,
)

HELD = date(2024, 5, 21)
DUE = date(2024, 9, 10)
LATER = date(2025, 1, 1)
FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
THRESHOLDS = dict.fromkeys(TITLES, 90)
POLICE = Body(1, "Constabulary", "police")
HOUSING = Body(2, "Housing", "housing")
CHARITY = Body(3, "Charity", "other")


@pytest.mark.parametrize(
    ("met", "counted", "rate"),
    [
        (0, 0, None),
        (0, 3, 0),
        (3, 3, 100),
        (1, 3, 33),
        (2, 3, 67),
        (1, 8, 13),
        (199, 200, 100),
        (1, 200, 1),
        (1, 201, 0),
        (149, 1000, 15),
        (144, 1000, 14),
    ],
)
def test_a_rate_is_whole_half_up_and_none_of_nothing(met, counted, rate):
    assert percent(met, counted) == rate


@pytest.mark.parametrize(
    ("met", "missed", "threshold", "is_reached"),
    [
        (0, 0, 0, None),
        (0, 0, 100, None),
        (0, 1, 0, True),
        (9, 1, 90, True),
        (89, 11, 90, False),
        (199, 1, 100, False),
        (895, 105, 90, False),
        (200, 0, 100, True),
    ],
)
def test_a_threshold_is_reached_by_the_rate_and_not_by_the_rounded_one(
    met, missed, threshold, is_reached
):
    row = Row("K8", 2, threshold, (FIRST,) * met, (SECOND,) * missed)

    assert row.is_reached is is_reached
    assert (row.met, row.counted) == (met, met + missed)


# Reviews


def course(*met_on, level=2, until=None, died_on=None):
    return Course([(Period(date(2024, 1, 1), until), level)], died_on, [HELD, *met_on])


@pytest.mark.parametrize(
    ("met_on", "is_in_time"),
    [
        (HELD, False),
        (date(2024, 5, 22), True),
        (date(2024, 9, 9), True),
        (DUE, True),
        (date(2024, 9, 11), False),
    ],
)
def test_a_review_is_in_time_by_its_due_day(met_on, is_in_time):
    assert is_reviewed_in_time(HELD, DUE, course(met_on), on=LATER) is is_in_time


def test_the_next_meeting_is_the_review_and_not_an_earlier_one():
    assert is_reviewed_in_time(HELD, DUE, course(date(2024, 5, 1)), on=LATER) is False


@pytest.mark.parametrize(
    ("left_on", "is_in_time"),
    [
        (date(2024, 5, 22), None),
        (date(2024, 9, 9), None),
        (DUE, None),
        (date(2024, 9, 11), False),
        (None, False),
    ],
)
def test_who_left_or_died_by_the_due_day_is_not_late(left_on, is_in_time):
    left, died = course(until=left_on), course(died_on=left_on)

    assert is_reviewed_in_time(HELD, DUE, left, on=LATER) is is_in_time
    assert is_reviewed_in_time(HELD, DUE, died, on=LATER) is is_in_time


def test_a_meeting_at_which_somebody_leaves_is_the_review():
    left = course(date(2024, 8, 1), until=date(2024, 8, 1))

    assert is_reviewed_in_time(HELD, DUE, left, on=LATER) is True


def test_who_left_and_came_back_left():
    back = Course([(Period(date(2024, 1, 1), date(2024, 6, 1)), 2), (Period(date(2024, 6, 2)), 2)])

    assert is_reviewed_in_time(HELD, DUE, back, on=LATER) is None


def test_to_change_between_the_levels_is_not_to_leave():
    changed = Course(
        [(Period(date(2024, 1, 1), date(2024, 6, 1)), 3), (Period(date(2024, 6, 1)), 2)]
    )

    assert is_reviewed_in_time(HELD, DUE, changed, on=LATER) is False


@pytest.mark.parametrize(
    ("on", "is_in_time"),
    [(date(2024, 9, 9), None), (DUE, False), (date(2024, 9, 11), False)],
)
def test_a_review_is_judged_on_its_due_day_at_the_earliest(on, is_in_time):
    assert is_reviewed_in_time(HELD, DUE, course(), on=on) is is_in_time


def test_a_review_that_was_held_is_judged_before_its_due_day():
    assert is_reviewed_in_time(HELD, DUE, course(date(2024, 6, 1)), on=date(2024, 6, 1)) is True


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), 3),
        (date(2024, 5, 31), 3),
        (date(2024, 6, 1), 2),
        (date(2024, 7, 31), 2),
        (date(2024, 8, 1), None),
    ],
)
def test_the_dead_are_at_no_level(day, level):
    person = Course(
        [(Period(date(2024, 1, 1), date(2024, 6, 1)), 3), (Period(date(2024, 6, 1)), 2)],
        died_on=date(2024, 8, 1),
    )

    assert person.level_on(day) == level


# Minutes


@pytest.mark.parametrize(
    ("issued_on", "on", "is_in_time"),
    [
        (date(2024, 9, 9), LATER, True),
        (DUE, LATER, True),
        (date(2024, 9, 11), LATER, False),
        (None, LATER, False),
        (None, date(2024, 9, 9), None),
        (None, DUE, None),
        (None, date(2024, 9, 11), False),
        (date(2024, 9, 9), date(2024, 9, 9), True),
        (date(2024, 9, 9), date(2024, 9, 8), None),
        (DUE, date(2024, 9, 9), None),
        (date(2024, 9, 12), date(2024, 9, 11), False),
    ],
)
def test_minutes_are_judged_once_issued_or_overdue(issued_on, on, is_in_time):
    assert are_minutes_in_time(DUE, issued_on, on=on) is is_in_time


# Plans


@pytest.mark.parametrize(
    ("entry", "is_in_force"),
    [
        ((9, "supervision", date(2024, 5, 20), date(2024, 5, 21)), False),
        ((9, "supervision", date(2024, 5, 20), date(2024, 5, 22)), True),
        ((9, "supervision", HELD, date(2024, 5, 22)), True),
        ((9, "supervision", date(2024, 5, 22), date(2025, 1, 1)), False),
        ((7, "supervision", date(2024, 5, 22), date(2025, 1, 1)), True),
    ],
)
def test_a_plan_holds_on_the_day_or_was_made_at_the_meeting(entry, is_in_force):
    assert bool(pillars_in_force([entry], 7, HELD)) is is_in_force


# Rows


def rows(held=(), minutes=(), reviews=(), bodies=(POLICE, HOUSING, CHARITY)):
    counts = Counts(list(held), list(minutes), list(reviews))
    found = rows_of(counts, bodies, THRESHOLDS)
    return {(each.indicator, each.level, each.agency and each.agency.name): each for each in found}


def test_every_indicator_has_its_rows_in_order_and_n_a_where_nothing_is_counted():
    found = rows()

    assert list(found) == [
        ("K1", 2, "Constabulary"),
        ("K2", 3, "Constabulary"),
        ("K3", 2, "Housing"),
        ("K4", 3, "Housing"),
        ("K5", 3, "Constabulary"),
        ("K5", 3, "Housing"),
        ("K6", 2, None),
        ("K7", 3, None),
        ("K8", 2, None),
        ("K8", 3, None),
        ("K10", 2, None),
        ("K10", 3, None),
        ("K11", 2, None),
        ("K11", 3, None),
        ("K12", 2, None),
        ("K12", 3, None),
    ]
    assert {(each.percent, each.is_reached, each.threshold) for each in found.values()} == {
        (None, None, 90)
    }


@pytest.mark.parametrize(
    ("outcome", "met_by", "missed_by", "absences"),
    [
        (Outcome.ATTENDED, (FIRST,), (), Absences()),
        (Outcome.DEPUTY, (FIRST,), (), Absences()),
        (Outcome.REPORT_ONLY, (), (FIRST,), Absences(report_only=1)),
        (Outcome.APOLOGIES, (), (FIRST,), Absences(apologies=1)),
        (Outcome.NO_SHOW, (), (FIRST,), Absences(no_show=1)),
        (Outcome.NOT_REQUIRED, (), (), Absences()),
        ("", (), (FIRST,), Absences()),
    ],
)
@pytest.mark.parametrize(
    ("level", "agency", "code"),
    [(2, POLICE, "K1"), (3, POLICE, "K2"), (2, HOUSING, "K3"), (3, HOUSING, "K4")],
)
def test_an_agency_attends_by_coming_or_sending_a_deputy(
    outcome, met_by, missed_by, absences, level, agency, code
):
    found = rows([Held(FIRST, 1, level, [Invited(agency.key, outcome)])])

    row = found.pop((code, level, agency.name))
    assert (row.met_by, row.missed_by, row.absences) == (met_by, missed_by, absences)
    others = [each for key, each in found.items() if key[0] in ("K1", "K2", "K3", "K4")]
    assert [each.counted for each in others] == [0, 0, 0]


@pytest.mark.parametrize("kind", ["police", "probation", "prison"])
def test_police_probation_and_prison_are_the_responsible_authority(kind):
    found = rows(bodies=[Body(1, "Them", kind)])

    assert [key[0] for key in found if key[2] == "Them"] == ["K1", "K2", "K5"]


def test_an_agency_without_the_duty_is_in_no_indicator():
    found = rows([Held(FIRST, 1, 3, [Invited(CHARITY.key, Outcome.ATTENDED, True)])])

    assert "Charity" not in {name for _, _, name in found}


@pytest.mark.parametrize(
    ("outcome", "is_senior", "met", "counted"),
    [
        (Outcome.ATTENDED, True, 1, 1),
        (Outcome.DEPUTY, True, 1, 1),
        (Outcome.ATTENDED, False, 0, 1),
        (Outcome.DEPUTY, None, 0, 1),
        (Outcome.REPORT_ONLY, True, 0, 0),
        (Outcome.NO_SHOW, None, 0, 0),
    ],
)
def test_seniority_is_asked_of_those_who_came_at_level_3(outcome, is_senior, met, counted):
    invited = [Invited(POLICE.key, outcome, is_senior)]

    row = rows([Held(FIRST, 1, 3, invited), Held(SECOND, 1, 2, invited)])["K5", 3, "Constabulary"]

    assert (row.met, row.counted, row.absences) == (met, counted, None)


def test_disclosure_is_asked_of_every_meeting_and_the_rest_of_the_latest_of_each_person():
    first = Held(FIRST, 1, 2, (), True, True, frozenset(Pillar))
    last = Held(SECOND, 1, 2)
    other = Held(THIRD, 2, 2, (), True, True, frozenset(Pillar))

    found = rows([first, last, other])

    assert found["K8", 2, None].met_by == (FIRST, THIRD)
    assert found["K8", 2, None].missed_by == (SECOND,)
    for code in ("K11", "K12"):
        assert found[code, 2, None].met_by == (THIRD,)
        assert found[code, 2, None].missed_by == (SECOND,)
    assert found["K8", 3, None].counted == 0


def test_a_person_met_at_both_levels_is_one_of_each():
    found = rows([Held(FIRST, 1, 2, is_visor_updated=True), Held(SECOND, 1, 3)])

    assert found["K11", 2, None].met_by == (FIRST,)
    assert found["K11", 3, None].missed_by == (SECOND,)


@pytest.mark.parametrize("missing", [*Pillar, None])
def test_a_plan_covers_all_four_pillars_or_does_not(missing):
    covered = frozenset(set(Pillar) - {missing})

    row = rows([Held(FIRST, 1, 2, pillars=covered)])["K12", 2, None]

    assert row.met == (missing is None)


def test_reviews_and_minutes_stand_at_their_level():
    judged = [(2, FIRST, True), (3, SECOND, False)]

    found = rows(minutes=judged, reviews=judged)

    assert found["K6", 2, None].met_by == found["K10", 2, None].met_by == (FIRST,)
    assert found["K7", 3, None].missed_by == found["K10", 3, None].missed_by == (SECOND,)
    assert found["K6", 2, None].counted == found["K7", 3, None].counted == 1
