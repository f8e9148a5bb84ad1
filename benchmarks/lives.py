"""Invents the histories of many people, deterministically and without touching a database.

Rates are those of one published report (Norfolk 2021-22) per person and year of management:
about 5 orders, 1 to 2 notification breaches and 2 recalls at Level 2 or 3 a year for 100 people.
Histories have no gaps: whoever is managed has an area, a basis, a level and a lead agency.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

FIRST_DAY = date(2004, 7, 1)
LAST_DAY = date(2024, 7, 1)
"""Twenty years of arrivals; the data end three months after the snapshot that is counted."""

PREVENTION_ORDERS = date(2015, 3, 8)
CATEGORY_4 = date(2022, 6, 28)
NOTICES = date(2022, 11, 29)
YEAR = 365.25
"""Days."""

AREAS = 42
AREA_WEIGHTS = list(accumulate(1 / (rank + 4) for rank in range(AREAS)))
"""The largest area has thirteen times the people of the smallest."""

Spell = tuple[date, date | None]
"""First day, and the first day on which it no longer holds, if that is known."""


@dataclass(slots=True)
class Order:
    """An order or notice, and the breaches of it: outcome, its day, the day of return."""

    kind: str
    made_on: date
    ends_on: date | None
    is_interim: bool
    has_travel_restriction: bool
    ended_on: date | None
    ended_by: str
    breaches: list[tuple[str, date | None, date | None]] = field(default_factory=list)


@dataclass(slots=True)
class Life:
    """All facts about one invented person. Areas are numbered from 0."""

    number: int
    born_on: date
    died_on: date | None = None
    areas: list[tuple[Spell, int]] = field(default_factory=list)
    bases: list[tuple[Spell, int, str]] = field(default_factory=list)
    levels: list[tuple[Spell, int]] = field(default_factory=list)
    leads: list[tuple[Spell, str]] = field(default_factory=list)
    detentions: list[tuple[Spell, str]] = field(default_factory=list)
    requirements: list[tuple[Spell, str, date | None, bool]] = field(default_factory=list)
    reviews: list[tuple[date, date, str]] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    breaches: list[tuple[str, date]] = field(default_factory=list)
    recalls: list[tuple[str, str, date, date, date | None]] = field(default_factory=list)


def lives(count: int, *, seed: int = 2024, density: float = 1.0) -> Iterator[Life]:
    """`count` people in the order of their arrival, a quarter of them managed on the last day.

    A `density` above 1 makes the periods of each person shorter and more in number.
    """
    chance = random.Random(f"{seed} {count}")
    span = (LAST_DAY - FIRST_DAY).days
    for number in range(count):
        start = FIRST_DAY + timedelta(number * span // count)
        yield _Inventor(chance, number, start, density).life


class _Inventor:
    """Invents one life from `start` on."""

    def __init__(self, chance: random.Random, number: int, start: date, density: float) -> None:
        self.chance, self.start, self.density = chance, start, density
        self.life = Life(number, start - timedelta(chance.randrange(18 * 366, 70 * 365)))
        category = self._category()
        mean_stay = 0.55 if category == 3 else 5.6
        stay = 20 + int(chance.expovariate(1 / (mean_stay * YEAR)))
        end = start + timedelta(stay)
        self.ended = end <= LAST_DAY
        self.last = min(end, LAST_DAY)
        is_planned = not self.ended and chance.random() < 0.1
        self.end: date | None = end if self.ended or is_planned else None
        if self.ended and chance.random() < 0.06:
            self.life.died_on = end
            if chance.random() < 0.5:
                self.end = None  # a death ends states by itself
        self._manage(category)
        self._detain()
        if category == 1:
            self._notify()
            self._make_orders()
        elif category == 2:
            self._make_risk_orders()

    def _category(self) -> int:
        drawn = self.chance.random()
        if drawn < 0.09:
            return 3
        if drawn < 0.10 and self.start >= CATEGORY_4:
            return 4
        return 1 if drawn < 0.74 else 2

    def _days(self, rate: float) -> Iterator[date]:
        """Days of management on which something happens that happens `rate` times a year."""
        day = 0.0
        while True:
            day += self.chance.expovariate(rate / YEAR)
            when = self.start + timedelta(1 + int(day))
            if when >= self.last:
                return
            yield when

    def _chain(self, days: list[date]) -> list[Spell]:
        """The whole stay as touching periods that begin anew on `days`."""
        starts = sorted({self.start, *days})
        return list(zip(starts, [*starts[1:], self.end], strict=True))

    def _manage(self, category: int) -> None:
        life, chance = self.life, self.chance
        areas = self._chain(list(self._days(0.06 * self.density)))
        for spell in areas:
            drawn = bisect(AREA_WEIGHTS, chance.random() * AREA_WEIGHTS[-1])
            life.areas.append((spell, min(drawn, AREAS - 1)))
        whole: Spell = (self.start, self.end)
        if category == 1:
            life.bases.append((whole, 1, "sexual_offence"))
            if chance.random() < 0.1:
                life.bases.append((whole, 2, "violent_offence"))
        elif category == 2:
            basis = "hospital_order" if chance.random() < 0.1 else "violent_offence"
            life.bases.append((whole, 2, basis))
        elif category == 3:
            life.bases.append((whole, 3, "decision"))
        else:
            life.bases.append((whole, 4, "terrorism_offence"))
            if chance.random() < 0.3:
                life.bases.append((whole, 2, "violent_offence"))
        if category == 3:
            levels = self._chain(list(self._days(0.5)))
            life.levels += [(spell, 3 if chance.random() < 0.1 else 2) for spell in levels]
        else:
            self._level()
        kind = "police" if category == 1 else "probation"
        life.leads += [(spell, kind) for spell in self._chain(list(self._days(0.1 * self.density)))]
        for (start, end), level in life.levels:
            if level > 1 and chance.random() < 0.3:
                self._recall(start, end)

    def _level(self) -> None:
        """Level 1, set again now and then, with a rare episode at Level 2 or 3 of a year or so."""
        changes: dict[date, int] = {self.start: 1}
        busy = self.start
        for day in self._days(0.2 * self.density):
            if day <= busy:
                continue
            level = 1
            if self.chance.random() < 0.1 / self.density:
                level = 3 if self.chance.random() < 0.12 else 2
                busy = day + timedelta(30 + int(self.chance.expovariate(1 / 280)))
                if busy < self.last:
                    changes[busy] = 1
            changes[day] = level
        for spell in self._chain(list(changes)):
            self.life.levels.append((spell, changes[spell[0]]))

    def _recall(self, start: date, end: date | None) -> None:
        span = (min(end or self.last, self.last) - start).days
        if span < 1:
            return
        decided = start + timedelta(self.chance.randrange(span))
        returned = min(decided + timedelta(self.chance.randrange(21)), self.last)
        drawn = self.chance.random()
        kind = "standard" if drawn < 0.7 else "fixed_term" if drawn < 0.9 else "emergency"
        if drawn > 0.97:
            kind = "home_detention_curfew"
        reason = "breach_of_licence" if self.chance.random() < 0.8 else "new_offence"
        rescinded = returned if self.chance.random() < 0.02 else None
        if all(decided != recall[2] for recall in self.life.recalls):
            self.life.recalls.append((kind, reason, decided, returned, rescinded))

    def _detain(self) -> None:
        free_from = self.start
        first = [self.start] if self.chance.random() < 0.3 else []
        for day in [*first, *self._days(0.2 * self.density)]:
            if day < free_from:
                continue
            end = day + timedelta(5 + int(self.chance.expovariate(self.density / 150)))
            setting = "hospital" if self.chance.random() < 0.08 else "prison"
            is_open = end >= self.last
            stop = self.end if is_open else end
            self.life.detentions.append(((day, stop), setting))
            if day > self.start and self.chance.random() < 0.2:
                self._recall(day, day + timedelta(1))
            free_from = end + timedelta(1)
            if is_open:
                return

    def _notify(self) -> None:
        life, chance = self.life, self.chance
        is_indefinite = chance.random() < 0.6
        end: date | None = self.end
        for day in self._days(0.012):
            applied = day - timedelta(60)
            if chance.random() < 0.5 and is_indefinite and not life.reviews:
                life.reviews.append((applied, day, "revoked"))
                end = day
            elif not life.reviews:
                life.reviews.append((applied, day, "refused"))
        if end is None or end > self.start:
            # An unknown first notification leaves the 15 years of a review unknown (V24).
            life.requirements.append(((self.start, end), "sentence", None, is_indefinite))
        for day in self._days(0.022):
            outcome = chance.choices(
                ("convicted", "cautioned", "charged", "no_further_action"), (55, 20, 15, 10)
            )[0]
            life.breaches.append((outcome, day))
        if life.died_on is not None and chance.random() < 0.05:
            life.breaches.append(("convicted", life.died_on))  # takes the day before (D6, D8)

    def _make_orders(self) -> None:
        life, chance = self.life, self.chance
        for day in self._days(0.08):
            if any(review[2] == "revoked" for review in life.reviews):
                return  # V25: none is revoked while such an order is in force
            drawn = chance.random()
            is_new = day >= PREVENTION_ORDERS
            if drawn < 0.92:
                kind = "shpo" if is_new else "sopo"
            elif drawn < 0.96:
                kind = "sro" if is_new else "rosho"
            else:
                kind = "notification_notice" if day >= NOTICES else "notification_order"
            is_interim = chance.random() < 0.05
            ends = None if chance.random() < 0.3 else day + timedelta(10 * 366)
            ended: date | None = None
            ended_by = ""
            if chance.random() < 0.01:
                ended, ended_by = min(day + timedelta(90), self.last), "quashed"
            travels = kind == "shpo" and chance.random() < 0.02
            order = Order(kind, day, ends, is_interim, travels, ended, ended_by)
            life.orders.append(order)
            if kind in ("shpo", "sopo") and all(basis[2] != kind for basis in life.bases):
                life.bases.append(((day, self.end), 1, kind))
            if chance.random() < 0.1:
                on = day + timedelta(chance.randrange(1, 900))
                if on < self.last:
                    returned = on if chance.random() < 0.3 else None
                    order.breaches.append(("convicted", on, returned))

    def _make_risk_orders(self) -> None:
        for day in self._days(0.01):
            kind = "sro" if day >= PREVENTION_ORDERS else "rosho"
            order = Order(kind, day, day + timedelta(5 * 366), False, False, None, "")
            self.life.orders.append(order)
            on = day + timedelta(self.chance.randrange(1, 900))
            if self.chance.random() < 0.3 and on < self.last:
                order.breaches.append(("convicted", on, None))
