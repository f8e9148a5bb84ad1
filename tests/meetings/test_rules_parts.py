"""Who may do what about a meeting (V53)."""

import pytest

from agencies.choices import Role
from meetings.rules.parts import (
    CONDUCTING,
    DECIDING,
    WRITES_NOTHING,
    Held,
    Part,
    Standing,
    own_agency_refusal,
    part_refusal,
    standing_of,
)

NORFOLK, KENT = 1, 2
POLICE, HOUSING = 10, 11


def standing(*held, invited=(), chairs=False, takes_minutes=False, areas=(NORFOLK,)):
    return standing_of(
        held, areas=set(areas), invited=set(invited), chairs=chairs, takes_minutes=takes_minutes
    )


@pytest.mark.parametrize(
    ("role", "area", "parts"),
    [
        (Role.CO_ORDINATOR, NORFOLK, {Part.CO_ORDINATOR}),
        (Role.ADMINISTRATOR, NORFOLK, {Part.CO_ORDINATOR}),
        (Role.CO_ORDINATOR, KENT, set()),
        (Role.ADMINISTRATOR, KENT, set()),
        (Role.PRACTITIONER, NORFOLK, set()),
        (Role.AGENCY_LEAD, NORFOLK, set()),
        (Role.CHAIR, NORFOLK, set()),
        (Role.MINUTE_TAKER, NORFOLK, set()),
    ],
)
def test_co_ordinators_and_administrators_act_for_their_own_area(role, area, parts):
    assert standing(Held(role, area, POLICE)).parts == parts


def test_the_area_of_the_case_counts_beside_that_of_the_panel():
    held = Held(Role.CO_ORDINATOR, KENT, POLICE)

    assert standing(held, areas=(NORFOLK, KENT)).parts == {Part.CO_ORDINATOR}


@pytest.mark.parametrize(
    ("chairs", "takes_minutes", "invited", "parts"),
    [
        (True, False, (), {Part.CHAIR}),
        (False, True, (), {Part.MINUTE_TAKER}),
        (True, True, (POLICE,), {Part.CHAIR, Part.MINUTE_TAKER, Part.INVITED}),
        (False, False, (POLICE,), {Part.INVITED}),
        (False, False, (HOUSING,), set()),
    ],
)
def test_chair_minute_taker_and_invited_agency_each_have_their_part(
    chairs, takes_minutes, invited, parts
):
    held = Held(Role.PRACTITIONER, KENT, POLICE)

    found = standing(held, chairs=chairs, takes_minutes=takes_minutes, invited=invited)

    assert found == Standing(frozenset(parts), frozenset({POLICE}))


@pytest.mark.parametrize("role", [each for each in Role if each in WRITES_NOTHING])
def test_a_role_that_never_writes_gives_no_part_however_it_is_named_or_invited(role):
    held = Held(role, NORFOLK, POLICE)

    found = standing(held, invited=(POLICE,), chairs=True, takes_minutes=True)

    assert found == Standing(frozenset(), frozenset())


def test_the_four_roles_that_never_write_are_named():
    assert {
        Role.LAY_ADVISER,
        Role.AUDITOR,
        Role.STATISTICIAN,
        Role.BOARD_MEMBER,
    } == WRITES_NOTHING


def test_a_lay_adviser_who_also_works_for_an_agency_acts_for_that_agency_only():
    found = standing(
        Held(Role.LAY_ADVISER, NORFOLK, HOUSING),
        Held(Role.PRACTITIONER, NORFOLK, POLICE),
        invited=(HOUSING,),
        chairs=True,
    )

    assert found == Standing(frozenset({Part.CHAIR}), frozenset({POLICE}))


def test_nobody_has_a_part_without_a_membership():
    assert standing(chairs=True, takes_minutes=True, invited=(POLICE,)).parts == set()


def test_a_refusal_names_those_who_may():
    nobody = Standing(frozenset())

    refusal = part_refusal(nobody, CONDUCTING, "write the minutes")

    assert (refusal.rule, refusal.column) == ("part", "user")
    assert refusal.sentence == (
        "Only the co-ordinator or the chair or the minute taker may write the minutes: "
        "ask one of them."
    )


@pytest.mark.parametrize(
    ("part", "needed", "may"),
    [
        (Part.CHAIR, DECIDING, True),
        (Part.CO_ORDINATOR, DECIDING, True),
        (Part.MINUTE_TAKER, DECIDING, False),
        (Part.INVITED, DECIDING, False),
        (Part.MINUTE_TAKER, CONDUCTING, True),
        (Part.INVITED, CONDUCTING, False),
    ],
)
def test_the_chair_and_the_co_ordinator_decide_and_the_minute_taker_keeps_the_record(
    part, needed, may
):
    refusal = part_refusal(Standing(frozenset({part})), needed, "do it")

    assert (refusal is None) is may


@pytest.mark.parametrize(
    ("parts", "agencies", "may"),
    [
        ({Part.INVITED}, {POLICE}, True),
        ({Part.INVITED}, {HOUSING}, False),
        ({Part.CHAIR}, {HOUSING}, True),
        ({Part.MINUTE_TAKER}, set(), True),
        ({Part.CO_ORDINATOR}, set(), True),
        (set(), set(), False),
    ],
)
def test_an_agency_writes_for_itself_and_those_who_conduct_for_any(parts, agencies, may):
    standing = Standing(frozenset(parts), frozenset(agencies))

    refusal = own_agency_refusal(standing, POLICE, "report")

    assert (refusal is None) is may
    assert may or refusal.sentence == "Nobody may report for another agency: ask that agency."
