"""The files of the caseload exchange: their columns in the order of the page, and their keys."""

from collections.abc import Mapping
from dataclasses import dataclass

Row = Mapping[str, str]


@dataclass(frozen=True)
class File:
    """One file of the exchange. Two rows of one key are one record, or a mistake."""

    columns: tuple[str, ...]
    key: tuple[str, ...]

    def key_of(self, row: Row) -> tuple[str, ...]:
        """What a row is sorted by, and told apart by."""
        return tuple(row[column] for column in self.key)


def _file(columns: str, key: str = "") -> File:
    """A file of these columns; no key means the whole row."""
    return File(columns=tuple(columns.split()), key=tuple((key or columns).split()))


FILES: dict[str, File] = {
    "nominals.csv": _file(
        "nominal family_name given_names date_of_birth sex pnc_id cro_number crn prison_number"
        " visor_reference died_on restricted",
        "nominal",
    ),
    "aliases.csv": _file("nominal family_name given_names date_of_birth"),
    "addresses.csv": _file(
        "nominal lines postcode uprn valid_from valid_to kind",
        "nominal lines postcode uprn valid_from kind",
    ),
    "responsible_areas.csv": _file("nominal area valid_from valid_to", "nominal valid_from"),
    "eligibility.csv": _file(
        "nominal category basis valid_from valid_to offence sentence", "nominal basis valid_from"
    ),
    "levels.csv": _file("nominal level valid_from valid_to reason", "nominal valid_from"),
    "lead_agencies.csv": _file("nominal agency valid_from valid_to", "nominal valid_from"),
    "detentions.csv": _file(
        "nominal setting valid_from valid_to establishment", "nominal valid_from"
    ),
    "notification_requirements.csv": _file(
        "nominal source valid_from valid_to first_notified_on indefinite",
        "nominal source valid_from",
    ),
    "notification_reviews.csv": _file(
        "nominal applied_on decided_on outcome authorised_by_rank", "nominal applied_on"
    ),
    "orders.csv": _file(
        "order nominal kind made_on ends_on interim foreign_travel_restriction court applicant"
        " ended_on ended_by",
        "order",
    ),
    "breaches.csv": _file("nominal of order outcome outcome_on breached_on returned_to_custody_on"),
    "recalls.csv": _file(
        "nominal kind reason decided_on returned_on rescinded_on released_on",
        "nominal decided_on",
    ),
    "populations.csv": _file("area mid_year aged_10_and_over edition", "area mid_year edition"),
}


@dataclass(frozen=True)
class Caseload:
    """Rows by file; every row has every column of its file, and empty means unknown or open."""

    rows: Mapping[str, tuple[Row, ...]]

    def of(self, file: str) -> tuple[Row, ...]:
        """The rows of one file, none where the caseload has no such file."""
        return self.rows.get(file, ())
