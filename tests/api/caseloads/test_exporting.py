"""What caseloads are handed out over the API, and to whom."""

import io
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from mappa import tasks
from mappa.exchange import jobs
from mappa.models import CaseloadExport, CaseloadImport
from nominals.choices import Ground
from nominals.models import (
    Nominal,
    ResponsibleArea,
)
from tests.api.calling import Person, System
from tests.api.caseloads.sending import (
    NOW,
    ONE,
    Killed,
    asked,
    case,
    fetched,
    imported,
    read,
    send,
    work,
)
from tests.factories.orders import OrderFactory
from tests.reporting.figures import populate, record

pytestmark = pytest.mark.django_db


def test_an_export_is_byte_for_byte_that_of_the_command(queue, tmp_path):
    someone = case(family_name="Twin")
    case(code="suffolk")
    OrderFactory(nominal=someone)
    populate(800_000)
    caller = Person()
    call_command("export_caseload", str(tmp_path / "all.zip"), "--area=norfolk", verbosity=0,
                 stdout=io.StringIO())  # fmt: skip

    answer = asked(caller)
    work(queue)
    job = read(caller, answer)
    file = fetched(caller, answer, Accept="application/zip")

    assert job["progress"] == "done"
    assert job["file_url"] == f"{answer['Location']}file/"
    assert file.body == (tmp_path / "all.zip").read_bytes()
    assert job["rows"]["nominals.csv"] == 1
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/zip", "no-store")
    assert "norfolk.zip" in file["Content-Disposition"]


def test_an_export_imported_again_by_the_same_sender_changes_nothing(queue):
    imported(System(), queue, ONE)
    caller = Person()
    answer = asked(caller)
    work(queue)

    job = imported(caller, queue, fetched(caller, answer).body)

    assert job["progress"] == "done"
    assert all(each["unchanged"] == each["read"] for each in job["counts"].values())


def names_in(file):
    with zipfile.ZipFile(io.BytesIO(file.body)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).decode()


def test_people_whom_the_caller_may_not_see_are_left_out(queue):
    case(family_name="Twin")
    case(family_name="CanaryRestricted", is_restricted=True)
    case(family_name="CanaryGone", hidden=True)
    case(family_name="CanaryElsewhere", code="suffolk")
    moved = case(family_name="CanaryMoved")
    ResponsibleArea.objects.filter(nominal=moved).update(valid_to=date(2023, 1, 1))
    record(moved)
    caller = Person(Role.ADMINISTRATOR)

    answer = asked(caller)
    work(queue)
    text = names_in(fetched(caller, answer))

    assert "Twin" in text
    assert "Canary" not in text
    assert read(caller, answer)["rows"]["nominals.csv"] == 1
    assert "CanaryRestricted" in names_in(_export_of(Person(), queue))


def _export_of(caller, queue):
    answer = asked(caller)
    work(queue)
    return fetched(caller, answer)


def test_each_fetch_is_a_disclosure_with_recipient_and_everybody_in_it(queue):
    people = [case(), case()]
    caller = Person()
    answer = asked(caller)
    work(queue)

    for _ in range(2):
        assert fetched(caller, answer, Access_Purpose="backup").status_code == 200

    entries = AuditEntry.objects.filter(act="hand_out_caseload")
    assert len(entries) == 2
    for entry in entries:
        assert (entry.operation, entry.purpose) == ("disclosure", "backup")
        assert entry.recipient == caller.user.username
        shown = AuditedObject.objects.filter(entry_id=entry.pk)
        assert set(shown.values_list("object_id", flat=True)) == {each.pk for each in people}
    made = AuditEntry.objects.get(act="export_caseload")
    assert (made.operation, made.actor) == ("consultation", caller.user.username)


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.CO_ORDINATOR, "norfolk", 202),
        (Role.ADMINISTRATOR, "norfolk", 202),
        (Role.CO_ORDINATOR, "suffolk", 403),
        (Role.PRACTITIONER, "norfolk", 403),
        (Role.AGENCY_LEAD, "norfolk", 403),
        (Role.STATISTICIAN, "norfolk", 403),
        (Role.AUDITOR, "norfolk", 403),
        (Role.BOARD_MEMBER, "norfolk", 403),
    ],
)
def test_an_area_is_exported_by_those_who_hold_all_of_it(role, code, status):
    assert asked(Person(role, code=code)).status_code == status
    assert CaseloadExport.objects.count() == (status == 202)


def test_a_system_exports_on_behalf_of_a_co_ordinator_whom_both_may_see(queue):
    case(family_name="Twin")
    case(family_name="Canary").grants.filter(ground=Ground.LEAD_AGENCY).delete()
    system, colleague = System(), Person()
    behalf = {"On_Behalf_Of": colleague.user.username}

    assert asked(system).status_code == 403
    answer = asked(system, **behalf)
    work(queue)
    text = names_in(fetched(system, answer, **behalf))

    assert "Twin" in text
    assert "Canary" not in text


@pytest.mark.parametrize(("late", "status"), [(-1, 200), (0, 404), (1, 404)])
def test_an_export_expires(queue, settings, folder, late, status):
    settings.MAPPA_CASELOAD_KEPT = timedelta(minutes=20)  # shorter than a session
    case()
    caller = Person()
    answer = asked(caller)
    work(queue)

    with time_machine.travel(
        NOW + settings.MAPPA_CASELOAD_KEPT + timedelta(seconds=late), tick=False
    ):
        found = fetched(caller, answer)
        assert found.status_code == status
        assert (read(caller, answer)["file_url"] is None) == (status == 404)
    assert len(list(folder.iterdir())) == 1
    at = NOW + timedelta(days=40_000)  # the clock of the disk is not that of the test
    jobs.sweep(at=at, lease=settings.MAPPA_LEASE, kept=settings.MAPPA_CASELOAD_KEPT)
    assert list(folder.iterdir()) == []


def test_there_is_no_file_before_the_work_is_done():
    case()
    caller = Person()

    assert fetched(caller, asked(caller)).status_code == 404


def test_a_file_with_somebody_whom_the_caller_no_longer_sees_is_not_handed_out(queue):
    someone = case()
    caller = Person()
    answer = asked(caller)
    work(queue)
    someone.grants.all().delete()

    found = fetched(caller, answer)

    assert found.status_code == 422
    assert str(someone.public_id) not in found.body.decode()
    assert not AuditEntry.objects.filter(act="hand_out_caseload").exists()


def test_an_export_whose_asker_lost_the_area_is_not_made(queue, folder):
    case()
    caller = Person()
    answer = asked(caller)
    caller.user.memberships.update(role=Role.PRACTITIONER)
    work(queue)

    job = read(caller, answer)
    assert (job["progress"], job["failure"]) == ("given_up", jobs.NO_ACCESS)
    assert fetched(caller, answer).status_code == 404
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize("model", [CaseloadImport, CaseloadExport])
def test_the_job_of_an_account_that_was_closed_is_not_done(queue, model):
    case()
    caller = Person()
    if model is CaseloadImport:
        send(caller, ONE)
    else:
        asked(caller)
    caller.user.is_active = False
    caller.user.save()
    work(queue)

    assert model.objects.get().failure == jobs.NO_ACCESS
    assert Nominal.objects.count() == 1


def test_the_export_of_a_killed_worker_is_taken_up_again(queue, monkeypatch, settings):
    case()
    caller = Person()
    answer = asked(caller)

    def kill(*arguments, **more):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write_caseload", kill)
        with pytest.raises(Killed):
            tasks.export_caseload(job=CaseloadExport.objects.get().pk)
    with time_machine.travel(NOW + settings.MAPPA_LEASE, tick=False):
        work(queue)
        assert read(caller, answer)["progress"] == "done"
        assert fetched(caller, answer).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"area": "atlantis"}, {"area": None}, {"area": "norfolk", "all": True}]
)
def test_an_export_of_no_area_is_refused(body):
    assert Person().post("caseload-exports/", body).status_code == 400
    assert not CaseloadExport.objects.exists()
