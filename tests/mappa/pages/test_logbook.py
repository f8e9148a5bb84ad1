"""The access log on a page: who is answered what, that each search is logged, and the chain."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.choices import Role
from core import audit
from core.chain.sealing import seal
from core.models import AuditedObject, AuditEntry
from nominals.models import Nominal
from tests.factories.agencies import UserFactory
from tests.mappa.pages.casework import at_work, entry, reader_of, somebody
from tests.mappa.pages.words import text

pytestmark = pytest.mark.django_db
LOG = "/admin/log/"


@pytest.fixture(autouse=True)
def _morning():
    with at_work():
        yield


@pytest.fixture
def person():
    return somebody(family_name="Sought", crn="X123456")


@pytest.fixture
def auditor(client):
    return reader_of(client, Role.AUDITOR)


def logged(act, *people, **more):
    """An entry of the log about people."""
    given = {
        "by": "moss",
        "at": timezone.now(),
        "operation": audit.Operation.CONSULTATION,
        "label": Nominal._meta.label,
        "objects": [each.pk for each in people],
    }
    return audit.record(act=act, **given | more)


def search(client, **form):
    return text(client.post(LOG, form))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_it_is_there_for_those_who_are_shown_the_log(client, role):
    is_shown = role in (Role.CO_ORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR)

    assert reader_of(client, role).get(LOG).status_code == (200 if is_shown else 404)
    assert ("/admin/log/" in text(client.get("/admin/"))) == is_shown


def test_a_person_is_sought_by_opaque_id_or_whole_identifier(auditor, person):
    other = somebody(family_name="Other", crn="X999999")
    logged("read_mine", person)
    logged("read_other", other)

    for sought in (str(person.public_id), "X123456", "x 123456"):
        page = search(auditor, person=sought)
        assert "read_mine" in page
        assert "read_other" not in page
        assert "SOUGHT" not in page
    assert "read_mine" not in search(auditor, person="X12345")
    assert "read_mine" not in search(auditor, person="Sought")


def test_it_is_narrowed_by_all_else_that_an_entry_has(auditor, person):
    with audit.coming_from(audit.Origin(request_id="request-1", on_behalf_of="reed")):
        logged(
            "export_it",
            person,
            agency="Police, Norfolk",
            operation=audit.Operation.DISCLOSURE,
            at=datetime(2024, 7, 1, 22, 30, tzinfo=UTC),
        )
    logged("another", person, by="wren")

    for form in (
        {"user": "moss"},
        {"user": "reed"},
        {"agency": "police, norfolk"},
        {"act": "export_it"},
        {"operation": "disclosure"},
        {"request_id": "request-1"},
        {"until": "1 July 2024"},
        {"since": "1/7/2024", "until": "1/7/2024"},
    ):
        page = search(auditor, **form)
        assert "export_it" in page, form
        assert "another" not in page, form
    for form in ({"user": "wren"}, {"since": "2 July 2024", "user": "wren"}):
        page = search(auditor, **form)
        assert "another" in page
        assert "export_it" not in page
    assert "export_it" not in search(auditor, since="2 July 2024")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"since": "2 July 2024", "until": "1 July 2024"}, "a last day that is not before"),
        ({"until": "31/12/9999"}, "before the year 9999"),
        ({"since": "soon"}, "Enter a valid date"),
        ({"operation": "other"}, "Select a valid choice"),
        ({"before": "0"}, ""),
        ({"act": "a\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_sought_is_refused_and_not_logged(auditor, form, sentence):
    before = AuditEntry.objects.count()

    assert sentence in search(auditor, **form)
    assert AuditEntry.objects.count() == before


def test_each_search_is_logged_without_what_was_typed(auditor, person):
    logged("read_mine", person)
    search(auditor, person="X123456", user="moss")
    told = entry("search_log")

    assert told.detail["filters"] == ["person", "user"]
    assert told.detail["found"] is True
    assert "X123456" not in str(told.detail)
    assert list(AuditedObject.objects.filter(entry_id=told.pk).values_list("object_id")) == [
        (person.pk,)
    ]

    hidden = somebody(family_name="Hidden", code="kent", crn="X777777")
    search(auditor, person="X777777")
    told = entry("search_log")
    assert told.detail["found"] is False
    assert AuditedObject.objects.filter(entry_id=told.pk, object_id=hidden.pk).exists()


def test_nobody_and_somebody_hidden_have_one_answer(auditor):
    hidden = somebody(family_name="Hidden", code="kent", crn="X777777")
    logged("read_hidden", hidden)

    pages = [
        search(auditor, person=sought).replace(sought, "")
        for sought in (str(hidden.public_id), "X777777", "X000000")
    ]

    assert len({each.split("csrfmiddlewaretoken")[0] for each in pages}) == 1
    assert all("Nobody whose log you are shown has this" in each for each in pages)
    assert "No entry that you are shown" in search(auditor, act="read_hidden")


def test_an_auditor_off_the_list_of_a_restricted_case_sees_none_of_its_entries(client, person):
    auditor = reader_of(client, Role.AUDITOR)
    logged("read_it", person)
    assert "read_it" in search(auditor, act="read_it")

    Nominal.objects.filter(pk=person.pk).update(is_restricted=True)
    person.grants.all().delete()

    assert "read_it" not in search(auditor, act="read_it").split("</form>")[1]
    assert "Nobody whose log" in search(auditor, person="X123456", purpose="A complaint.")


def test_a_restricted_case_is_sought_for_a_purpose(client, person):
    auditor = reader_of(client, Role.AUDITOR)
    Nominal.objects.filter(pk=person.pk).update(is_restricted=True)
    logged("read_it", person)

    refused = search(auditor, person="X123456")
    assert "The case is restricted: say for what purpose you look at it." in refused
    assert entry("search_log").detail["refused"] == "V54"
    assert "read_it" in search(auditor, person="X123456", purpose="A complaint.")
    assert entry("search_log").purpose == "A complaint."


def test_of_an_entry_about_others_too_purpose_and_their_ids_are_left_out(auditor, person):
    hidden = somebody(family_name="Hidden", code="kent")
    logged("read_both", person, hidden, purpose="About both.")

    page = search(auditor, act="read_both")

    assert "and others whose log you are not shown" in page
    assert "About both." not in page
    assert str(hidden.public_id) not in page


def test_earlier_entries_are_found_page_by_page(auditor, person):
    for number in range(150):
        logged(f"read_{number:03}", person)

    first = search(auditor, user="moss")
    before = first.split('name="before" value="')[1].split('"')[0]
    second = search(auditor, user="moss", before=before)

    assert "read_149" in first
    assert "read_050" in first
    assert "read_049" not in first
    assert "read_049" in second
    assert "Earlier entries" not in second


def test_a_search_asks_as_many_queries_for_many_entries_as_for_few(auditor, person):
    logged("read", person)
    search(auditor, act="read")
    with CaptureQueriesContext(connection) as few:
        search(auditor, act="read")
    for _ in range(20):
        logged("read", person, somebody(family_name="More"))
    with CaptureQueriesContext(connection) as many:
        search(auditor, act="read")

    assert len(many) == len(few)


def test_an_entry_leads_to_the_person(auditor, person):
    logged("read_it", person)

    assert f'href="/admin/nominals/{person.public_id}/"' in search(auditor, act="read_it")


def test_the_chain_says_how_it_stands(client):
    with at_work():
        auditor = reader_of(client, Role.AUDITOR)
        logged("first")
        assert "none yet: nothing is sealed" in text(auditor.get(LOG))
        assert "never yet: it is each night" in text(auditor.get(LOG))
        (block,) = seal(at=timezone.now())
    with time_machine.travel(datetime(2024, 7, 8, 8, 30, tzinfo=UTC), tick=False):
        logged("second")
        call_command("verify_log")
    with time_machine.travel(datetime(2024, 7, 8, 10, 30, tzinfo=UTC), tick=False):
        client.force_login(UserFactory())
        auditor = reader_of(client, Role.AUDITOR)
        page = text(auditor.get(LOG))

    assert block.head in page
    assert "in block 1 of 8 July 2024 09:00:00" in page
    assert "2 entries, the oldest of 2 hours" in page
    assert "8 July 2024 09:30: it holds" in page
