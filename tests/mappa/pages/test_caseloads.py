"""Importing a caseload on a page: what is taken, what is refused, and who sees it."""

from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies.choices import Role
from mappa import tasks
from mappa.models import CaseloadImport
from nominals.models import Nominal
from tests.api.caseloads.sending import ONE, zipped
from tests.mappa.pages.casework import MORNING, reader_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MAPPA_FILES = tmp_path / "files"
    with time_machine.travel(MORNING, tick=False):
        yield settings.MAPPA_FILES / "caseloads"


def send(client, content, **more):
    if not isinstance(content, bytes):
        content = zipped(content)
    # Browsers disagree on how a zip is called, so nothing hangs on it.
    part = SimpleUploadedFile("caseload.zip", content, "application/x-zip-compressed")
    return client.post(reverse("imports"), {"file": part}, **more)


def work():
    tasks.import_caseload(job=CaseloadImport.objects.get().pk)


def text(answer):
    return answer.content.decode()


def test_a_caseload_is_kept_imported_by_a_worker_and_its_rows_are_counted(folder):
    client = reader_of(Client())

    sent = send(client, ONE)
    job = CaseloadImport.objects.get()
    state = reverse("caseload_import", args=[job.public_id])
    waiting = text(client.get(state))
    assert not Nominal.objects.exists()
    work()
    done = text(client.get(state))

    assert (sent.status_code, sent["Location"]) == (302, state)
    assert 'data-waits="yes"' in waiting
    assert 'data-waits="no"' in done
    assert "everything in it is stored" in done
    assert '<th scope="row">nominals.csv</th><td class="number">1</td>' in done
    assert Nominal.objects.get().family_name == "Archer"
    assert state in text(client.get(reverse("imports")))
    assert list(folder.iterdir()) == []


def test_what_is_refused_is_named_by_file_and_line_and_nothing_is_stored():
    client = reader_of(Client())
    send(client, ONE | {"levels": "nominal,level,valid_from\nN1,9,2020-01-01\n"})
    work()

    shown = text(client.get(reverse("caseload_import", args=[_only()])))

    assert '<th scope="row">levels.csv</th><td class="number">2</td><td>level</td>' in shown
    assert "put right what is named below" in shown
    assert not Nominal.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no zip", "This is no zip that can be read"),
        ({"others": "a\n1\n"}, "No file of a caseload"),
        (b"", "The submitted file is empty."),
    ],
)
def test_what_is_no_caseload_is_refused_at_once_and_not_kept(content, sentence, folder):
    answer = send(reader_of(Client()), content)

    assert answer.status_code == 200
    assert sentence in text(answer)
    assert not CaseloadImport.objects.exists()
    assert not folder.exists() or list(folder.iterdir()) == []


def test_nothing_is_taken_without_a_file():
    answer = reader_of(Client()).post(reverse("imports"), {})

    assert "This field is required." in text(answer)


def test_a_body_that_announces_too_much_is_not_read(settings):
    most = settings.MAPPA_LARGEST_CASELOAD + 1024 * 1024

    answer = send(reader_of(Client()), ONE, CONTENT_LENGTH=str(most + 1))

    assert answer.status_code == 413
    assert "Send at most 100 MB at once: split the caseload." in text(answer)
    assert not CaseloadImport.objects.exists()


def test_a_form_without_its_token_is_refused():
    client = reader_of(Client(enforce_csrf_checks=True))

    assert send(client, ONE).status_code == 403
    assert not CaseloadImport.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CO_ORDINATOR, 302),
        (Role.PRACTITIONER, 302),
        (Role.CHAIR, 403),
        (Role.STATISTICIAN, 403),
        (Role.AUDITOR, 403),
    ],
)
def test_a_caseload_is_sent_by_those_who_register_people(role, status):
    client = reader_of(Client(), role)

    assert send(client, ONE).status_code == status
    assert ("You register nobody." in text(client.get(reverse("imports")))) == (status == 403)


def test_more_than_a_few_at_once_are_refused():
    client = reader_of(Client())
    answers = [send(client, ONE) for _ in range(6)]

    assert [each.status_code for each in answers] == [302] * 5 + [200]
    assert "5 of yours wait already" in text(answers[-1])


def test_an_import_is_shown_to_who_sent_it_and_to_nobody_else():
    send(reader_of(Client()), ONE)
    other = reader_of(Client())

    assert other.get(reverse("caseload_import", args=[_only()])).status_code == 404
    assert other.get(reverse("caseload_import", args=[uuid4()])).status_code == 404
    assert str(_only()) not in text(other.get(reverse("imports")))


def _only():
    return CaseloadImport.objects.get().public_id
