"""Signing in through the pages, for the tests in a browser."""

from datetime import date

from agencies.choices import Role
from agencies.models import User
from mappa.signing_in.codes import code_now
from tests.factories.agencies import MembershipFactory

PASSWORD = "a long pass phrase"


def give_password(screen, username, password=PASSWORD):
    """The first step, on the page that asks for it."""
    screen.fill("input[name=login]", username)
    screen.fill("input[name=password]", password)
    screen.click("main .primary")


def enrol(screen):
    """The step of somebody new: reads the secret off the page, and answers with it."""
    secret = screen.locator(".secret code").inner_text().replace(" ", "")
    give_code(screen, code_now(secret))
    return secret


def give_code(screen, code):
    """The second step."""
    screen.fill("input[name=code]", code)
    screen.click("main .primary")


def sign_in_anew(screen, username):
    """All steps of somebody new, up to the page that was asked for."""
    give_password(screen, username)
    enrol(screen)
    screen.click("text=I have written them down")


def sign_in_co_ordinator(screen, address, **more):
    """A co-ordinator of the area, made for it, who has just signed in where `address` leads."""
    user = User.objects.create_user(
        "moss", password=PASSWORD, first_name="Alex", last_name="Moss", **more
    )
    MembershipFactory(user=user, role=Role.CO_ORDINATOR, valid_from=date(2024, 1, 1))
    screen.goto(address)
    sign_in_anew(screen, "moss")
