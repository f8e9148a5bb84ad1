"""The checks of a return in the machine form, printed or compiled (counting rules, "Checks")."""

from __future__ import annotations

from reporting.rules.checks.facts import (
    Facts,
    lead_agency,
    moved,
    order_without_row,
    undetermined,
    without_area,
    year_not_over,
)
from reporting.rules.checks.figures import (
    category_3_at_level_1,
    commentary,
    custody_above_year,
    dates,
    level_3_above_year,
    levels_above_year,
    levels_above_year_in_category,
    rate,
    sums,
)
from reporting.rules.checks.form import Form, read
from reporting.rules.checks.results import Check, Fault, Outcome, Status

__all__ = ["Check", "Facts", "Fault", "Form", "Outcome", "Status", "read", "run"]


def run(form: Form, facts: Facts | None = None) -> list[Outcome]:
    """The outcome of every check, errors first; without `facts` some are not made."""
    return [
        sums(form),
        undetermined(facts),
        category_3_at_level_1(form, facts),
        level_3_above_year(form),
        levels_above_year(form),
        dates(form),
        rate(form),
        commentary(),
        levels_above_year_in_category(form),
        custody_above_year(form, facts),
        order_without_row(facts),
        lead_agency(facts),
        without_area(facts),
        year_not_over(form, facts),
        moved(form, facts),
    ]
