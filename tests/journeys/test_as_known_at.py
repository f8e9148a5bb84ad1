"""What was known at an earlier instant can be told, whatever came later."""

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.periods import ReportingYear
from reporting.export import as_machine_form
from reporting.services.compiling import compile_figures
from tests.journeys.test_counts_agree import SOME, emptied, figures, import_caseload, pytestmark
from tests.oracle.areas import AREAS
from tests.oracle.count import compile_return
from tests.strategies.caseloads import labels, years
from tests.strategies.later import histories

__all__ = ["pytestmark"]


def assert_known(caseload, year, instant):
    """The figures of every area as known at `instant` are those of `caseload`."""
    compiled = compile_figures(year=ReportingYear.parse(year), area_codes=None, as_known_at=instant)
    for found in compiled.areas:
        expected = compile_return(caseload, found.area_code, year)
        assert figures(as_machine_form(found)) == figures(expected), found.area_name


@SOME
@given(st.data())
def test_every_instant_has_its_own_figures(data):
    begins = data.draw(years)
    first, later = data.draw(histories(begins))
    year = data.draw(st.sampled_from(labels(begins)))
    with emptied():
        import_caseload(first)
        before = timezone.now()
        import_caseload(later)
        after = timezone.now()
        known = [(first, before), (later, after)]
        for caseload, instant in data.draw(st.permutations(known)):
            assert_known(caseload, year, instant)
        assert_known(first, year, before)


@SOME
@given(st.data())
def test_nothing_was_known_before_the_first_import(data):
    begins = data.draw(years)
    before = timezone.now()
    first, _ = data.draw(histories(begins))
    with emptied():
        import_caseload(first)
        assert_known({"nominals": []}, labels(begins)[0], before)


def test_the_42_areas_of_the_oracle_are_those_of_the_product(db):
    compiled = compile_figures(
        year=ReportingYear(2021), area_codes=None, as_known_at=timezone.now()
    )
    assert {each.area_code: each.area_name for each in compiled.areas} == dict(AREAS)
