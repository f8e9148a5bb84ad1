"""A return in a browser: figures open, findings lead to whom to mend, charts are read."""

import pytest
import time_machine

from tests.browser.looking import assert_accessible, assert_whole
from tests.browser.returning import LATER, fill, store_years
from tests.browser.signing_in import sign_in_co_ordinator
from tests.mappa.pages.casework import Morning

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def co_ordinator(live_server, screen):
    """A screen on which a co-ordinator reads the second draft of the return of 2024-25."""
    with time_machine.travel(LATER):
        Morning(times=2)
        fill()
        draft = store_years()
        sign_in_co_ordinator(screen, f"{live_server.url}/compilations/{draft.pk}/")
        yield screen


def test_a_figure_opens_its_people_and_they_their_page(co_ordinator, pictures):
    assert co_ordinator.locator("h1").inner_text() == "Norfolk 2024-25"
    assert_whole(co_ordinator, pictures, "return-beside")

    figure = co_ordinator.locator("table", has_text="MAPPA-eligible").locator(
        "tr", has_text="Level 2"
    )
    link = figure.locator("a").first
    count = link.inner_text()
    link.focus()
    co_ordinator.keyboard.press("Enter")

    assert f"The figure is {count}." in co_ordinator.locator("main").inner_text()
    assert co_ordinator.locator("main tbody tr").count() == int(count)
    assert_whole(co_ordinator, pictures, "cell")

    co_ordinator.click("main tbody a >> nth=0")
    assert "Timeline" in co_ordinator.locator("main").inner_text()


def test_a_finding_leads_to_the_record_to_mend(co_ordinator, pictures):
    co_ordinator.click(".findings .error a >> text=NOLEVEL")
    assert co_ordinator.locator("h1").inner_text() == "NOLEVEL"

    co_ordinator.go_back()
    co_ordinator.click(".findings .warning a >> text=more people")
    assert "entries are shown to you" in co_ordinator.locator(".lead").inner_text()
    assert_whole(co_ordinator, pictures, "finding")


def test_the_return_as_of_now_stands_beside_the_stored(co_ordinator, pictures):
    co_ordinator.click("main nav >> text=As of now")

    assert "not stored" in co_ordinator.locator(".lead").inner_text()
    assert_whole(co_ordinator, pictures, "live")


def test_the_charts_are_pictures_with_their_tables(co_ordinator, pictures):
    co_ordinator.click("main nav >> text=As charts")
    co_ordinator.wait_for_load_state()

    assert co_ordinator.locator("main h2").count() == 4
    assert co_ordinator.locator("main svg[role=img]").count() >= 10
    assert_whole(co_ordinator, pictures, "charts")

    table = co_ordinator.locator("section[aria-labelledby=trend] table")
    assert not table.is_visible()
    co_ordinator.focus("section[aria-labelledby=trend] summary")
    co_ordinator.keyboard.press("Enter")
    assert table.is_visible()
    assert_accessible(co_ordinator, pictures, "charts-table")
