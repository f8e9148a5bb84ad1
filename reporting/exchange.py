"""The caseload file of populations: its columns and key."""

from __future__ import annotations

from collections.abc import Mapping

from core.importing.columns import Code, Number, Text
from core.importing.files import Column, File
from reporting.models import Population

POPULATIONS = "populations.csv"

_MOST_PERSONS = 2_147_483_647
"""What a column of whole numbers holds on both databases."""


def files(areas: Mapping[str, int]) -> tuple[File, ...]:
    """The one file of this app; `areas` are the primary keys of the areas by code."""
    return (
        File(
            POPULATIONS,
            Population,
            (
                Column("area", Code(areas, "area"), needed=True, attribute="area_id"),
                Column("mid_year", Number(1900, 9998, "year"), needed=True),
                Column(
                    "aged_10_and_over", Number(0, _MOST_PERSONS, "number of persons"), needed=True
                ),
                Column("edition", Text(100), needed=True),
            ),
            key=("area", "mid_year", "edition"),
            owner="edition",
        ),
    )
