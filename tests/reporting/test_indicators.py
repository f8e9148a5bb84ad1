"""The count of the indicators, held against the slow one; whose eyes; and how many queries."""

from datetime import date

import pytest

from agencies.choices import Role
from agencies.models import RuleSetting
from core.periods import Quarter
from meetings.choices import Answer, Pillar
from reporting.services.indicators import count_indicators
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.meetings.convening import HELD, Room
from tests.reporting.comparing import as_counted, as_walked
from tests.reporting.drawn_meetings import FIRST, KNOWN, LAST, Drawn

pytestmark = pytest.mark.django_db
QUARTER = Quarter.parse("2024-25 Q2")


@pytest.mark.parametrize("seed", range(150))
def test_the_slow_count_agrees(seed):
    drawn = Drawn(seed)
    on = drawn.day_asked()
    where, user, looked_on = drawn.chance.choice(drawn.areas), drawn.user(), date(2024, 8, 2)

    found = count_indicators(area=where, quarter=QUARTER, on=on, user=user, looked_on=looked_on)

    expected = as_walked(where, FIRST, LAST, on, user, looked_on)
    assert as_counted(found) == expected
    behind = {key for met, missed, *_ in expected.values() for key in met | missed}
    assert found.people == {each.person_id for each in drawn.meetings if each.public_id in behind}


# What the acts of a panel come to

SPRING, SUMMER = Quarter.parse("2024-25 Q1"), QUARTER
DUE = date(2024, 9, 10)
"""The day on which the meeting of 21 May, at Level 2, is to be reviewed."""


def counted(quarter=SPRING, on=date(2024, 6, 30), code="norfolk", **more):
    """Met and counted, by indicator, level and the name of the agency before the comma."""
    found = count_indicators(area=area(code), quarter=quarter, on=on, **more)
    return {
        (row.indicator, row.level, row.agency and row.agency.name.partition(",")[0]): (
            row.met,
            row.counted,
        )
        for row in found.rows
    }


def test_a_meeting_that_was_held_counts_in_its_area_and_quarter():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    for pillar in Pillar:
        room.enter(meeting, pillar)
    room.issued(room.held(meeting))

    found = counted()

    assert {key for key, value in found.items() if value == (1, 1)} == {
        ("K1", 2, "Police"),
        ("K1", 2, "Probation"),
        ("K3", 2, "Housing"),
        ("K8", 2, None),
        ("K10", 2, None),
        ("K11", 2, None),
        ("K12", 2, None),
    }
    assert found["K1", 2, "Prison"] == (0, 0)
    assert {value for value in found.values() if value != (1, 1)} == {(0, 0)}
    assert {counted(SUMMER)[key] for key in found} == {(0, 0)}
    assert {counted(code="suffolk")[key] for key in found} == {(0, 0)}


@pytest.mark.parametrize(
    ("on", "value"),
    [(date(2024, 9, 9), (0, 0)), (DUE, (0, 1)), (date(2024, 9, 11), (0, 1))],
)
def test_a_review_that_nobody_held_is_late_from_its_due_day(on, value):
    Room().held()

    assert counted(SUMMER, on)["K6", 2, None] == value


@pytest.mark.parametrize(("held_on", "value"), [(DUE, (1, 1)), (date(2024, 9, 11), (0, 1))])
def test_a_meeting_that_lowers_somebody_is_the_review(held_on, value):
    room = Room()
    room.held()
    last = room.place(panel=room.plan(held_on))
    room.held(last, level=Answer.LEVEL_1)

    found = counted(SUMMER, date(2024, 9, 30))

    assert found["K6", 2, None] == value
    assert counted(Quarter.parse("2024-25 Q4"), date(2025, 3, 31))["K6", 2, None] == (0, 0)


def test_who_is_asked_to_one_meeting_has_no_review_of_the_case():
    room, later = Room(), DUE
    room.held()
    second = room.place(panel=room.plan(later))
    room.invite(second, "police", "probation")
    room.held(second)
    housing, on = room.member("housing"), date(2024, 9, 30)

    assert counted(SUMMER, on, user=room.co_ordinator)["K6", 2, None] == (1, 1)
    assert counted(SUMMER, on, user=housing)["K6", 2, None] == (0, 0)
    assert counted(SPRING, on, user=housing)["K8", 2, None] == (1, 1)
    assert counted(SUMMER, on, user=housing)["K8", 2, None] == (0, 0)
    stranger = MembershipFactory(role=Role.PRACTITIONER, agency=default_agency("prison")).user
    assert counted(SPRING, on, user=stranger)["K8", 2, None] == (0, 0)


def test_access_is_that_of_the_day_of_the_look():
    room = Room()
    room.held()
    room.co_ordinator.memberships.update(valid_to=date(2024, 7, 1))

    for looked_on, value in ((date(2024, 6, 30), (1, 1)), (date(2024, 7, 1), (0, 0))):
        found = counted(user=room.co_ordinator, looked_on=looked_on)
        assert found["K8", 2, None] == value


def test_the_threshold_is_that_of_the_area_on_the_first_day_of_the_quarter():
    national = RuleSetting.objects.get(code="indicator_thresholds")
    for first, threshold in ((date(2024, 4, 1), 40), (date(2024, 4, 2), 50)):
        RuleSetting.objects.create(
            code=national.code,
            area=area(),
            value=dict.fromkeys(national.value, threshold),
            source="The board",
            valid_from=first,
            valid_to=date(2024, 4, 2) if threshold == 40 else None,
            **KNOWN,
        )

    for code, expected in (("norfolk", {40}), ("suffolk", set(national.value.values()))):
        found = count_indicators(area=area(code), quarter=SPRING, on=HELD)
        assert {row.threshold for row in found.rows} == expected


@pytest.mark.parametrize(("with_user", "queries"), [(False, 11), (True, 13)])
def test_many_meetings_take_as_many_queries_as_one(django_assert_num_queries, with_user, queries):
    room, norfolk = Room(level=3, held_on=date(2024, 7, 2)), area()
    user = room.co_ordinator if with_user else None
    room.issued(room.held(level=Answer.LEVEL_3))
    for more in (0, 4):
        for hour in range(more):
            person = room.case(level=3)
            meeting = room.held(room.place(person, at=11 + hour), level=Answer.LEVEL_3)
            room.enter(meeting)
            room.issued(meeting)
        with django_assert_num_queries(queries):
            found = count_indicators(area=norfolk, quarter=SUMMER, on=date(2024, 9, 30), user=user)
        assert len(found.people) == 1 + more
        assert {row.counted for row in found.rows if row.indicator == "K7"} == {1 + more}


def test_a_board_member_counts_what_the_area_does_and_sees_none_of_it():
    room = Room()
    room.held()
    board = room.member("education", Role.BOARD_MEMBER)
    counts = {"area": area(), "quarter": SPRING, "on": HELD}

    for_board, for_all = (count_indicators(**counts, user=user) for user in (board, None))

    assert for_board.rows == for_all.rows
    assert any(row.counted for row in for_board.rows)
    assert (for_board.shown, len(for_all.shown)) == (frozenset(), 1)
    elsewhere = room.member("education", Role.BOARD_MEMBER, "kent")
    assert not any(row.counted for row in count_indicators(**counts, user=elsewhere).rows)
