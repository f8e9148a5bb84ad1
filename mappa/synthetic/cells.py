"""The cells of a return in which a made-up person is counted, named as in the machine form."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

Cell = tuple[str, ...]

NOTIFICATION_BREACH: Cell = ("notification_breach_cautioned_or_convicted",)
NOTIFICATION_REVOKED: Cell = ("lifetime_notification_revoked",)
SHPO_IMPOSED: Cell = ("orders_imposed", "SHPO")
SHPO_WITH_TRAVEL_IMPOSED: Cell = ("orders_imposed", "SHPO_with_foreign_travel_restriction")
NOTIFICATION_ORDER_IMPOSED: Cell = ("orders_imposed", "NO")
SRO_BREACH: Cell = ("notification_following_sro_breach",)
RATE: Cell = ("rso_per_100k",)


def on_31_march(level: int, category: int) -> Cell:
    """T1, a person."""
    return ("eligible_on_31_march", f"level_{level}", f"category_{category}")


def in_the_year(level: int, category: int) -> Cell:
    """T2, a person."""
    return ("managed_l2_l3_in_year", f"level_{level}", f"category_{category}")


def licence_breached(level: int, category: int) -> Cell:
    """T7a, a person."""
    return (
        "returned_to_custody",
        "breach_of_licence",
        f"level_{level}",
        f"category_{category}",
    )


def order_breached(level: int) -> Cell:
    """T7b, a person, printed under Category 1."""
    return ("returned_to_custody", "breach_of_sopo_or_shpo", f"level_{level}", "category_1")


def wanted(printed: Mapping[str, Any]) -> Counter[Cell]:
    """What a printed return asks for, cell by cell, without totals and the rate.

    Whoever is at Level 3 on 31 March was at Level 3 in the year; where the print has fewer in the
    year than on that day (Lancashire 2020-21, Category 2), the year is raised to the day.
    """
    cells: Counter[Cell] = Counter()
    _collect(cells, printed["tables"], ())
    for category in (1, 2, 3):
        year, day = in_the_year(3, category), on_31_march(3, category)
        cells[year] = max(cells[year], cells[day])
    return cells


def _collect(cells: Counter[Cell], table: Mapping[str, Any], path: Cell) -> None:
    for key, value in table.items():
        cell = (*path, key)
        if key == "total" or cell == RATE:
            continue
        if isinstance(value, Mapping):
            _collect(cells, value, cell)
        elif isinstance(value, int):
            cells[cell] = value
