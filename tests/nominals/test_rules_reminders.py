"""When a duty is told of, and in which mailbox."""

from datetime import date

import pytest

from nominals.choices import Debtor
from nominals.rules.reminders import Holding, first_day_not_told, told

GOOD_FRIDAY_AND_EASTER_MONDAY = {date(2024, 3, 29), date(2024, 4, 1)}


@pytest.mark.parametrize(
    ("on", "working_days", "day"),
    [
        (date(2024, 6, 3), 0, date(2024, 6, 4)),  # Monday: what is due today
        (date(2024, 6, 7), 0, date(2024, 6, 10)),  # Friday: and what is due at the weekend
        (date(2024, 6, 3), 1, date(2024, 6, 5)),
        (date(2024, 6, 3), 4, date(2024, 6, 10)),
        (date(2024, 6, 3), 5, date(2024, 6, 11)),
        (date(2024, 3, 28), 0, date(2024, 4, 2)),  # Easter lies between
        (date(2024, 3, 28), 1, date(2024, 4, 3)),
    ],
)
def test_told_is_what_leaves_no_more_working_days_than_the_setting(on, working_days, day):
    assert first_day_not_told(on, working_days, GOOD_FRIDAY_AND_EASTER_MONDAY) == day


AREA, ELSEWHERE = 1, 2
POLICE, PROBATION, NAMED = 11, 12, 13
DEFAULTS = {
    ("police", AREA): POLICE,
    ("probation", AREA): PROBATION,
    ("police", ELSEWHERE): 21,
}
ALL = {(AREA, None), (ELSEWHERE, None), (AREA, POLICE), (AREA, PROBATION), (AREA, NAMED)}


def holding(owed_by, *, area=AREA, lead=None, agency=None, to=None, restricted=False, by_name=None):
    return Holding(owed_by, area, lead, agency, to, restricted, by_name)


@pytest.mark.parametrize(
    ("owed", "box"),
    [
        (holding("police", lead="probation"), (AREA, POLICE)),
        (holding("lead_agency", lead="probation"), (AREA, PROBATION)),
        (holding("lead_agency", lead="probation", agency=NAMED), (AREA, NAMED)),
        (holding("co_ordinator", lead="probation"), (AREA, None)),
        (holding("receiving_area", to=ELSEWHERE), (ELSEWHERE, None)),
        (holding("named_agency", lead="probation", agency=PROBATION, by_name=NAMED), (AREA, NAMED)),
    ],
)
def test_the_holder_is_told(owed, box):
    assert told(owed, DEFAULTS, ALL) == box


@pytest.mark.parametrize(
    "owed",
    [
        holding("police", area=ELSEWHERE),  # whose police have no mailbox
        holding("lead_agency", area=ELSEWHERE, lead="police"),
        holding("lead_agency", area=ELSEWHERE, lead="probation"),  # no default agency
        holding("lead_agency", area=ELSEWHERE, lead="police", agency=NAMED),
        holding("lead_agency", area=ELSEWHERE),  # nobody leads
        holding("receiving_area", area=ELSEWHERE, to=3),
        holding("named_agency", area=ELSEWHERE, by_name=NAMED),  # no mailbox in that area
        holding("named_agency", area=ELSEWHERE),
    ],
)
def test_where_the_holder_has_no_mailbox_the_co_ordinator_is_told(owed):
    assert told(owed, DEFAULTS, ALL) == (ELSEWHERE, None)


@pytest.mark.parametrize("owed_by", [each.value for each in Debtor])
def test_of_a_restricted_case_the_co_ordinator_of_the_responsible_area_alone_is_told(owed_by):
    owed = holding(owed_by, lead="probation", to=ELSEWHERE, by_name=NAMED, restricted=True)

    assert told(owed, DEFAULTS, ALL) == (AREA, None)
    assert told(owed, DEFAULTS, ALL - {(AREA, None)}) is None


@pytest.mark.parametrize(
    "owed", [holding("police", area=None), holding("police", area=3), holding("police", area=9)]
)
def test_nobody_is_told_where_no_area_has_a_mailbox(owed):
    assert told(owed, DEFAULTS, ALL) is None
