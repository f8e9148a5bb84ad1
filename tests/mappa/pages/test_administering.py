"""Pages of administrators: accounts, clients, subscriptions and jobs, through their services."""

import re

import pytest
from django.utils import timezone

from agencies.choices import Role
from agencies.models import ClientCredential, Membership, SystemClient, User
from core.models import AuditEntry
from mappa.models import CaseloadExport, Delivery, StatisticsExport, Subscription
from mappa.schedule import TIMETABLE
from mappa.signing_in.enrolling import enrol, is_enrolled
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.mappa.pages.casework import entry, somebody
from tests.mappa.pages.words import NOW, ask, text

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
PAGES = ["accounts", "clients", "subscriptions", "jobs"]


@pytest.fixture
def administrator(client):
    """A client of an administrator who is no superuser."""
    client.force_login(UserFactory(username="wren", is_staff=True))
    return client


@pytest.fixture
def moss():
    user = UserFactory(username="moss", first_name="Alex", last_name="Moss")
    MembershipFactory(user=user, role=Role.CO_ORDINATOR)
    return user


@pytest.mark.parametrize("name", PAGES)
def test_they_are_for_administrators_alone(client, name):
    client.force_login(UserFactory())
    assert client.get(f"/admin/{name}/").status_code == 403
    assert client.post(f"/admin/{name}/").status_code == 403
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/admin/{name}/").status_code == 200
    assert f'href="/admin/{name}/"' in text(client.get("/admin/administration/"))


# Accounts


def test_an_account_says_how_it_stands_and_no_secret(administrator, moss):
    enrol(user=moss, secret=SECRET, by="moss", at=NOW)

    listed = text(administrator.get("/admin/accounts/"))
    page = text(administrator.get(f"/admin/accounts/{moss.pk}/"))

    assert "Alex Moss" in listed
    assert "MAPPA co-ordinator, Police, Norfolk, Norfolk" in listed
    for shown in (listed, page):
        assert SECRET not in shown
        assert '<td class="number">10</td>' in shown or "<dd>10</dd>" in shown
        assert "may sign in" in shown
    assert f"Second factor since</dt><dd>{timezone.localdate():%-d %B %Y}" in page


def test_a_second_factor_is_reset_for_a_reason(administrator, moss):
    enrol(user=moss, secret=SECRET, by="moss", at=NOW)
    url = f"/admin/accounts/{moss.pk}/"

    refused = administrator.post(url, {"do": "reset", "reason": ""})
    assert refused.status_code == 422
    assert is_enrolled(moss)

    assert administrator.post(url, {"do": "reset", "reason": "Lost. Known in person."}).url == url
    assert not is_enrolled(moss)
    told = entry("reset_second_factor")
    assert (told.actor, told.purpose) == ("wren", "Lost. Known in person.")
    assert administrator.post(url, {"do": "reset", "reason": "Again."}).status_code == 404


def test_an_account_is_locked_with_its_sessions_and_unlocked(administrator, moss, client):
    url = f"/admin/accounts/{moss.pk}/"
    other = type(client)()
    other.force_login(moss)
    assert other.get("/admin/duties/").status_code == 200

    administrator.post(url, {"do": "lock", "reason": "Left the police."})
    assert other.get("/admin/duties/").status_code == 302
    assert not User.objects.get(pk=moss.pk).is_active
    assert "locked" in text(administrator.get(url))
    assert entry("lock_user").purpose == "Left the police."
    assert administrator.post(url, {"do": "lock", "reason": "Again."}).status_code == 404

    administrator.post(url, {"do": "unlock", "reason": "Came back."})
    assert User.objects.get(pk=moss.pk).is_active
    assert entry("unlock_user").object_id == str(moss.pk)


def test_a_lock_out_is_seen_and_ended(administrator, moss, settings, client):
    guesser = type(client)()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        guesser.post("/accounts/login/", {"login": "moss", "password": "wrong"})
    url = f"/admin/accounts/{moss.pk}/"
    assert "locked out for a while" in text(administrator.get(url))

    administrator.post(url, {"do": "lift", "reason": "Was the owner."})

    assert "may sign in" in text(administrator.get(url))
    assert entry("lift_lock").purpose == "Was the owner."


def test_administrators_manage_neither_superusers_nor_each_other_nor_themselves(
    administrator, moss, client
):
    peers = [UserFactory(is_staff=True), UserFactory(is_superuser=True)]
    wren = User.objects.get(username="wren")
    listed = text(administrator.get("/admin/accounts/"))
    for each in [*peers, wren]:
        url = f"/admin/accounts/{each.pk}/"
        assert administrator.get(url).status_code == 404
        assert administrator.post(url, {"do": "lock", "reason": "x"}).status_code == 404
        assert url not in listed

    client.force_login(root := UserFactory(is_staff=True, is_superuser=True))
    url = f"/admin/accounts/{root.pk}/"
    refused = client.post(url, {"do": "lock", "reason": "x"})
    assert refused.status_code == 422
    assert "You cannot lock yourself" in text(refused)
    assert User.objects.get(pk=root.pk).is_active


# Clients


def register(client, **changed):
    form = {
        "name": "norfolk-police",
        "agency": default_agency("police").pk,
        "areas": [area().pk],
        "scopes": ["nominals:read"],
        "categories": ["1", "2"],
    }
    return client.post("/admin/clients/", form | changed)


def secret_in(response):
    return re.search(r"Secret</dt><dd><code>(\S+)</code>", text(response))[1]


def test_a_client_is_registered_and_its_secret_shown_once(administrator):
    response = register(administrator)
    found = SystemClient.objects.get()

    secret = secret_in(response)
    assert found.scopes == ["nominals:read"]
    assert found.categories == [1, 2]
    assert list(Membership.objects.values_list("role", "area__code")) == [("system", "norfolk")]
    assert "no-store" in response["Cache-Control"]
    page = text(administrator.get(f"/admin/clients/{found.pk}/"))
    assert found.credentials.get().client_id in page
    assert secret not in page
    assert found.credentials.get().client_secret not in page
    assert secret not in str(list(AuditEntry.objects.values()))
    assert entry("register_client").actor == "wren"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "Norfolk Police"}, "Name the client in small letters"),
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["all"]}, "Select a valid choice"),
        ({"categories": ["5"]}, "Select a valid choice"),
    ],
)
def test_a_client_on_wrong_terms_is_refused(administrator, changed, sentence):
    refused = register(administrator, **changed)

    assert refused.status_code == 422
    assert sentence in text(refused)
    assert not SystemClient.objects.exists()


def test_an_area_that_the_agency_does_not_serve_is_refused(administrator):
    refused = register(administrator, areas=[area("kent").pk])

    assert "Choose areas that Police, Norfolk serves." in text(refused)


def test_secrets_are_rotated_and_revoked_and_a_client_is_closed(administrator):
    register(administrator)
    found = SystemClient.objects.get()
    url = f"/admin/clients/{found.pk}/"
    old = found.credentials.get()

    assert secret_in(administrator.post(url, {"do": "issue"}))
    assert found.credentials.count() == 2
    third = administrator.post(url, {"do": "issue"})
    assert third.status_code == 422
    assert "two credentials: revoke" in text(third)

    assert administrator.post(url, {"do": "revoke", "credential": old.client_id}).url == url
    assert not ClientCredential.objects.filter(pk=old.pk).exists()
    gone = {"do": "revoke", "credential": old.client_id}
    assert administrator.post(url, gone).status_code == 404
    assert administrator.post(url, {"do": "delete"}).status_code == 404

    administrator.post(url, {"do": "close"})
    found.refresh_from_db()
    assert found.closed_on
    assert not found.credentials.exists()
    assert administrator.post(url, {"do": "issue"}).status_code == 422
    assert f"/admin/accounts/{found.user_id}/" not in text(administrator.get("/admin/accounts/"))


# Subscriptions


@pytest.fixture
def subscribed(administrator, moss):
    form = {"user": moss.pk, "address": "https://events.norfolk.example/mappa"}
    response = administrator.post("/admin/subscriptions/", form)
    return Subscription.objects.get(), text(response)


def test_a_subscription_is_made_and_its_secret_shown_once(administrator, subscribed):
    found, page = subscribed
    secret = re.search(r"<code>(whsec_\S+)</code>", page)[1]

    again = text(administrator.get(f"/admin/subscriptions/{found.public_id}/"))

    assert secret not in again
    assert "https://events.norfolk.example/mappa" in again
    assert str(found.public_id) in text(administrator.get("/admin/subscriptions/"))
    assert (entry("subscribe").actor, found.user.username) == ("wren", "moss")


@pytest.mark.parametrize(
    "address", ["http://events.example/", "https://127.0.0.1/", "https://10.0.0.1/", "nowhere"]
)
def test_an_address_that_is_not_called_is_refused(administrator, moss, address):
    refused = administrator.post("/admin/subscriptions/", {"user": moss.pk, "address": address})

    assert refused.status_code == 422
    assert not Subscription.objects.exists()


def test_it_is_paused_resumed_and_ended(administrator, subscribed):
    found, _page = subscribed
    url = f"/admin/subscriptions/{found.public_id}/"
    in_force = Subscription.objects.in_force(timezone.localdate())

    assert administrator.post(url, {"do": "pause"}).url == url
    assert not in_force.exists()
    assert "Paused" in text(administrator.get(url))
    assert administrator.post(url, {"do": "pause"}).status_code == 422

    administrator.post(url, {"do": "resume"})
    assert in_force.exists()
    assert administrator.post(url, {"do": "resume"}).status_code == 422

    assert "whsec_" in text(administrator.post(url, {"do": "rotate"}))
    administrator.post(url, {"do": "end"})
    assert not in_force.exists()
    ended = administrator.post(url, {"do": "resume"})
    assert ended.status_code == 422
    assert "has ended: make a new one" in text(ended)
    assert administrator.post(url, {"do": "delete"}).status_code == 404
    acts = AuditEntry.objects.values_list("act", flat=True)
    assert {"pause_subscription", "resume_subscription", "end_subscription"} <= set(acts)


def test_a_pause_forgets_nothing_of_what_is_to_be_told(administrator, subscribed):
    found, _page = subscribed
    former = (found.number, found.key, found.compared_at)

    for act in ("pause", "resume"):
        administrator.post(f"/admin/subscriptions/{found.public_id}/", {"do": act})

    found.refresh_from_db()
    assert (found.number, found.key, found.compared_at) == former


def test_deliveries_say_what_became_of_them_and_not_of_whom_they_are(administrator, subscribed):
    found, _page = subscribed
    person = somebody(family_name="Told")
    Delivery.objects.create(
        subscription=found,
        type=Delivery.Type.CHANGED,
        nominal=person.pk,
        opaque_id=person.public_id,
        made_at=NOW,
        next_attempt_at=NOW,
        attempts=3,
        answer=503,
        failure=Delivery.Failure.STATUS,
    )

    page = text(administrator.get(f"/admin/subscriptions/{found.public_id}/"))

    assert "Was changed" in page
    assert "503<small>A status code that is no success</small>" in page
    assert str(person.public_id) not in page


# Jobs


def test_jobs_say_how_far_they_are_and_why_they_failed(administrator, moss):
    asked = ask("norfolk", by="moss")
    type(asked).objects.update(failure="OperationalError", attempts=2)
    CaseloadExport.objects.create(
        user=moss, sender="moss", area=area("kent"), requested_at=NOW, purpose="Smith"
    )
    StatisticsExport.objects.create(day=NOW.date(), requested_at=NOW, failure="Disk is full.")

    page = text(administrator.get("/admin/jobs/"))

    assert "OperationalError" in page
    assert f'href="/requests/{asked.pk}/"' in page
    assert "Kent" in page
    assert "Smith" not in page
    assert "Disk is full." in page
    for name in TIMETABLE:
        assert name.capitalize() in page
    assert "every 1 minute<" in page
    assert "every 30 seconds" in page
    assert "each day at 6:30" in page
