"""The pictures of docs/screens: a rehearsed area on a day with a panel ahead.

PICTURES=docs/screens bin/test -n 0 -m browser tests/browser/test_screens.py
"""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from agencies.choices import Role
from agencies.models import User
from core.periods import ReportingYear
from mappa.rehearsal.playing import play
from mappa.rehearsal.scenes import DAYS, scenes
from mappa.rehearsal.stage import Stage
from meetings.models import Panel
from reporting.services.storing import store_compilation
from tests.browser.looking import assert_accessible
from tests.browser.signing_in import PASSWORD, sign_in_anew
from tests.factories.agencies import MembershipFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]

DAY = date(2025, 8, 8)
MORNING = datetime.combine(DAY, time(11), tzinfo=UTC)
OTHER = "moss"
"""Who prepares the panel."""
LAPTOP = {"width": 1366, "height": 768}
ZOOMED = {"width": 320, "height": 640}
"""CSS pixels of a window of 1280 by 2560 at 400 % of zoom."""


@pytest.fixture
def rehearsed():
    """The area as it stands in the rehearsal on the morning of the day, its year compiled."""
    stage = Stage.set_up(DAYS.start)
    for each in play(scenes(stage), stage=stage, days=DAYS):
        if each.day > DAY:
            break
    with time_machine.travel(MORNING):
        year = ReportingYear.parse("2024-25")
        store_compilation(
            area=stage.home, year=year, as_known_at=MORNING, by="timetable", at=MORNING
        )
        user = User.objects.get(pk=stage.co_ordinator.pk)
        user.set_password(PASSWORD)
        user.save()
        other = User.objects.create_user(OTHER, password=PASSWORD, first_name="Alex")
        MembershipFactory(
            user=other, area=stage.home, role=Role.ADMINISTRATOR, valid_from=DAYS.start
        )
        yield stage


def picture(screen, pictures, name):
    """The top of a page on a laptop and at 400 % of zoom, and that it is accessible."""
    for size, suffix in ((LAPTOP, ""), (ZOOMED, "-400")):
        screen.set_viewport_size(size)
        assert screen.evaluate("document.documentElement.scrollWidth") <= size["width"], name
        screen.screenshot(path=pictures / f"{name}{suffix}.png")
    screen.set_viewport_size(LAPTOP)


def test_the_main_pages_of_a_rehearsed_area(live_server, screen, pictures, tmp_path, rehearsed):
    morning(live_server, screen, pictures, tmp_path, rehearsed)
    screen.context.clear_cookies()
    day_of_a_panel(live_server, screen, pictures, tmp_path)


def morning(live_server, screen, pictures, tmp_path, rehearsed):
    screen.goto(live_server.url)
    sign_in_anew(screen, rehearsed.co_ordinator.username)
    assert screen.locator("h1").inner_text() == "Friday 8 August 2025"
    assert "Panel in 4 days" in screen.locator(".lead").inner_text()
    picture(screen, pictures, "today")
    assert_accessible(screen, tmp_path, "today")

    screen.fill("#seek", "martn")
    screen.click(".seek button")
    assert screen.locator("main tbody a").first.inner_text() == "MARTIN, Cass"
    picture(screen, pictures, "finding")
    assert_accessible(screen, tmp_path, "finding")

    screen.click("text=MARTIN, Cass")
    assert "Next meeting 12 August 2025 (in 4 days)." in screen.locator(".lead").inner_text()
    picture(screen, pictures, "nominal")
    assert_accessible(screen, tmp_path, "nominal")

    screen.goto(f"{screen.url}set-level/")
    picture(screen, pictures, "act")
    assert_accessible(screen, tmp_path, "act")

    screen.goto(f"{live_server.url}/returns/2024-25/{rehearsed.home.code}/")
    picture(screen, pictures, "return")
    assert_accessible(screen, tmp_path, "return")


def day_of_a_panel(live_server, screen, pictures, tmp_path):
    panel = Panel.objects.get(held_on=date(2025, 8, 12))
    with time_machine.travel(datetime.combine(panel.held_on, time(9), tzinfo=UTC)):
        screen.goto(live_server.url)
        sign_in_anew(screen, OTHER)
        screen.click("nav[aria-label=Pages] >> text=Panels")
        assert_accessible(screen, tmp_path, "panels")
        screen.click("main tbody a")
        picture(screen, pictures, "panel")
        assert_accessible(screen, tmp_path, "panel")
        screen.click("main a:text-is('Attendance')")
        picture(screen, pictures, "attendance")
        assert_accessible(screen, tmp_path, "attendance")
        screen.click("main tbody a")
        picture(screen, pictures, "meeting")
        assert_accessible(screen, tmp_path, "meeting")
