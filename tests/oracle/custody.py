"""T7a and T7b: who was returned to custody in one area and year, as (row, column, nominal)."""

from __future__ import annotations

from tests.oracle.clauses import Rules
from tests.oracle.days import State, Year, state_at_event
from tests.oracle.facts import Fact, Person
from tests.oracle.people_tables import Counted, Fault, cell


def breach_of_licence(
    people: list[Person], area: str, year: Year, rules: Rules
) -> tuple[list[Counted], list[Fault]]:
    """T7a. Returned to custody for breach of licence, and the faults that it reports."""
    counted: list[Counted] = []
    faults: list[Fault] = []
    for person in people:
        competing: list[tuple[Fact, State]] = []
        for recall in recalls_returned_in(person, year, rules):
            state = state_at_recall(person, recall, rules)
            if state.area != area and rules("D9.within_area"):
                continue
            if state.level not in (2, 3) and rules("T7a.level"):
                continue
            if state.category is None:
                if state.area == area:
                    faults.append(("T7a", person.nominal, "no category when recalled"))
                if rules("T7a.competes") and rules("T7a.category"):
                    continue
            competing.append((recall, state))
        competing.sort(key=lambda pair: rank(pair[0], pair[1], rules), reverse=True)
        chosen = competing[:1] if rules("D9.once") else competing
        for _, state in chosen:
            if state.area != area:
                continue
            if state.category is None and rules("T7a.category"):
                continue
            counted.append(cell(max(state.level or 2, 2), state.category or 1, person.nominal))
    return counted, faults


def recalls_returned_in(person: Person, year: Year, rules: Rules) -> list[Fact]:
    """Recalls for breach of licence, not rescinded, with the return dated in the year."""
    found = []
    for day in year.days:
        for recall in person.recalls:
            if recall["returned_on" if rules("T7a.returned_on") else "decided_on"] != day:
                continue
            # A return later than death is a later event (D6), though the recall was before it.
            if person.died_on and day > person.died_on and rules("D6.later_event"):
                continue
            if recall["reason"] != "breach_of_licence" and rules("T7a.reason"):
                continue
            if recall["kind"] == "home_detention_curfew" and rules("T7a.curfew"):
                continue
            if recall["kind"] in ("fixed_term", "emergency") and not rules("T7a.kinds"):
                continue
            if rescinded(recall, year, rules):
                continue
            found.append(recall)
    return found


def rescinded(recall: Fact, year: Year, rules: Rules) -> bool:
    if recall["rescinded_on"] is None or not rules("T7a.rescinded"):
        return False
    return rules("T7a.rescinded_whenever") or recall["rescinded_on"] <= year.last


def state_at_recall(person: Person, recall: Fact, rules: Rules) -> State:
    if rules("T7a.decided_on"):
        return state_at_event(person, recall["decided_on"], rules)
    return state_at_event(person, recall["returned_on"], rules)


def rank(recall: Fact, state: State, rules: Rules) -> tuple[object, ...]:
    """The greatest is chosen: the highest level, then the latest return, then decision."""
    level = (state.level or 0) if rules("T7a.highest_level") else 0
    returned = recall["returned_on"].toordinal() if recall["returned_on"] else 0
    decided = recall["decided_on"].toordinal()
    return (
        level,
        returned if rules("T7a.latest_return") else -returned,
        decided if rules("T7a.latest_decision") else -decided,
    )


def breach_of_sopo_or_shpo(
    people: list[Person], area: str, year: Year, rules: Rules
) -> list[Counted]:
    """T7b. Returned to custody for breach of a SOPO or SHPO."""
    counted: list[Counted] = []
    for person in people:
        competing: list[State] = []
        for breach in person.breaches:
            if breach["of"] != "order" or not returnable(breach, rules):
                continue
            dated = "returned_to_custody_on" if rules("T7b.returned_on") else "outcome_on"
            if breach[dated] not in year.days:
                continue
            state = state_at_event(person, breach[dated], rules)
            if state.area != area and rules("D9.within_area"):
                continue
            if state.level not in (2, 3) and rules("T7b.level"):
                continue
            if state.category is None and not rules("T7b.no_category"):
                continue
            competing.append(state)
        competing.sort(key=lambda state: state.level or 0, reverse=rules("T7b.highest_level"))
        for state in competing[:1] if rules("D9.once") else competing:
            if state.area == area:
                column = 1 if rules("T7b.category_1") else state.category or 1
                counted.append(cell(max(state.level or 2, 2), column, person.nominal))
    return counted


def returnable(breach: Fact, rules: Rules) -> bool:
    """A breach of a SOPO or SHPO, full or interim, whatever its outcome; quashed later or not."""
    order = breach["of_order"]
    kinds = ("shpo", "sopo") if rules("T7b.sopo") else ("shpo",)
    if order["kind"] not in kinds and rules("T7b.order_kind"):
        return False
    if order["interim"] and not rules("T7b.interim"):
        return False
    if order["ended_by"] == "quashed" and not rules("T7b.quashed"):
        return False
    return breach["outcome"] in ("cautioned", "convicted") or rules("T7b.outcome")
