"""The reader of the description lets nothing pass that does not stand there."""

import pytest
from django.http import JsonResponse

from tests.api.described import Undescribed, operations, reading

FLAG = {"kind": "no_fixed_address", "on": "2024-05-01", "reason": "Said so."}


@pytest.mark.parametrize(
    "body", [{}, FLAG | {"kind": "other"}, FLAG | {"on": "yesterday"}, FLAG | {"reason": ""}]
)
def test_a_body_that_does_not_fit_is_refused(body):
    operation = operations()["raise_flag"]
    operation.check_body(FLAG)

    with pytest.raises(Undescribed, match="raise_flag"):
        operation.check_body(body)


DONE = {"items": [{"kind": "flag", "id": "1", "url": "/api/v1/flags/1/"}]}
TAG = {"ETag": '"1"'}
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        (DONE, {"status": 204, "headers": TAG}),
        ({"items": [{}]}, {"status": 201, "headers": TAG}),
        (DONE, {"status": 422, "content_type": PROBLEM}),
        (DONE, {"status": 201, "headers": TAG, "content_type": PROBLEM}),
        (DONE, {"status": 201, "headers": {}}),
    ],
)
def test_an_answer_that_is_not_described_is_refused(body, answered):
    operation = operations()["raise_flag"]
    operation.check_answer(JsonResponse(DONE, status=201, headers=TAG))

    with pytest.raises(Undescribed, match="raise_flag"):
        operation.check_answer(JsonResponse(body, **answered))


def test_an_address_that_an_answer_names_is_read_by_its_operation():
    operation, key = reading("/api/v1/flags/12/")

    assert (operation.name, key) == ("read_flag", "12")
