"""The return of a year by a plain loop, day by day and person by person, as the rules read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks.oracle import Cells
from core.periods import ReportingYear
from nominals.models import (
    Detention,
    EligibilityPeriod,
    LevelPeriod,
    Nominal,
    NotificationReview,
    ResponsibleArea,
)
from orders.models import Breach, Order, Recall

PRECEDENCE = (4, 1, 2, 3)
"""From 2022-06-28 on (D3); the year counted lies after it."""

DECIDED = ("cautioned", "convicted")
ONE_DAY = timedelta(1)

Spells = dict[int, list[tuple[date, date | None, Any]]]


class Caseload:
    """Every fact, in dictionaries."""

    def __init__(self) -> None:
        self.died = dict(Nominal.objects.values_list("pk", "died_on"))
        self.areas = self._spells(ResponsibleArea, "area__code")
        self.levels = self._spells(LevelPeriod, "level")
        self.bases = self._spells(EligibilityPeriod, "category")
        self.detentions = self._spells(Detention, "setting")

    def area(self, person: int, day: date) -> str | None:
        """The area on a day (D7), of nobody who is dead (D6)."""
        return next(iter(self._holding(self.areas, person, day)), None)

    def level(self, person: int, day: date) -> int | None:
        """The level on a day (D4)."""
        return next(iter(self._holding(self.levels, person, day)), None)

    def category(self, person: int, day: date) -> int | None:
        """The reporting category on a day (D3)."""
        bases = self._holding(self.bases, person, day)
        return next((each for each in PRECEDENCE if each in bases), None)

    def is_detained(self, person: int, day: date) -> bool:
        """Whether somebody is in prison or hospital on a day (D5)."""
        return bool(self._holding(self.detentions, person, day))

    def had_category_1(self, person: int, day: date) -> bool:
        """Whether a basis of Category 1 is in force on a day."""
        return 1 in self._holding(self.bases, person, day)

    def is_too_late(self, person: int, day: date) -> bool:
        """Whether an event comes after the day of death (D6)."""
        died = self.died[person]
        return died is not None and day > died

    def _holding(self, spells: Spells, person: int, day: date) -> list[Any]:
        died = self.died[person]
        if died is not None and day >= died:
            return []
        return [
            value
            for start, end, value in spells.get(person, ())
            if start <= day and (end is None or day < end)
        ]

    @staticmethod
    def _spells(model: Any, value: str) -> Spells:
        found: Spells = defaultdict(list)
        for person, *spell in model.objects.values_list(
            "nominal_id", "valid_from", "valid_to", value
        ):
            found[person].append(tuple(spell))
        return found


def run(year: ReportingYear) -> Cells:
    """The figures of every area."""
    caseload = Caseload()
    cells: Cells = Counter()
    days = [year.period.start + ONE_DAY * each for each in range(366)]
    days = [day for day in days if day in year.period]
    for person in caseload.died:
        _snapshot(caseload, person, year.snapshot_day, cells)
        _managed(caseload, person, days, cells)
    _events(caseload, year, cells)
    _recalls(caseload, year, cells)
    return cells


def _snapshot(caseload: Caseload, person: int, day: date, cells: Cells) -> None:
    area, level = caseload.area(person, day), caseload.level(person, day)
    category = caseload.category(person, day)
    if area is None or level is None or category is None or caseload.is_detained(person, day):
        return
    if (level, category) != (1, 3):
        cells[area, "T1", f"level_{level}", f"category_{category}"] += 1


def _managed(caseload: Caseload, person: int, days: Sequence[date], cells: Cells) -> None:
    if all(level == 1 for _, _, level in caseload.levels.get(person, ())):
        return
    best: dict[str, tuple[int, date]] = {}
    for day in days:
        area, level = caseload.area(person, day), caseload.level(person, day)
        if area is None or level is None or level < 2 or caseload.category(person, day) is None:
            continue
        if area not in best or level >= best[area][0]:
            best[area] = (level, day)
    for area, (level, day) in best.items():
        category = caseload.category(person, day)
        cells[area, "T2", f"level_{level}", f"category_{category}"] += 1


def _events(caseload: Caseload, year: ReportingYear, cells: Cells) -> None:
    people: set[tuple[str, str, int]] = set()
    returned: dict[tuple[str, int], int] = {}
    for breach in Breach.objects.select_related("order"):
        person, on = breach.nominal_id, breach.outcome_on
        kind = breach.order.kind if breach.order else ""
        if on and on in year.period:
            area = _at(caseload.area, caseload, person, on)
            if area and breach.outcome in DECIDED and breach.of == "notification":
                people.add((area, "T3", person))
            if (
                area
                and breach.outcome in DECIDED
                and kind in ("sro", "rosho")
                and not caseload.had_category_1(person, on - ONE_DAY)
            ):
                people.add((area, "T6", person))
        back = breach.returned_to_custody_on
        if back and back in year.period and kind in ("sopo", "shpo"):
            area = _at(caseload.area, caseload, person, back)
            level = _at(caseload.level, caseload, person, back)
            if area and level and level >= 2:
                returned[area, person] = max(level, returned.get((area, person), 0))
    for review in NotificationReview.objects.filter(outcome="revoked"):
        if review.decided_on and review.decided_on in year.period:
            area = _at(caseload.area, caseload, review.nominal_id, review.decided_on)
            if area:
                people.add((area, "T4", review.nominal_id))
    for area, table, _ in people:
        cells[area, table, "total", "total"] += 1
    for (area, _), level in returned.items():
        cells[area, "T7b", f"level_{level}", "category_1"] += 1
    for order in Order.objects.filter(is_interim=False).exclude(ended_by="quashed"):
        area = _at(caseload.area, caseload, order.nominal_id, order.made_on)
        if area and order.made_on in year.period:
            row = {"shpo": "SHPO", "notification_order": "NO", "notification_notice": "NO"}.get(
                order.kind
            )
            if row == "SHPO" and order.has_foreign_travel_restriction:
                row = "SHPO_with_foreign_travel_restriction"
            if row:
                cells[area, "T5", row, "total"] += 1


def _recalls(caseload: Caseload, year: ReportingYear, cells: Cells) -> None:
    best: dict[tuple[str, int], tuple[int, date, date, int]] = {}
    recalls = Recall.objects.filter(reason="breach_of_licence", rescinded_on=None)
    for recall in recalls.exclude(kind="home_detention_curfew"):
        if recall.returned_on is None or recall.returned_on not in year.period:
            continue
        person, day = recall.nominal_id, recall.decided_on
        area = _at(caseload.area, caseload, person, day)
        level = _at(caseload.level, caseload, person, day)
        category = _at(caseload.category, caseload, person, day)
        if area and level and level >= 2 and category:
            found = (level, recall.returned_on, day, category)
            best[area, person] = max(found, best.get((area, person), found))
    for (area, _), (level, _, _, category) in best.items():
        cells[area, "T7a", f"level_{level}", f"category_{category}"] += 1


def _at(answer: Any, caseload: Caseload, person: int, day: date) -> Any:
    """What held on the day of an event, or, where nothing did, on the day before (D8)."""
    if caseload.is_too_late(person, day):
        return None
    found = answer(person, day)
    return answer(person, day - ONE_DAY) if found is None else found
