"""T1 to T4 and T6: who is counted in one area and year, each as (row, column, nominal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tests.oracle.clauses import Rules
from tests.oracle.days import (
    ONE_DAY,
    Year,
    area_on,
    category_on,
    dead,
    has_basis,
    in_community_on,
    level_on,
    state_at_event,
    state_on,
)
from tests.oracle.facts import Fact, Person

#: Row and column of a grid, and the reference of the person counted there.
Counted = tuple[str, str, str]
#: A fault of the record that keeps somebody out: the clause, the nominal, a sentence.
Fault = tuple[str, str, str]

CAUTIONED_OR_CONVICTED = ("cautioned", "convicted")


def cell(level: int, category: int, nominal: str) -> Counted:
    return (f"level_{level}", f"category_{category}", nominal)


def once(nominals: Iterable[str], rules: Rules) -> list[str]:
    """D9. Each person once, however many events."""
    return sorted(set(nominals)) if rules("D9.once") else sorted(nominals)


def eligible_on_31_march(
    people: list[Person], area: str, year: Year, rules: Rules
) -> tuple[list[Counted], list[Fault]]:
    """T1. MAPPA-eligible on 31 March, and the faults that it reports."""
    counted: list[Counted] = []
    faults: list[Fault] = []
    day = year.snapshot
    for person in people:
        if dead(person, day, rules):
            continue
        if area_on(person, day, rules) != area and rules("T1.area"):
            continue
        if not in_community_on(person, day, rules) and rules("T1.community"):
            continue
        category = category_on(person, day, rules)
        if category is None:
            if rules("T1.category"):
                continue
            category = 1
        level = level_on(person, day, rules)
        if level is None:
            faults.append(("T1", person.nominal, "undetermined level on the snapshot day"))
            if rules("T1.undetermined_level"):
                continue
            level = 1
        if category == 3 and level == 1:
            faults.append(("T1", person.nominal, "Category 3 at Level 1 on the snapshot day"))
            if rules("T1.category_3_level_1"):
                continue
        counted.append(cell(level, category, person.nominal))
    return counted, faults


def managed_in_year(people: list[Person], area: str, year: Year, rules: Rules) -> list[Counted]:
    """T2. Level 2 and 3 in the year. Custody does not exclude."""
    counted: list[Counted] = []
    for person in people:
        days = qualifying_days(person, area, year, rules)
        here = [day for day in days if area_on(person, day, rules) == area]
        if not here:
            continue
        levels = {max(state_on(person, day, rules).level or 2, 2) for day in days}
        if rules("D9.once"):
            highest = max(levels)
            if not rules("T2.highest_level"):
                highest = max(state_on(person, days[-1], rules).level or 2, 2)
            levels = {highest}
        for level in levels:
            category = category_at_level(person, level, days, rules)
            if category is not None:
                counted.append(cell(level, category, person.nominal))
    return counted


def qualifying_days(person: Person, area: str, year: Year, rules: Rules) -> list[date]:
    """Days of the year alive, in this area, at Level 2 or 3, with a category; in order."""
    days = []
    for day in year.days:
        state = state_on(person, day, rules)
        if dead(person, day, rules):
            continue
        if state.area != area and rules("T2.area"):
            continue
        if state.level not in (2, 3) and rules("T2.level"):
            continue
        if state.category is None and rules("T2.category"):
            continue
        if not in_community_on(person, day, rules) and not rules("T2.custody"):
            continue
        days.append(day)
    return days


def category_at_level(person: Person, level: int, days: list[date], rules: Rules) -> int | None:
    """The category on the last of the days spent at a level."""
    if rules("T2.at_that_level"):
        days = [day for day in days if max(level_on(person, day, rules) or 2, 2) == level]
    categories = [category_on(person, day, rules) for day in days]
    known = [category for category in categories if category is not None]
    if not known:
        return None
    return known[-1] if rules("T2.last_day") else known[0]


def notification_breaches(people: list[Person], area: str, year: Year, rules: Rules) -> list[str]:
    """T3. People cautioned or convicted in the year for breach of notification requirements."""
    found = []
    for day in year.days:
        for person in people:
            for breach in person.breaches:
                if breach["of"] != "notification" and rules("T3.notification"):
                    continue
                if not counts_as_outcome(breach, "T3", rules):
                    continue
                dated = breach["outcome_on"] if rules("T3.outcome_on") else breach["breached_on"]
                if dated != day:
                    continue
                state = state_at_event(person, day, rules)
                if state.area != area:
                    continue
                if state.category != 1 and not rules("T3.any_category"):
                    continue
                found.append(person.nominal)
    return once(found, rules)


def lifetime_revoked(people: list[Person], area: str, year: Year, rules: Rules) -> list[str]:
    """T4. People whose review was decided in the year with the result revoked."""
    found = []
    for day in year.days:
        for person in people:
            for review in person.reviews:
                if review["outcome"] != "revoked" and rules("T4.revoked"):
                    continue
                if review["decided_on" if rules("T4.decided_on") else "applied_on"] != day:
                    continue
                state = state_at_event(person, day, rules)
                if state.area != area:
                    continue
                if state.category != 1 and not rules("T4.any_category"):
                    continue
                found.append(person.nominal)
    return once(found, rules)


def sro_breaches(people: list[Person], area: str, year: Year, rules: Rules) -> list[str]:
    """T6. People who became subject to notification by breach of an SRO."""
    found = []
    for person in people:
        judged = [
            no_basis_before(person, day, rules)
            for day, breach in outcomes_of_orders(person, year, rules)
            if breach_of_sro(breach, rules) and state_at_event(person, day, rules).area == area
        ]
        if not rules("T6.alone") and not all(judged):
            continue
        found += [person.nominal for qualifies in judged if qualifies]
    return once(found, rules)


def outcomes_of_orders(person: Person, year: Year, rules: Rules) -> Iterator[tuple[date, Fact]]:
    """Breaches of orders with the day, in the year, of their caution or conviction."""
    for day in year.days:
        for breach in person.breaches:
            if breach["of"] != "order" or not counts_as_outcome(breach, "T6", rules):
                continue
            dated = breach["outcome_on"] if rules("T6.outcome_on") else breach["breached_on"]
            if dated == day:
                yield day, breach


def breach_of_sro(breach: Fact, rules: Rules) -> bool:
    order = breach["of_order"]
    kinds = ("sro", "rosho") if rules("T6.rosho") else ("sro",)
    if order["kind"] not in kinds and rules("T6.order_kind"):
        return False
    if order["interim"] and not rules("T6.interim"):
        return False
    # A quashing is not asked for: what was breached stays breached.
    return order["ended_by"] != "quashed" or rules("T6.quashed")


def no_basis_before(person: Person, outcome_on: date, rules: Rules) -> bool:
    """No Category 1 basis in force on the day before the outcome; D8 does not widen that day."""
    day = outcome_on - ONE_DAY if rules("T6.day_before") else outcome_on
    if not rules("T6.no_basis"):
        return True
    if not rules("T6.basis"):
        return category_on(person, day, rules) != 1
    return not has_basis(person, 1, day, rules)


def counts_as_outcome(breach: Fact, table: str, rules: Rules) -> bool:
    if not rules(f"{table}.outcome"):
        return True
    if breach["outcome"] == "cautioned" and not rules(f"{table}.caution"):
        return False
    return breach["outcome"] in CAUTIONED_OR_CONVICTED
