"""What the checks of a compiled return find in the records, and name."""

from datetime import date

import pytest

from agencies.models import Area
from core.periods import ReportingYear
from nominals.choices import Basis
from reporting.rules.checks import Status
from reporting.services.checking import as_findings, check_compiled
from reporting.services.compiling import compile_figures
from tests.factories.agencies import area
from tests.factories.nominals import (
    LevelPeriodFactory,
    NominalFactory,
    NotificationReviewFactory,
    ResponsibleAreaFactory,
    managed,
)
from tests.factories.orders import BreachFactory, OrderFactory, RecallFactory
from tests.reporting.figures import LATER, YEAR, compiled, record

pytestmark = pytest.mark.django_db

END = date(2022, 1, 1)


def faults(identifier, outcomes):
    (found,) = [each for each in outcomes if each.check.identifier == identifier]
    return found.faults


def in_norfolk(identifier, *, year="2021-22"):
    return faults(identifier, check_compiled(compiled(year=year))["norfolk"])


def named(identifier, **values):
    return {record for fault in in_norfolk(identifier, **values) for record in fault.records}


def test_an_undetermined_level_is_named_and_a_known_one_is_not():
    undetermined, known = managed(), managed()
    undetermined.level_periods.update(valid_to=END)
    record(undetermined, known)

    assert named("undetermined") == {str(undetermined.public_id)}


def test_a_recall_without_a_category_and_a_return_without_a_level_are_named():
    recalled, breached, low = managed(level=2), managed(level=2), managed(level=1)
    for person in (recalled, low):
        person.eligibility_periods.update(valid_to=date(2021, 5, 1))
        RecallFactory(nominal=person, returned_on=date(2021, 6, 2))
    breached.level_periods.update(valid_to=date(2021, 5, 1))
    order = OrderFactory(nominal=breached)
    BreachFactory(
        nominal=breached, of="order", order=order, returned_to_custody_on=date(2021, 6, 2)
    )
    breached.eligibility_periods.update(valid_to=date(2021, 5, 1))
    record(recalled, breached, low)

    assert named("undetermined") == {str(recalled.public_id), str(breached.public_id)}


def test_category_3_at_level_1_is_named():
    person = managed(basis=Basis.DECISION)
    record(person, managed(level=2, basis=Basis.DECISION))

    assert named("category_3_at_level_1") == {str(person.public_id)}


@pytest.mark.parametrize(
    ("made_on", "kind", "year", "count"),
    [
        (date(2015, 3, 31), "shpo", "2014-15", 1),
        (date(2015, 4, 1), "shpo", "2015-16", 0),
        (date(2021, 6, 1), "sopo", "2021-22", 1),
        (date(2021, 6, 1), "sro", "2021-22", 0),
    ],
)
def test_an_order_of_a_counted_kind_without_a_row_is_named(made_on, kind, year, count):
    person = managed()
    person.responsible_areas.update(valid_from=date(2010, 1, 1))
    OrderFactory(nominal=person, kind=kind, made_on=made_on)
    record(person)

    assert len(in_norfolk("order_without_row", year=year)) == count


def test_who_has_no_lead_agency_on_the_snapshot_day_is_named():
    led, unled, gone = managed(), managed(), managed()
    unled.lead_agency_periods.update(valid_to=date(2022, 3, 31))
    gone.lead_agency_periods.update(valid_to=END)
    gone.eligibility_periods.update(valid_to=END)
    led.lead_agency_periods.update(valid_to=date(2022, 4, 1))
    record(led, unled, gone)

    assert named("lead_agency") == {str(unled.public_id)}


def test_somebody_returned_to_custody_beyond_level_2_and_3_of_the_year_is_named():
    moved, managed_too = managed(level=2), managed(level=2)
    moved.level_periods.update(valid_to=date(2021, 4, 1))
    LevelPeriodFactory(nominal=moved, level=1, valid_from=date(2021, 4, 1))
    for person in (moved, managed_too):
        RecallFactory(nominal=person, decided_on=date(2021, 3, 30), returned_on=date(2021, 4, 2))
    record(moved, managed_too)

    assert named("custody_above_year") == {str(moved.public_id)}


@pytest.mark.parametrize("table", ["T7a", "T7b"])
def test_somebody_returned_to_custody_whom_the_year_counts_in_another_cell_is_named(table):
    person = managed(level=2)
    if table == "T7a":
        person.level_periods.update(valid_to=date(2021, 9, 1))
        LevelPeriodFactory(nominal=person, level=3, valid_from=date(2021, 9, 1))
        RecallFactory(nominal=person, returned_on=date(2021, 6, 2))
    else:
        person.eligibility_periods.update(category=2, basis=Basis.VIOLENT_OFFENCE)
        BreachFactory(
            nominal=person,
            of="order",
            order=OrderFactory(nominal=person),
            returned_to_custody_on=date(2021, 6, 2),
        )
    record(person)

    (fault,) = in_norfolk("custody_above_year")

    assert fault.cells[0] == f"{table}:level_2:category_1"
    assert fault.records == (str(person.public_id),)


def test_what_no_area_counts_is_named_with_england_and_wales():
    nowhere, event = managed(), managed()
    nowhere.responsible_areas.update(valid_to=END)
    event.responsible_areas.update(valid_from=date(2021, 7, 1))
    BreachFactory(nominal=event, outcome="convicted", outcome_on=date(2021, 6, 1))
    record(nowhere, event)
    everything = compile_figures(year=YEAR, area_codes=None, as_known_at=LATER)

    outcomes = check_compiled(everything)

    found = faults("no_area", outcomes[""])
    assert {record for fault in found for record in fault.records} == {
        str(nowhere.public_id),
        str(event.public_id),
    }
    assert faults("no_area", outcomes["norfolk"]) == ()


@pytest.mark.parametrize(
    ("decided_on", "year", "count"),
    [
        (date(2015, 3, 31), "2014-15", 0),
        (date(2015, 4, 1), "2015-16", 1),
    ],
)
def test_what_the_edition_does_not_print_is_not_missed(decided_on, year, count):
    person = managed()
    NotificationReviewFactory(
        nominal=person, applied_on=date(2015, 1, 1), decided_on=decided_on, outcome="revoked"
    )
    record(person)
    everything = compile_figures(year=ReportingYear.parse(year), area_codes=None, as_known_at=LATER)

    assert len(faults("no_area", check_compiled(everything)[""])) == count


def test_somebody_of_another_area_is_not_named():
    person = managed(code="suffolk")
    person.level_periods.update(valid_to=END)
    record(person)

    assert named("undetermined") == set()


def test_what_is_stored_of_the_checks_leaves_out_what_passed():
    record(managed())

    findings = as_findings(check_compiled(compiled())["norfolk"])

    assert {each["check"]: each["status"] for each in findings} == {
        "rate": "failed",
        "commentary": "not made",
        "moved": "not made",
    }
    assert all(each["sentence"] for each in findings)


def test_the_number_of_statements_does_not_depend_on_areas_or_people(
    django_assert_max_num_queries,
):
    def statements(codes):
        found = compile_figures(year=YEAR, area_codes=codes, as_known_at=LATER)
        with django_assert_max_num_queries(9) as captured:
            outcomes = check_compiled(found)
        assert all(outcome.status in Status for each in outcomes.values() for outcome in each)
        return len(captured)

    codes = list(Area.objects.values_list("code", flat=True))
    few = {statements(some) for some in (codes[:1], codes[:10], codes, None)}
    for code in codes:
        person = NominalFactory()
        ResponsibleAreaFactory(nominal=person, area=area(code))
        record(person, managed(code=code, basis=Basis.DECISION))

    assert {statements(some) for some in (codes[:1], codes[:10], codes, None)} == few
    assert len(few) == 1


def test_the_year_before_the_first_has_no_return_to_compare_with():
    outcomes = check_compiled(compiled())["norfolk"]

    (moved,) = [each for each in outcomes if each.check.identifier == "moved"]
    assert moved.status is Status.NOT_MADE
    assert str(ReportingYear.parse("2020-21")) in moved.reason
