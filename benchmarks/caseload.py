"""Writes a caseload folder in the format of the exchange, row by row, however large."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from agencies.models import Area
from benchmarks.databases import say
from benchmarks.lives import Life, Spell, lives

DENSITY = 2.0
ALIASES, ADDRESSES = 3, 7
"""With these a nominal has twenty rows or more."""

Field = str | int | date | None
File = str
Row = Sequence[Field]

HEADERS: dict[File, Sequence[str]] = {
    "nominals": (
        "nominal", "family_name", "given_names", "date_of_birth", "sex", "pnc_id", "died_on",
    ),
    "aliases": ("nominal", "family_name", "given_names", "date_of_birth"),
    "addresses": ("nominal", "lines", "postcode", "valid_from", "valid_to", "kind"),
    "responsible_areas": ("nominal", "area", "valid_from", "valid_to"),
    "eligibility": ("nominal", "category", "basis", "valid_from", "valid_to", "offence"),
    "levels": ("nominal", "level", "valid_from", "valid_to", "reason"),
    "lead_agencies": ("nominal", "agency", "valid_from", "valid_to"),
    "detentions": ("nominal", "setting", "valid_from", "valid_to", "establishment"),
    "notification_requirements": ("nominal", "source", "valid_from", "valid_to", "indefinite"),
    "notification_reviews": ("nominal", "applied_on", "decided_on", "outcome"),
    "orders": (
        "order", "nominal", "kind", "made_on", "ends_on", "interim",
        "foreign_travel_restriction", "ended_on", "ended_by",
    ),
    "breaches": ("nominal", "of", "order", "outcome", "outcome_on", "returned_to_custody_on"),
    "recalls": ("nominal", "kind", "reason", "decided_on", "returned_on", "rescinded_on"),
}  # fmt: skip


def write(folder: Path, count: int) -> int:
    """Write the caseload of `count` nominals; answers how many rows it has."""
    folder.mkdir(parents=True, exist_ok=True)
    areas = list(Area.objects.order_by("code").values_list("code", flat=True))
    total = 0
    with ExitStack() as stack:
        writers = {}
        for name, header in HEADERS.items():
            stream = stack.enter_context(
                (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            )
            writers[name] = csv.writer(stream, lineterminator="\n")
            writers[name].writerow(header)
        for life in lives(count, density=DENSITY):
            for name, row in rows(life, areas):
                writers[name].writerow(row)
                total += 1
    say(f"{folder}: {count} nominals, {total} rows")
    return total


def rows(life: Life, areas: Sequence[str]) -> Iterator[tuple[File, Row]]:
    """The rows of one person, by file, in the order of `HEADERS`."""
    me = f"N{life.number:07}"
    started = life.areas[0][0][0]
    family, given = f"Family{life.number % 5000}", f"Given{life.number}"
    pnc = f"{started.year}/{life.number:07}X"
    yield "nominals", (me, family, given, life.born_on, "male", pnc, life.died_on)
    for each in range(ALIASES):
        yield "aliases", (me, f"{family}{'abc'[each]}", given, None)
    for each in range(ADDRESSES):
        moved: Spell = (
            date(started.year - ADDRESSES + each, 5, 1),
            None if each == ADDRESSES - 1 else date(started.year - ADDRESSES + each + 1, 5, 1),
        )
        lines = f"{each + 1} High Street, Town {life.number % 997}"
        yield "addresses", (me, lines, f"AB{each} {life.number % 9}CD", *moved, "home")
    for spell, area in life.areas:
        yield "responsible_areas", (me, areas[area], *spell)
    for spell, category, basis in life.bases:
        yield "eligibility", (me, category, basis, *spell, "an offence")
    for spell, level in life.levels:
        yield "levels", (me, level, *spell, "set on review")
    for spell, kind in life.leads:
        yield "lead_agencies", (me, kind, *spell)
    for spell, setting in life.detentions:
        yield "detentions", (me, setting, *spell, "an establishment")
    for spell, source, _, is_indefinite in life.requirements:
        yield "notification_requirements", (me, source, *spell, _truth(is_indefinite))
    for applied, decided, outcome in life.reviews:
        yield "notification_reviews", (me, applied, decided, outcome)
    yield from _events(life, me)


def _events(life: Life, me: str) -> Iterator[tuple[File, Row]]:
    breaches: set[Row] = {
        (me, "notification", None, outcome, day, None) for outcome, day in life.breaches
    }
    for place, order in enumerate(life.orders):
        name = f"{me}-{place}"
        flags = (_truth(order.is_interim), _truth(order.has_travel_restriction))
        made = (order.kind, order.made_on, order.ends_on)
        yield "orders", (name, me, *made, *flags, order.ended_on, order.ended_by)
        breaches |= {(me, "order", name, *breach) for breach in order.breaches}
    for row in sorted(breaches, key=str):
        yield "breaches", row
    for recall in life.recalls:
        yield "recalls", (me, *recall)


def _truth(value: bool) -> str:
    return "true" if value else "false"
