"""Orders, what belongs to them, breaches and recalls: who is shown them, and by what they are
narrowed."""

from datetime import date

import pytest

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from nominals.models import EligibilityPeriod, LeadAgencyPeriod, LevelPeriod
from orders.api.resources import RESOURCES
from tests.api.calling import Person, System
from tests.api.casework import case, restated, restrict
from tests.factories.agencies import MembershipFactory
from tests.factories.nominals import NominalFactory, managed, merged_into
from tests.factories.orders import (
    BreachFactory,
    ConditionFactory,
    OrderFactory,
    RecallFactory,
    VariationFactory,
)

pytestmark = pytest.mark.django_db

MAKE = {
    "orders": lambda person: OrderFactory(nominal=person),
    "order-conditions": lambda person: ConditionFactory(order__nominal=person),
    "order-variations": lambda person: VariationFactory(order__nominal=person),
    "breaches": lambda person: BreachFactory(
        nominal=person, of="order", order=OrderFactory(nominal=person)
    ),
    "recalls": lambda person: RecallFactory(nominal=person),
}
each_kind = pytest.mark.parametrize("name", MAKE)


def led_by(kind):
    person = managed()
    LeadAgencyPeriod.objects.filter(nominal=person).update(kind=kind)
    return restated(person)


def merged_away():
    merged = case()
    merged_into(led_by("probation"), merged)
    return restated(merged)


def exited():
    person = managed()
    for model in (EligibilityPeriod, LevelPeriod, LeadAgencyPeriod):
        model.objects.filter(nominal=person).update(valid_to=date(2021, 1, 1))
    return restated(person)


HIDDEN = {
    "led by another agency": lambda: led_by("probation"),
    "restricted": lambda: restrict(case(), MembershipFactory().user),
    "in Category 4": lambda: case(basis="terrorism_offence"),
    "in another area": lambda: case(code="suffolk"),
    "merged into a record of another agency": merged_away,
    "exited": exited,
}


def key_of(record):
    return str(getattr(record, "public_id", record.pk))


def order_of(record):
    return record if hasattr(record, "public_id") else getattr(record, "order", None)


def test_every_kind_of_record_is_tried():
    assert {each.name for each in RESOURCES} == set(MAKE)


@each_kind
@pytest.mark.parametrize("why", HIDDEN)
def test_what_is_hidden_is_nowhere_and_its_visible_twin_is(name, why):
    person, twin = HIDDEN[why](), case()
    hidden, seen = MAKE[name](person), MAKE[name](twin)
    system = System(categories=(1, 2, 3))

    answer = system.get(f"{name}/", {"count": "true"}).json()
    assert [str(each["id"]) for each in answer["items"]] == [key_of(seen)]
    assert answer["items"][0]["nominal"] == str(twin.public_id)
    assert answer["count"] == {"value": 1, "is_capped": False}

    there, gone = (system.get(f"{name}/{key_of(each)}/") for each in (seen, hidden))
    assert there.status_code == 200
    assert there.json() == answer["items"][0]
    assert (gone.status_code, "ETag" in gone) == (404, False)
    nothing = system.get(f"{name}/{'0' if key_of(hidden).isdigit() else person.public_id}/")
    assert nothing.json() == gone.json()

    narrowed = [
        system.items(f"{name}/", {"nominal": str(each.public_id)}) for each in (twin, person)
    ]
    assert [len(each) for each in narrowed] == [1, 0]
    if name not in ("orders", "recalls"):
        narrowed = [
            system.items(f"{name}/", {"order": str(order_of(each).public_id)})
            for each in (seen, hidden)
        ]
        assert [len(each) for each in narrowed] == [1, 0]


@each_kind
@pytest.mark.parametrize("role", [each for each in Role if each is not Role.SYSTEM])
def test_each_role_is_shown_them_by_the_table_of_facts(name, role):
    record = MAKE[name](case())
    person = Person(role)
    shown = role not in (Role.BOARD_MEMBER, Role.LAY_ADVISER, Role.AUDITOR)

    items = person.items(f"{name}/")
    answer = person.get(f"{name}/{key_of(record)}/")

    assert [str(each["id"]) for each in items] == ([key_of(record)] if shown else [])
    assert answer.status_code == (200 if shown else 404)


@each_kind
def test_a_system_shows_nobody_more_than_both_may_see(name):
    record, system = MAKE[name](case()), System()
    auditor, officer = (
        MembershipFactory(agency=system.agency, role=role).user.username
        for role in (Role.AUDITOR, Role.PRACTITIONER)
    )
    everybody = MAKE[name](case(basis="terrorism_offence"))
    narrow = System(categories=(1, 2, 3))

    assert len(system.items(f"{name}/", On_Behalf_Of=officer)) == 2
    assert system.items(f"{name}/", On_Behalf_Of=auditor) == []
    assert system.get(f"{name}/{key_of(record)}/", On_Behalf_Of=auditor).status_code == 404
    assert len(narrow.items(f"{name}/", On_Behalf_Of=officer)) == 1
    gone = narrow.get(f"{name}/{key_of(everybody)}/", On_Behalf_Of=officer)
    assert gone.status_code == 404


@each_kind
def test_what_a_merged_record_holds_is_shown_as_the_survivor_s(name):
    survivor, merged = case(), NominalFactory()
    record = MAKE[name](merged)
    merged_into(survivor, merged)

    (item,) = System().items(f"{name}/", {"nominal": str(survivor.public_id)})

    assert (str(item["id"]), item["nominal"]) == (key_of(record), str(survivor.public_id))
    assert System().items(f"{name}/", {"nominal": str(merged.public_id)}) == []


@each_kind
def test_each_look_is_logged_with_the_people_shown_in_vain_too(name):
    person, other = case(), case(code="suffolk")
    seen, hidden = MAKE[name](person), MAKE[name](other)
    system = System()

    system.items(f"{name}/", {"nominal": str(person.public_id)})
    listed = AuditEntry.objects.get(operation="consultation")
    objects = AuditedObject.objects.filter(entry_id=listed.pk)
    assert listed.act == f"list_{name.replace('-', '_')}"
    assert (listed.client, listed.detail["filters"]) == (system.client.name, ["nominal"])
    assert [each.object_id for each in objects] == [person.pk]

    system.get(f"{name}/{key_of(seen)}/", Access_Purpose="A visit.")
    system.get(f"{name}/{key_of(hidden)}/")
    looks = AuditEntry.objects.filter(operation="consultation").order_by("pk")[1:]
    one = {"orders": "order", "breaches": "breach", "recalls": "recall"}.get(name, name[6:-1])
    assert [each.act for each in looks] == [f"read_{one}"] * 2
    assert [each.object_id for each in looks] == [str(person.pk), str(other.pk)]
    assert [each.purpose for each in looks] == ["A visit.", ""]
    assert [each.detail["found"] for each in looks] == [True, False]


@each_kind
def test_one_record_of_a_restricted_case_is_shown_for_a_purpose(name):
    system = System()
    person = restrict(case(), system.client.user)
    record = MAKE[name](person)

    refused = system.get(f"{name}/{key_of(record)}/")
    shown = system.get(f"{name}/{key_of(record)}/", Access_Purpose="A visit.")

    assert (refused.status_code, shown.status_code) == (403, 200)
    assert refused.json()["type"] == "urn:mappa:problem:purpose-needed"
    assert "nominal" not in refused.json()


@each_kind
@pytest.mark.parametrize(("scope", "status"), [("nominals:read", 403), ("orders:read", 200)])
def test_orders_are_read_with_their_scope(name, scope, status):
    record, system = MAKE[name](case()), System(scopes=[scope])

    assert system.get(f"{name}/").status_code == status
    assert system.get(f"{name}/{key_of(record)}/").status_code == status


def test_an_order_shows_its_columns_and_bears_its_own_version():
    person = case()
    order = OrderFactory(
        nominal=person, ends_on=date(2026, 6, 1), court="Norwich", proof="balance", recorded_in=77
    )
    answer = System().get(f"orders/{order.public_id}/")

    assert answer["ETag"] == '"77"'
    assert answer.json() == {
        "id": str(order.public_id),
        "nominal": str(person.public_id),
        "kind": "shpo",
        "is_interim": False,
        "made_on": "2021-06-01",
        "ends_on": "2026-06-01",
        "ended_on": None,
        "ended_by": "",
        "has_foreign_travel_restriction": False,
        "court": "Norwich",
        "applicant_kind": "",
        "applicant": "",
        "proof": "balance",
        "main_application": "",
        "authorised_by_rank": "",
        "given_in_person": False,
        "convicted_abroad_on": None,
        "calculation": "",
        "passports_surrendered_on": None,
        "passports_surrendered_at": "",
        "version": 77,
    }


@pytest.mark.parametrize("name", ["order-conditions", "order-variations"])
def test_what_belongs_to_an_order_names_it_and_bears_its_version(name):
    order = OrderFactory(nominal=case(), recorded_in=77)
    make = ConditionFactory if name == "order-conditions" else VariationFactory
    answer = System().get(f"{name}/{make(order=order, recorded_in=78).pk}/")

    assert answer["ETag"] == '"77"'
    assert answer.json()["order"] == str(order.public_id)


def test_a_breach_of_notification_names_no_order():
    breach = BreachFactory(nominal=case(), outcome="cautioned", outcome_on=date(2024, 1, 1))
    shown = System().get(f"breaches/{breach.pk}/").json()

    assert (shown["of"], shown["order"], shown["outcome"]) == ("notification", None, "cautioned")


MADE, ENDS, ENDED = date(2021, 6, 1), date(2026, 6, 1), date(2024, 6, 1)


@pytest.mark.parametrize(
    ("query", "courts"),
    [
        ("kind=sro", ["B"]),
        ("is_interim=true", ["C"]),
        ("is_interim=false", ["A", "B"]),
        ("applicant_kind=police", ["A"]),
        ("ended_by=discharged", ["B"]),
        ("made_from=2021-06-01", ["A", "B", "C"]),
        ("made_from=2021-06-02", ["C"]),
        ("made_before=2021-06-01", []),
        ("made_before=2021-06-02", ["A", "B"]),
        ("in_force_on=2021-05-31", []),
        ("in_force_on=2021-06-01", ["A", "B"]),
        ("in_force_on=2024-05-31", ["A", "B", "C"]),
        ("in_force_on=2024-06-01", ["A", "C"]),
        ("in_force_on=2026-05-31", ["A", "C"]),
        ("in_force_on=2026-06-01", ["C"]),
        ("lapses_before=2026-06-01", []),
        ("lapses_before=2026-06-02", ["A"]),
        ("lapses_before=0001-01-01", []),
        ("lapses_before=9999-12-31&in_force_on=2025-01-01&kind=shpo", ["A"]),
    ],
)
def test_orders_are_narrowed_by_kind_and_day(query, courts):
    person = case()
    OrderFactory(nominal=person, court="A", ends_on=ENDS, applicant_kind="police")
    OrderFactory(
        nominal=person, court="B", kind="sro", ends_on=ENDS, ended_on=ENDED, ended_by="discharged"
    )
    OrderFactory(nominal=person, court="C", made_on=date(2022, 1, 1), is_interim=True)

    assert [each["court"] for each in System().items(f"orders/?{query}")] == courts


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("kind=foreign_travel", ["B"]),
        ("binding_on=2021-05-31", []),
        ("binding_on=2021-06-01", ["A"]),
        ("binding_on=2024-05-31", ["A", "B"]),
        ("binding_on=2024-06-01", []),
    ],
)
def test_conditions_are_narrowed_by_kind_and_by_the_days_on_which_they_bind(query, texts):
    order = OrderFactory(nominal=case(), ended_on=ENDED)
    ConditionFactory(order=order, text="A")
    ConditionFactory(order=order, text="B", kind="foreign_travel", valid_from=date(2022, 1, 1))

    assert [each["text"] for each in System().items(f"order-conditions/?{query}")] == texts


@pytest.mark.parametrize(
    ("query", "courts"),
    [
        ("kind=renewed", ["B"]),
        ("made_from=2022-06-02", ["B"]),
        ("made_before=2022-06-01", []),
        ("made_before=2022-06-02", ["A"]),
    ],
)
def test_variations_are_narrowed_by_kind_and_day(query, courts):
    order = OrderFactory(nominal=case())
    VariationFactory(order=order, court="A")
    VariationFactory(order=order, court="B", kind="renewed", made_on=date(2023, 1, 1))

    assert [each["court"] for each in System().items(f"order-variations/?{query}")] == courts


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("of=order", ["convicted"]),
        ("of=notification", ["charged", ""]),
        ("outcome=charged", ["charged"]),
        ("finding=not_guilty_by_insanity", [""]),
        ("breached_from=2023-01-02", []),
        ("breached_from=2023-01-01", ["charged"]),
        ("breached_before=2023-01-01", []),
        ("breached_before=2023-01-02", ["charged"]),
        ("outcome_from=2023-06-01", ["convicted"]),
        ("outcome_from=2023-06-02", []),
        ("outcome_before=2023-06-01", []),
        ("outcome_before=2023-06-02", ["convicted"]),
    ],
)
def test_breaches_are_narrowed_by_what_came_of_them_and_day(query, found):
    person = case()
    BreachFactory(nominal=person, outcome="charged", breached_on=date(2023, 1, 1))
    BreachFactory(
        nominal=person,
        of="order",
        order=OrderFactory(nominal=person),
        outcome="convicted",
        outcome_on=date(2023, 6, 1),
    )
    BreachFactory(nominal=person, finding="not_guilty_by_insanity")

    assert [each["outcome"] for each in System().items(f"breaches/?{query}")] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=emergency", ["2023-06-01"]),
        ("reason=new_offence", ["2023-06-01"]),
        ("decided_from=2021-06-02", ["2023-06-01"]),
        ("decided_before=2021-06-01", []),
        ("decided_before=2021-06-02", ["2021-06-01"]),
        ("at_large_on=2021-05-31", []),
        ("at_large_on=2021-06-01", ["2021-06-01"]),
        ("at_large_on=2021-06-07", ["2021-06-01"]),
        ("at_large_on=2021-06-08", []),
        ("at_large_on=2023-06-04", ["2023-06-01"]),
        ("at_large_on=2023-06-05", []),
    ],
)
def test_recalls_are_narrowed_by_kind_and_by_who_is_at_large(query, found):
    person = case()
    RecallFactory(nominal=person, returned_on=date(2021, 6, 8))
    RecallFactory(
        nominal=person,
        kind="emergency",
        reason="new_offence",
        decided_on=date(2023, 6, 1),
        rescinded_on=date(2023, 6, 5),
    )

    assert [each["decided_on"] for each in System().items(f"recalls/?{query}")] == found


@pytest.mark.parametrize(
    "query",
    [
        "kind=curse",
        "is_interim=1",
        "in_force_on=yesterday",
        "in_force_on=2024-02-30",
        "lapses_before=10000-01-01",
        "nominal=1",
        "nominal=%00",
        "kind=shpo%00",
        "colour=red",
        "fields=id,colour",
        "limit=0",
        "cursor=x",
    ],
)
def test_a_list_of_orders_refuses_what_it_cannot_mean(query):
    OrderFactory(nominal=case())
    answer = System().get(f"orders/?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["detail"]


@pytest.mark.parametrize(
    "key", ["1", "x", "%00", "0" * 400, "00000000-0000-0000-0000-00000000000g"]
)
def test_no_order_is_named_but_by_its_opaque_id(key):
    OrderFactory(nominal=case())
    assert System().get(f"orders/{key}/").status_code == 404


def test_pages_follow_one_another_and_hold_each_order_once():
    person, system = case(), System()
    made = [OrderFactory(nominal=person).public_id for _ in range(5)]
    page = system.get("orders/", {"limit": 2, "fields": "id"}).json()
    found = page["items"]
    while page["next"]:
        page = system.get(page["next"].removeprefix("/api/v1/")).json()
        found += page["items"]

    assert found == [{"id": str(each)} for each in made]
