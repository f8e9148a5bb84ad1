"""Fills a caseload with ordinary people until its return equals the cells that are wanted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from random import Random

from mappa.synthetic import cells
from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import Cell
from mappa.synthetic.days import days_after, some_day, years_after
from mappa.synthetic.names import COURTS, HOSPITALS, PRISONS
from mappa.synthetic.people import Basis, Person

BASIS = {1: "sexual_offence", 2: "violent_offence", 3: "decision"}


class NoRoom(ValueError):
    """The cells wanted contradict one another, so that no people can give them."""


@dataclass
class Shape:
    """Adds people to a cast and keeps account of the cells that are still to be filled."""

    cast: Cast
    prefix: str
    left: Counter[Cell]
    draw: Random
    number: int = 0

    def fill(self) -> None:
        """Bring in people, the rarest stories first, until every cell is filled."""
        for category in (1, 2, 3):
            for level in (3, 2):
                for nth in range(self.left[cells.licence_breached(level, category)]):
                    self._recalled(level, category, nth)
        for level in (3, 2):
            for _ in range(self.left[cells.order_breached(level)]):
                self._returned_for_an_order(level)
        for category in (1, 2, 3):
            self._levels_2_and_3(category)
        self._events()
        for category in (1, 2):
            for _ in range(self.left[cells.on_31_march(1, category)]):
                self._at_level_1(category)
        unfilled = {cell: number for cell, number in self.left.items() if number}
        if unfilled:
            raise NoRoom(f"the printed figures contradict one another: {unfilled}")

    def _person(
        self,
        *bases: Basis,
        levels: list[tuple[int, date, date | None]] | None = None,
        until: date | None = None,
        agency: str | None = None,
    ) -> Person:
        """The next ordinary person; some came from the neighbour's area years before."""
        self.number += 1
        start = min(basis.start for basis in bases)
        areas = [(self.cast.home, start, until)]
        arrived = days_after(start, 90)
        if arrived < years_after(self.cast.days.start, -1) and self.draw.random() < 0.04:
            areas = [(self.cast.neighbour, start, arrived), (self.cast.home, arrived, until)]
        return self.cast.person(
            f"{self.prefix}-{self.number:05d}",
            bases=bases,
            levels=[(1, start, until)] if levels is None else levels,
            areas=areas,
            agency=agency,
        )

    def _fill(self, person: Person, *filled: Cell) -> None:
        person.counted(*filled)
        self.left.subtract(filled)
        for cell in filled:
            if self.left[cell] < 0:
                raise NoRoom(f"the printed figures leave no room for {person.reference} in {cell}")

    def _leavers(self, level: int, category: int) -> int:
        """How many of that level in the year are still to have left it by 31 March."""
        in_the_year = self.left[cells.in_the_year(level, category)]
        return in_the_year - self.left[cells.on_31_march(level, category)]

    def _recalled(self, level: int, category: int, nth: int) -> None:
        """Recalled in the year; in custody on 31 March, released again, or lowered before it."""
        days = self.cast.days
        managed, present = cells.in_the_year(level, category), cells.on_31_march(level, category)
        counted = cells.licence_breached(level, category)
        inside = self._leavers(level, category) > 0
        if not inside and not self.left[present]:
            self._recalled_before(level, category)
            return
        since = self.cast.long_ago(self.draw, least=1, most=3)
        person = self._person(
            Basis(BASIS[category], since), levels=[(level, since, None)], agency="probation"
        )
        decided = some_day(self.draw, days.on(4, 10), days.on(11, 20))
        returned = days_after(decided, self.draw.randint(1, 20))
        released = None if inside else days_after(returned, 28)
        kind = ("standard", "standard", "fixed_term", "emergency")[nth % 4]
        person.recall(decided, returned, kind=kind, released_on=released)
        person.detained("prison", returned, released, establishment=self.draw.choice(PRISONS))
        self._fill(person, counted, managed, *([] if inside else [present]))

    def _recalled_before(self, level: int, category: int) -> None:
        """Recalled in March before the year and returned in April, when no longer at that level."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=3)
        levels: list[tuple[int, date, date | None]] = [(level, since, days.start)]
        if category == 3:
            person = self._person(
                Basis("decision", since, days.start),
                levels=levels,
                until=days.start,
                agency="probation",
            )
        else:
            levels.append((1, days.start, None))
            person = self._person(Basis(BASIS[category], since), levels=levels, agency="probation")
        returned = days.on(4, self.draw.randint(3, 20))
        person.recall(days.on(3, self.draw.randint(10, 28), years=-1), returned)
        person.detained("prison", returned, None, establishment=self.draw.choice(PRISONS))
        self._fill(person, cells.licence_breached(level, category))

    def _returned_for_an_order(self, level: int) -> None:
        """In Category 1 at that level, returned to custody in the year for breach of an SHPO."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=2)
        inside = self._leavers(level, 1) > 0
        person = self._person(Basis("sexual_offence", since), levels=[(level, since, None)])
        order = person.order("shpo", since, court=COURTS[0])
        returned = some_day(self.draw, days.on(5, 1), days.on(12, 1))
        freed = None if inside else days_after(returned, 60)
        person.order_breach(
            order,
            "convicted",
            returned,
            breached_on=days_after(returned, -14),
            returned_on=returned,
        )
        person.detained("prison", returned, freed, establishment=self.draw.choice(PRISONS))
        present = [] if inside else [cells.on_31_march(level, 1)]
        self._fill(person, cells.order_breached(level), cells.in_the_year(level, 1), *present)

    def _levels_2_and_3(self, category: int) -> None:
        """Whoever is at Level 3 or 2 on 31 March, then those who were so in the year and left."""
        for level in (3, 2):
            for _ in range(self.left[cells.on_31_march(level, category)]):
                if self.left[cells.in_the_year(level, category)]:
                    self._at_level(level, category)
                elif level == 2:
                    self._stepped_down(category)
        for level in (3, 2):
            for nth in range(self.left[cells.in_the_year(level, category)]):
                self._left_level(level, category, nth)

    def _at_level(self, level: int, category: int) -> None:
        """At that level on 31 March, and for months before."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=4)
        raised = since
        if category != 3 and self.draw.random() < 0.5:
            raised = some_day(self.draw, days.on(4, 2), days.on(2, 20))
        levels: list[tuple[int, date, date | None]] = [(level, raised, None)]
        if raised != since:
            levels.insert(0, (1, since, raised))
        person = self._person(Basis(BASIS[category], since), levels=levels)
        self._fill(person, cells.on_31_march(level, category), cells.in_the_year(level, category))

    def _stepped_down(self, category: int) -> None:
        """At Level 3 earlier in the year, at Level 2 on 31 March."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=3)
        lowered = some_day(self.draw, days.on(5, 1), days.on(1, 31))
        person = self._person(
            Basis(BASIS[category], since), levels=[(3, since, lowered), (2, lowered, None)]
        )
        self._fill(person, cells.on_31_march(2, category), cells.in_the_year(3, category))

    def _left_level(self, level: int, category: int, nth: int) -> None:
        """At that level in the year: then lowered to Level 1, out of MAPPA, or into custody."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=3)
        left = some_day(self.draw, days.on(5, 1), days.on(2, 20))
        managed = cells.in_the_year(level, category)
        if nth % 3 == 2:
            person = self._person(Basis(BASIS[category], since), levels=[(level, since, None)])
            person.detained("prison", left, None, establishment=self.draw.choice(PRISONS))
            self._fill(person, managed)
        elif category == 3 or nth % 3 == 1:
            person = self._person(
                Basis(BASIS[category], since, left), levels=[(level, since, left)], until=left
            )
            self._fill(person, managed)
        else:
            person = self._person(
                Basis(BASIS[category], since), levels=[(level, since, left), (1, left, None)]
            )
            self._fill(person, managed, cells.on_31_march(1, category))

    def _events(self) -> None:
        """Breaches, reviews and orders of the year, each of a person at Level 1."""
        for nth in range(self.left[cells.NOTIFICATION_BREACH]):
            self._notification_breach("cautioned" if nth % 3 == 0 else "convicted")
        for _ in range(self.left[cells.NOTIFICATION_REVOKED]):
            self._revoked()
        for _ in range(self.left[cells.SRO_BREACH]):
            self._sro_breach()
        for cell, kind in (
            (cells.SHPO_IMPOSED, "shpo"),
            (cells.SHPO_WITH_TRAVEL_IMPOSED, "shpo"),
            (cells.NOTIFICATION_ORDER_IMPOSED, "notification_order"),
        ):
            for _ in range(self.left[cell]):
                self._ordered(kind, cell)

    def _notification_breach(self, outcome: str) -> None:
        days = self.cast.days
        person = self._person(Basis("sexual_offence", self.cast.long_ago(self.draw, most=9)))
        decided = some_day(self.draw, days.on(6, 1), days.on(3, 20))
        person.notification_breach(outcome, decided, breached_on=days_after(decided, -50))
        self._fill(person, cells.NOTIFICATION_BREACH, cells.on_31_march(1, 1))

    def _revoked(self) -> None:
        """Decided three months after an application made after more than fifteen years."""
        days = self.cast.days
        decided = some_day(self.draw, days.on(8, 1), days.on(3, 1))
        since = years_after(days_after(decided, -200), -16)
        person = self._person(
            Basis("sexual_offence", since, decided),
            levels=[(1, since, decided)],
            until=decided,
        )
        person.review(days_after(decided, -90), decided, "revoked")
        self._fill(person, cells.NOTIFICATION_REVOKED)

    def _sro_breach(self) -> None:
        """In Category 1 from the outcome of the breach until the order ends."""
        days = self.cast.days
        made = some_day(self.draw, days.on(8, 1, years=-1), days.on(2, 1, years=-1))
        decided = some_day(self.draw, days.on(5, 1), days.on(1, 31))
        until = years_after(made, 2)
        person = self._person(Basis("sro_breach", decided, until), until=until)
        order = person.order("sro", made, court=COURTS[2])
        person.order_breach(order, "convicted", decided, breached_on=days_after(decided, -25))
        self._fill(person, cells.SRO_BREACH, cells.on_31_march(1, 1))

    def _ordered(self, kind: str, cell: Cell) -> None:
        """Convicted and made subject to the order on one day of the year."""
        days = self.cast.days
        made = some_day(self.draw, days.start, days.snapshot)
        until = years_after(made, 10 if kind == "notification_order" else 5)
        person = self._person(Basis("sexual_offence", made, until), until=until)
        person.order(
            kind,
            made,
            court=self.draw.choice(COURTS),
            foreign_travel_restriction=cell == cells.SHPO_WITH_TRAVEL_IMPOSED,
        )
        self._fill(person, cell, cells.on_31_march(1, 1))

    def _at_level_1(self, category: int) -> None:
        """Managed at Level 1 in the community, some after a sentence or a stay in hospital."""
        if category == 1:
            person = self._registered()
        elif self.draw.random() < 0.1:
            person = self._discharged_from_hospital()
        else:
            person = self._on_licence()
        self._fill(person, cells.on_31_march(1, category))

    def _registered(self) -> Person:
        """In Category 1: for life, or for the ten years from conviction; some under an order."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=9)
        for_life = self.draw.random() < 0.4
        until = None if for_life else years_after(since, 10)
        person = self._person(Basis("sexual_offence", since, until), until=until)
        if self.draw.random() < 0.2 and since.year > 2015:
            person.order("shpo", since, court=COURTS[0], open_ended=for_life)
        elif self.draw.random() < 0.25:
            released = some_day(self.draw, days_after(since, 60), days.start)
            person.detained("prison", since, released, establishment=self.draw.choice(PRISONS))
        return person

    def _on_licence(self) -> Person:
        """In Category 2: released on licence, which runs beyond 31 March."""
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=1, most=5)
        until = some_day(self.draw, days.on(5, 1, years=1), days.on(5, 1, years=5))
        person = self._person(Basis("violent_offence", since, until), until=until)
        released = some_day(self.draw, days_after(since, 90), days.on(2, 1))
        person.detained("prison", since, released, establishment=self.draw.choice(PRISONS))
        return person

    def _discharged_from_hospital(self) -> Person:
        days = self.cast.days
        since = self.cast.long_ago(self.draw, least=2, most=6)
        person = self._person(Basis("hospital_order", since))
        discharged = some_day(self.draw, days_after(since, 200), days.on(2, 1))
        person.detained("hospital", since, discharged, establishment=self.draw.choice(HOSPITALS))
        return person
