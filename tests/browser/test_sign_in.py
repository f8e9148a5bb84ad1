"""Signing in and out, in a browser: password, authenticator, code and recovery codes."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from mappa.signing_in.codes import code_now
from tests.browser.looking import assert_accessible
from tests.browser.signing_in import PASSWORD, enrol, give_code, give_password, sign_in_anew

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def administrator():
    return get_user_model().objects.create_superuser("administrator", password=PASSWORD)


def next_code(secret):
    """The code of the next half minute, which is taken too, since the present one is used up."""
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        return code_now(secret)


def test_a_page_asks_a_stranger_to_sign_in(live_server, page):
    page.goto(f"{live_server.url}/admin/")

    assert "/accounts/login/?next=/admin/" in page.url.replace("%2F", "/")


def test_a_newcomer_enrols_reads_the_recovery_codes_and_comes_to_the_page_asked_for(
    live_server, screen, pictures, administrator
):
    screen.goto(f"{live_server.url}/admin/")
    give_password(screen, "administrator")
    assert screen.locator("h1").inner_text() == "Enrol an authenticator"
    assert screen.locator(".picture svg path").bounding_box()["width"] > 150
    assert_accessible(screen, pictures, "enrol")

    give_code(screen, "000000")
    assert "not the code that belongs to the secret" in screen.locator(".errorlist").inner_text()
    assert_accessible(screen, pictures, "enrol-refused")
    enrol(screen)

    assert screen.locator(".codes li").count() == 10
    assert_accessible(screen, pictures, "recovery-codes")
    screen.click("text=I have written them down")
    assert screen.url == f"{live_server.url}/admin/"


def test_a_refusal_stands_by_its_field_and_is_read_out_with_it(
    live_server, screen, pictures, administrator
):
    screen.goto(f"{live_server.url}/admin/")
    give_password(screen, "administrator", "wrong horse")
    assert "/accounts/login/" in screen.url
    assert screen.locator("[role=alert]").is_visible()
    assert_accessible(screen, pictures, "sign-in-refused")

    give_password(screen, "administrator")
    secret = enrol(screen)
    screen.click("text=I have written them down")
    screen.goto(f"{live_server.url}/accounts/")
    screen.click("text=Sign out")
    give_password(screen, "administrator")
    give_code(screen, "000000")

    field = screen.locator("input[name=code]")
    said = field.get_attribute("aria-describedby").split()
    assert field.get_attribute("aria-invalid") == "true"
    assert all(screen.locator(f"#{each}").count() == 1 for each in said)
    assert "The code is not right" in screen.locator(f"#{said[-1]}").inner_text()
    assert_accessible(screen, pictures, "code-refused")
    give_code(screen, next_code(secret))
    assert screen.url == f"{live_server.url}/admin/"


def test_the_pages_of_ones_own_sign_in_are_accessible(live_server, screen, pictures, administrator):
    screen.goto(f"{live_server.url}/")
    sign_in_anew(screen, "administrator")
    screen.click(".who >> text=administrator")
    assert_accessible(screen, pictures, "account")
    screen.click("text=Make new ones")
    assert_accessible(screen, pictures, "recovery-codes-left")
    screen.go_back()
    screen.click("text=Change password")
    assert_accessible(screen, pictures, "change-password")
    for name, typed in [("old_password", "x"), ("new_password1", "y"), ("new_password2", "z")]:
        screen.fill(f"input[name={name}]", typed)
    screen.click("main .primary")
    assert_accessible(screen, pictures, "change-password-refused")
    for name, typed in [
        ("old_password", PASSWORD),
        ("new_password1", "another long phrase"),
        ("new_password2", "another long phrase"),
    ]:
        screen.fill(f"input[name={name}]", typed)
    screen.click("main .primary")

    assert "Your password is changed" in screen.locator("[role=status]").inner_text()
    assert_accessible(screen, pictures, "account-changed")


def test_enrolling_in_the_dark_and_on_a_telephone_is_accessible(
    live_server, screen, pictures, administrator
):
    screen.emulate_media(color_scheme="dark")
    screen.set_viewport_size({"width": 360, "height": 740})
    screen.goto(f"{live_server.url}/")
    assert_accessible(screen, pictures, "sign-in-telephone")
    give_password(screen, "administrator")
    assert_accessible(screen, pictures, "enrol-telephone")
    assert screen.evaluate("document.documentElement.scrollWidth") <= 360
    enrol(screen)
    assert_accessible(screen, pictures, "recovery-codes-telephone")


def test_all_of_it_works_without_a_script(live_server, browser, administrator):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    sign_in_anew(page, "administrator")

    assert page.url == f"{live_server.url}/admin/"
    page.click("text=Sign out")
    assert page.locator("h1").inner_text() == "Sign in"
    context.close()
