"""What a body about orders may not hold is refused by name, and nothing of it is stored."""

import uuid
from datetime import date

import pytest
from rest_framework import serializers

from core.api.incoming import Day, Text
from core.models import AuditEntry, IdempotencyKey
from nominals.api.acting import body_of
from nominals.api.fields import Seen
from orders.api.acts import ACTS
from orders.models import Condition, Order
from tests.api.calling import System
from tests.api.casework import case
from tests.api.ordering import CASES, PARK, SHPO, VARIATION, everything, of_order, of_person
from tests.factories.orders import ConditionFactory, OrderFactory
from tests.orders.making import impose

pytestmark = pytest.mark.django_db
each_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)

NO_DAYS = ["0001-01-01", "1899-12-31", "9999-01-01", "2024-02-30", "2024-05-01T10:00:00",
           "01/05/2024", "", 20240501, 1.5, True]  # fmt: skip
NO_TEXTS = ["nul\x00", "bell\x07", "next\x85", 7, True, ["a"]]


class Refused:
    """An act that is ready to be done, and each way of asking wrongly for it."""

    def __init__(self, act):
        self.system = System()
        doing = CASES[act.name](case(date_of_birth=date(1980, 1, 1)))
        self.path, self.body = f"{doing.target}{act.name}/", doing.body
        self.tag = self.system.get(doing.target)["ETag"]
        self.before = (everything(), AuditEntry.objects.filter(operation="alteration").count())

    def pointers(self, **wrong):
        """What the answer to the body with `wrong` points to."""
        answer = self.system.post(self.path, self.body | wrong, tag=self.tag)
        assert answer.status_code == 400, (wrong, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
        return [each["pointer"] for each in answer.json()["errors"]]

    def nothing_is_stored(self):
        entries = AuditEntry.objects.filter(operation="alteration").count()
        return (everything(), entries) == self.before and not IdempotencyKey.objects.exists()


@each_act
def test_an_unknown_field_is_named_with_those_that_there_are(act):
    refused = Refused(act)
    assert refused.pointers(colour="red", **{"a/b~c": 1}) == ["/colour", "/a~1b~0c"]
    assert refused.nothing_is_stored()


@each_act
def test_a_field_that_is_left_out_is_named(act):
    refused = Refused(act)
    needed = [name for name, each in body_of(act)().fields.items() if each.required]
    assert needed
    for name in needed:
        rest = {key: value for key, value in refused.body.items() if key != name}
        answer = refused.system.post(refused.path, rest, tag=refused.tag)
        assert answer.status_code == 400, answer.content
        assert [each["pointer"] for each in answer.json()["errors"]] == [f"/{name}"]
    assert refused.nothing_is_stored()


@each_act
def test_a_value_of_another_kind_is_refused_where_it_stands(act):
    refused = Refused(act)
    for name, field in body_of(act)().fields.items():
        is_list = isinstance(field, (serializers.ListField, serializers.ListSerializer))
        for wrong in ("neither this nor that", [["deep"]] if is_list else ["a list"], {"a": {}}):
            if isinstance(field, Text) and isinstance(wrong, str):
                continue
            pointers = refused.pointers(**{name: wrong})
            assert all(each.startswith(f"/{name}") for each in pointers), (name, pointers)
    assert refused.nothing_is_stored()


@each_act
def test_days_that_cannot_be_meant_and_texts_that_cannot_be_stored_are_refused(act):
    refused, tried = Refused(act), 0
    for name, field in body_of(act)().fields.items():
        for wrong in {Day: NO_DAYS, Text: NO_TEXTS}.get(type(field), []):
            assert refused.pointers(**{name: wrong}) == [f"/{name}"]
            tried += 1
    assert tried
    assert refused.pointers(reasons={"V1": "nul\x00"}) == ["/reasons/V1"]
    assert refused.nothing_is_stored()


def names_of(act):
    """The fields of an act in which a record is named, and the kind of record."""
    fields = {name: getattr(each, "child", each) for name, each in body_of(act)().fields.items()}
    return {name: each.resource for name, each in fields.items() if isinstance(each, Seen)}


NAMING = [act for act in ACTS if names_of(act)]


@pytest.mark.parametrize("act", NAMING, ids=lambda act: act.name)
def test_an_id_of_what_one_may_not_see_is_refused_as_one_of_nothing(act):
    refused = Refused(act)
    hidden = OrderFactory(nominal=case(code="suffolk"))
    condition = ConditionFactory(order=hidden)
    before = everything()
    for name, resource in names_of(act).items():
        is_order = resource.model is Order
        keys = (hidden.public_id, uuid.uuid4()) if is_order else (condition.pk, 999_999_999)
        said = []
        for key in keys:
            wrong = [str(key)] if name == "ended" else str(key)
            body = refused.body | {name: wrong}
            answer = refused.system.post(refused.path, body, tag=refused.tag)
            assert answer.status_code == 400, answer.content
            said.append(answer.json())
        assert said[0] == said[1]
        assert said[0]["errors"][0]["pointer"].startswith(f"/{name}")
    assert everything() == before


def test_the_acts_that_name_another_record_are_known():
    assert {act.name for act in NAMING} == {
        "impose-order",
        "vary-order",
        "decide-main-application",
        "record-breach",
    }


def test_an_order_of_somebody_else_is_not_breached_and_replaces_nothing():
    person, system = case(), System()
    other = impose(case(), is_interim=True, main_application="1", ends_on=date(2024, 6, 1))
    tag = system.get(of_person(person))["ETag"]
    before = everything()
    # A refusal points to the field that the body has, and otherwise to the whole.
    bodies = {
        "record-breach": ({"of": "order", "order": str(other.public_id)}, "/order"),
        "impose-order": (SHPO | {"replaces": str(other.public_id)}, ""),
    }

    for act, (body, pointer) in bodies.items():
        answer = system.post(f"{of_person(person)}{act}/", body, tag=tag)
        assert answer.status_code == 422, answer.content
        assert pointer in [each["pointer"] for each in answer.json()["errors"]]
    assert everything() == before


TERMS = {"kind": "prohibition", "text": "A park.", "period": {"valid_from": "2024-03-01"}}


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"kind": "curse"}, "/kind"),
        ({"text": ""}, "/text"),
        ({"text": "nul\x00"}, "/text"),
        ({"is_total": "perhaps"}, "/is_total"),
        ({"colour": "red"}, "/colour"),
        ({"period": "always"}, "/period"),
        ({"period": {}}, "/period/valid_from"),
        ({"period": {"valid_from": None}}, "/period/valid_from"),
        ({"period": {"valid_from": "0999-01-01"}}, "/period/valid_from"),
        ({"period": {"valid_from": "2024-03-01", "valid_to": "2024-03-01"}}, "/period"),
        ({"period": {"valid_from": "2024-03-01", "until": "2024-03-02"}}, "/period/until"),
    ],
)
def test_what_is_wrong_in_a_condition_is_pointed_to(terms, pointer):
    order, system = impose(case(), conditions=[PARK]), System()
    condition = Condition.objects.get()
    tag = system.get(of_order(order))["ETag"]
    wrong = TERMS | terms
    bodies = {
        f"/added/0{pointer}": {"added": [wrong]},
        f"/changed/0/value{pointer}": {"changed": [{"condition": condition.pk, "value": wrong}]},
    }
    before = everything()

    for where, body in bodies.items():
        answer = system.post(f"{of_order(order)}vary-order/", VARIATION | body, tag=tag)
        assert answer.status_code == 400, answer.content
        assert [each["pointer"] for each in answer.json()["errors"]] == [where]
    assert everything() == before


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({}, "/changed"),
        ([{"value": TERMS}], "/changed/0/condition"),
        ([{"condition": True, "value": TERMS}], "/changed/0/condition"),
        ([{"condition": "0", "value": TERMS}], "/changed/0/condition"),
        ([{"condition": 10**30, "value": TERMS}], "/changed/0/condition"),
        ([{"condition": "here", "value": None}], "/changed/0/value"),
        ([{"condition": "here", "value": TERMS}] * 2, "/changed"),
    ],
)
def test_a_change_names_each_condition_once_and_says_what_it_becomes(changed, pointer):
    order, system = impose(case(), conditions=[PARK]), System()
    here = Condition.objects.get().pk
    for each in changed:
        if each.get("condition") == "here":
            each["condition"] = here
    tag = system.get(of_order(order))["ETag"]
    before = everything()

    answer = system.post(f"{of_order(order)}vary-order/", VARIATION | {"changed": changed}, tag=tag)

    assert answer.status_code == 400, answer.content
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert everything() == before


@pytest.mark.parametrize(
    "imposed",
    [
        {"disposal": "imprisonment", "months": 2**31 - 1},
        {"disposal": "imprisonment", "days": 2**31 - 1},
        {"disposal": "imprisonment", "months": 12, "imposed_on": "9998-12-31"},
        {"disposal": "conditional_discharge", "days": 2**31 - 1},
        {"disposal": "imprisonment"},
        {"disposal": "imprisonment", "months": -1},
        {"disposal": "imprisonment", "months": 2**63},
        {"disposal": "exile", "months": 1},
    ],
)
def test_whatever_was_imposed_abroad_is_counted_or_refused(imposed):
    person, system = case(), System()
    tag = system.get(of_person(person))["ETag"]
    notice = {
        "kind": "notification_notice",
        "made_on": "2023-06-01",
        "ends_on": None,
        "applicant_kind": "police",
        "authorised_by_rank": "inspector",
        "given_in_person": True,
        "convicted_abroad_on": "2020-03-01",
        "imposed_abroad": [imposed],
    }

    answer = system.post(f"{of_person(person)}impose-order/", notice, tag=tag)

    assert answer.status_code in (201, 400, 422), answer.content
    assert Order.objects.exists() == (answer.status_code == 201)


@pytest.mark.parametrize("days", [32_767, 32_768, 2**31 - 1])
def test_the_length_of_a_recall_is_stored_or_refused(days):
    person, system = case(), System()
    tag = system.get(of_person(person))["ETag"]
    body = CASES["recall"](person).body | {"days": days, "reasons": {"V58": "As ordered."}}

    answer = system.post(f"{of_person(person)}recall/", body, tag=tag)

    assert answer.status_code in (201, 422), answer.content


@pytest.mark.parametrize("tag", ["1", '"a"', 'W/"1"', '"1", "2"', "*", '"-1"', f'"{10**18}"'])
def test_a_version_that_no_answer_bore_is_malformed(tag):
    order, system = impose(case()), System()
    answer = system.post(f"{of_order(order)}vary-order/", VARIATION, tag=tag)
    assert answer.status_code == 400
    assert "If-Match" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["short", "k" * 101, "with space in it", "caf\xe9-caf\xe9"])
def test_a_key_of_another_form_is_refused(key):
    order, system = impose(case()), System()
    tag = system.get(of_order(order))["ETag"]
    answer = system.post(f"{of_order(order)}vary-order/", VARIATION, key=key, tag=tag)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_an_order_is_changed_by_acts_alone(method):
    order, system = impose(case()), System()
    for path in ("orders/", of_order(order), f"{of_order(order)}vary-order/"):
        answer = getattr(system.http, method)(f"/api/v1/{path}", headers=system.headers())
        assert answer.status_code == 405
