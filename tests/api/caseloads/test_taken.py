"""What is taken as a caseload over the API, and from whom."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.choices import Role, Scope
from mappa.exchange import jobs
from mappa.models import CaseloadImport
from nominals.models import (
    SenderReference,
)
from tests.api.calling import Person, System, names
from tests.api.caseloads.sending import (
    ONE,
    read,
    send,
    work,
    zipped,
)

pytestmark = pytest.mark.django_db


# What is not taken


def encrypted():
    content = bytearray(zipped(ONE))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def bomb():
    """A zip that says, as it is, that it unpacks to more than is taken."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nominals.csv", b"\0" * (21 * 1024 * 1024))
    return content.getvalue()


def many():
    """A zip whose directory is longer than any that can be meant."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"{number:060}.csv", b"")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"not a zip", "no zip"),
        (zipped({}), "no zip"),
        (zipped({"../nominals.csv": "x"}), "leads out"),
        (zipped({"/etc/passwd": "x"}), "leads out"),
        (zipped({"caseload/nominals.csv": "x"}), "folder"),
        (zipped({"caseload/": ""}), "folder"),
        (zipped({"notes.txt": "x"}), "No file of a caseload"),
        (encrypted(), "encrypted"),
        (bomb(), "unpacks to more than 20 MB"),
        (many(), "no zip"),
        (zipped(ONE)[:-30], "no zip"),
    ],
)
def test_what_is_no_zip_of_a_caseload_is_refused_at_once_and_not_kept(
    content, word, folder, settings
):
    settings.MAPPA_LARGEST_CASELOAD = 1024 * 1024
    answer = send(System(), content)

    assert answer.status_code in (413, 422), answer.content
    if answer.status_code == 422:
        assert word in answer.json()["errors"][0]["detail"]
    else:
        assert len(content) > settings.MAPPA_LARGEST_CASELOAD
    assert not CaseloadImport.objects.exists()
    assert not folder.exists() or list(folder.iterdir()) == []


def form(caller, data):
    return caller.http.post(
        "/api/v1/caseload-imports/",
        data,
        headers=caller.headers(Idempotency_Key=f"key-{next(names):08}"),
    )


def part(content=None, content_type="application/zip"):
    return SimpleUploadedFile("c.zip", content or zipped(ONE), content_type=content_type)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"file": part(content_type="text/csv")}, 415),
        ({"other": part()}, 400),
        ({"file": part(), "second": part()}, 400),
        ({"file": part(), "area": "norfolk"}, 400),
        ({"file": "text"}, 400),
        ({}, 400),
        ({"file": part(b"x" * (4 * 1024 * 1024))}, 413),
    ],
)
def test_a_form_with_anything_but_one_zip_is_refused(data, status, settings, folder):
    settings.MAPPA_LARGEST_CASELOAD = 1024 * 1024
    for each in data.values():
        if not isinstance(each, str):
            each.seek(0)

    answer = form(System(), data)

    assert answer.status_code == status, answer.content
    assert not CaseloadImport.objects.exists()
    assert not folder.exists()


@pytest.mark.parametrize("too_many", [0, 1])
def test_a_body_is_taken_up_to_the_largest_byte(too_many, settings):
    content = zipped(ONE)
    settings.MAPPA_LARGEST_CASELOAD = len(content) - too_many

    assert send(System(), content).status_code == (413 if too_many else 202)
    assert CaseloadImport.objects.count() == 1 - too_many


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/json", b"{}", 415),
        ("text/csv", b"nominal", 415),
        ("application/zip", b"", 400),
        ("multipart/form-data; boundary=x", b"--y", 400),
    ],
)
def test_another_kind_of_body_is_refused(content_type, content, status):
    answer = send(System(), content, content_type=content_type)

    assert answer.status_code == status, answer.content
    assert not CaseloadImport.objects.exists()


def test_a_person_who_signed_in_sends_a_form_within_the_same_bounds(settings, queue):
    person = Person()
    person.http.handler.enforce_csrf_checks = True
    person.http.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32  # so that the form is looked into
    settings.MAPPA_LARGEST_CASELOAD = 1024 * 1024
    large = form(person, {"file": part(b"x" * (4 * 1024 * 1024))})
    forged = form(person, {"file": part()})
    person.http.handler.enforce_csrf_checks = False
    taken = form(person, {"file": part()})

    assert (large.status_code, forged.status_code, taken.status_code) == (413, 403, 202)
    work(queue)
    assert read(person, taken)["progress"] == "done"
    assert SenderReference.objects.get().sender == f"user:{person.user.pk}"


def test_a_retry_with_its_key_leaves_one_import(folder):
    system = System()

    first = send(system, ONE, key="a-key-0001")
    again = send(system, ONE, key="a-key-0001")
    other = send(system, {"nominals": ONE["nominals"]}, key="a-key-0001")

    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert again.json() == first.json()
    assert CaseloadImport.objects.count() == 1
    assert len(list(folder.iterdir())) == 1
    assert send(system, ONE, key="short").status_code == 400


def test_a_sender_has_no_more_waiting_than_a_few(queue):
    system, other = System(), System("probation")
    answers = [send(system, ONE).status_code for _ in range(jobs.MOST_OPEN + 1)]

    assert answers == [202] * jobs.MOST_OPEN + [422]
    assert send(other, ONE).status_code == 202
    work(queue)
    assert send(system, ONE).status_code == 202


# Who


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CO_ORDINATOR, 202),
        (Role.ADMINISTRATOR, 202),
        (Role.PRACTITIONER, 202),
        (Role.AGENCY_LEAD, 202),
        (Role.CHAIR, 403),
        (Role.MINUTE_TAKER, 403),
        (Role.BOARD_MEMBER, 403),
        (Role.LAY_ADVISER, 403),
        (Role.STATISTICIAN, 403),
        (Role.AUDITOR, 403),
    ],
)
def test_a_caseload_is_sent_by_those_who_record(role, status):
    assert send(Person(role), ONE).status_code == status


class Untouched(io.BytesIO):
    """A body that nobody may read."""

    def read(self, size=-1):
        raise AssertionError("read")


@pytest.mark.parametrize(
    ("authorization", "status"), [("Bearer forged", 401), (None, 401), ("of another scope", 403)]
)
@pytest.mark.parametrize("content_type", ["application/zip", "multipart/form-data; boundary=x"])
def test_nothing_is_read_of_who_may_not_send(authorization, status, content_type):
    system = System(scopes=[Scope.CASELOAD_READ])
    headers = {} if authorization is None else {"Authorization": authorization}
    if status == 403:
        headers = system.headers()

    answer = system.http.generic(
        "POST",
        "/api/v1/caseload-imports/",
        b"x" * 100,
        content_type=content_type,
        headers=headers,
        **{"wsgi.input": Untouched()},
    )

    assert answer.status_code == status


def test_jobs_need_their_scopes():
    reading, writing = System(scopes=[Scope.CASELOAD_READ]), System(scopes=[Scope.CASELOAD_WRITE])

    assert send(reading, ONE).status_code == 403
    assert writing.post("caseload-exports/", {"area": "norfolk"}).status_code == 403


def test_a_job_is_shown_to_who_asked_for_it_and_to_nobody_else():
    system, colleague = System(), Person()
    answer = send(system, ONE)
    path = answer["Location"].removeprefix("/api/v1/")
    of_colleague = colleague.post("caseload-exports/", {"area": "norfolk"})
    export = of_colleague["Location"].removeprefix("/api/v1/")

    assert system.get(path).status_code == 200
    assert colleague.get(export).status_code == 200
    for other, hidden in (
        (System(), path),
        (colleague, path),
        (Person(), export),
        (system, export),
    ):
        assert other.get(hidden).status_code == 404
    on_behalf = {"On_Behalf_Of": colleague.user.username}
    assert system.get(path, **on_behalf).status_code == 404
    assert system.get(export, **on_behalf).status_code == 404
    assert system.get(export + "file/", **on_behalf).status_code == 404
