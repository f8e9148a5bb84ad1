"""Signing in and out, in a browser."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def administrator():
    return get_user_model().objects.create_superuser("administrator", password="correct horse")


def sign_in(page, live_server, password):
    page.goto(f"{live_server.url}/accounts/login/?next=/admin/")
    page.fill("input[name=username]", "administrator")
    page.fill("input[name=password]", password)
    page.click("[type=submit]")


def test_a_page_asks_a_stranger_to_sign_in(live_server, page):
    page.goto(f"{live_server.url}/admin/")

    assert "/login/?next=/admin/" in page.url


def test_the_right_password_opens_the_page_that_was_asked_for(live_server, page, administrator):
    sign_in(page, live_server, "correct horse")

    assert page.url == f"{live_server.url}/admin/"


def test_a_wrong_password_is_refused_with_a_sentence(live_server, page, administrator):
    sign_in(page, live_server, "wrong horse")

    assert "/accounts/login/" in page.url
    assert page.locator(".errornote").is_visible()
