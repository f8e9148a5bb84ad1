"""The acts on orders as the description has them: a client made of it alone can send them."""

import pytest
from django.test import Client

from orders.api.acts import ACTS
from orders.choices import ConditionKind

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def description():
    return Client().get("/api/v1/openapi.json").json()


def resolved(description, schema):
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = description["components"]["schemas"][name]
    return schema


def body_of(description, path):
    operation = description["paths"][path]["post"]
    return resolved(description, operation["requestBody"]["content"]["application/json"]["schema"])


def test_every_act_is_described_under_what_it_is_done_on(description):
    there = {path for path, methods in description["paths"].items() if "post" in methods}
    ours = {f"/api/v1/{act.resource.name}/{{key}}/{act.name}/" for act in ACTS}
    assert ours <= there


def test_what_may_be_open_has_to_be_said(description):
    body = body_of(description, "/api/v1/nominals/{key}/impose-order/")
    assert "ends_on" in body["required"]
    assert body["properties"]["ends_on"]["type"] == ["string", "null"]


def test_a_variation_says_how_conditions_are_added_and_changed(description):
    body = body_of(description, "/api/v1/orders/{key}/vary-order/")
    terms = resolved(description, body["properties"]["added"]["items"])
    change = resolved(description, body["properties"]["changed"]["items"])

    assert set(terms["properties"]) == {"kind", "text", "period", "countries", "is_total"}
    assert set(change["properties"]) == {"condition", "value"}
    assert resolved(description, change["properties"]["value"]) == terms
    period = resolved(description, terms["properties"]["period"])
    assert period["required"] == ["valid_from"]
    kinds = resolved(description, terms["properties"]["kind"])["enum"]
    assert kinds == ConditionKind.values
