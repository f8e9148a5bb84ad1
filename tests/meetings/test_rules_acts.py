"""What every act says: why, and on which day."""

from datetime import date, timedelta

import pytest

from meetings.rules.acts import day_refusal, reason_refusal

ONE_DAY = timedelta(days=1)
SINCE, TODAY = date(2024, 5, 3), date(2024, 5, 10)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (SINCE - ONE_DAY, "The meeting was held on 2024-05-03: choose that day or a later one."),
        (SINCE, None),
        (SINCE + ONE_DAY, None),
        (TODAY - ONE_DAY, None),
        (TODAY, None),
        (
            TODAY + ONE_DAY,
            "2024-05-11 is still to come: choose today, 2024-05-10, or an earlier day.",
        ),
    ],
)
def test_nothing_is_recorded_of_a_day_before_or_to_come(on, sentence):
    refusal = day_refusal(on, today=TODAY, since=SINCE, what="The meeting was held")

    assert (refusal and refusal.sentence) == sentence


@pytest.mark.parametrize(("reason", "is_refused"), [("Risk has risen.", False), (" \n", True)])
def test_every_decision_says_why(reason, is_refused):
    refusal = reason_refusal(reason, "accept the referral")

    assert (refusal is not None) is is_refused
    assert not is_refused or refusal.rule == "V48"
