"""Brings people into a caseload: who they are, where they live, who manages them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from mappa.synthetic import names
from mappa.synthetic.days import Days, days_after, some_day, years_after
from mappa.synthetic.people import CATEGORY_OF_BASIS, Basis, Person

Periods = Sequence[tuple[str, date, date | None]]
Levels = Sequence[tuple[int, date, date | None]]


@dataclass
class Cast:
    """The people of one caseload, in a home area and its neighbour.

    `region` is a digit that keeps identifiers of several caseloads apart.
    """

    home: str
    neighbour: str
    area_names: dict[str, str]
    days: Days
    seed: int
    region: int
    people: list[Person] = field(default_factory=list)

    def person(
        self,
        reference: str,
        *,
        bases: Sequence[Basis],
        levels: Levels | None = None,
        areas: Periods | None = None,
        agency: str | None = None,
        address_in: str | None = None,
        died_on: date | None = None,
        restricted: bool = False,
        age: int | None = None,
    ) -> Person:
        """A person eligible on these grounds, and all that follows where it is not said otherwise.

        Unless said: Level 1 and the home area for as long as eligible, an address in the last
        area, and the lead agency of domain 1.7. Death ends what is not said.
        """
        draw = Random(f"{self.seed}/{self.home}/{reference}")
        person = Person(reference, draw=draw)
        start, end = _span(bases, levels, areas, died_on)
        levels = [(1, start, end)] if levels is None else levels
        areas = [(self.home, start, end)] if areas is None else areas
        self._identity(person, start, age, died_on=died_on, restricted=restricted)
        for basis in bases:
            person.basis(basis)
        person.levels(levels)
        for area, since, until in areas:
            person.add("responsible_areas.csv", area=area, valid_from=since, valid_to=until)
        if areas:
            person.add(
                "lead_agencies.csv",
                agency=agency or lead_agency(bases),
                valid_from=areas[0][1],
                valid_to=_later(areas[-1][2], end),
            )
            self._addresses(person, areas[0][1], died_on, address_in or areas[-1][0])
        self.people.append(person)
        return person

    def long_ago(self, draw: Random, *, least: int = 3, most: int = 6) -> date:
        """Some day from `most` to `least` years before the reporting year."""
        first, last = years_after(self.days.start, -most), years_after(self.days.start, -least)
        return some_day(draw, first, last)

    def _identity(
        self,
        person: Person,
        start: date,
        age: int | None,
        *,
        died_on: date | None,
        restricted: bool,
    ) -> None:
        draw = person.draw
        serial = len(self.people) + 1
        sex = "female" if draw.random() < 0.04 else "male"
        age = draw.randint(21, 68) if age is None else age
        born = days_after(years_after(start, -age), -draw.randint(0, 364))
        since = start.year - draw.randint(0, min(6, age - 10))
        person.add(
            "nominals.csv",
            family_name=names.family_name(draw),
            given_names=names.given_names(draw, sex),
            date_of_birth=born,
            sex=sex,
            pnc_id=f"{since}/{self.region}{serial:06d}{draw.choice('ABCDEFGHJKLMNPQRTUVWXYZ')}",
            cro_number=f"{self.region}{serial:05d}/{since % 100:02d}{draw.choice('ABCDEFGHJK')}",
            crn=f"Z{self.region}{serial:05d}",
            prison_number=f"Z{serial % 10000:04d}Z{'ABCDEFGHJK'[self.region]}",
            visor_reference=f"INVENTED-{self.region}{serial:05d}",
            died_on=died_on,
            restricted=restricted,
        )
        if draw.random() < 0.15:
            person.add(
                "aliases.csv",
                family_name=names.family_name(draw),
                given_names=names.given_names(draw, sex),
                date_of_birth=born if draw.random() < 0.5 else None,
            )

    def _addresses(self, person: Person, since: date, until: date | None, area: str) -> None:
        """One home or two, one after the other."""
        moved = days_after(since, person.draw.randint(40, 400))
        if person.draw.random() < 0.3 and (until is None or moved < until):
            self.address(person, area, since, moved)
            since = moved
        self.address(person, area, since, until)

    def address(self, person: Person, area: str, since: date, until: date | None) -> None:
        """A home in that area from `since` until the day before `until`."""
        person.add(
            "addresses.csv",
            lines=names.address_lines(person.draw, self.area_names[area]),
            postcode=names.postcode(person.draw),
            uprn=f"99{self.region}{person.draw.randint(0, 999999999):09d}",
            valid_from=since,
            valid_to=until,
            kind="home",
        )


def lead_agency(bases: Sequence[Basis]) -> str:
    """Domain 1.7: probation on licence, mental health in a hospital order, else the police."""
    found = {basis.name for basis in bases}
    if "hospital_order" in found:
        return "mental_health"
    on_licence = any(CATEGORY_OF_BASIS[name] == 2 for name in found)
    return "probation" if on_licence else "police"


def _later(one: date | None, other: date | None) -> date | None:
    """The later of two ends; open is later than any day."""
    return None if one is None or other is None else max(one, other)


def _span(
    bases: Sequence[Basis],
    levels: Levels | None,
    areas: Periods | None,
    died_on: date | None,
) -> tuple[date, date | None]:
    """From the first day of anything said to the last day of eligibility, or to death."""
    starts = [basis.start for basis in bases]
    starts += [start for _, start, _ in levels or ()]
    starts += [start for _, start, _ in areas or ()]
    ends = [basis.end for basis in bases]
    known = [end for end in ends if end is not None]
    end = max(known) if known and len(known) == len(ends) else None
    if died_on and (end is None or died_on < end):
        end = died_on
    return min(starts), end
