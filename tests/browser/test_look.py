"""The look of every page: marked on screen and paper, reached by keys, whole at 400 % of zoom."""

import pytest

from tests.browser.looking import assert_accessible
from tests.browser.test_pages import sign_in
from tests.core.documents.reading import page_texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]

PATHS = [
    "/accounts/",
    "/reference/",
    "/requests/",
    "/admin/administration/",
    "/admin/agencies/agency/",
    "/admin/agencies/membership/add/",
    "/admin/core/auditentry/",
    "/api/",
]


@pytest.fixture
def administrator(live_server, screen):
    sign_in(screen, live_server, is_staff=True, is_superuser=True)
    return screen


def test_no_page_scrolls_sideways_at_320_pixels(live_server, administrator, pictures):
    administrator.set_viewport_size({"width": 320, "height": 640})
    for path in PATHS:
        administrator.goto(live_server.url + path)
        assert_accessible(administrator, pictures, f"320{path.replace('/', '-')}")
        assert administrator.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_first_key_leads_past_the_frame_and_focus_is_seen(live_server, administrator):
    administrator.goto(live_server.url + "/reference/")
    administrator.keyboard.press("Tab")
    focused = administrator.locator(":focus")

    assert focused.inner_text() == "Skip to the content"
    assert focused.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 221, 0)"
    administrator.keyboard.press("Enter")
    assert administrator.evaluate("document.activeElement.id") == "main"


def test_every_sheet_of_paper_is_marked_in_its_margins(live_server, administrator, tmp_path):
    administrator.goto(live_server.url + "/reference/")
    administrator.pdf(path=tmp_path / "printed.pdf")

    texts = page_texts((tmp_path / "printed.pdf").read_bytes())
    assert len(texts) > 1
    assert all(text.count("OFFICIAL-SENSITIVE") >= 2 for text in texts)


def test_dates_are_written_out_where_the_admin_writes_them(live_server, administrator):
    administrator.goto(live_server.url + "/admin/agencies/rulesetting/")

    assert "28 June 2022" in administrator.locator("#result_list").inner_text()


def test_filters_come_before_the_table(live_server, administrator):
    administrator.goto(live_server.url + "/admin/agencies/agency/")
    order = administrator.evaluate(
        "document.querySelector('.filters').compareDocumentPosition("
        "document.querySelector('#result_list')) & Node.DOCUMENT_POSITION_FOLLOWING"
    )

    assert order
