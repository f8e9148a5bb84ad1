"""A sign-in step by step: a password alone opens nothing."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from mappa.signing_in.codes import code_now, new_secret
from mappa.signing_in.enrolling import enrol, is_enrolled
from tests.mappa.signing_in.steps import (
    CODE,
    ENROL,
    LOGIN,
    PASSWORD,
    RECOVERY,
    enrolled,
    entries,
    give_code,
    give_password,
    is_in,
    newcomer,
    secret_on,
    sign_in,
    unused_codes,
)
from tests.mappa.signing_in.words import WRONG_CODE, WRONG_SIGN_IN, said

pytestmark = pytest.mark.django_db


def deactivate(user):
    user.is_active = False
    user.save()


def set_another_password(user):
    user.set_password("a whole new pass phrase")
    user.save()


# Password and code


def test_the_password_alone_leads_to_the_code_and_opens_nothing(client):
    enrolled()

    response = give_password(client)

    assert (response.status_code, response.url) == (302, CODE)
    assert SESSION_KEY not in client.session
    assert not is_in(client)
    assert entries("sign_in") == []


def test_password_and_code_open_the_page_that_was_asked_for(client):
    user, secret = enrolled()

    response = sign_in(client, secret, next_page="/requests/")

    assert (response.status_code, response.url) == (302, "/requests/")
    assert is_in(client)
    assert entries("sign_in") == [("sign_in", "ada", str(user.pk), {"second_factor": "totp"})]


def test_nobody_is_sent_to_another_site(client):
    _, secret = enrolled()

    response = sign_in(client, secret, next_page="https://elsewhere.example/")

    assert response.url == "/admin/"


def test_a_code_without_a_password_is_not_asked_for(client):
    _, secret = enrolled()

    assert client.get(CODE).url == LOGIN
    assert give_code(client, code_now(secret)).url == LOGIN
    assert not is_in(client)


def test_a_wrong_code_is_refused_and_the_right_one_then_taken(client):
    user, secret = enrolled()
    give_password(client)

    refused = give_code(client, "000000")

    assert WRONG_CODE in said(refused)
    assert not is_in(client)
    assert give_code(client, code_now(secret)).status_code == 302
    assert is_in(client)
    assert entries("fail_sign_in", "sign_in") == [
        (
            "fail_sign_in",
            "not signed in",
            str(user.pk),
            {"wrong": "second factor", "locked": False},
        ),
        ("sign_in", "ada", str(user.pk), {"second_factor": "totp"}),
    ]


@pytest.mark.parametrize("code", ["", "12345", "1" * 21, "١٢٣٤٥٦", "a b c", "12345\0"])
def test_what_is_no_code_is_refused(client, code):
    enrolled()
    give_password(client)

    assert give_code(client, code).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_code_of_a_clock_that_is_half_a_minute_off_is_taken(client, later, seconds):
    _, secret = enrolled()
    give_password(client)
    code = code_now(secret)
    later(seconds=seconds)

    assert give_code(client, code).status_code == 302


@pytest.mark.parametrize("seconds", [-31, 60])
def test_a_code_of_a_clock_that_is_further_off_is_refused(client, later, seconds):
    _, secret = enrolled()
    give_password(client)
    code = code_now(secret)
    later(seconds=seconds)

    assert WRONG_CODE in said(give_code(client, code))


@pytest.mark.parametrize("seconds", [0, 29, 30, 59])
def test_a_code_is_taken_once_as_long_as_it_lasts(client, later, seconds):
    _, secret = enrolled()
    give_password(client)
    code = code_now(secret)
    give_code(client, code)
    other = Client()
    give_password(other)
    later(seconds=seconds)

    assert WRONG_CODE in said(give_code(other, code))
    assert not is_in(other)


def test_no_earlier_code_is_taken_after_a_later_one(client, later):
    _, secret = enrolled()
    earlier = code_now(secret)
    later(seconds=30)
    sign_in(client, secret)
    other = Client()
    give_password(other)

    assert WRONG_CODE in said(give_code(other, earlier))


@pytest.mark.parametrize("change", [deactivate, set_another_password])
def test_whoever_is_deactivated_or_given_another_password_before_the_code_stays_out(client, change):
    user, secret = enrolled()
    give_password(client)
    change(user)

    assert give_code(client, code_now(secret)).url == LOGIN
    assert SESSION_KEY not in client.session
    assert entries("sign_in") == []


def test_a_password_is_kept_for_a_quarter_of_an_hour_until_the_code(client, later):
    _, secret = enrolled()
    give_password(client)
    later(minutes=15, seconds=1)

    assert give_code(client, code_now(secret)).url == LOGIN
    assert not is_in(client)


def test_one_may_begin_again_as_somebody_else(client):
    enrolled()
    _, secret = enrolled("bea")
    give_password(client)
    assert client.get(LOGIN).url == CODE

    client.post(reverse("account_logout"))
    assert client.get(LOGIN).status_code == 200
    sign_in(client, secret, "bea")

    assert is_in(client)
    assert [by for _, by, _, _ in entries("sign_in")] == ["bea"]


def test_the_session_gets_another_key_on_the_way_in(client):
    _, secret = enrolled()
    give_password(client)
    before = client.session.session_key
    give_code(client, code_now(secret))

    assert client.session.session_key != before


# The same words for whoever it is


def test_a_wrong_password_and_an_unknown_user_are_answered_alike(client):
    user = newcomer()

    wrong = give_password(client, password="another pass phrase")
    unknown = give_password(Client(), username="eve")
    gone = newcomer("gone", is_active=False)
    inactive = give_password(Client(), username="gone")

    assert WRONG_SIGN_IN in said(wrong)
    assert {wrong.status_code, unknown.status_code, inactive.status_code} == {200}
    assert said(wrong, "ada") == said(unknown, "eve") == said(inactive, "gone")
    failed = {"wrong": "password", "locked": False}
    assert entries("fail_sign_in") == [
        ("fail_sign_in", "not signed in", str(user.pk), failed),
        ("fail_sign_in", "not signed in", "", failed),
        ("fail_sign_in", "not signed in", str(gone.pk), failed),
    ]


@pytest.mark.parametrize("username", ["Ada", "ada\0", "x" * 151, "", "\u0430da"])
def test_another_spelling_is_another_user(client, username):
    newcomer()

    assert give_password(client, username).status_code == 200


# Enrolling


def test_whoever_has_no_second_factor_is_led_to_enrol_and_sees_nothing_before(client):
    newcomer(is_staff=True, is_superuser=True)

    assert give_password(client).url == ENROL

    assert not is_in(client)
    assert client.get("/admin/").status_code == 302
    assert client.get(RECOVERY).status_code == 302
    page = client.get(ENROL)
    assert page.status_code == 200
    assert '<svg width="' in page.content.decode()
    assert "style=" not in page.content.decode()
    assert secret_on(page) == secret_on(client.get(ENROL)), "a reload keeps the secret"


def test_the_first_code_enrols_signs_in_and_shows_the_recovery_codes_once(client):
    user = newcomer()
    give_password(client, next_page="/reference/")
    secret = secret_on(client.get(ENROL))

    assert client.post(ENROL, {"code": "000000"}).status_code == 200
    assert not is_enrolled(user)
    response = client.post(ENROL, {"code": code_now(secret)})

    assert response.url == f"{RECOVERY}?next=%2Freference%2F"
    assert is_in(client)
    shown = client.get(response.url)
    again = client.get(response.url)
    codes = [f"{code[:4]} {code[4:]}" for code in unused_codes(user)]
    assert len(codes) == 10
    assert all(code in said(shown) for code in codes)
    assert 'href="/reference/"' in said(shown)
    assert not any(code in said(again) for code in codes)
    assert entries("enrol_second_factor", "sign_in") == [
        ("enrol_second_factor", "ada", str(user.pk), {}),
        ("sign_in", "ada", str(user.pk), {"second_factor": "totp"}),
    ]


def test_the_code_that_enrolled_is_not_taken_again(client):
    newcomer()
    give_password(client)
    secret = secret_on(client.get(ENROL))
    code = code_now(secret)
    client.post(ENROL, {"code": code})
    other = Client()
    give_password(other)

    assert WRONG_CODE in said(give_code(other, code))


def test_of_two_who_enrol_at_once_the_second_signs_in_with_the_factor_of_the_first(client):
    user = newcomer()
    other = Client()
    for each in (client, other):
        give_password(each)
    secrets = [secret_on(each.get(ENROL)) for each in (client, other)]
    client.post(ENROL, {"code": code_now(secrets[0])})

    assert other.post(ENROL, {"code": code_now(secrets[1])}).url == LOGIN

    assert not is_in(other)
    assert Authenticator.objects.get(user=user, type="totp").data["secret"] == secrets[0]
    assert give_password(other).url == CODE


def test_nobody_has_two_second_factors():
    user, _ = enrolled()

    with pytest.raises(ValidationError, match="There is a second factor already"):
        enrol(user=user, secret=new_secret(), by="test", at=timezone.now())


@pytest.mark.parametrize("change", [deactivate, set_another_password])
def test_whoever_is_deactivated_or_given_another_password_before_enrolling_does_not_enrol(
    client, change
):
    user = newcomer()
    give_password(client)
    secret = secret_on(client.get(ENROL))
    change(user)

    assert client.post(ENROL, {"code": code_now(secret)}).url == LOGIN
    assert not is_enrolled(user)
    assert client.get(ENROL).url == LOGIN


# Recovery codes


def test_a_recovery_code_signs_in_once(client):
    user, _ = enrolled()
    code = unused_codes(user)[3]
    give_password(client)

    assert give_code(client, f"{code[:4]} {code[4:]}").status_code == 302
    assert is_in(client)
    other = Client()
    give_password(other)
    assert WRONG_CODE in said(give_code(other, code))
    assert not is_in(other)
    assert len(unused_codes(user)) == 9
    assert entries("use_recovery_code", "sign_in") == [
        ("use_recovery_code", "ada", str(user.pk), {"left": 9}),
        ("sign_in", "ada", str(user.pk), {"second_factor": "recovery_codes"}),
    ]


def test_a_recovery_code_is_its_own_users(client):
    enrolled()
    other, _ = enrolled("bea")
    give_password(client)

    assert WRONG_CODE in said(give_code(client, unused_codes(other)[0]))


def test_new_recovery_codes_ask_for_a_code_and_replace_the_old_ones(client, later):
    user, secret = enrolled()
    sign_in(client, secret)
    client.get(RECOVERY)
    old = unused_codes(user)
    later(seconds=30)

    assert WRONG_CODE in said(client.post(RECOVERY, {"code": "000000"}))
    assert unused_codes(user) == old
    assert client.post(RECOVERY, {"code": code_now(secret)}).url == RECOVERY

    assert not set(unused_codes(user)) & set(old)
    assert unused_codes(user)[0][:4] in said(client.get(RECOVERY))
    assert entries("renew_recovery_codes") == [("renew_recovery_codes", "ada", str(user.pk), {})]


# No other door


def test_the_admin_has_no_sign_in_of_its_own(client):
    _, secret = enrolled(is_staff=True, is_superuser=True)

    for method in (client.get, client.post):
        response = method("/admin/login/", {"username": "ada", "password": PASSWORD})
        assert response.status_code == 302
        assert response.url.startswith(LOGIN)
    assert client.get("/admin/").url.startswith("/admin/login/?next=/admin/")
    sign_in(client, secret)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/password_change/").url == "/accounts/password/"


def test_the_admin_is_closed_to_those_who_are_no_staff(client):
    _, secret = enrolled()
    sign_in(client, secret)

    assert client.get("/admin/login/").status_code == 403


def test_signing_out_of_the_admin_is_in_the_log_as_any_other(client):
    user, secret = enrolled(is_staff=True)
    sign_in(client, secret)
    client.post("/admin/logout/")

    assert not is_in(client)
    assert entries("sign_out") == [("sign_out", "ada", str(user.pk), {})]


@pytest.mark.parametrize(
    "path",
    [
        "signup/", "inactive/", "reauthenticate/", "email/", "confirm-email/", "confirm-email/k/",
        "password/change/", "password/set/", "password/reset/", "password/reset/done/",
        "password/reset/key/1-k/", "login/code/confirm/", "phone/verify/", "2fa/", "2fa/totp/",
        "2fa/totp/activate/", "2fa/totp/deactivate/", "2fa/webauthn/", "2fa/recovery-codes/",
        "2fa/recovery-codes/download/", "2fa/authenticate/", "2fa/trust/", "3rdparty/",
        "social/login/error/", "sessions/", "google/login/",
    ],
)  # fmt: skip
def test_whatever_else_allauth_could_do_is_not_there(client, path):
    with pytest.raises(Resolver404):
        resolve(f"/accounts/{path}")
    assert client.get(f"/accounts/{path}").status_code == 404


def test_every_answer_is_a_page(client):
    newcomer()

    for headers in ({"x-requested-with": "XMLHttpRequest"}, {"accept": "application/json"}):
        assert client.get(LOGIN, headers=headers).headers["Content-Type"].startswith("text/html")
