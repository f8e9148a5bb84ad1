"""Caseloads made to give a printed return exactly, with or without the people of the clauses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

from mappa.published import published_return
from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import wanted
from mappa.synthetic.clauses.register import groups_of
from mappa.synthetic.clauses.table import CLAUSES
from mappa.synthetic.days import Days
from mappa.synthetic.format import FILES, Caseload, Row
from mappa.synthetic.people import Person, text_of
from mappa.synthetic.shape import Shape

DEMONSTRATED = "norfolk-2021-22"
# Of each area: the beginning of its references, the area that people move to and come from, and
# the digit that keeps its people's identifiers apart from the others'.
_AREAS = {
    "norfolk": ("NFK", "suffolk", 1),
    "northamptonshire": ("NTH", "warwickshire", 2),
    "lancashire": ("LNC", "cumbria", 3),
}
_NAMES = {
    "norfolk": "Norfolk",
    "suffolk": "Suffolk",
    "northamptonshire": "Northamptonshire",
    "warwickshire": "Warwickshire",
    "lancashire": "Lancashire",
    "cumbria": "Cumbria",
}
# Of each mid-year: the edition of the ONS estimates that was out when the return was printed.
_EDITIONS = {
    2017: "mid-2017 (June 2018)",
    2020: "mid-2020 (June 2021)",
    2021: "Census 2021 estimate",
}


def caseload(printed: Mapping[str, Any], *, area: str, seed: int) -> Caseload:
    """People whose return by the counting rules equals the printed one.

    Where the print has fewer people at Level 3 in the year than on 31 March, the year has as many;
    a table that it leaves out has nobody. Raises `KeyError` for an area without a published return
    and `NoRoom` where the printed figures contradict one another otherwise.
    """
    cast = _cast(printed, area=area, seed=seed)
    _shape(cast, printed).fill()
    return _rows(cast.people, printed, area)


def caseload_with_clauses(*, seed: int) -> tuple[Caseload, tuple[Person, ...]]:
    """Norfolk 2021-22 with the people of every clause, and these people's own stories.

    The figures are the printed ones all the same: the clauses' people are counted first.
    """
    printed = published_return(DEMONSTRATED)
    cast = _cast(printed, area="norfolk", seed=seed)
    for group in groups_of(CLAUSES):
        group.join(cast)
    clause_people = tuple(cast.people)
    shape = _shape(cast, printed)
    for person in clause_people:
        shape.left.subtract(person.counts)
    shape.fill()
    return _rows(cast.people, printed, "norfolk"), clause_people


def _cast(printed: Mapping[str, Any], *, area: str, seed: int) -> Cast:
    _, neighbour, region = _AREAS[area]
    days = Days(start=date.fromisoformat(printed["period"][0]))
    return Cast(
        home=area, neighbour=neighbour, area_names=_NAMES, days=days, seed=seed, region=region
    )


def _shape(cast: Cast, printed: Mapping[str, Any]) -> Shape:
    prefix, _, _ = _AREAS[cast.home]
    draw = Random(f"{cast.seed}/{cast.home}")
    return Shape(cast=cast, prefix=prefix, left=wanted(printed), draw=draw)


def _rows(people: Iterable[Person], printed: Mapping[str, Any], area: str) -> Caseload:
    """Everybody's rows in one, by file and in the order of their keys."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for person in people:
        for name, added in person.rows.items():
            rows[name].extend(added)
    rows["populations.csv"] = _populations(printed, area)
    return Caseload(
        {name: tuple(sorted(rows[name], key=file.key_of)) for name, file in FILES.items()}
    )


def _populations(printed: Mapping[str, Any], area: str) -> list[Row]:
    """Residents aged 10 and over at mid-year of the year before the snapshot, as then published."""
    population = printed["population"]
    mid_year = int(printed["snapshot_date"][:4]) - 1
    aged = population.get("aged_10_plus") or population["census_2021_aged_10_plus_estimate"]
    row = {
        "area": area,
        "mid_year": mid_year,
        "aged_10_and_over": aged,
        "edition": _EDITIONS[mid_year],
    }
    return [{column: text_of(value) for column, value in row.items()}]
