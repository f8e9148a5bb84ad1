"""Returns over the API: figures as the command prints them, and the people behind a cell."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from agencies.choices import Role, Scope
from core.models import AuditedObject, AuditEntry
from nominals.choices import Ground
from reporting.models import Cell, Compilation
from reporting.services.opening import MAY_BE_FEWER, open_cell
from tests.api.calling import Person, System
from tests.api.reporting.returns import CELL, YEAR, person, stored
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
    merged_into,
)
from tests.factories.orders import OrderFactory
from tests.reporting.figures import LATER, record
from tests.reporting.test_opening import SYSTEM, caseload

pytestmark = pytest.mark.django_db


def behind(caller, compilation, cell=CELL, query=None, **headers):
    return caller.get(f"returns/{compilation.pk}/cells/{cell}/people/", query, **headers)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [each["nominal"] for each in answer.json()["items"]]


# Figures


def test_a_return_has_the_figures_that_the_command_prints():
    caseload()
    compilation = stored()
    printed = StringIO()
    call_command("compile_return", "--area=norfolk", "--year=2021-22", "--format=json",
                 stdout=printed, stderr=StringIO())  # fmt: skip

    answer = System().get(f"returns/{compilation.pk}/")

    assert answer.json()["machine_form"] == json.loads(printed.getvalue())
    assert answer.json()["machine_form"]["tables"]["eligible_on_31_march"] != {}
    assert answer.json()["digest"] == compilation.digest
    assert answer["ETag"] == '"1"'


def test_the_cells_of_a_return_are_those_of_its_tables():
    caseload()
    compilation = stored()

    items = System().items(f"returns/{compilation.pk}/cells/", {"limit": 200})

    kept = Cell.objects.filter(compilation=compilation)
    assert [(each["table"], each["value"]) for each in items] == list(
        kept.values_list("table", "value")
    )
    assert [each["value"] for each in items if each["id"] == CELL] == [1]
    assert {each["kind"] for each in items} == {"number", "dash", "not_supplied"}


def test_cells_are_narrowed_by_table_row_and_column_and_come_in_pages():
    compilation = stored()
    system, path = System(), f"returns/{compilation.pk}/cells/"

    row = system.items(path, {"table": "T1", "row": "level_2"})
    one = system.items(path, {"table": "T1", "row": "level_2", "column": "category_1"})
    page = system.get(path, {"limit": 2}).json()

    assert [each["id"] for each in row] == [
        f"T1:level_2:{each}" for each in ("category_1", "category_2", "category_3", "total")
    ]
    assert [each["id"] for each in one] == [CELL]
    after = system.http.get(page["next"], headers=system.headers()).json()["items"]
    assert [each["id"] for each in page["items"] + after] == [
        each["id"] for each in system.items(path, {"limit": 4})
    ]


def test_returns_are_listed_by_area_and_year_and_keep_their_order():
    norfolk, suffolk = stored(), stored("suffolk")
    system = System()

    assert [each["id"] for each in system.items("returns/")] == [norfolk.pk, suffolk.pk]
    found = system.items("returns/", {"area": "suffolk", "year": "2021-22"})
    assert [each["id"] for each in found] == [suffolk.pk]
    assert system.items("returns/", {"is_national": "true"}) == []
    assert system.items("returns/", {"year": "2020-21"}) == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_every_role_that_is_shown_figures_reads_restricted_people_in_them(role):
    person(is_restricted=True)
    compilation = stored()

    tables = Person(role).get(f"returns/{compilation.pk}/").json()["machine_form"]["tables"]

    assert tables["eligible_on_31_march"]["level_2"]["category_1"] == 1


def test_for_who_acts_for_no_agency_there_are_no_returns():
    person()
    compilation = stored()
    nobody = Person()
    nobody.http.force_login(UserFactory())

    assert nobody.items("returns/") == []
    for path in ("", "cells/", f"cells/{CELL}/people/", "findings/", "findings/rate/people/"):
        assert nobody.get(f"returns/{compilation.pk}/{path}").status_code == 404


def test_a_token_without_the_scope_reads_no_return():
    compilation = stored()
    system = System(scopes=[Scope.NOMINALS_READ])

    for path in ("returns/", f"returns/{compilation.pk}/", f"returns/{compilation.pk}/findings/"):
        assert system.get(path).status_code == 403


# The people behind a cell


def test_every_cell_opens_to_the_people_that_the_command_opens_it_to():
    caseload()
    compilation, system = stored(), System()

    items = system.items(f"returns/{compilation.pk}/cells/", {"limit": 200})
    for cell in (each["id"] for each in items):
        opened = open_cell(area=area(), year=YEAR, cell=cell, as_known_at=LATER, looking=SYSTEM)
        found = behind(system, compilation, cell).json()["items"]
        # Of the rate the command names the rate, the API the cells of its numerator.
        leaf = cell != "T8"
        answered = sorted(
            (each["nominal"], leaf and each["cell"], each["counted_on"], each["state_on"])
            for each in found
        )
        assert answered == sorted(
            (str(each.public_id), leaf and each.cell, str(each.counted_on), str(each.state_on))
            for each in opened.people
        ), cell


def test_the_people_behind_a_cell_come_with_the_rule_and_the_notice():
    someone = person()
    compilation = stored()

    body = behind(System(), compilation).json()

    assert (body["cell"], body["rule"], body["notice"]) == (CELL, "T1", MAY_BE_FEWER)
    assert body["sentence"].startswith("People in the community")
    assert body["items"] == [
        {
            "nominal": str(someone.public_id),
            "cell": CELL,
            "counted_on": "2022-03-31",
            "state_on": "2020-01-01",
            "taken_from_day_before": [],
        }
    ]


def test_what_an_event_took_from_the_day_before_is_listed():
    someone = person()
    someone.responsible_areas.update(valid_to=date(2021, 6, 1))
    ResponsibleAreaFactory(nominal=someone, valid_from=date(2021, 6, 2))
    OrderFactory(nominal=someone, made_on=date(2021, 6, 1))
    record(someone)

    (item,) = behind(System(), stored(), "T5:SHPO").json()["items"]

    assert item["taken_from_day_before"] == ["area"]


def test_hidden_people_are_absent_from_a_cell_that_counts_them_and_nothing_says_how_many():
    twin = person()
    hidden = [person(is_restricted=True), person(), person()]
    compilation = stored()
    hidden[1].grants.all().delete()
    hidden[2].grants.filter(ground=Ground.LEAD_AGENCY).delete()
    system = System()

    answer = behind(system, compilation, query={"count": "true"})

    assert ids(answer) == [str(twin.public_id)]
    assert answer.json()["notice"] == MAY_BE_FEWER
    assert answer.json()["count"] == {"value": 1, "is_capped": False}
    assert not any(str(each.public_id) in answer.content.decode() for each in hidden)
    (figure,) = system.items(f"returns/{compilation.pk}/cells/", {
        "table": "T1", "row": "level_2", "column": "category_1"})  # fmt: skip
    assert figure["value"] == 4


def test_the_notice_is_the_same_where_nobody_is_hidden_and_where_all_are():
    person()
    compilation = stored()

    notices = {
        behind(caller, compilation).json()["notice"]
        for caller in (Person(), Person(code="suffolk"), Person(Role.BOARD_MEMBER))
    }

    assert notices == {MAY_BE_FEWER}


@pytest.mark.parametrize(
    ("role", "is_shown"),
    [
        (Role.CO_ORDINATOR, True),
        (Role.ADMINISTRATOR, True),
        (Role.PRACTITIONER, True),
        (Role.STATISTICIAN, True),
        (Role.BOARD_MEMBER, False),
        (Role.LAY_ADVISER, False),
        (Role.AUDITOR, False),
    ],
)
def test_a_cell_opens_only_for_roles_that_are_shown_category_level_and_orders(role, is_shown):
    someone = person()
    compilation = stored()

    assert ids(behind(Person(role), compilation)) == [str(someone.public_id)] * is_shown


def test_a_system_on_behalf_of_a_person_shows_whom_both_may_see():
    police, probation = person(), person()
    compilation = stored()
    probation.grants.filter(ground=Ground.LEAD_AGENCY).delete()
    system, colleague = System(), Person(Role.CO_ORDINATOR)

    both = [str(police.public_id), str(probation.public_id)]
    assert ids(behind(colleague, compilation)) == both
    answer = behind(system, compilation, On_Behalf_Of=colleague.user.username)

    assert ids(answer) == [str(police.public_id)]


def test_a_record_merged_since_is_shown_as_the_one_that_stands_for_it():
    survivor, merged = person(), person()
    compilation = stored()
    merged_into(survivor, merged)
    merged.grants.all().delete()

    assert ids(behind(System(), compilation)) == [str(survivor.public_id)] * 2


def test_england_and_wales_opens_to_the_people_of_all_areas():
    norfolk, suffolk = person(), person(code="suffolk")
    compilation = stored(None)

    assert compilation.annual_return.area is None
    assert ids(behind(Person(), compilation)) == [str(norfolk.public_id)]
    assert ids(behind(Person(code="suffolk"), compilation)) == [str(suffolk.public_id)]


def test_the_people_come_in_pages_none_of_them_missed_or_repeated():
    people = [person() for _ in range(5)]
    compilation, system = stored(), System()
    found, query = [], {"limit": "2"}

    answer = behind(system, compilation, query=query)
    while True:
        found += ids(answer)
        if answer.json()["next"] is None:
            break
        answer = system.http.get(answer.json()["next"], headers=system.headers())

    assert sorted(found) == sorted(str(each.public_id) for each in people)


def test_opening_a_cell_is_logged_as_the_command_logs_it_with_the_people_shown():
    twin, hidden = person(), person(is_restricted=True)
    compilation = stored()
    system = System()

    behind(system, compilation, Access_Purpose="a question of the board")

    entry = AuditEntry.objects.get(act="open_return")
    assert (entry.operation, entry.client) == ("consultation", system.client.name)
    assert (entry.actor, entry.agency) == (system.client.user.username, system.agency.name)
    assert entry.purpose == "a question of the board"
    assert entry.detail == {
        "area": "norfolk",
        "year": "2021-22",
        "cell": CELL,
        "compilation": compilation.pk,
    }
    shown = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    assert list(shown) == [twin.pk]
    assert hidden.pk not in shown


@pytest.mark.parametrize(
    "path",
    [
        "returns/0/",
        "returns/x/",
        "returns/01/",
        "returns/99999999999999999999/",
        "returns/{}/cells/T9/people/",
        "returns/{}/cells/T5:SOPO/people/",
        "returns/{}/cells/T1/people/",
        "returns/0/cells/T1:total:total/people/",
        "returns/0/cells/",
        "returns/0/findings/",
        "returns/{}/findings/nothing/people/",
    ],
)
def test_what_there_is_not_is_not_found(path):
    compilation = stored()

    answer = System().get(path.format(compilation.pk))

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("returns/", {"year": "2021-23"}),
        ("returns/", {"year": "x\0"}),
        ("returns/", {"area": "atlantis"}),
        ("returns/", {"is_national": "maybe", "nothing": "1"}),
        ("returns/", {"cursor": "forged"}),
        ("returns/{}/cells/", {"table": "T9"}),
        ("returns/{}/cells/", {"row": "x" * 41}),
        ("returns/{}/cells/T3/people/", {"nominal": "1"}),
        ("returns/{}/", {"year": "2021-22"}),
        ("returns/{}/findings/", {"check": "rate"}),
    ],
)
def test_a_question_that_is_malformed_is_refused_in_a_sentence(path, query):
    compilation = stored()

    answer = System().get(path.format(compilation.pk), query)

    assert answer.status_code == 400, answer.content
    assert answer.json()["detail"]


# Findings


def without_lead(**facts):
    someone = NominalFactory(**facts)
    for factory in (ResponsibleAreaFactory, EligibilityPeriodFactory, LevelPeriodFactory):
        factory(nominal=someone)
    record(someone)
    return someone


def test_findings_count_the_people_whom_the_caller_may_see_and_open_to_them():
    twin, hidden = without_lead(), without_lead(is_restricted=True)
    compilation, caller = stored(), Person(Role.ADMINISTRATOR)

    answer = caller.get(f"returns/{compilation.pk}/findings/")
    found = {each["id"]: each for each in answer.json()["items"]}
    opened = caller.get(f"returns/{compilation.pk}/findings/lead_agency/people/")

    assert answer.json()["notice"] == opened.json()["notice"] == MAY_BE_FEWER
    assert found["lead_agency"]["status"] == "failed"
    assert (found["lead_agency"]["severity"], found["lead_agency"]["people"]) == ("warning", 1)
    assert [each["people"] for each in found["lead_agency"]["faults"]] == [1]
    assert found["rate"]["people"] == 0
    assert found["rate"]["faults"] != []
    assert opened.json()["items"] == [
        {
            "id": str(twin.public_id),
            "nominal": str(twin.public_id),
            "faults": ["No lead agency on the snapshot day: name the one that leads."],
        }
    ]
    assert str(hidden.public_id) not in (answer.content + opened.content).decode()
    for act in ("list_findings", "open_finding"):
        entry = AuditEntry.objects.get(act=act)
        shown = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
        assert list(shown) == [twin.pk], act


def test_a_fault_that_concerns_only_hidden_people_is_not_told():
    without_lead(is_restricted=True)
    compilation = stored()

    items = Person(Role.ADMINISTRATOR).items(f"returns/{compilation.pk}/findings/")

    (finding,) = [each for each in items if each["id"] == "lead_agency"]
    assert (finding["people"], finding["faults"]) == (0, [])


def test_nothing_of_a_look_writes_a_return():
    person()
    compilation = stored()
    before = Compilation.objects.count(), Cell.objects.count()

    behind(System(), compilation)

    assert (Compilation.objects.count(), Cell.objects.count()) == before
