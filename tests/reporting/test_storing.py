"""Stored compilations: frozen, numbered, idempotent by key, with everybody counted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from core.models import AuditEntry
from core.periods import ReportingYear
from reporting.export import digest
from reporting.models import AnnualReturn, Cell, Compilation, Counted
from reporting.services import storing
from reporting.services.compiling import compile_figures
from reporting.services.storing import store_compilation, stored_returns
from tests.factories.agencies import area
from tests.factories.nominals import managed
from tests.factories.orders import OrderFactory, RecallFactory
from tests.reporting.figures import LATER, YEAR, populate, record

pytestmark = pytest.mark.django_db


def store(code="norfolk", *, at=LATER, year=YEAR):
    place = None if code is None else area(code)
    return store_compilation(area=place, year=year, as_known_at=at, by="somebody", at=at)


def caseload():
    people = [managed(level=1), managed(level=2), managed(level=3)]
    OrderFactory(nominal=people[0])
    OrderFactory(nominal=people[0])
    RecallFactory(nominal=people[1], returned_on=date(2021, 6, 2))
    record(*people)
    populate(819_807)
    return people


def test_every_figure_holds_as_many_people_or_orders_as_it_says():
    caseload()

    compilation = store()

    leaves = [
        cell
        for cell in compilation.cells.filter(kind=Cell.Kind.NUMBER).exclude(table="T8")
        if "total" not in (cell.row, cell.column) or cell.table in ("T3", "T4", "T5", "T6")
    ]
    assert {cell.pk: cell.value for cell in leaves} == {
        cell.pk: cell.counted.count() for cell in leaves
    }
    assert Counted.objects.count() == sum(cell.value for cell in leaves) == 8


def test_who_was_counted_is_kept_with_the_dates_and_the_source():
    _, second, _ = caseload()

    cell = store().cells.get(table="T7a", row="level_2", column="category_1")

    counted = cell.counted.get()
    assert (counted.nominal, counted.state) == (second, None)
    assert counted.event.table == "T7a"
    assert (counted.counted_on, counted.state_on) == (date(2021, 6, 2), date(2021, 6, 1))


def test_a_number_a_dash_and_what_is_not_supplied_are_kept_apart():
    cells = store().cells

    kinds = {
        name: cells.get(table=table, row=row, column=column)
        for name, table, row, column in [
            ("zero", "T1", "level_1", "category_1"),
            ("dash", "T1", "level_1", "category_3"),
            ("not supplied", "T8", "total", "total"),
        ]
    }

    assert {name: (each.kind, each.value) for name, each in kinds.items()} == {
        "zero": ("number", 0),
        "dash": ("dash", None),
        "not supplied": ("not_supplied", None),
    }


def test_the_same_key_answers_the_same_compilation():
    caseload()

    assert store() == store()
    assert Compilation.objects.count() == 1


def test_compiling_again_adds_a_compilation_and_alters_none():
    first_person, *_ = caseload()
    first = store()
    before = list(Cell.objects.order_by("pk").values())
    people = list(Counted.objects.order_by("pk").values())
    later = LATER + timedelta(days=1)
    OrderFactory(nominal=first_person, recorded_from=later)
    record(first_person, at=later)

    second = store(at=later)

    assert (first.number, second.number) == (1, 2)
    assert second.digest != first.digest
    cells = Cell.objects.order_by("pk")
    assert list(cells.filter(compilation=first).values()) == before
    assert list(Counted.objects.filter(cell__compilation=first).order_by("pk").values()) == people
    assert cells.get(compilation=second, table="T5", row="SHPO").value == 3


def test_a_compilation_holds_what_it_rests_on():
    caseload()

    stored = store()

    (compiled,) = compile_figures(year=YEAR, area_codes=["norfolk"], as_known_at=LATER).areas
    assert stored.digest == digest(compiled)
    assert (stored.population, stored.population_edition) == (819_807, "mid-2021")
    assert {each["code"] for each in stored.settings} >= {"category_precedence"}
    assert all(each["id"] for each in stored.settings)
    assert {each["check"] for each in stored.findings} == {"commentary", "moved"}
    assert AuditEntry.objects.get(act="store_compilation").object_id == str(stored.pk)


def test_stored_figures_are_read_back_as_they_were_compiled():
    caseload()

    (read,) = stored_returns([store()])

    (compiled,) = compile_figures(year=YEAR, area_codes=["norfolk"], as_known_at=LATER).areas
    assert read == compiled


@pytest.mark.parametrize("model", [AnnualReturn, Compilation, Cell, Counted])
def test_what_is_stored_can_be_neither_changed_nor_removed(model):
    caseload()
    store()
    row = model.objects.first()

    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(id=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete(model.objects.db)


def test_england_and_wales_is_merged_from_the_stored_returns_of_all_areas():
    caseload()
    norfolk = store()

    national = store(None)

    assert Compilation.objects.count() == 43
    assert Compilation.objects.filter(annual_return__area=area()).get() == norfolk
    total = national.cells.get(table="T1", row="total", column="total")
    assert (total.value, total.counted.count()) == (3, 0)
    assert national.cells.get(table="T8").kind == Cell.Kind.NOT_SUPPLIED
    assert store(None) == national


def test_a_figure_that_moved_since_the_return_of_the_year_before_is_found():
    people = [managed() for _ in range(12)]
    for person in people:
        person.level_periods.update(valid_from=date(2022, 1, 1))
    record(*people)
    store(year=ReportingYear.parse("2020-21"))

    findings = {each["check"]: each for each in store().findings}

    cells = {cell for fault in findings["moved"]["faults"] for cell in fault["cells"]}
    assert "T1:level_1:category_1" in cells


def test_nothing_is_stored_where_an_import_ends_between_the_count_and_the_people(monkeypatch):
    record(managed())
    count = storing.compile_figures

    def then_another_appears(**arguments):
        compiled = count(**arguments)
        record(managed())
        return compiled

    monkeypatch.setattr(storing, "compile_figures", then_another_appears)

    with pytest.raises(ValidationError, match="compile it again"):
        store()

    assert not Compilation.objects.exists()
