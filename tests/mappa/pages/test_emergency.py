"""Opening a case in an emergency on a page, and reviewing that."""

from datetime import UTC, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.choices import Role
from core.models import AuditEntry
from nominals.models import EmergencyAccess, Grant
from nominals.services import access
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.mappa.pages.casework import entry, reader_of, somebody
from tests.nominals.asking import asked

pytestmark = pytest.mark.django_db
PNC = "2001/0171310W"
ASKED = {"kind": "pnc_id", "value": "01/171310W", "hours": "2", "reason": "A child is at risk."}


@pytest.fixture(autouse=True)
def _now():
    """What it is: an opening ends by the clock of the database."""
    with time_machine.travel(time_machine.escape_hatch.datetime.datetime.now(UTC)):
        yield


def officer(role=Role.PRACTITIONER):
    """A member of the probation of Kent."""
    return reader_of(Client(), role, area=area("kent"), agency=default_agency("probation", "kent"))


def page_of(person):
    return reverse("admin:nominal", args=[person.public_id])


def ask(client, **changed):
    return client.post(reverse("admin:emergency"), ASKED | changed)


def test_somebody_is_opened_for_hours_and_closes_by_itself():
    person = somebody(family_name="Found", pnc_id=PNC)
    client = officer()
    before = client.get(page_of(person)).status_code

    answer = ask(client)

    assert before == 404
    assert (answer.status_code, answer["Location"]) == (302, page_of(person))
    shown = client.get(page_of(person))
    assert shown.status_code == 200
    assert "FOUND" in shown.content.decode()
    opened = EmergencyAccess.objects.get()
    assert (opened.until - opened.opened_at, opened.reason) == (
        timedelta(hours=2),
        "A child is at risk.",
    )
    Grant.objects.filter(source_id=opened.pk, user=opened.user).update(until=timezone.now())
    assert client.get(page_of(person)).status_code == 404


def test_nobody_and_somebody_restricted_are_answered_alike_and_nothing_typed_is_lost():
    person = somebody(family_name="Kept", pnc_id=PNC)
    named = MembershipFactory(area=area("essex")).user
    access.restrict_case(
        nominal=person,
        viewers={named: "investigates"},
        on=timezone.localdate(),
        reason="A witness.",
        asked=asked(),
    )
    client = officer()

    hidden, nobody = ask(client), ask(client, value="99/1Z")

    told = [answer.content.decode() for answer in (hidden, nobody)]
    sentence = "Nobody who can be opened in an emergency has this identifier."
    assert all(sentence in text and "A child is at risk." in text for text in told)
    assert "emergency_nobody" not in told[0]
    assert 'value="01/171310W"' in told[0]
    assert "KEPT" not in told[0].upper().replace("IS KEPT", "")
    assert not EmergencyAccess.objects.exists()
    assert AuditEntry.objects.filter(act="open_in_emergency").count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": " "}, "This field is required."),
        ({"value": ""}, "This field is required."),
        ({"value": "/"}, "Write the whole PNC ID."),
        ({"hours": "0"}, "A case is opened for 1 to"),
        ({"hours": "9999999999"}, "A case is opened for 1 to"),
        ({"hours": "two"}, "Enter a whole number."),
        ({"kind": "name"}, "Select a valid choice."),
        ({"reason": "A\0B"}, "Null characters are not allowed."),
    ],
)
def test_what_is_no_request_is_told_beside_its_field_and_opens_nothing(changed, sentence):
    somebody(pnc_id=PNC)

    answer = ask(officer(), **changed)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.BOARD_MEMBER, Role.LAY_ADVISER, Role.STATISTICIAN, Role.AUDITOR]
)
def test_who_manages_no_cases_opens_none(role):
    somebody(pnc_id=PNC)
    client = officer(role)

    assert client.get(reverse("admin:emergency")).status_code == 403
    assert ask(client).status_code == 403
    assert not EmergencyAccess.objects.exists()
    assert reverse("admin:emergency") not in client.get(reverse("admin:index")).content.decode()


def test_an_opening_is_reviewed_by_who_reads_the_log_of_the_person_with_a_note():
    somebody(family_name="Found", pnc_id=PNC)
    ask(officer())
    opening = EmergencyAccess.objects.get()
    listed, of = reverse("admin:emergencies"), [opening.pk]
    co_ordinator, elsewhere = reader_of(Client()), officer(Role.CO_ORDINATOR)
    today = co_ordinator.get(reverse("admin:index")).content.decode()

    assert "Case opened in an emergency" in today
    assert "FOUND" in co_ordinator.get(listed).content.decode()
    assert entry("list_emergencies").operation == "consultation"
    assert "FOUND" not in elsewhere.get(listed).content.decode()
    for note in ("x", " "):
        unseen = elsewhere.post(reverse("admin:review_emergency", args=of), {f"{of[0]}-note": note})
        never = elsewhere.post(reverse("admin:review_emergency", args=[10**6]), {"note": note})
        assert (unseen.status_code, never.status_code) == (404, 404)
    empty = co_ordinator.post(reverse("admin:review_emergency", args=of), {f"{of[0]}-note": " "})
    assert "This field is required." in empty.content.decode()
    assert EmergencyAccess.objects.get().reviewed_at is None

    done = co_ordinator.post(
        reverse("admin:review_emergency", args=of), {f"{of[0]}-note": "Rightly opened."}
    )

    assert (done.status_code, done["Location"]) == (302, listed)
    assert EmergencyAccess.objects.get().note == "Rightly opened."
    assert "FOUND" not in co_ordinator.get(listed).content.decode()


def test_nobody_reviews_the_own_opening():
    person = somebody(code="suffolk", pnc_id=PNC)
    client = reader_of(Client())
    assert ask(client).status_code == 302
    opening = EmergencyAccess.objects.get()
    assert opening.nominal_id == person.pk
    MembershipFactory(
        user=opening.user, role=Role.CO_ORDINATOR, area=area("suffolk"), agency=opening.user
        .memberships.get().agency,
    )  # fmt: skip

    listed = client.get(reverse("admin:emergencies")).content.decode()
    answer = client.post(
        reverse("admin:review_emergency", args=[opening.pk]), {f"{opening.pk}-note": "Fine."}
    )

    assert "somebody else of the area reviews it" in listed
    assert "somebody else of the area" in answer.content.decode()
    assert EmergencyAccess.objects.get().reviewed_at is None


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.STATISTICIAN, Role.BOARD_MEMBER])
def test_who_reads_no_log_sees_no_list_of_openings(role):
    assert officer(role).get(reverse("admin:emergencies")).status_code == 404
