"""Who is managed: T1 on the snapshot day, T2 over the year; T8, the rate."""

from __future__ import annotations

from dataclasses import replace

from reporting import measures
from reporting.choices import TableCode
from reporting.tables.declaration import (
    FOUR_CATEGORIES,
    LEVELS_1_TO_3,
    LEVELS_2_AND_3,
    ONE_COLUMN,
    THREE_CATEGORIES,
    TOTAL,
    Line,
    Shape,
    Table,
)

ELIGIBLE = Table(
    rule=TableCode.ELIGIBLE,
    path=("eligible_on_31_march",),
    shape=Shape.GRID,
    title="MAPPA-eligible offenders on {day}",
    measure=measures.eligible_on_31_march,
    rows=LEVELS_1_TO_3,
    columns=THREE_CATEGORIES,
    # Category 3 exists only for people who need meetings, so nobody is in it at Level 1.
    dashes=frozenset({("level_1", "category_3")}),
)
ELIGIBLE_WITH_CATEGORY_4 = replace(ELIGIBLE, columns=FOUR_CATEGORIES)

MANAGED = Table(
    rule=TableCode.MANAGED,
    path=("managed_l2_l3_in_year",),
    shape=Shape.GRID,
    title="MAPPA-eligible offenders in Levels 2 and 3 by category (yearly total)",
    measure=measures.managed_in_the_year,
    rows=LEVELS_2_AND_3,
    columns=THREE_CATEGORIES,
)
MANAGED_WITH_CATEGORY_4 = replace(MANAGED, columns=FOUR_CATEGORIES)

RATE = Table(
    rule=TableCode.RATE,
    path=("rso_per_100k",),
    shape=Shape.RATE,
    title="",
    measure=measures.eligible_on_31_march,
    rows=(
        Line(TOTAL, "Total number of Registered Sexual Offenders per 100,000 population", TOTAL),
    ),
    columns=ONE_COLUMN,
)
