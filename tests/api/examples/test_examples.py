"""Every body that the description shows is answered with the success that it describes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.described import operations
from tests.api.examples import meetings, orders, others, people
from tests.api.meetings.played import today

pytestmark = pytest.mark.django_db

PLANTED = people.PLANTED | orders.PLANTED | meetings.PLANTED | others.PLANTED
FORM, JSON = "multipart/form-data", "application/json"
KINDS = {"txt": "text/plain", "zip": "application/zip"}


def examples():
    """Each example by the operation that it is of: its media type and the body."""
    for name, operation in operations().items():
        for kind, content in operation.said.get("requestBody", {}).get("content", {}).items():
            for shown in content.get("examples", {}).values():
                yield name, kind, shown["value"]


@pytest.fixture(autouse=True)
def _today():
    with today():
        yield


def put(keys, body):
    """The body of an example with the keys of planted records in their places."""
    if isinstance(body, dict):
        return {name: put(keys, each) for name, each in body.items()}
    if isinstance(body, list):
        return [put(keys, each) for each in body]
    if isinstance(body, str):
        for key, planted in keys.items():
            body = body.replace(key, planted) if isinstance(key, str) else body
        return body
    return body if isinstance(body, bool) else keys.get(body, body)


def form(body, files):
    """The form of an example, with the content of its file."""
    return {
        name: SimpleUploadedFile(file, files[file], content_type=KINDS[file.split(".")[1]])
        for name, file in body.items()
    }


def test_every_operation_with_a_body_has_an_example():
    with_body = {name for name, each in operations().items() if "requestBody" in each.said}

    assert len(with_body) > 100
    assert {name for name, _, _ in examples()} == with_body == set(PLANTED)


@pytest.mark.parametrize(("name", "kind", "body"), [pytest.param(*e, id=e[0]) for e in examples()])
def test_an_example_is_answered_with_the_success_that_is_described(name, kind, body):
    operation, planted = operations()[name], PLANTED[name]()
    path = operation.path.format(key=planted.key)
    given = {"Idempotency-Key": "an-example", "X-Request-ID": "an-example"}
    if "If-Match" in operation.headers:
        record = path.rsplit("/", 2)[0] + "/"
        looking = planted.by.headers(Access_Purpose="To send an example.")
        given["If-Match"] = planted.by.http.get(record, headers=looking)["ETag"]
    if kind == FORM:
        sent = {"data": form(body, planted.files)}
    else:
        operation.check_body(body)
        sent = {"data": put(planted.keys, body), "content_type": JSON}

    answer = planted.by.http.post(path, headers=planted.by.headers() | given, **sent)

    assert 200 <= answer.status_code < 300, answer.content.decode()
    operation.check_answer(answer)
