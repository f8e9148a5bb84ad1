"""A figure opens to exactly those it counts; a nominal to where it is counted, and why not."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditedObject, AuditEntry
from nominals.choices import Basis
from nominals.services.consulting import Looking
from reporting.editions import edition_of
from reporting.services.opening import open_cell, open_nominal
from tests.factories.agencies import MembershipFactory, UserFactory, area
from tests.factories.nominals import (
    DetentionFactory,
    NotificationReviewFactory,
    managed,
)
from tests.factories.orders import BreachFactory, OrderFactory, RecallFactory
from tests.reporting.figures import LATER, YEAR, compiled, record

pytestmark = pytest.mark.django_db

TODAY = date(2023, 6, 1)
SYSTEM = Looking(by="command:somebody", at=LATER, on=TODAY, purpose="a question of the board")


def opened(cell, *, looking=SYSTEM):
    return open_cell(area=area(), year=YEAR, cell=cell, as_known_at=LATER, looking=looking)


def places(nominal, *, year=YEAR):
    found = open_nominal(
        reference=str(nominal.public_id), year=year, as_known_at=LATER, looking=SYSTEM
    )
    return {(each.table, each.clause, each.cell) for each in found.places}


def caseload():
    people = [managed(level=1), managed(level=2), managed(level=3), managed(basis=Basis.DECISION)]
    for person in people:
        OrderFactory(nominal=person)
        OrderFactory(nominal=person, has_foreign_travel_restriction=True)
        BreachFactory(nominal=person, outcome="convicted", outcome_on=date(2021, 6, 1))
        BreachFactory(nominal=person, outcome="convicted", outcome_on=date(2021, 7, 1))
        NotificationReviewFactory(nominal=person, decided_on=date(2021, 6, 1), outcome="revoked")
        RecallFactory(nominal=person, returned_on=date(2021, 6, 2))
    record(*people)
    return people


def test_every_cell_opens_to_exactly_its_figure():
    caseload()
    (norfolk,) = compiled().areas
    numbers = {
        table.cell_name(row, column): number
        for table, row, column, number in norfolk.figures()
        if table.rule != "T8"
    }

    assert sum(number or 0 for number in numbers.values()) > 20
    for cell, number in numbers.items():
        assert len(opened(cell).people) == (number or 0), cell


def test_the_rate_opens_to_its_numerator():
    caseload()

    assert len(opened("T8").people) == len(opened("T1:total:category_1").people) == 3


def test_a_cell_says_its_rule_and_the_dates_of_each_person():
    person = managed(level=3)
    person.level_periods.update(valid_to=date(2021, 8, 1))
    record(person)

    cell = opened("T2:level_3:category_1")

    assert (cell.rule, cell.sentence[:6]) == ("T2", "People")
    (found,) = cell.people
    assert (found.public_id, found.cell) == (person.public_id, "T2:level_3:category_1")
    assert (found.counted_on, found.state_on) == (date(2021, 7, 31), date(2020, 1, 1))


def test_what_an_event_took_from_the_day_before_is_said():
    person = managed()
    person.responsible_areas.update(valid_to=date(2021, 6, 1))
    BreachFactory(nominal=person, outcome="convicted", outcome_on=date(2021, 6, 1))
    record(person)

    (found,) = opened("T3").people

    assert found.taken_from_day_before == ("area",)


def test_a_cell_opens_in_one_statement(django_assert_max_num_queries):
    caseload()
    opened("T1:total:total")

    with django_assert_max_num_queries(12) as captured:
        opened("T1:total:total")

    listing = [each for each in captured.captured_queries if '"family_name"' in each["sql"]]
    assert len(listing) == 1


@pytest.mark.parametrize("cell", ["T9", "T1", "T1:level_4:category_1", "T5:SOPO", ""])
def test_a_cell_that_the_edition_does_not_print_is_refused_with_those_there_are(cell):
    with pytest.raises(ValidationError, match="T1:level_2:category_1"):
        opened(cell)


def test_a_user_sees_only_whom_he_or_she_may_see():
    seen, unseen = managed(), managed()
    record(seen, unseen)
    unseen.grants.all().delete()
    member = MembershipFactory().user

    assert {each.public_id for each in opened("T1:total:total").people} == {
        seen.public_id,
        unseen.public_id,
    }
    looking = Looking(by="x", at=LATER, on=TODAY, user=member)
    assert [each.public_id for each in opened("T1:total:total", looking=looking).people] == [
        seen.public_id
    ]
    stranger = Looking(by="x", at=LATER, on=TODAY, user=UserFactory())
    assert opened("T1:total:total", looking=stranger).people == ()


def test_the_look_is_logged_with_its_purpose_and_the_people_shown():
    people = caseload()

    opened("T1:total:total")

    entry = AuditEntry.objects.get(act="open_return")
    assert (entry.operation, entry.actor) == ("consultation", "command:somebody")
    assert entry.purpose == "a question of the board"
    shown = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    assert set(shown) == {each.pk for each in people[:3]}


def test_a_nominal_whom_the_user_may_not_see_is_unknown():
    person = managed()
    record(person)
    looking = Looking(by="x", at=LATER, on=TODAY, user=UserFactory())

    with pytest.raises(ValidationError, match="No nominal is called"):
        open_nominal(reference=str(person.public_id), year=YEAR, as_known_at=LATER, looking=looking)
    entry = AuditEntry.objects.get(act="open_return")
    assert entry.detail == {"year": "2021-22", "found": False, "as": str(looking.user)}
    assert AuditedObject.objects.get(entry_id=entry.pk).object_id == person.pk


def test_a_restricted_nominal_is_opened_for_a_purpose_only():
    person = managed(is_restricted=True)
    record(person)
    looking = Looking(by="x", at=LATER, on=TODAY, user=MembershipFactory().user)

    def look(looking):
        return open_nominal(
            reference=str(person.public_id), year=YEAR, as_known_at=LATER, looking=looking
        )

    with pytest.raises(ValidationError, match="V54"):
        look(looking)
    assert AuditEntry.objects.get(act="open_return").detail["refused"] == "V54"
    assert look(replace(looking, purpose="minutes")).public_id == person.public_id


def test_a_nominal_is_found_by_the_reference_of_its_sender():
    person = managed()
    person.references.create(sender="commands", value="N-1")
    record(person)

    found = open_nominal(reference="N-1", year=YEAR, as_known_at=LATER, looking=SYSTEM)

    assert found.public_id == person.public_id


def test_a_nominal_is_told_where_it_is_counted_and_why_nowhere_else():
    person = managed(level=2)
    OrderFactory(nominal=person)
    OrderFactory(nominal=person, is_interim=True)
    OrderFactory(nominal=person, kind="sopo")
    OrderFactory(nominal=person, made_on=date(2020, 6, 1))
    for day in (1, 2):
        BreachFactory(nominal=person, outcome="convicted", outcome_on=date(2021, 6, day))
    BreachFactory(nominal=person, outcome="convicted")
    RecallFactory(nominal=person, rescinded_on=date(2021, 6, 4), returned_on=date(2021, 6, 3))
    record(person)

    assert places(person) == {
        ("T1", "T1", "T1:level_2:category_1"),
        ("T2", "T2", "T2:level_2:category_1"),
        ("T3", "T3", "T3"),
        ("T3", "T3.another_counts", ""),
        ("T3", "D2.undated", ""),
        ("T5", "T5", "T5:SHPO"),
        ("T5", "T5.interim", ""),
        ("T5", "T5.no_row", ""),
        ("T5", "D2.other_year", ""),
        ("T7a", "T7a.rescinded", ""),
    }


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (lambda person: person.responsible_areas.update(valid_to=date(2022, 1, 1)), "T1.no_area"),
        (
            lambda person: person.eligibility_periods.update(valid_to=date(2022, 1, 1)),
            "T1.no_category",
        ),
        (
            lambda person: person.level_periods.update(valid_to=date(2022, 1, 1)),
            "T1.undetermined_level",
        ),
        (lambda person: DetentionFactory(nominal=person), "T1.detained"),
        (
            lambda person: person.eligibility_periods.update(category=3, basis="decision"),
            "T1.category_3_at_level_1",
        ),
        (lambda person: type(person).objects.update(died_on=date(2022, 3, 31)), "D6.died"),
    ],
)
def test_who_is_not_in_t1_is_told_the_one_clause(change, clause):
    person = managed(level=1)
    change(person)
    record(person)

    assert ("T1", clause, "") in places(person)
    assert ("T2", "T2.no_day", "") in places(person)


def test_a_table_that_the_edition_does_not_print_is_named():
    person = managed()
    record(person)
    year = YEAR.containing(date(2014, 6, 1))

    assert edition_of(year).table("T4") is None
    assert ("T4", "edition.not_printed", "") in places(person, year=year)
