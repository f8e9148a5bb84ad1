"""The log and the pages of administrators in a browser, whole at 400 % of zoom and in the dark."""

import pytest
import time_machine

from agencies.choices import Role
from agencies.models import User
from tests.browser.looking import assert_whole
from tests.browser.signing_in import PASSWORD, sign_in_co_ordinator
from tests.factories.agencies import MembershipFactory
from tests.mappa.pages.casework import MORNING, Morning
from tests.mappa.pages.words import ask

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def administrator(live_server, screen):
    with time_machine.travel(MORNING):
        Morning()
        sign_in_co_ordinator(screen, live_server.url, is_staff=True)
        yield screen


def test_the_log_is_searched_by_the_keyboard(live_server, administrator, pictures):
    administrator.get_by_role("link", name="Access log").focus()
    administrator.keyboard.press("Enter")
    administrator.wait_for_url("**/admin/log/")
    administrator.get_by_label("User name").fill("moss")
    administrator.keyboard.press("Enter")
    administrator.get_by_role("status").wait_for()
    assert "show_today" in administrator.locator("tbody").inner_text()
    assert administrator.url == f"{live_server.url}/admin/log/"
    assert_whole(administrator, pictures, "log")


def test_pages_of_administrators_are_whole(live_server, administrator, pictures):
    ask("norfolk")
    other = User.objects.create_user("reed", password=PASSWORD, first_name="Jo", last_name="Reed")
    MembershipFactory(user=other, role=Role.AUDITOR)
    for name in ("administration", "accounts", "clients", "subscriptions", "jobs"):
        administrator.goto(f"{live_server.url}/admin/{name}/")
        assert_whole(administrator, pictures, f"admin-{name}")

    administrator.goto(f"{live_server.url}/admin/accounts/{other.pk}/")
    administrator.get_by_label("Reason").fill("Left.")
    administrator.get_by_role("button", name="Lock the account").click()
    administrator.get_by_role("button", name="Unlock the account").wait_for()
    assert_whole(administrator, pictures, "admin-account")

    administrator.goto(f"{live_server.url}/admin/clients/")
    administrator.get_by_label("Short name").fill("norfolk-police")
    administrator.get_by_label("Agency").select_option(label="Police, Norfolk")
    administrator.get_by_label("Areas").select_option(label="Norfolk")
    administrator.get_by_label("Read people, their histories").check()
    administrator.get_by_label("1", exact=True).check()
    administrator.get_by_role("button", name="Register").click()
    administrator.get_by_text("shown this once").wait_for()
    assert_whole(administrator, pictures, "admin-client")

    administrator.goto(f"{live_server.url}/admin/subscriptions/")
    administrator.get_by_label("User whose sight decides").select_option(label="moss")
    administrator.get_by_label("Address").fill("https://events.norfolk.example/mappa")
    administrator.get_by_role("button", name="Subscribe").click()
    administrator.get_by_text("shown this once").wait_for()
    assert_whole(administrator, pictures, "admin-subscription")
