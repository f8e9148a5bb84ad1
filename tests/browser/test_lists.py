"""Lists in a browser: sorted, kept and handed out, by keyboard, at 400 % of zoom and without a
script."""

import pytest
import time_machine

from tests.browser.looking import assert_accessible, assert_whole
from tests.browser.signing_in import sign_in_co_ordinator
from tests.mappa.pages.casework import MORNING, Morning

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def co_ordinator(live_server, screen):
    with time_machine.travel(MORNING):
        Morning()
        sign_in_co_ordinator(screen, live_server.url)
        yield screen


def test_a_list_is_sorted_kept_and_handed_out_by_the_keyboard(
    live_server, co_ordinator, pictures, tmp_path
):
    press = co_ordinator.keyboard.press
    co_ordinator.goto(f"{live_server.url}/admin/duties/?when=overdue")
    co_ordinator.get_by_role("link", name="Person", exact=True).focus()
    press("Enter")
    co_ordinator.wait_for_url("**order=person")
    assert co_ordinator.locator('th[aria-sort="ascending"]').inner_text().startswith("Person")

    co_ordinator.get_by_text("Keep, rename or remove").focus()
    press("Enter")
    co_ordinator.get_by_label("Keep what is chosen now as").focus()
    co_ordinator.keyboard.type("Overdue by name")
    press("Enter")
    view = co_ordinator.get_by_role("link", name="Overdue by name")
    view.wait_for()
    assert view.get_attribute("aria-current") == "true"
    co_ordinator.get_by_text("Keep, rename or remove").click()
    assert_whole(co_ordinator, pictures, "views")

    with co_ordinator.expect_download() as waiting:
        co_ordinator.get_by_role("link", name="Export as CSV").focus()
        press("Enter")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name.startswith("OFFICIAL-SENSITIVE-duties-")
    assert file.read_text("utf-8-sig").startswith('"OFFICIAL-SENSITIVE"\n"Duties"')


def test_those_found_are_sorted_and_handed_out(co_ordinator, pictures, tmp_path):
    co_ordinator.fill("#seek", "referred")
    co_ordinator.keyboard.press("Enter")
    co_ordinator.get_by_role("button", name="Person", exact=True).focus()
    co_ordinator.keyboard.press("Enter")
    co_ordinator.locator('th[aria-sort="ascending"]').wait_for()
    assert_whole(co_ordinator, pictures, "found-sorted")
    with co_ordinator.expect_download() as waiting:
        co_ordinator.get_by_role("button", name="Export as CSV").click()
    assert waiting.value.suggested_filename.startswith("OFFICIAL-SENSITIVE-nominals-found-")
    assert "?" not in co_ordinator.url


def test_a_refused_name_is_said_first(live_server, co_ordinator, pictures):
    co_ordinator.goto(f"{live_server.url}/admin/caseload/")
    co_ordinator.get_by_text("Keep, rename or remove").click()
    for _ in range(2):
        co_ordinator.get_by_label("Keep what is chosen now as").fill("Mine")
        co_ordinator.get_by_role("button", name="Keep", exact=True).click()
        co_ordinator.get_by_text("Keep, rename or remove").click()
    assert "You have a view of this name already" in co_ordinator.get_by_role("alert").inner_text()
    co_ordinator.complaints.clear()
    assert_accessible(co_ordinator, pictures, "view-refused")
