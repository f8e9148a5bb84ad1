"""A co-ordinator's pages in a browser: read by everybody, whole at 400 % of zoom, on paper too."""

from datetime import date

import pytest
import time_machine

from agencies.choices import Role
from agencies.models import User
from mappa.models import CaseloadImport
from mappa.tasks import import_caseload
from nominals.models import EmergencyAccess
from tests.api.caseloads.sending import ONE, zipped
from tests.browser.looking import assert_accessible, assert_whole
from tests.browser.signing_in import PASSWORD, sign_in_anew, sign_in_co_ordinator
from tests.core.documents.reading import page_texts
from tests.factories.agencies import MembershipFactory, UserFactory, area
from tests.mappa.pages.casework import MORNING, Morning, somebody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def morning():
    with time_machine.travel(MORNING):
        yield Morning()


@pytest.fixture
def co_ordinator(live_server, screen, morning):
    """A screen on which a co-ordinator has just signed in."""
    sign_in_co_ordinator(screen, live_server.url)
    return screen


def test_the_day_begins_with_today_and_a_number_opens_its_list(co_ordinator, pictures):
    assert co_ordinator.locator("h1").inner_text() == "Monday 8 July 2024"
    assert_whole(co_ordinator, pictures, "today")

    number = co_ordinator.locator(".late .counts a").first
    count = number.inner_text().split()[0]
    number.focus()
    co_ordinator.keyboard.press("Enter")
    co_ordinator.wait_for_url("**/admin/duties/*")

    assert co_ordinator.locator("h1").inner_text() == "Duties"
    assert co_ordinator.locator(".lead").inner_text().startswith(f"{count} dut")
    assert_whole(co_ordinator, pictures, "duties")


def test_a_person_is_read_as_a_drawing_and_as_a_table(co_ordinator, pictures, tmp_path):
    co_ordinator.click("section[aria-labelledby=panels] a")
    co_ordinator.click("main td a:text-is('RAISED')")
    assert co_ordinator.locator("h1").inner_text() == "RAISED"
    assert "Next meeting 9 July 2024 (tomorrow)." in co_ordinator.locator(".lead").inner_text()
    assert_whole(co_ordinator, pictures, "nominal")

    table = co_ordinator.locator("section[aria-labelledby=years] table")
    assert not table.is_visible()
    co_ordinator.focus("section[aria-labelledby=years] summary")
    co_ordinator.keyboard.press("Enter")
    assert "Level 2" in table.inner_text()
    assert_accessible(co_ordinator, pictures, "nominal-table")

    co_ordinator.keyboard.press("Enter")
    co_ordinator.pdf(path=tmp_path / "person.pdf")
    printed = "".join(page_texts((tmp_path / "person.pdf").read_bytes()))
    assert "Registeredas" in printed, "the table is printed though it is folded on the screen"


def test_somebody_is_found_from_any_page_and_opened_by_the_keyboard_alone(
    live_server, co_ordinator, pictures
):
    co_ordinator.goto(f"{live_server.url}/reference/")
    co_ordinator.focus("#seek")
    co_ordinator.keyboard.type("raisd")
    co_ordinator.keyboard.press("Enter")

    co_ordinator.wait_for_url(f"{live_server.url}/admin/nominals/")
    assert "within typing distance" in co_ordinator.locator("main tbody").inner_text()
    assert_whole(co_ordinator, pictures, "finding")
    co_ordinator.focus("main tbody a")
    co_ordinator.keyboard.press("Enter")
    co_ordinator.wait_for_url("**/admin/nominals/*/")
    assert co_ordinator.locator("h1").inner_text() == "RAISED"


def test_all_of_it_works_without_a_script(live_server, browser, morning):
    user = User.objects.create_user("reed", password=PASSWORD)
    MembershipFactory(user=user, role=Role.CO_ORDINATOR, valid_from=date(2024, 1, 1))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    sign_in_anew(page, "reed")
    page.fill("#seek", "raised")
    page.click(".seek button")
    page.click("main tbody a")

    assert page.locator("h1").inner_text() == "RAISED"
    page.click("section[aria-labelledby=years] summary")
    assert page.locator("section[aria-labelledby=years] table").is_visible()
    context.close()


@pytest.mark.parametrize(
    "name", ["sittings", "referrals", "transfers", "caseload", "stopping", "attendance"]
)
def test_every_list_is_whole(live_server, co_ordinator, pictures, name):
    co_ordinator.goto(f"{live_server.url}/admin/{name}/")

    assert_whole(co_ordinator, pictures, name)


def test_today_is_printed_with_its_marking(co_ordinator, tmp_path):
    co_ordinator.pdf(path=tmp_path / "today.pdf")

    texts = page_texts((tmp_path / "today.pdf").read_bytes())
    assert all(text.count("OFFICIAL-SENSITIVE") >= 2 for text in texts)
    assert "Monday8July2024" in texts[0]
    assert "Signout" not in "".join(texts)


def test_a_case_is_opened_in_an_emergency_by_keyboard_and_reviewed(co_ordinator, pictures):
    somebody(1, code="suffolk", family_name="Found", pnc_id="2001/0171310W")
    press = co_ordinator.keyboard.press
    co_ordinator.get_by_role("link", name="Open a case in an emergency").focus()
    press("Enter")
    co_ordinator.get_by_label("The whole identifier").focus()
    co_ordinator.keyboard.type("99/1Z")
    press("Tab")
    press("Tab")
    co_ordinator.keyboard.type("A child is at risk.")
    press("Tab")
    press("Enter")
    co_ordinator.get_by_text("Nobody who can be opened").wait_for()
    assert co_ordinator.get_by_label("What the emergency is").input_value() == "A child is at risk."
    assert_whole(co_ordinator, pictures, "emergency")

    co_ordinator.get_by_label("The whole identifier").fill("01/171310W")
    press("Enter")
    co_ordinator.wait_for_url("**/nominals/**")
    # Opened until an instant by the clock of the database, which is long past that morning.
    assert EmergencyAccess.objects.get().reason == "A child is at risk."
    MembershipFactory(user=User.objects.get(username="moss"), role=Role.AUDITOR,
                      area=area("suffolk"))  # fmt: skip
    EmergencyAccess.objects.update(user=UserFactory(first_name="Kim", last_name="Wren"))
    co_ordinator.goto(co_ordinator.url.partition("/admin/")[0] + "/admin/emergencies/")
    assert_whole(co_ordinator, pictures, "emergencies")
    co_ordinator.get_by_label("What the review found").focus()
    co_ordinator.keyboard.type("Rightly opened.")
    press("Tab")
    press("Enter")
    co_ordinator.get_by_text("0 openings wait for review.").wait_for()


def test_a_caseload_is_sent_and_what_is_wrong_is_named_by_line(
    co_ordinator, pictures, tmp_path, settings
):
    settings.MAPPA_FILES = tmp_path / "files"
    wrong = ONE | {"levels": "nominal,level,valid_from\nN1,9,2020-01-01\n"}
    co_ordinator.get_by_role("link", name="Import").click()
    assert_whole(co_ordinator, pictures, "imports")
    for number, files in enumerate((wrong, ONE)):
        zip_of_files = tmp_path / f"{number}.zip"
        zip_of_files.write_bytes(zipped(files))
        co_ordinator.goto(co_ordinator.url.partition("/imports/")[0] + "/imports/")
        co_ordinator.get_by_label("Zip of CSV files").set_input_files(zip_of_files)
        co_ordinator.get_by_role("button", name="Import").focus()
        co_ordinator.keyboard.press("Enter")
        co_ordinator.wait_for_url("**/imports/*-*/")
        import_caseload(job=CaseloadImport.objects.latest("pk").pk)
        # The page looks again by itself.
        co_ordinator.get_by_text(("levels.csv", "nominals.csv")[number]).wait_for()
        assert_whole(co_ordinator, pictures, f"import-{number}")
    assert "everything in it is stored" in co_ordinator.locator(".lead").inner_text()
