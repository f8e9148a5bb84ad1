"""Requests that nobody would think of, drawn from the description: no fault of the server, and no
answer that the description does not know. `ALL_ROLES=1` draws them as every role."""

import os
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agencies.choices import Role
from tests.api.calling import Person, System
from tests.meetings.convening import Room

pytestmark = pytest.mark.django_db

ROLES = list(Role) if os.environ.get("ALL_ROLES") else [Role.SYSTEM, Role.CO_ORDINATOR, Role.CHAIR]
EXAMPLES = int(os.environ.get("DRAWN_REQUESTS", "2"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def drawn():
    """The operations as the server describes them; told of by itself, without a token."""
    schema = schemathesis.openapi.from_dict(Client().get("/api/v1/openapi.json").json())
    return [each.ok() for each in schema.get_all_operations()]


def records(headers):
    """A record of each kind that the caller may see: its key and its ETag, by kind."""
    http = Client(headers=headers)
    there = {}
    for operation in drawn():
        if operation.method == "get" and operation.path.count("/") == 4:
            for item in http.get(operation.path).json().get("items", [])[:1]:
                key = item.get("id", item.get("code"))
                one = http.get(f"{operation.path}{key}/", headers={"Access-Purpose": "A test."})
                there[operation.path.split("/")[3]] = (str(key), one.get("ETag", '"1"'))
    return there


def answer(case, headers):
    """What the server answers to a drawn request, within the transaction of the test."""
    sent = case.as_transport_kwargs(base_url="http://localhost", headers=headers)
    request = requests.Request(
        **{name: sent.get(name) for name in ("method", "url", "headers", "params", "data", "json")}
    ).prepare()
    address = urlsplit(request.url)
    told = Client(raise_request_exception=False).generic(
        request.method,
        address.path,
        request.body or b"",
        content_type=request.headers.get("Content-Type", ""),
        query_string=address.query,
        headers={
            name: value if isinstance(value, str) else value.decode("latin-1")
            for name, value in request.headers.items()
        },
    )
    return schemathesis.Response(
        told.status_code,
        {name.lower(): [value] for name, value in told.headers.items()},
        told.content,
        request,
        0.0,
        verify=True,
    )


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("role", ROLES)
def test_no_drawn_request_meets_a_fault_or_an_answer_that_is_not_described(role, mode):
    Room().held()
    system = System("police")
    headers = {"Authorization": f"Bearer {system.token}"}
    if role is not Role.SYSTEM:
        headers["On-Behalf-Of"] = Person(role).user.username
    faults = {}
    there = records(headers)
    for operation in drawn():

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), is_there=strategies.booleans())
        def sent(case, is_there):
            if is_there and (real := there.get(case.path.split("/")[3])):
                case.path_parameters = {"key": real[0]}
                case.headers["If-Match"] = real[1]
            case.validate_response(answer(case, headers), checks=CHECKS)

        try:
            sent()
        except Unsatisfiable:
            pass  # there is nothing in it that could be wrong
        except BaseExceptionGroup as error:
            faults[operation.label] = str(error)[:1500]
    assert faults == {}
