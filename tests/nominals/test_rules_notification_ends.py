"""V21, V22 and V23: ends other than those of section 82."""

from datetime import date

import pytest

from core.periods import OPEN_END, Period
from nominals.choices import Disposal
from nominals.rules.notification.ends import end_refusals, end_warning, shortening_warning
from nominals.rules.notification.periods import Imposed, notification_period

RELEVANT = date(2020, 3, 10)
ADULT = date(1980, 1, 1)
JUVENILE = date(2004, 1, 1)


def required(*imposed, born=ADULT):
    return notification_period(
        imposed, relevant_on=RELEVANT, date_of_birth=born, suspended_counts=True
    )


def refused(imposed, ends, **facts):
    found = end_refusals(required(*imposed, **facts), imposed=imposed, ends=ends)
    return [(each.rule, each.column) for each in found]


@pytest.mark.parametrize(
    ("months", "rules"),
    [(29, []), (30, [("V22", "valid_to")]), (31, [("V22", "valid_to")])],
)
def test_from_30_months_on_no_end_can_be_given(months, rules):
    assert refused([Imposed(Disposal.IMPRISONMENT, months)], date(2040, 1, 1)) == rules
    assert refused([Imposed(Disposal.IMPRISONMENT, months)], None) == []


@pytest.mark.parametrize(
    ("imposed", "ends", "rules"),
    [
        ([Imposed(Disposal.CONDITIONAL_DISCHARGE, 12)], date(2020, 9, 10), [("V23", "valid_to")]),
        ([Imposed(Disposal.CONDITIONAL_DISCHARGE, 12)], date(2021, 3, 9), [("V23", "valid_to")]),
        ([Imposed(Disposal.CONDITIONAL_DISCHARGE, 12)], date(2021, 3, 10), []),
        ([Imposed(Disposal.CONDITIONAL_DISCHARGE, 12)], date(2021, 3, 11), []),
        ([Imposed(Disposal.COMMUNITY)], date(2020, 9, 10), []),
        ([Imposed(Disposal.YOUTH_DETENTION, 30)], date(2025, 3, 10), [("V22", "valid_to")]),
    ],
)
def test_neither_a_discharge_nor_what_is_indefinite_is_halved(imposed, ends, rules):
    assert refused(imposed, ends, born=JUVENILE) == rules


def test_where_section_82_is_not_known_no_end_is_refused():
    assert list(end_refusals(None, imposed=[], ends=date(2021, 1, 1))) == []


@pytest.mark.parametrize(
    ("ends", "asks"),
    [
        (date(2025, 3, 9), True),
        (date(2025, 3, 10), False),
        (date(2025, 3, 11), True),
        (None, True),
    ],
)
def test_another_end_than_that_of_section_82_asks_a_reason(ends, asks):
    warning = end_warning(ends=ends, required=required(Imposed(Disposal.COMMUNITY)))

    assert (warning is not None and warning.rule == "V21") is asks


def test_an_end_without_any_calculation_asks_a_reason():
    assert end_warning(ends=date(2021, 1, 1), required=None).rule == "V21"


@pytest.mark.parametrize(
    ("recorded_to", "is_indefinite", "ends", "asks"),
    [
        (date(2025, 3, 10), False, date(2025, 3, 9), True),
        (date(2025, 3, 10), False, date(2025, 3, 10), False),
        (date(2025, 3, 10), False, date(2025, 3, 11), False),
        (None, True, date(2025, 3, 10), True),
        (None, True, OPEN_END, False),
        (None, False, date(2025, 3, 10), False),
    ],
)
def test_a_recorded_end_is_brought_forward_only_by_a_reason(recorded_to, is_indefinite, ends, asks):
    warning = shortening_warning(Period(RELEVANT, recorded_to), is_indefinite, ends)

    assert (warning is not None and warning.rule == "V21") is asks
