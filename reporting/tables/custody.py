"""Returns to custody: T7a and T7b."""

from __future__ import annotations

from dataclasses import replace

from reporting import measures
from reporting.choices import TableCode
from reporting.tables.declaration import (
    FOUR_CATEGORIES,
    LEVELS_2_AND_3,
    THREE_CATEGORIES,
    Line,
    Shape,
    Table,
)


def _only_category_1(columns: tuple[Line, ...]) -> frozenset[tuple[str, str]]:
    # Only somebody in Category 1 can be subject to the order.
    return frozenset(
        (row.key, column.key)
        for row in LEVELS_2_AND_3
        for column in columns[1:-1]
        if row.value is not None
    )


HEADING = "Level 2 and 3 offenders returned to custody"

BREACH_OF_LICENCE = Table(
    rule=TableCode.LICENCE_RETURNS,
    path=("returned_to_custody", "breach_of_licence"),
    shape=Shape.GRID,
    heading=HEADING,
    title="Breach of licence",
    measure=measures.returned_for_breach_of_licence,
    rows=LEVELS_2_AND_3,
    columns=THREE_CATEGORIES,
)
BREACH_OF_LICENCE_WITH_CATEGORY_4 = replace(BREACH_OF_LICENCE, columns=FOUR_CATEGORIES)

BREACH_OF_SOPO = Table(
    rule=TableCode.ORDER_RETURNS,
    path=("returned_to_custody", "breach_of_sopo_or_shpo"),
    shape=Shape.GRID,
    heading=HEADING,
    title="Breach of SOPO",
    measure=measures.returned_for_breach_of_order,
    rows=LEVELS_2_AND_3,
    columns=THREE_CATEGORIES,
    dashes=_only_category_1(THREE_CATEGORIES),
)
BREACH_OF_SOPO_OR_SHPO = replace(BREACH_OF_SOPO, title="Breach of SOPO/SHPO")
BREACH_OF_SOPO_OR_SHPO_WITH_CATEGORY_4 = replace(
    BREACH_OF_SOPO_OR_SHPO,
    columns=FOUR_CATEGORIES,
    dashes=_only_category_1(FOUR_CATEGORIES),
)
