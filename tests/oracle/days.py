"""What is true of a person on one day (D1 to D7) and at an event (D8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.clauses import Rules
from tests.oracle.facts import Fact, Person

ONE_DAY = timedelta(days=1)
PRECEDENCE_CHANGES = date(2022, 6, 28)


@dataclass(frozen=True)
class State:
    """Area, level and reporting category of one person; None is nothing in force, undetermined."""

    area: str | None
    level: int | None
    category: int | None


NOTHING = State(None, None, None)


class Year:
    """A reporting year by its label, `2021-22` (D2)."""

    def __init__(self, label: str, rules: Rules) -> None:
        self.label = label
        self.begins = int(label[:4])
        if label != f"{self.begins}-{(self.begins + 1) % 100:02}":
            raise ValueError(f"{label} is no reporting year; 2021-22 is the form.")
        self.first = date(self.begins, 4, 1)
        self.last = date(self.begins + 1, 3, 31)
        self.snapshot = self.last if rules("D2.snapshot_day") else self.last + ONE_DAY
        self.days = []
        day = self.first if rules("D2.first_day") else self.first + ONE_DAY
        last = self.last if rules("D2.last_day") else self.last + ONE_DAY
        while day <= last:
            self.days.append(day)
            day += ONE_DAY


def in_force(period: Fact, day: date, rules: Rules) -> bool:
    """D1. valid_from <= day < valid_to; an empty valid_to is open."""
    first = period["valid_from"]
    begun = first <= day if rules("D1.first_day") else first < day
    if period["valid_to"] is None:
        not_ended = rules("D1.open")
    elif rules("D1.valid_to_excluded"):
        not_ended = day < period["valid_to"]
    else:
        not_ended = day <= period["valid_to"]
    return begun and not_ended


def dead(person: Person, day: date, rules: Rules) -> bool:
    """D6. In no state from died_on on."""
    if person.died_on is None or not rules("D6.no_state"):
        return False
    if rules("D6.from_died_on"):
        return day >= person.died_on
    return day > person.died_on


def precedence(day: date, rules: Rules) -> list[int]:
    """D3. Categories in the order of precedence in force on a day, the strongest first."""
    change = PRECEDENCE_CHANGES if rules("D3.change_day") else PRECEDENCE_CHANGES + ONE_DAY
    order = [1, 2, 3] if rules("D3.one_two_three") else [3, 2, 1]
    if day >= change:
        return [4, *order] if rules("D3.four_first") else [*order, 4]
    return order if rules("D3.no_four_before") else [*order, 4]


def has_basis(person: Person, category: int, day: date, rules: Rules) -> bool:
    """Whether an eligibility basis of that category is in force, whatever is reported."""
    return any(
        int(basis["category"]) == category and in_force(basis, day, rules) for basis in person.bases
    )


def category_on(
    person: Person, day: date, rules: Rules, precedence_of: date | None = None
) -> int | None:
    """D3. The reporting category on a day, by the precedence of that day unless told otherwise."""
    if dead(person, day, rules):
        return None
    for category in precedence(precedence_of or day, rules):
        if has_basis(person, category, day, rules):
            return category
    return None


def level_on(person: Person, day: date, rules: Rules) -> int | None:
    """D4. The level on a day; None is undetermined."""
    if dead(person, day, rules):
        return None
    for period in person.levels:
        if in_force(period, day, rules):
            return int(period["level"])
    return None if rules("D4.undetermined") else 1


def area_on(person: Person, day: date, rules: Rules) -> str | None:
    """D7. The area responsible on a day."""
    if dead(person, day, rules):
        return None
    for period in person.areas:
        if in_force(period, day, rules):
            return str(period["area"])
    if not rules("D7.in_force"):
        begun = [period for period in person.areas if period["valid_from"] <= day]
        if begun:
            return str(max(begun, key=lambda period: period["valid_from"])["area"])
    return None


def in_community_on(person: Person, day: date, rules: Rules) -> bool:
    """D5. Not in a detention period on that day."""
    for detention in person.detentions:
        if detention["setting"] == "hospital" and not rules("D5.hospital"):
            continue
        if in_force(detention, day, rules) and rules("D5.detention"):
            return False
    if not rules("D5.unlawfully_at_large"):
        for recall in person.recalls:
            returned = recall["returned_on"]
            if recall["decided_on"] <= day and (returned is None or day < returned):
                return False
    return True


def state_on(person: Person, day: date, rules: Rules) -> State:
    """Area, level and category on one day."""
    return State(
        area_on(person, day, rules), level_on(person, day, rules), category_on(person, day, rules)
    )


def state_at_event(person: Person, day: date, rules: Rules) -> State:
    """D8. What is in force on the day and, where nothing is, what was on the day before.

    Nothing at all for an event later than the person's death (D6).
    """
    if person.died_on is not None:
        if day > person.died_on and rules("D6.later_event"):
            return NOTHING
        if day == person.died_on and not rules("D6.day_before"):
            return NOTHING
    that_day = state_on(person, day, rules) if rules("D8.on_the_day") else NOTHING
    before = day - ONE_DAY
    day_before = state_on(person, before, rules)
    if not rules("D8.precedence"):
        day_before = State(
            day_before.area, day_before.level, category_on(person, before, rules, precedence_of=day)
        )
    if not rules("D8.one_day"):
        day_before = first_of(day_before, state_on(person, before - ONE_DAY, rules))
    if not rules("D8.each_by_itself") and that_day != NOTHING and None in vars(that_day).values():
        that_day = NOTHING
    return first_of(
        that_day,
        State(
            day_before.area if rules("D8.day_before.area") else None,
            day_before.level if rules("D8.day_before.level") else None,
            day_before.category if rules("D8.day_before.category") else None,
        ),
    )


def first_of(state: State, otherwise: State) -> State:
    """Each of area, level and category by itself: the state's own, or else the other's."""
    return State(
        otherwise.area if state.area is None else state.area,
        otherwise.level if state.level is None else state.level,
        otherwise.category if state.category is None else state.category,
    )
