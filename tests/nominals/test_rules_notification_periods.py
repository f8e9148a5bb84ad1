"""How long section 82 requires notification, and how that is explained."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period, add_months
from nominals.choices import Disposal
from nominals.rules.notification.periods import Imposed, custodial_half, notification_period

RELEVANT = date(2020, 3, 10)
ADULT = date(1980, 1, 1)
JUVENILE = date(2004, 1, 1)


def required(*imposed, born=ADULT, on=RELEVANT, suspended_counts=True):
    return notification_period(
        imposed, relevant_on=on, date_of_birth=born, suspended_counts=suspended_counts
    )


def end(*imposed, **facts):
    """The end, or "indefinite"."""
    found = required(*imposed, **facts)
    return "indefinite" if found.is_indefinite else found.period.end


TABLE = [
    ("life", 0, 0, "indefinite", "indefinite"),
    ("indeterminate", 0, 0, "indefinite", "indefinite"),
    ("restricted_hospital", 0, 0, "indefinite", "indefinite"),
    ("imprisonment", 29, 31, "indefinite", "indefinite"),
    ("imprisonment", 30, 1, "indefinite", "indefinite"),
    ("imprisonment", 30, 0, "indefinite", "indefinite"),
    ("imprisonment", 29, 30, date(2030, 3, 10), date(2025, 3, 10)),
    ("imprisonment", 29, 0, date(2030, 3, 10), date(2025, 3, 10)),
    ("imprisonment", 6, 1, date(2030, 3, 10), date(2025, 3, 10)),
    ("imprisonment", 6, 0, date(2027, 3, 10), date(2023, 9, 10)),
    ("imprisonment", 5, 30, date(2027, 3, 10), date(2023, 9, 10)),
    ("imprisonment", 0, 184, date(2027, 3, 10), date(2023, 9, 10)),
    ("imprisonment", 0, 185, date(2030, 3, 10), date(2025, 3, 10)),
    ("imprisonment", 0, 1, date(2027, 3, 10), date(2023, 9, 10)),
    ("youth_detention", 30, 0, "indefinite", "indefinite"),
    ("youth_detention", 6, 0, date(2027, 3, 10), date(2023, 9, 10)),
    ("suspended", 6, 1, date(2030, 3, 10), date(2025, 3, 10)),
    ("suspended", 6, 0, date(2027, 3, 10), date(2023, 9, 10)),
    ("detention_and_training", 12, 0, date(2027, 3, 10), date(2023, 9, 10)),
    ("detention_and_training", 12, 1, date(2030, 3, 10), date(2025, 3, 10)),
    ("detention_and_training", 24, 0, date(2030, 3, 10), date(2025, 3, 10)),
    ("hospital", 0, 0, date(2027, 3, 10), date(2023, 9, 10)),
    ("guardianship", 0, 0, date(2025, 3, 10), date(2022, 9, 10)),
    ("community", 0, 0, date(2025, 3, 10), date(2022, 9, 10)),
    ("fine", 0, 0, date(2025, 3, 10), date(2022, 9, 10)),
    ("caution", 0, 0, date(2022, 3, 10), date(2021, 3, 10)),
    ("conditional_discharge", 12, 0, date(2021, 3, 10), date(2021, 3, 10)),
    ("conditional_discharge", 0, 10, date(2020, 3, 20), date(2020, 3, 20)),
]


@pytest.mark.parametrize(("disposal", "months", "days", "of_an_adult", "of_a_juvenile"), TABLE)
def test_the_table_of_section_82(disposal, months, days, of_an_adult, of_a_juvenile):
    imposed = Imposed(disposal, months, days)

    assert end(imposed) == of_an_adult
    assert end(imposed, born=JUVENILE) == of_a_juvenile


def test_every_disposal_stands_in_the_table():
    assert {row[0] for row in TABLE} | {"absolute_discharge"} == set(Disposal.values)


@pytest.mark.parametrize("disposal", [row[0] for row in TABLE])
def test_the_period_begins_with_the_relevant_date(disposal):
    found = required(Imposed(disposal, 12))

    assert (found.period.start, found.relevant_on) == (RELEVANT, RELEVANT)


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        pytest.param(date(2002, 3, 9), date(2025, 3, 10), id="18 the day before"),
        pytest.param(date(2002, 3, 10), date(2025, 3, 10), id="18 on the relevant date"),
        pytest.param(date(2002, 3, 11), date(2022, 9, 10), id="18 the day after"),
        pytest.param(None, date(2025, 3, 10), id="unknown: an adult"),
    ],
)
def test_the_age_on_the_relevant_date_decides_whether_it_is_halved(born, ends):
    assert end(Imposed(Disposal.COMMUNITY), born=born) == ends


@pytest.mark.parametrize(
    ("on", "disposal", "ends"),
    [
        (date(2020, 2, 29), "community", date(2022, 8, 29)),
        (date(2020, 2, 29), "caution", date(2021, 3, 1)),
        (date(2019, 8, 31), "community", date(2022, 3, 1)),
        (date(2019, 8, 29), "community", date(2022, 3, 1)),
        (date(2019, 8, 28), "community", date(2022, 2, 28)),
        (date(2021, 8, 29), "community", date(2024, 2, 29)),
        (date(2020, 8, 31), "hospital", date(2024, 2, 29) + timedelta(days=1)),
        (date(2020, 10, 31), "community", date(2023, 5, 1)),
    ],
)
def test_half_years_end_on_the_calendar(on, disposal, ends):
    assert end(Imposed(disposal), on=on, born=date(2010, 1, 1)) == ends


@pytest.mark.parametrize(
    ("imposed", "ends"),
    [
        pytest.param(
            [
                Imposed(Disposal.IMPRISONMENT, 18),
                Imposed(Disposal.IMPRISONMENT, 12, is_consecutive=True),
            ],
            "indefinite",
            id="30 together",
        ),
        pytest.param(
            [
                Imposed(Disposal.IMPRISONMENT, 18),
                Imposed(Disposal.IMPRISONMENT, 11, 29, is_consecutive=True),
            ],
            date(2030, 3, 10),
            id="a day less",
        ),
        pytest.param(
            [Imposed(Disposal.IMPRISONMENT, 18), Imposed(Disposal.IMPRISONMENT, 12)],
            date(2030, 3, 10),
            id="concurrent: the longer",
        ),
        pytest.param(
            [
                Imposed(Disposal.IMPRISONMENT, 3),
                Imposed(Disposal.IMPRISONMENT, 3, is_consecutive=True),
            ],
            date(2027, 3, 10),
            id="6 together",
        ),
        pytest.param(
            [
                Imposed(Disposal.IMPRISONMENT, 3),
                Imposed(Disposal.IMPRISONMENT, 3, 1, is_consecutive=True),
            ],
            date(2030, 3, 10),
            id="a day more than 6",
        ),
        pytest.param(
            [
                Imposed(Disposal.IMPRISONMENT, 12),
                Imposed(Disposal.IMPRISONMENT, 10),
                Imposed(Disposal.IMPRISONMENT, 18, is_consecutive=True),
            ],
            "indefinite",
            id="added to the longest of those that run together",
        ),
        pytest.param(
            [
                Imposed(Disposal.IMPRISONMENT, 15, is_consecutive=True),
                Imposed(Disposal.IMPRISONMENT, 15, is_consecutive=True),
            ],
            "indefinite",
            id="each follows another",
        ),
        pytest.param(
            [
                Imposed(Disposal.DETENTION_AND_TRAINING, 8),
                Imposed(Disposal.DETENTION_AND_TRAINING, 4, is_consecutive=True),
            ],
            date(2027, 3, 10),
            id="halves of training orders together",
        ),
        pytest.param(
            [Imposed(Disposal.FINE), Imposed(Disposal.IMPRISONMENT, 4)],
            date(2027, 3, 10),
            id="a fine beside a term",
        ),
        pytest.param(
            [Imposed(Disposal.ABSOLUTE_DISCHARGE), Imposed(Disposal.CAUTION)],
            date(2022, 3, 10),
            id="an absolute discharge beside a caution",
        ),
    ],
)
def test_several_disposals_of_one_day(imposed, ends):
    assert end(*imposed) == ends


def test_a_suspended_sentence_is_any_other_disposal_where_the_setting_says_so():
    assert end(Imposed(Disposal.SUSPENDED, 24), suspended_counts=False) == date(2025, 3, 10)


def test_an_absolute_discharge_requires_nothing():
    assert required(Imposed(Disposal.ABSOLUTE_DISCHARGE)) is None


def test_before_the_sentence_the_period_has_no_known_end():
    found = required()

    assert (found.period, found.is_indefinite) == (Period(RELEVANT), False)
    assert "No sentence is recorded yet" in found.explanation


@pytest.mark.parametrize("disposal", ["imprisonment", "suspended", "conditional_discharge"])
def test_a_term_without_a_length_is_refused(disposal):
    with pytest.raises(ValueError, match="record months or days"):
        required(Imposed(disposal))


@pytest.mark.parametrize(
    ("imposed", "born", "said"),
    [
        (
            Imposed(Disposal.IMPRISONMENT, 30),
            ADULT,
            "For imprisonment of 2 years 6 months: 30 months or more: indefinite (section 82(1)), "
            "from 2020-03-10, the relevant date (section 82(6)). It is never halved.",
        ),
        (
            Imposed(Disposal.COMMUNITY),
            JUVENILE,
            "For any other disposal, community order: 2 years 6 months (section 82(1)), from "
            "2020-03-10, the relevant date (section 82(6)), until 2022-09-10, excluded. Under 18 "
            "on that day: half of 5 years (section 82(2)).",
        ),
        (
            Imposed(Disposal.CAUTION),
            None,
            "For a caution: 2 years (section 82(1)), from 2020-03-10, the relevant date "
            "(section 82(6)), until 2022-03-10, excluded. The date of birth is unknown: an adult "
            "is assumed, and nothing is halved.",
        ),
        (
            Imposed(Disposal.CONDITIONAL_DISCHARGE, 12),
            JUVENILE,
            "For a conditional discharge of 1 year: as long as the discharge, whatever the age "
            "(section 82(1)), from 2020-03-10, the relevant date (section 82(6)), until "
            "2021-03-10, excluded.",
        ),
        (
            Imposed(Disposal.DETENTION_AND_TRAINING, 13),
            JUVENILE,
            "For detention and training order of 1 year 1 month, of which the custodial half, "
            "6 months 15 days, counts: more than 6 and less than 30 months: 5 years (section "
            "82(1)), from 2020-03-10, the relevant date (section 82(6)), until 2025-03-10, "
            "excluded. Under 18 on that day: half of 10 years (section 82(2)).",
        ),
    ],
)
def test_the_calculation_is_explained(imposed, born, said):
    assert required(imposed, born=born).explanation == said


@pytest.mark.parametrize(
    ("months", "days", "half"),
    [(4, 0, (2, 0)), (5, 0, (2, 15)), (6, 1, (3, 1)), (6, 2, (3, 1)), (1, 1, (0, 16))],
)
def test_half_of_a_training_order(months, days, half):
    assert custodial_half(months, days) == half


def months_by_counting(start, end):
    """Whole months from `start` to `end`, found by walking the calendar day by day."""
    months, day = 0, start
    while day < end:
        day += timedelta(days=1)
        at_same_day = day.day == start.day
        after_short_month = day.day == 1 and (day - timedelta(days=1)).day < start.day
        months += at_same_day or after_short_month
    return months


@given(
    start=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    disposal=st.sampled_from(["imprisonment", "community", "caution", "hospital"]),
    months=st.integers(1, 40),
    is_young=st.booleans(),
)
def test_the_months_of_a_period_are_those_that_a_slow_count_finds(
    start, disposal, months, is_young
):
    born = start - timedelta(days=16 * 365 if is_young else 30 * 365)
    found = required(Imposed(disposal, months), on=start, born=born)
    years = {"community": 5, "caution": 2, "hospital": 7}
    if disposal == "imprisonment":
        if months >= 30:
            assert found.is_indefinite
            return
        wanted = 12 * (7 if months <= 6 else 10)
    else:
        wanted = 12 * years[disposal]

    counted = months_by_counting(start, found.period.end)

    assert counted == (wanted / 2 if is_young else wanted)
    assert months_by_counting(start, found.period.end - timedelta(days=1)) == counted - 1


@given(
    start=st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    months=st.integers(1, 40),
    days=st.integers(0, 60),
)
def test_a_longer_term_is_never_in_a_shorter_band(start, months, days):
    shorter = required(Imposed(Disposal.IMPRISONMENT, months, days), on=start)
    longer = required(Imposed(Disposal.IMPRISONMENT, months, days + 1), on=start)

    assert longer.period.ends >= shorter.period.ends
    assert add_months(start, months) > start
