"""The pages in a browser: reading a return, asking for one, and nobody kept out by the markup."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from agencies.choices import Role
from agencies.models import User
from core.periods import ReportingYear
from mappa.celery import app
from nominals.services.states import restate
from reporting.models import CompilationRequest
from reporting.services.storing import store_compilation
from reporting.tasks import compile_request
from tests.browser.looking import assert_accessible
from tests.browser.signing_in import PASSWORD, sign_in_anew
from tests.factories.agencies import MembershipFactory, area
from tests.factories.nominals import RECORDED, managed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]

AS_KNOWN_AT = datetime(2022, 6, 1, tzinfo=UTC)


@pytest.fixture
def published(monkeypatch):
    messages = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: messages.append(name))
    return messages


@pytest.fixture
def norfolk(reference_data):
    """A compiled return of three people, one of them without a lead agency to find fault with."""
    people = [managed(level=level) for level in (1, 2, 3)]
    restate(nominals=[each.pk for each in people], at=RECORDED, act=1)
    year = ReportingYear.parse("2021-22")
    return store_compilation(
        area=area(), year=year, as_known_at=AS_KNOWN_AT, by="clerk", at=timezone.now()
    )


def sign_in(screen, live_server, **user):
    user = User.objects.create_user("ada", password=PASSWORD, **user)
    MembershipFactory(user=user, role=Role.STATISTICIAN)
    screen.goto(live_server.url + "/returns/")
    sign_in_anew(screen, "ada")


def test_a_statistician_reads_the_return_of_norfolk(live_server, screen, pictures, norfolk):
    sign_in(screen, live_server)
    assert_accessible(screen, pictures, "returns")
    screen.click("text=Norfolk")

    table = screen.locator("table", has_text="MAPPA-eligible offenders on 31 March 2022")
    assert table.locator("tbody tr").first.locator("td").all_inner_texts() == ["1", "0", "-", "1"]
    assert screen.locator("h1").inner_text() == "Norfolk 2021-22"
    assert_accessible(screen, pictures, "return")


def test_a_statistician_asks_for_a_compilation_and_finds_it_after_a_reload(
    live_server, screen, pictures, norfolk, published
):
    screen.route("**/progress.js", lambda route: route.fulfill(content_type="text/javascript"))
    sign_in(screen, live_server)
    screen.click("nav >> text=Compile")
    assert screen.locator("select[name=area] option").all_inner_texts() == ["Norfolk"]
    screen.select_option("select[name=year]", "2021-22")
    assert_accessible(screen, pictures, "requests")
    screen.click("main button")
    assert screen.locator(".lead").inner_text().startswith("Waiting")
    assert_accessible(screen, pictures, "request")
    screen.reload()
    assert screen.locator(".lead").inner_text().startswith("Waiting")
    assert published == ["reporting.sweep_requests"]

    compile_request(request=CompilationRequest.objects.get().pk)
    screen.click("text=Look again")

    assert screen.locator(".lead").inner_text().startswith("Done")
    screen.click("text=Read the return")
    assert screen.locator("h1").inner_text() == "Norfolk 2021-22"
    assert "by ada" in screen.locator("aside").inner_text()


def test_the_page_of_a_request_follows_by_itself_where_scripts_run(
    live_server, screen, pictures, norfolk, published
):
    sign_in(screen, live_server)
    screen.click("nav >> text=Compile")
    screen.clock.install()
    screen.click("main button")
    assert screen.locator(".lead").inner_text().startswith("Waiting")
    screen.focus("text=Look again")

    compile_request(request=CompilationRequest.objects.get().pk)
    screen.clock.run_for(2_000)

    screen.locator(".state.done").wait_for()
    assert screen.title().startswith("Norfolk")
    assert "done" in screen.title()
    assert screen.locator(":focus").inner_text() == "Read the return"
    assert screen.locator(".course .done").count() == 3
    screen.set_viewport_size({"width": 320, "height": 640})
    screen.screenshot(path=pictures / "request-done-400.png", full_page=True)
    assert screen.evaluate("document.documentElement.scrollWidth") <= 320
    assert screen.complaints == []


def test_reference_and_sign_in_are_accessible(live_server, screen, pictures):
    screen.goto(live_server.url)
    assert_accessible(screen, pictures, "sign-in")
    sign_in(screen, live_server)
    screen.click("nav >> text=Reference")
    assert_accessible(screen, pictures, "reference")


def test_the_dark_scheme_is_accessible_too(live_server, screen, pictures, norfolk):
    screen.emulate_media(color_scheme="dark")
    sign_in(screen, live_server)
    screen.click("text=Norfolk")
    assert_accessible(screen, pictures, "return-dark")
    screen.click("nav >> text=Compile")
    assert_accessible(screen, pictures, "requests-dark")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/administration/",
        "/admin/agencies/user/",
        "/admin/agencies/membership/add/",
        "/admin/agencies/rulesetting/",
        "/admin/core/auditentry/",
    ],
)
def test_the_admin_is_accessible(live_server, screen, pictures, path):
    sign_in(screen, live_server, is_staff=True, is_superuser=True)
    screen.goto(live_server.url + path)

    assert_accessible(screen, pictures, path.strip("/").replace("/", "-"))


def test_the_setting_of_a_rule_is_changed_on_an_accessible_form(live_server, screen, pictures):
    sign_in(screen, live_server, is_staff=True, is_superuser=True)
    screen.goto(live_server.url + "/admin/agencies/rulesetting/")
    screen.click("#result_list tbody th a >> nth=0")

    assert_accessible(screen, pictures, "admin-setting")
