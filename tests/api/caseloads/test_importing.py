"""What is imported over the API, and whose references are meant."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.choices import Role
from core.importing.references import SENDER
from core.models import AuditedObject, AuditEntry
from mappa.models import CaseloadImport
from nominals.models import (
    Nominal,
    SenderReference,
)
from orders.models import Order
from tests.api.calling import Person, System
from tests.api.caseloads.sending import (
    AREAS,
    LEADS,
    ONE,
    case,
    imported,
    read,
    send,
    work,
    zipped,
)
from tests.mappa.caseloads import load, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("content_type", ["application/zip", "multipart/form-data"])
def test_a_caseload_is_imported_by_a_worker_and_its_counts_are_shown(queue, content_type):
    system = System()
    if content_type == "application/zip":
        answer = send(system, ONE)
    else:
        part = SimpleUploadedFile("caseload.zip", zipped(ONE), content_type="application/zip")
        answer = system.http.post(
            "/api/v1/caseload-imports/",
            {"file": part},
            headers=system.headers(Idempotency_Key="key-of-a-form"),
        )
    waiting = read(system, answer)
    work(queue)
    done = read(system, answer)

    assert (waiting["progress"], waiting["counts"]) == ("waiting", {})
    assert (done["progress"], done["refused"], done["refusals"]) == ("done", 0, [])
    assert done["counts"]["nominals.csv"] == {"read": 1, "added": 1, "changed": 0, "unchanged": 0}
    assert done["finished_at"] is not None
    (item,) = system.items("nominals/")
    assert item["family_name"] == "Archer"


def test_the_same_caseload_again_changes_nothing(queue):
    system = System()
    imported(system, queue, ONE)

    again = imported(system, queue, ONE)

    assert {name: each["unchanged"] for name, each in again["counts"].items()} == {
        f"{name}.csv": 1 for name in ONE
    }
    assert Nominal.objects.count() == 1


def test_the_zip_is_kept_until_the_work_is_done_and_no_longer(queue, folder):
    answer = send(System(), ONE)

    (kept,) = folder.iterdir()
    assert kept.name == f"{CaseloadImport.objects.get().public_id.hex}.zip"
    assert kept.read_bytes() == zipped(ONE)
    assert kept.stat().st_mode & 0o077 == 0
    work(queue)
    assert answer.status_code == 202
    assert list(folder.iterdir()) == []


def test_the_log_has_who_sent_it_for_whom_and_from_where(queue):
    system = System()
    colleague = Person(Role.PRACTITIONER).user

    job = imported(system, queue, ONE, On_Behalf_Of=colleague.username)

    assert job["progress"] == "done"
    entry = AuditEntry.objects.get(act="import_caseload")
    assert (entry.operation, entry.actor) == ("collection", colleague.username)
    assert (entry.client, entry.on_behalf_of) == (system.client.name, colleague.username)
    assert (entry.agency, entry.address) == (system.agency.name, "127.0.0.1")


def test_the_log_of_an_import_names_everybody_whom_it_changed(queue):
    twin, other = case(family_name="Twin"), case(family_name="Other")
    same = case(family_name="Same")
    rows = {
        "nominals": "nominal,family_name\n"
        f"{twin.public_id},Changed\n{other.public_id},Changed\n{same.public_id},Same\nN1,New\n",
        "responsible_areas": AREAS,
        "lead_agencies": LEADS,
    }

    assert imported(System(), queue, rows)["progress"] == "done"

    entry = AuditEntry.objects.get(act="import_caseload")
    named = AuditedObject.objects.filter(entry_id=entry.pk)
    new = Nominal.objects.get(family_name="New")
    assert set(named.values_list("object_label", flat=True)) == {"nominals.Nominal"}
    assert set(named.values_list("object_id", flat=True)) == {twin.pk, other.pk, new.pk}


# Whose references


def test_two_senders_with_one_reference_never_meet(queue, tmp_path):
    police, probation = System("police"), System("probation")
    load(write(tmp_path / "in", nominals="nominal,family_name\nN1,Command\n"))

    of_police = imported(police, queue, ONE)
    led = LEADS.replace("police", "probation")
    other = ONE | {"nominals": "nominal,family_name\nN1,Baker\n", "lead_agencies": led}
    of_probation = imported(probation, queue, other)

    assert of_police["progress"] == of_probation["progress"] == "done"
    assert {
        each.sender: each.nominal.family_name for each in SenderReference.objects.filter(value="N1")
    } == {
        SENDER: "Command",
        f"client:{police.client.pk}": "Archer",
        f"client:{probation.client.pk}": "Baker",
    }


def test_a_system_called_as_the_commands_is_another_sender(queue, tmp_path):
    load(write(tmp_path / "in", nominals="nominal,family_name\nN1,Command\n"))
    system = System()
    system.client.name = SENDER
    system.client.save()

    assert imported(system, queue, ONE)["progress"] == "done"
    assert Nominal.objects.get(family_name="Command").references.get().sender == SENDER


def test_references_of_orders_are_the_sender_s_own_too(queue):
    rows = {"orders": "order,nominal,kind,made_on\nO1,N1,shpo,2020-01-01\n"}
    police, probation = System("police"), System("probation")
    led = {"lead_agencies": LEADS.replace("police", "probation")}

    assert imported(police, queue, ONE | rows)["progress"] == "done"
    assert imported(probation, queue, ONE | rows | led)["progress"] == "done"

    assert Order.objects.count() == 2
    assert len({each.nominal_id for each in Order.objects.all()}) == 2
