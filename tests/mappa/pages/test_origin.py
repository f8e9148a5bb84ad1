"""Every request has an address and a number, in its entries and in its answer."""

import uuid

import pytest
from django.urls import reverse

from core import audit
from core.models import AuditEntry
from tests.factories.agencies import UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
GIVEN = "0123-abc-XYZ"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(username="staff", is_staff=True))
    return client


def add_a_bank_holiday(client, **headers):
    data = {"day": "2024-09-02", "name": "A jubilee", "source": "Proclamation"}
    return client.post(
        reverse("admin:agencies_bankholiday_add"),
        data,
        headers=headers,
        REMOTE_ADDR="192.0.2.7",
    )


def test_an_entry_carries_the_address_and_the_number_of_its_request(staff):
    response = add_a_bank_holiday(staff, x_request_id=GIVEN)

    entry = AuditEntry.objects.get(act="add_bankholiday")
    assert response.status_code == 302
    assert (entry.address, entry.request_id) == ("192.0.2.7", GIVEN)
    assert response.headers["X-Request-ID"] == GIVEN


def test_a_header_of_a_proxy_is_not_believed(staff):
    add_a_bank_holiday(staff, x_forwarded_for="203.0.113.9")

    assert AuditEntry.objects.get(act="add_bankholiday").address == "192.0.2.7"


@pytest.mark.parametrize("number", ["a" * 8, "a" * 64, "A-z-0-9-"])
def test_the_number_of_the_caller_is_kept(client, number):
    response = client.get(LOGIN, headers={"x-request-id": number})

    assert response.headers["X-Request-ID"] == number


@pytest.mark.parametrize(
    "number",
    ["", "a" * 7, "a" * 65, "with space", "line\nbreak", "line-break\n", "semi;colon", "numéro-un"],
)
def test_another_number_is_replaced_by_one_of_chance(client, number):
    first, second = (
        client.get(LOGIN, headers={"x-request-id": number}).headers["X-Request-ID"]
        for _ in range(2)
    )

    assert uuid.UUID(first).version == uuid.UUID(second).version == 4
    assert first != second


@pytest.mark.parametrize("path", ["/", "/nowhere/", LOGIN, "/static/absent.css"])
def test_every_answer_carries_a_number(client, path):
    assert uuid.UUID(client.get(path).headers["X-Request-ID"])


def test_an_answer_to_a_request_that_failed_carries_its_number(client, monkeypatch):
    def fail(*arguments, **named):
        raise RuntimeError

    monkeypatch.setattr("allauth.account.views.LoginView.get", fail)
    client.raise_request_exception = False

    response = client.get(LOGIN, headers={"x-request-id": GIVEN})

    assert (response.status_code, response.headers["X-Request-ID"]) == (500, GIVEN)
    assert audit.origin() == audit.Origin()
