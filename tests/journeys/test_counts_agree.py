"""The product's return held to the slow count: import, compile, compare, on whichever database."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle import cases_of_custody, cases_of_tables, cases_of_words
from tests.oracle.areas import AREAS
from tests.oracle.building import Case
from tests.oracle.count import compile_england_and_wales, compile_return
from tests.oracle.writing import write
from tests.strategies.acceptance import accepted, refusals
from tests.strategies.caseloads import caseloads, labels, years
from tests.strategies.later import histories, near_a_case

pytestmark = pytest.mark.django_db

CASES = [*cases_of_words.CASES, *cases_of_tables.CASES, *cases_of_custody.CASES]
TAKEN = [case for case in CASES if accepted(case.caseload)]
REFUSED = [case for case in CASES if not accepted(case.caseload)]

SOME = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def emptied():
    """Whatever is stored within is gone afterwards, so that examples do not meet."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def import_caseload(caseload) -> str:
    """Imports the caseload and returns what the command printed."""
    printed = StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = write(caseload, Path(folder) / "caseload")
        call_command("import_caseload", str(path), stdout=printed, stderr=printed)
    return printed.getvalue()


def import_edition_by_edition(caseload) -> None:
    """As import_caseload, but a second edition of one mid-year comes with a later import."""
    populations = caseload.get("populations", [])
    first = {(row["area"], row["mid_year"]): row for row in reversed(populations)}
    if len(first) < len(populations):
        import_caseload({**caseload, "populations": list(first.values())})
    import_caseload(caseload)


def compiled(area: str, year: str):
    printed = StringIO()
    arguments = ["--area", area, "--year", year, "--format", "json"]
    call_command("compile_return", *arguments, stdout=printed, stderr=StringIO())
    return json.loads(printed.getvalue())


def assert_agrees(caseload, year: str) -> None:
    """Every table of the 42 areas and of England and Wales, with its period and snapshot day."""
    product = compiled("all", year)
    assert [found["area"] for found in product["areas"]] == list(AREAS.values())
    expected = [compile_return(caseload, area, year) for area in AREAS]
    for found, counted in zip(product["areas"], expected, strict=True):
        assert figures(found) == figures(counted), counted["area"]
    assert figures(product["england_and_wales"]) == figures(
        compile_england_and_wales(caseload, year)
    )


def figures(document):
    return {key: document[key] for key in ("year_label", "period", "snapshot_date", "tables")}


@SOME
@given(st.data())
def test_every_table_agrees_with_the_slow_count(data):
    begins = data.draw(years)
    caseload = data.draw(caseloads(begins))
    with emptied():
        import_caseload(caseload)
        for year in labels(begins):
            assert_agrees(caseload, year)


@SOME
@given(near_a_case())
def test_every_table_agrees_a_day_before_and_after_the_hand_worked_cases(drawn):
    year, caseload = drawn
    with emptied():
        import_caseload(caseload)
        assert_agrees(caseload, year)


@SOME
@given(st.data())
def test_every_table_agrees_again_after_a_later_import(data):
    begins = data.draw(years)
    first, later = data.draw(histories(begins))
    year = data.draw(st.sampled_from(labels(begins)))
    with emptied():
        import_caseload(first)
        assert_agrees(first, year)
        import_caseload(later)
        assert_agrees(later, year)


@SOME
@given(st.data())
def test_the_same_import_again_moves_no_figure(data):
    begins = data.draw(years)
    caseload = data.draw(caseloads(begins))
    with emptied():
        import_caseload(caseload)
        import_caseload(caseload)
        assert_agrees(caseload, labels(begins)[0])


def name(case: Case) -> str:
    return f"{case.clause}: {case.sentence}"


@pytest.mark.parametrize("case", TAKEN, ids=name)
def test_the_product_holds_the_clause(case):
    """Fails where the product overlooks the clause: the figure would be `case.overlooked`."""
    import_edition_by_edition(case.caseload)
    document = compiled(case.area, case.year)
    found = (document["england_and_wales"] if case.area == "all" else document)["tables"]
    for step in case.figure.split("."):
        found = found.get(step) if found is not None else None
    assert found == case.expected


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_what_no_import_takes_is_refused_with_its_rule(case, tmp_path):
    """These clauses bear on nobody whom an import brings; the refusal names the rule."""
    printed = StringIO()
    path = write(case.caseload, tmp_path / "caseload")
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_caseload", str(path), stdout=printed, stderr=printed)
    for rule in refusals(case.caseload):
        assert rule in printed.getvalue()
