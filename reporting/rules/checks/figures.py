"""The checks that need nothing but the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from reporting.choices import Severity
from reporting.rules.checks.facts import Facts
from reporting.rules.checks.form import NOT_SUPPLIED, Figure, Form, Grid
from reporting.rules.checks.results import Check, Fault, Outcome, not_made, passed_or_failed
from reporting.rules.rates import per_100_000
from reporting.rules.sentences import sentence

SUMS = Check("sums", Severity.ERROR, "Rows and columns add up to their totals.")
CATEGORY_3_AT_LEVEL_1 = Check(
    "category_3_at_level_1", Severity.ERROR, "Nobody in Category 3 is at Level 1."
)
LEVEL_3_ABOVE_YEAR = Check(
    "level_3_above_year",
    Severity.ERROR,
    "Level 3 on 31 March is not above Level 3 in the year, in any category.",
)
LEVELS_ABOVE_YEAR = Check(
    "levels_2_and_3_above_year",
    Severity.ERROR,
    "Levels 2 and 3 on 31 March are not above Levels 2 and 3 in the year.",
)
LEVELS_ABOVE_YEAR_IN_CATEGORY = Check(
    "levels_2_and_3_above_year_in_category",
    Severity.WARNING,
    "Levels 2 and 3 on 31 March are not above Levels 2 and 3 in the year in one category.",
)
CUSTODY_ABOVE_YEAR = Check(
    "custody_above_year",
    Severity.WARNING,
    "Returns to custody are not above Levels 2 and 3 in the year, in total or in a cell.",
)
DATES = Check(
    "dates", Severity.ERROR, "Heading, commentary and population dates agree with the year."
)
RATE = Check("rate", Severity.ERROR, "The rate is supplied and follows from count and population.")
COMMENTARY = Check(
    "commentary", Severity.ERROR, "Each percentage of the commentary follows from the table."
)

Above = Callable[[Grid, Grid], Iterator[Fault]]


def sums(form: Form) -> Outcome:
    """Totals skip dashes, and are a dash only where all their cells are."""
    faults: list[Fault] = []
    for rule, grid in form.grids.items():
        parts = [row for row in grid if row != "total"]
        columns = [column for column in grid["total"] if column != "total"]
        for row in grid:
            total = _sum(grid[row][column] for column in columns)
            faults += _differs(f"{rule}:{row}:total", grid[row]["total"], total)
        for column in (*columns, "total"):
            total = _sum(grid[row][column] for row in parts)
            faults += _differs(f"{rule}:total:{column}", grid["total"][column], total)
    if not form.grids:
        return not_made(SUMS, "the file holds no table with totals")
    return passed_or_failed(SUMS, list(dict.fromkeys(faults)))


def category_3_at_level_1(form: Form, facts: Facts | None) -> Outcome:
    """A number above 0 in the cell that cannot be filled, or people kept out of it."""
    faults = []
    figure = form.grids.get("T1", {}).get("level_1", {}).get("category_3")
    if isinstance(figure, int) and figure > 0:
        faults.append(Fault(f"{figure} people where nobody can be.", ("T1:level_1:category_3",)))
    if facts is not None and facts.category_3_at_level_1:
        text = sentence("T1.category_3_at_level_1")
        faults.append(Fault(text, ("T1:level_1:category_3",), facts.category_3_at_level_1))
    if "T1" not in form.grids:
        return not_made(CATEGORY_3_AT_LEVEL_1, "the file holds no T1")
    return passed_or_failed(CATEGORY_3_AT_LEVEL_1, faults)


def level_3_above_year(form: Form) -> Outcome:
    """T1 Level 3 above T2 Level 3, in any category."""

    def above(snapshot: Grid, year: Grid) -> Iterator[Fault]:
        for category in _categories(snapshot, year):
            cell = f"level_3:{category}"
            here, there = snapshot["level_3"][category], year["level_3"][category]
            if _above(here, there):
                yield Fault(
                    f"{here} on 31 March, {there} in the year.", (f"T1:{cell}", f"T2:{cell}")
                )

    return _compared(form, LEVEL_3_ABOVE_YEAR, above)


def levels_above_year(form: Form) -> Outcome:
    """T1 Level 2 + 3 above T2 Level 2 + 3 in the sum of categories."""

    def above(snapshot: Grid, year: Grid) -> Iterator[Fault]:
        categories = _categories(snapshot, year)
        here = sum(_levels(snapshot, category) for category in categories)
        there = sum(_levels(year, category) for category in categories)
        if here > there:
            yield Fault(
                f"{here} on 31 March, {there} in the year.",
                ("T1:level_2:total", "T1:level_3:total", "T2:total:total"),
            )

    return _compared(form, LEVELS_ABOVE_YEAR, above)


def levels_above_year_in_category(form: Form) -> Outcome:
    """T1 Level 2 + 3 above T2 Level 2 + 3, in one category."""

    def above(snapshot: Grid, year: Grid) -> Iterator[Fault]:
        for category in _categories(snapshot, year):
            here, there = _levels(snapshot, category), _levels(year, category)
            if here > there:
                yield Fault(
                    f"{here} on 31 March, {there} in the year.",
                    (f"T1:level_2:{category}", f"T1:level_3:{category}", f"T2:total:{category}"),
                )

    return _compared(form, LEVELS_ABOVE_YEAR_IN_CATEGORY, above)


def custody_above_year(form: Form, facts: Facts | None) -> Outcome:
    """T7a or T7b above T2: lawful where a recall decided in March was returned in April."""
    year = form.grids.get("T2")
    blocks = {rule: form.grids[rule] for rule in ("T7a", "T7b") if rule in form.grids}
    if year is None or not blocks:
        return not_made(CUSTODY_ABOVE_YEAR, "the file does not hold T2 with T7a or T7b")
    beyond = () if facts is None else facts.returned_beyond_year
    faults = []
    for rule, grid in blocks.items():
        for row, column in _cells_and_grand_total(grid):
            here = grid[row][column]
            there = year.get(row, {}).get(column)
            if _above(here, there):
                name = f"{row}:{column}"
                text = f"{here} returned to custody, {there} in the year."
                records = tuple(nominal for cell, nominal in beyond if cell == f"{rule}:{name}")
                faults.append(Fault(text, (f"{rule}:{name}", f"T2:{name}"), records))
    return passed_or_failed(CUSTODY_ABOVE_YEAR, faults)


def dates(form: Form) -> Outcome:
    """Every date printed or named must be the year's."""
    year = form.year
    faults = []
    right = (year.period.start, year.snapshot_day)
    named = {"period": form.period, "printed_commentary_period": form.printed_commentary_period}
    for key, found in named.items():
        if found is not None and found != right:
            text = f"`{key}` is {found[0]} to {found[1]}, and {year} is {right[0]} to {right[1]}."
            faults.append(Fault(text))
    for key, day in {"snapshot_date": form.snapshot_date, **form.printed_dates}.items():
        if day != year.snapshot_day:
            text = f"`{key}` is {day}, and the snapshot day of {year} is {year.snapshot_day}."
            faults.append(Fault(text))
    mid_year = f"mid-{year.first_year}"
    if form.population_named is not None and form.population_named != mid_year:
        text = f"The population is of {form.population_named}, and {year} uses {mid_year}."
        faults.append(Fault(text))
    return passed_or_failed(DATES, faults)


def rate(form: Form) -> Outcome:
    """The rate is the total of Category 1 over the population, half up (T8)."""
    printed = form.figures.get("T8")
    if printed == NOT_SUPPLIED:
        text = "The rate is not supplied: record the population of the year before the snapshot."
        return passed_or_failed(RATE, [Fault(text, ("T8",))])
    people = form.grids.get("T1", {}).get("total", {}).get("category_1")
    if not isinstance(printed, int) or not isinstance(people, int):
        return not_made(RATE, "the file does not hold both the rate and Category 1 of T1")
    if form.population is None:
        return not_made(RATE, "the file holds no population")
    if not isinstance(form.population, int) or form.population == 0:
        text = f"The rate is {printed}, but without a population it cannot be supplied."
        return passed_or_failed(RATE, [Fault(text, ("T8",))])
    follows = per_100_000(people, form.population)
    faults = []
    if printed != follows:
        text = f"The rate is {printed}; {people} over {form.population} residents give {follows}."
        faults.append(Fault(text, ("T8", "T1:total:category_1")))
    return passed_or_failed(RATE, faults)


def commentary() -> Outcome:
    """The machine form holds no percentage."""
    return not_made(COMMENTARY, "the machine form holds no percentages of the commentary")


def _compared(form: Form, check: Check, above: Above) -> Outcome:
    if "T1" not in form.grids or "T2" not in form.grids:
        return not_made(check, "the file does not hold both T1 and T2")
    snapshot, year = form.grids["T1"], form.grids["T2"]
    rows = {"level_2", "level_3", "total"}
    if not rows <= snapshot.keys() or not rows <= year.keys():
        return not_made(check, "the file does not hold Levels 2 and 3 of T1 and T2")
    return passed_or_failed(check, list(above(snapshot, year)))


def _categories(snapshot: Grid, year: Grid) -> list[str]:
    return [each for each in snapshot["total"] if each != "total" and each in year["total"]]


def _levels(grid: Grid, category: str) -> int:
    figures = (grid["level_2"][category], grid["level_3"][category])
    return sum(each for each in figures if isinstance(each, int))


def _cells_and_grand_total(grid: Grid) -> Iterator[tuple[str, str]]:
    for row, columns in grid.items():
        for column in columns:
            if (row == "total") == (column == "total"):
                yield row, column


def _above(here: Figure, there: Figure) -> bool:
    return isinstance(here, int) and isinstance(there, int) and here > there


def _sum(figures: Iterable[Figure]) -> int | None:
    numbers = [each for each in figures if isinstance(each, int)]
    return sum(numbers) if numbers else None


def _differs(cell: str, printed: Figure, total: int | None) -> list[Fault]:
    if printed == total:
        return []
    shown = "-" if printed is None else printed
    right = "-" if total is None else total
    return [Fault(f"The total is {shown}; its cells add up to {right}.", (cell,))]
