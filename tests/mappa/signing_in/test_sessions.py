"""How long a session counts, whose it is, and what ends it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mappa.signing_in.enrolling import reset_second_factor
from mappa.tasks import tidy_sign_ins
from tests.factories.agencies import UserFactory
from tests.mappa.signing_in.steps import PASSWORD, enrolled, entries, is_in, sign_in

pytestmark = pytest.mark.django_db

NEW = "a whole new pass phrase"


@pytest.fixture
def inside(client):
    """A client that has signed in, and who it is."""
    user, secret = enrolled(is_staff=True)
    sign_in(client, secret)
    assert is_in(client)
    return client, user, secret


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, False), (1, False)])
def test_a_session_at_rest_ends_after_half_an_hour(inside, later, seconds, counts):
    later(minutes=30, seconds=seconds)

    assert is_in(inside[0]) == counts


def test_a_request_begins_the_half_hour_anew(inside, later):
    later(minutes=29)
    assert is_in(inside[0])
    later(minutes=29)

    assert is_in(inside[0])


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, False), (1, False)])
def test_a_session_in_use_ends_after_twelve_hours(inside, later, seconds, counts):
    client, user, _ = inside
    for _ in range(35):
        later(minutes=20)
        assert is_in(client)
    later(minutes=20, seconds=seconds)

    assert is_in(client) == counts
    ended = [] if counts else [("end_session", "ada", str(user.pk), {})]
    assert entries("end_session") == ended


def test_a_sign_in_begins_the_twelve_hours_anew(inside, later):
    client, _, secret = inside
    later(minutes=29)
    client.post(reverse("account_logout"))
    sign_in(client, secret)
    for _ in range(71):
        later(minutes=10)
        assert is_in(client)


def test_a_session_without_a_second_factor_is_nobodys(client, signed_in_with_a_second_factor):
    """As any other door would make one that signs in by itself."""
    user = UserFactory(is_staff=True, is_superuser=True)
    signed_in_with_a_second_factor(client, user, settings.AUTHENTICATION_BACKENDS[-1])
    assert SESSION_KEY in client.session

    assert client.get("/api/v1/areas/").status_code == 401
    assert not is_in(client)

    assert SESSION_KEY not in client.session
    assert client.get("/admin/").status_code == 302


def test_a_session_of_our_sign_in_opens_the_api(inside):
    client, _, secret = inside

    assert client.get("/api/v1/areas/").status_code == 200
    assert Client().get("/api/v1/areas/").status_code == 401
    basic = Client().get("/api/v1/areas/", headers={"authorization": f"Basic ada:{secret}"})
    assert basic.status_code == 401


def test_signing_out_ends_the_session_and_is_logged(inside):
    client, user, _ = inside
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value

    response = client.post(reverse("account_logout"))

    assert response.url == "/accounts/login/"
    client.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_in(client)
    assert entries("sign_out") == [("sign_out", "ada", str(user.pk), {})]


def test_nobody_is_signed_out_by_a_link(inside):
    assert inside[0].get(reverse("account_logout")).status_code == 405
    assert is_in(inside[0])


def change(client, old=PASSWORD, new=NEW):
    return client.post(
        reverse("change_password"),
        {"old_password": old, "new_password1": new, "new_password2": new},
    )


def test_a_new_password_ends_the_other_sessions_and_not_this_one(inside, later):
    client, user, secret = inside
    other = Client()
    later(seconds=30)
    sign_in(other, secret)
    assert is_in(other)

    response = change(client)

    assert response.url == reverse("account")
    assert "Your password is changed." in client.get(response.url).content.decode()
    assert is_in(client)
    assert not is_in(other)
    assert entries("change_password") == [("change_password", "ada", str(user.pk), {})]


def test_a_new_password_does_not_prolong_the_session(inside, later):
    client, _, _ = inside
    for _ in range(71):
        later(minutes=10)
        assert is_in(client)
    change(client)
    later(minutes=10)

    assert not is_in(client)


@pytest.mark.parametrize(("seconds", "left"), [(-1, 1), (0, 0)])
def test_a_session_that_ran_out_is_removed_at_night(inside, later, seconds, left):
    later(minutes=30, seconds=seconds)
    tidy_sign_ins()

    assert Session.objects.count() == left


def test_whoever_is_deactivated_is_out_at_once(inside):
    client, user, _ = inside
    user.is_active = False
    user.save()

    assert not is_in(client)


def test_resetting_a_second_factor_ends_the_sessions_of_its_user_alone(inside):
    client, user, _ = inside
    _, others_secret = enrolled("bea")
    others = Client()
    sign_in(others, others_secret, "bea")

    reset_second_factor(user=user, reason="lost", by="test", at=timezone.now())

    assert not is_in(client)
    assert is_in(others)


def test_the_cookies_are_of_this_site_and_out_of_reach_of_scripts(inside):
    client, _, _ = inside
    client.get("/accounts/password/")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == "", "ends with the browser"


def test_the_settings_are_those_of_the_tests():
    assert timedelta(hours=12) == settings.MAPPA_SESSION
    assert settings.SESSION_COOKIE_AGE == 1800
