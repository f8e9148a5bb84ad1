"""Keys that lead where the navigation leads; listed, never in the way of typing, switched off."""

from datetime import date

import pytest
import time_machine

from agencies.choices import Role
from agencies.models import User
from tests.browser.looking import assert_accessible
from tests.browser.signing_in import PASSWORD, sign_in_anew, sign_in_co_ordinator
from tests.factories.agencies import MembershipFactory
from tests.mappa.pages.casework import MORNING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def co_ordinator(live_server, screen):
    with time_machine.travel(MORNING):
        sign_in_co_ordinator(screen, live_server.url)
        yield screen


def until_there_are_keys(screen):
    """A page shows its button once its script has run: before that, a key is lost."""
    screen.get_by_role("button", name="Keys").wait_for()


def test_keys_lead_are_listed_and_are_switched_off(live_server, co_ordinator, pictures):
    press = co_ordinator.keyboard.press
    for second, heading in (("d", "Duties"), ("n", "Find somebody"), ("t", "Monday 8 July 2024")):
        until_there_are_keys(co_ordinator)
        press("g")
        press(second)
        co_ordinator.get_by_role("heading", name=heading, level=1).wait_for()
    until_there_are_keys(co_ordinator)
    press("g")
    press("r")
    co_ordinator.wait_for_url("**/returns/**")
    until_there_are_keys(co_ordinator)

    # In a field they are letters.
    press("/")
    assert co_ordinator.evaluate("document.activeElement.id") == "seek"
    co_ordinator.keyboard.type("g d/?")
    assert co_ordinator.locator("#seek").input_value() == "g d/?"
    assert not co_ordinator.get_by_role("dialog").is_visible()
    co_ordinator.locator("h1").click()

    # A key of its own is none, and neither is one that comes too late or with another.
    for keys in ("d", "Control+d", "Alt+g", "g", "x", "d"):
        press(keys)
    assert "/returns/" in co_ordinator.url

    press("?")
    dialog = co_ordinator.get_by_role("dialog")
    words = " ".join(dialog.inner_text().split())
    keys = "g t Today g n Nominals g p Panels g d Duties g r Returns"
    assert f"/ Find somebody {keys} ? These keys" in words
    assert_accessible(co_ordinator, pictures, "keys")
    co_ordinator.set_viewport_size({"width": 320, "height": 640})
    assert_accessible(co_ordinator, pictures, "keys-400")
    assert co_ordinator.evaluate("document.documentElement.scrollWidth") <= 320
    co_ordinator.set_viewport_size({"width": 1366, "height": 768})

    dialog.get_by_label("Keys are on in this browser").focus()
    press("Space")
    press("Escape")
    for keys in ("g", "d", "?", "/"):
        press(keys)
    assert not dialog.is_visible()
    assert "/returns/" in co_ordinator.url
    assert co_ordinator.evaluate("document.activeElement.id") != "seek"

    # They stay off on other pages, until they are switched on again.
    co_ordinator.goto(f"{live_server.url}/admin/duties/")
    until_there_are_keys(co_ordinator)
    for keys in ("g", "t"):
        press(keys)
    assert co_ordinator.url.endswith("/admin/duties/")
    co_ordinator.get_by_role("button", name="Keys").focus()
    press("Enter")
    dialog.get_by_label("Keys are on in this browser").check()
    dialog.get_by_role("button", name="Close").click()
    for keys in ("g", "t"):
        press(keys)
    co_ordinator.get_by_role("heading", name="Monday 8 July 2024").wait_for()


def test_without_a_script_there_are_no_keys_and_nothing_speaks_of_them(live_server, browser):
    with time_machine.travel(MORNING):
        user = User.objects.create_user("reed", password=PASSWORD)
        MembershipFactory(user=user, role=Role.CO_ORDINATOR, valid_from=date(2024, 1, 1))
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(live_server.url)
        sign_in_anew(page, "reed")
        assert not page.get_by_text("Keys", exact=True).first.is_visible()
        context.close()
