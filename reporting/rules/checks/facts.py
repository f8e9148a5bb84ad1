"""What the checks need to know beyond the figures, and the checks that need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.choices import Severity
from reporting.rules.checks.form import Form
from reporting.rules.checks.results import Check, Fault, Outcome, not_made, passed_or_failed
from reporting.rules.sentences import sentence

UNDETERMINED = Check(
    "undetermined",
    Severity.ERROR,
    "Nobody otherwise counted has an undetermined level or category.",
)
ORDER_WITHOUT_ROW = Check(
    "order_without_row",
    Severity.WARNING,
    "Every order of a counted kind has a row in the year's edition.",
)
LEAD_AGENCY = Check(
    "lead_agency", Severity.WARNING, "Every nominal has a lead agency on the snapshot day."
)
NO_AREA = Check(
    "no_area",
    Severity.WARNING,
    "Somebody or something that a table would count has a responsible area.",
)
YEAR_NOT_OVER = Check(
    "year_not_over", Severity.WARNING, "The year was over at the instant as known at."
)
MOVED = Check(
    "moved",
    Severity.WARNING,
    "No figure moved by more than half, and by more than 10, from the year before.",
)

NEEDS_DATABASE = "the file holds figures, and not the records behind them"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows beyond the figures of a return, by opaque ids of nominals.

    `undetermined` are (clause, nominal); `orders_without_row` (what it is, nominal);
    `returned_beyond_year` (the cell of T7a or T7b, nominal) where T2 counts the nominal in no such
    cell, or, of the grand total, in none at all.
    """

    undetermined: tuple[tuple[str, str], ...] = ()
    category_3_at_level_1: tuple[str, ...] = ()
    without_area: tuple[tuple[str, str], ...] = ()
    orders_without_row: tuple[tuple[str, str], ...] = ()
    without_lead_agency: tuple[str, ...] = ()
    returned_beyond_year: tuple[tuple[str, str], ...] = ()
    is_year_over: bool = True
    previous: dict[str, int] | None = None


def undetermined(facts: Facts | None) -> Outcome:
    """Who is kept out because a level or category is not known (D4, T7a)."""
    if facts is None:
        return not_made(UNDETERMINED, NEEDS_DATABASE)
    return passed_or_failed(UNDETERMINED, list(_by_clause(facts.undetermined)))


def without_area(facts: Facts | None) -> Outcome:
    """Who or what no area counts because none was responsible (D7, D8)."""
    if facts is None:
        return not_made(NO_AREA, NEEDS_DATABASE)
    return passed_or_failed(NO_AREA, list(_by_clause(facts.without_area)))


def order_without_row(facts: Facts | None) -> Outcome:
    """Orders of a kind that other editions print, such as an SHPO of March 2015 (T5)."""
    if facts is None:
        return not_made(ORDER_WITHOUT_ROW, NEEDS_DATABASE)
    faults = [
        Fault(f"{what}: {sentence('T5.no_row')}", ("T5",), (nominal,))
        for what, nominal in facts.orders_without_row
    ]
    return passed_or_failed(ORDER_WITHOUT_ROW, faults)


def lead_agency(facts: Facts | None) -> Outcome:
    """Who is eligible on the snapshot day and has no lead agency."""
    if facts is None:
        return not_made(LEAD_AGENCY, NEEDS_DATABASE)
    faults = []
    if facts.without_lead_agency:
        text = "No lead agency on the snapshot day: name the one that leads."
        faults.append(Fault(text, (), facts.without_lead_agency))
    return passed_or_failed(LEAD_AGENCY, faults)


def year_not_over(form: Form, facts: Facts | None) -> Outcome:
    """Whether the figures can still grow."""
    if facts is None:
        return not_made(YEAR_NOT_OVER, "the file does not say as known at which instant it is")
    faults = []
    if not facts.is_year_over:
        last = form.year.snapshot_day
        text = f"The year ends on {last}: the figures rest on what is recorded so far."
        faults.append(Fault(text))
    return passed_or_failed(YEAR_NOT_OVER, faults)


def moved(form: Form, facts: Facts | None) -> Outcome:
    """Figures that moved by more than half, and by more than 10, from the year before."""
    before = form.year.previous
    if facts is None or facts.previous is None:
        return not_made(MOVED, f"no return of {before} is at hand")
    faults = []
    for name, figure in form.cells():
        former = facts.previous.get(name)
        if former is None or not isinstance(figure, int):
            continue
        change = abs(figure - former)
        if change > 10 and 2 * change > former:
            faults.append(Fault(f"{former} in {before}, {figure} in {form.year}.", (name,)))
    return passed_or_failed(MOVED, faults)


def _by_clause(found: tuple[tuple[str, str], ...]) -> Iterator[Fault]:
    clauses: dict[str, list[str]] = {}
    for clause, nominal in found:
        clauses.setdefault(clause, []).append(nominal)
    for clause, nominals in sorted(clauses.items()):
        table = clause.partition(".")[0]
        cells = (table,) if table.startswith("T") else ()
        yield Fault(sentence(clause), cells, tuple(nominals))
