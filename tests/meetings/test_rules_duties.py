"""What is owed by referrals, minutes and actions, from which day to which."""

from datetime import date, timedelta

import pytest

from agencies.choices import RuleCode
from meetings.rules.duties import (
    Asked,
    Given,
    Referred,
    Sitting,
    action_duty,
    duties_of_referral,
    minutes_duty,
)

NORFOLK, POLICE = 1, 10
ONE_DAY = timedelta(days=1)
BANK_HOLIDAY = date(2024, 5, 6)


def may(day):
    return date(2024, 5, day)


class Settled:
    """Settings of their own for two areas; 10 and 5 working days in Norfolk."""

    holidays = frozenset({BANK_HOLIDAY})

    def value(self, code, *, on, area):
        assert on.year == 2024
        return {
            RuleCode.REFERRAL_DECISION_WORKING_DAYS: 10 if area == NORFOLK else 3,
            RuleCode.MINUTES_WORKING_DAYS: {"level_2": 10, "level_3": 5},
        }[code]


def owed(found):
    return [
        (
            each.kind.value,
            each.source[1],
            each.arises_on.day,
            each.due_on,
            each.discharged_on and each.discharged_on.day,
        )
        for each in found
    ]


def of_referral(*asked, decided=None, submitted=1, area=NORFOLK):
    referral = Referred(7, may(submitted), decided and may(decided), area, POLICE, list(asked))
    return owed(duties_of_referral(referral, Settled()))


def question(key, asked, answered=None):
    return Asked(key, may(asked), answered and may(answered))


DECISION, INFORMATION = "referral_decision", "referral_information"


@pytest.mark.parametrize(
    ("asked", "decided", "found"),
    [
        pytest.param([], None, [(DECISION, 7, 1, may(16), None)], id="waits"),
        pytest.param([], 1, [], id="decided on the day"),
        pytest.param([], 2, [(DECISION, 7, 1, may(16), 2)], id="decided the day after"),
        pytest.param(
            [question(1, 3)],
            None,
            [(DECISION, 7, 1, may(16), 3), (INFORMATION, 1, 3, may(20), None)],
            id="information is waited for",
        ),
        pytest.param(
            [question(1, 3, 9)],
            None,
            [
                (DECISION, 7, 1, may(16), 3),
                (DECISION, 1, 9, may(21), None),
                (INFORMATION, 1, 3, may(20), 9),
            ],
            id="it came, and the clock goes on",
        ),
        pytest.param(
            [question(1, 3, 9)],
            13,
            [
                (DECISION, 7, 1, may(16), 3),
                (DECISION, 1, 9, may(21), 13),
                (INFORMATION, 1, 3, may(20), 9),
            ],
            id="then decided",
        ),
        pytest.param(
            [question(1, 3)],
            8,
            [(DECISION, 7, 1, may(16), 3), (INFORMATION, 1, 3, may(20), 8)],
            id="decided without an answer",
        ),
        pytest.param(
            [question(1, 1, 1)],
            None,
            [(DECISION, 1, 1, may(16), None)],
            id="asked and answered on the day of submission",
        ),
        pytest.param(
            [question(1, 3, 3), question(2, 3)],
            None,
            [(DECISION, 7, 1, may(16), 3), (INFORMATION, 2, 3, may(20), None)],
            id="two questions on one day, the second waits",
        ),
        pytest.param(
            [question(1, 3, 3), question(2, 3, 3)],
            None,
            [(DECISION, 7, 1, may(16), 3), (DECISION, 2, 3, may(16), None)],
            id="two questions on one day, both answered on it",
        ),
        pytest.param(
            [question(1, 3, 3), question(2, 3, 3), question(3, 3, 9)],
            None,
            [
                (DECISION, 7, 1, may(16), 3),
                (DECISION, 3, 9, may(21), None),
                (INFORMATION, 3, 3, may(20), 9),
            ],
            id="three questions on one day",
        ),
        pytest.param(
            [question(1, 3, 9), question(2, 9, 10)],
            None,
            [
                (DECISION, 7, 1, may(16), 3),
                (DECISION, 2, 10, may(22), None),
                (INFORMATION, 1, 3, may(20), 9),
                (INFORMATION, 2, 9, may(23), 10),
            ],
            id="asked again on the day of the answer",
        ),
    ],
)
def test_a_decision_is_owed_while_no_information_is_waited_for(asked, decided, found):
    assert of_referral(*asked, decided=decided) == found


def test_a_decision_is_due_at_once_where_all_days_had_passed_before_information_was_asked_for():
    found = of_referral(question(1, 17, 20))

    assert found[1] == (DECISION, 1, 20, may(20), None)


def test_an_area_has_its_own_days_for_a_decision_and_for_information():
    assert of_referral(question(1, 2), area=2) == [
        (DECISION, 7, 1, may(7), 2),
        (INFORMATION, 1, 2, may(8), None),
    ]


def test_the_co_ordinator_owes_the_decision_and_the_referring_agency_the_information():
    found = duties_of_referral(
        Referred(7, may(1), None, NORFOLK, POLICE, [question(1, 3)]), Settled()
    )

    assert [(each.owed_by.value, each.agency) for each in found] == [
        ("co_ordinator", None),
        ("named_agency", POLICE),
    ]


@pytest.mark.parametrize(
    ("level", "due"),
    [(2, date(2024, 6, 4)), (3, date(2024, 5, 28))],
)
def test_minutes_are_owed_from_the_day_of_the_meeting_by_its_level(level, due):
    sitting = Sitting(9, may(21), level, NORFOLK, None)

    (duty,) = minutes_duty(sitting, Settled())

    assert (duty.kind, duty.source) == ("minutes_issue", ("meetings.Meeting", 9))
    assert (duty.arises_on, duty.due_on, duty.discharged_on) == (may(21), due, None)


@pytest.mark.parametrize(
    ("issued_on", "discharged_on"), [(may(21), "none"), (may(22), may(22)), (None, None)]
)
def test_minutes_are_owed_until_they_are_first_issued(issued_on, discharged_on):
    found = list(minutes_duty(Sitting(9, may(21), 2, NORFOLK, issued_on), Settled()))

    assert [each.discharged_on for each in found] == (
        [] if discharged_on == "none" else [discharged_on]
    )


@pytest.mark.parametrize(
    ("completed", "cancelled", "discharged"),
    [
        (None, None, [None]),
        (may(30), None, [may(30)]),
        (None, may(25), [may(25)]),
        (may(21), None, []),
        (may(22), None, [may(22)]),
    ],
)
def test_an_action_is_owed_by_its_agency_from_its_meeting_until_it_ends(
    completed, cancelled, discharged
):
    given = Given(5, may(21), may(31), completed, cancelled, POLICE)

    found = list(action_duty(given))

    assert [each.discharged_on for each in found] == discharged
    assert all(
        (each.arises_on, each.due_on, each.agency) == (may(21), may(31), POLICE) for each in found
    )
