"""Which tables the annual return contained, era by era."""

from __future__ import annotations

from core.periods import ReportingYear
from reporting.tables import custody, notification, orders, people
from reporting.tables.figures import Edition

BEFORE_2015 = Edition(
    name="to 2014-15",
    first_year=0,
    tables=(
        people.ELIGIBLE,
        people.MANAGED,
        notification.BREACHES,
        orders.ORDERS_BEFORE_SHPOS,
        custody.BREACH_OF_LICENCE,
        custody.BREACH_OF_SOPO,
        people.RATE,
    ),
)

FROM_2015 = Edition(
    name="2015-16 to 2018-19",
    first_year=2015,
    tables=(
        people.ELIGIBLE,
        people.MANAGED,
        notification.BREACHES_UNDER_HEADING,
        notification.REVOCATIONS_UNDER_HEADING,
        orders.ORDERS_FROM_2015,
        notification.SRO_BREACHES_FROM_2015,
        custody.BREACH_OF_LICENCE,
        custody.BREACH_OF_SOPO_OR_SHPO,
        people.RATE,
    ),
)

FROM_2019 = Edition(
    name="2019-20 to 2021-22",
    first_year=2019,
    tables=(
        people.ELIGIBLE,
        people.MANAGED,
        notification.BREACHES,
        notification.REVOCATIONS,
        orders.ORDERS,
        notification.SRO_BREACHES,
        custody.BREACH_OF_LICENCE,
        custody.BREACH_OF_SOPO,
        people.RATE,
    ),
)

FROM_2022 = Edition(
    name="from 2022-23",
    first_year=2022,
    tables=(
        people.ELIGIBLE_WITH_CATEGORY_4,
        people.MANAGED_WITH_CATEGORY_4,
        notification.BREACHES,
        notification.REVOCATIONS,
        orders.ORDERS,
        notification.SRO_BREACHES,
        custody.BREACH_OF_LICENCE_WITH_CATEGORY_4,
        custody.BREACH_OF_SOPO_OR_SHPO_WITH_CATEGORY_4,
        people.RATE,
    ),
    assumption=(
        "The layout from 2022-23 on is an assumption: no published table with a column for "
        "Category 4 has been seen."
    ),
)

EDITIONS = (BEFORE_2015, FROM_2015, FROM_2019, FROM_2022)
"""Every edition, the oldest first."""


def edition_of(year: ReportingYear) -> Edition:
    """The edition in which the return of `year` is compiled."""
    return max(
        (each for each in EDITIONS if each.first_year <= year.first_year),
        key=lambda each: each.first_year,
    )
