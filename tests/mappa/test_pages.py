"""Pages: figures and reference data for those who have signed in, and no nominal anywhere."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.choices import Role
from core.periods import ReportingYear
from mappa.pages.policy import CONTENT_SECURITY_POLICY
from nominals.services.states import restate
from reporting.models import Compilation, CompilationRequest
from reporting.services import requests
from reporting.services.requests import request_compilation
from reporting.services.storing import store_compilation
from tests.factories.agencies import MembershipFactory, UserFactory, area
from tests.factories.nominals import (
    RECORDED,
    EligibilityPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
    managed,
)

YEAR = ReportingYear.parse("2021-22")
NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)
NAME = "Unmistakable"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    """Three people counted in Norfolk, and one whose level nobody knows."""
    found = [managed(level=level, family_name=NAME) for level in (1, 2, 3)]
    unknown = NominalFactory(family_name=NAME)
    ResponsibleAreaFactory(nominal=unknown)
    EligibilityPeriodFactory(nominal=unknown)
    restate(nominals=[each.pk for each in [*found, unknown]], at=RECORDED, act=1)
    return found


@pytest.fixture
def compilation(people):
    return store_compilation(area=area(), year=YEAR, as_known_at=NOW, by="clerk", at=NOW)


@pytest.fixture
def reader(client):
    """A client of somebody who has signed in and has no membership."""
    client.force_login(UserFactory())
    return client


def superuser(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def member(client, role, **membership):
    joined = MembershipFactory(role=role, **membership)
    client.force_login(joined.user)
    return joined.user


def text(response):
    """What the page says, with its white space as a browser shows it."""
    return " ".join(response.content.decode().split())


# Every address there is


def routes(patterns=None, before=""):
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


@pytest.fixture
def paths(compilation, people):
    """Every route with something that exists in each of its places."""
    request = ask("norfolk")
    of_nominals = ContentType.objects.get_for_model(type(people[0]))
    numbers = {
        "<year:year>": YEAR.label,
        "<slug:area>": "norfolk",
        "<int:compilation>": str(compilation.pk),
        "<int:request_id>": str(request.pk),
        "<path:content_type_id>": str(of_nominals.pk),
        "<int:content_type_id>": str(of_nominals.pk),
        "^(?P<app_label>agencies|core|reporting)/$": "agencies/",
        "(?P<url>.*)$": "nominals/nominal/",
        "<id>": "1",
    }
    found = []
    for route in routes():
        model = model_of(route)
        first = model._base_manager.first() if model else people[0]
        filled = route.replace("<path:object_id>", str(first.pk if first else 1))
        for place, value in numbers.items():
            filled = filled.replace(place, value)
        if filled.startswith("admin/^"):
            filled = "admin/agencies/"
        found.append("/" + filled)
    assert not [path for path in found if "<" in path or "^" in path]
    return found


def model_of(route):
    parts = route.split("/")
    if len(parts) > 3 and parts[0] == "admin":
        try:
            return apps.get_model(parts[1], parts[2])
        except LookupError:
            return None
    return None


def ask(code, by="clerk"):
    return request_compilation(
        area=area(code) if code else None, year=YEAR, as_known_at=NOW, by=by, at=NOW
    )


def test_no_page_names_a_nominal(client, paths, people):
    superuser(client)
    shown = 0
    for path in paths:
        response = client.get(path)
        assert response.status_code in (200, 301, 302, 403, 404, 405), path
        assert NAME not in response.content.decode(), path
        assert str(people[0].public_id) not in response.content.decode(), path
        shown += response.status_code == 200
    assert shown > 20


def test_nobody_sees_anything_without_signing_in(client, paths):
    open_to_all = {"/accounts/login/", "/admin/login/"}
    for path in paths:
        response = client.get(path)
        if path in open_to_all:
            assert response.status_code == 200
        else:
            assert response.status_code in (302, 405), path
            if response.status_code == 302:
                assert "/login/?next=" in response.url, path


def test_every_answer_carries_the_strict_policy(client, paths):
    superuser(client)
    for path in paths:
        response = client.get(path)
        assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, path
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize("name", ["returns_of_year", "compilation", "requests", "reference"])
def test_every_page_is_marked_in_english_and_without_a_script(reader, compilation, name):
    arguments = {"returns_of_year": [YEAR], "compilation": [compilation.pk]}.get(name)

    page = text(reader.get(reverse(name, args=arguments)))

    assert "OFFICIAL-SENSITIVE" in page
    assert '<html lang="en-GB">' in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_models_of_the_admin_are_these_and_no_nominal_is_among_them():
    assert sorted(model._meta.label for model in admin.site._registry) == [
        "agencies.Agency",
        "agencies.Area",
        "agencies.AreaService",
        "agencies.Membership",
        "agencies.RuleSetting",
        "agencies.User",
        "core.AuditEntry",
        "reporting.Compilation",
        "reporting.CompilationRequest",
    ]


# Returns


def test_the_start_leads_to_the_latest_year_compiled(reader, compilation):
    assert reader.get("/").url == "/returns/2021-22/"


def test_the_start_leads_to_the_year_just_ended_where_nothing_is_compiled(reader):
    with time_machine.travel(datetime(2024, 4, 1, 12, tzinfo=UTC)):
        reader.force_login(UserFactory())
        assert reader.get("/").url == "/returns/2023-24/"


def test_a_year_lists_every_area_with_its_latest_compilation(reader, compilation):
    later = NOW + timedelta(hours=1)
    with time_machine.travel(later):
        latest = store_compilation(area=area(), year=YEAR, as_known_at=later, by="clerk", at=later)
    page = text(reader.get("/returns/2021-22/"))

    assert "1 of 42 areas has a compiled return" in page
    assert (
        f'<a href="/compilations/{latest.pk}/">Norfolk</a></th> <td class="number">3</td>' in page
    )
    assert f"/compilations/{compilation.pk}/" not in page
    assert page.count("Not compiled.") == 42  # 41 areas, and England and Wales


def test_a_word_that_is_no_year_is_no_page(reader):
    assert reader.get("/returns/2021-23/").status_code == 404
    assert reader.get("/returns/2021/").status_code == 404


def test_an_area_and_year_lead_to_the_latest_compilation(reader, compilation):
    assert reader.get("/returns/2021-22/norfolk/").url == f"/compilations/{compilation.pk}/"


@pytest.mark.parametrize("code", ["suffolk", "england-and-wales"])
def test_a_return_that_is_not_compiled_says_so_and_how_to_ask(reader, compilation, code):
    response = reader.get(f"/returns/2021-22/{code}/")

    assert response.status_code == 404
    assert f'href="/requests/?area={code}&amp;year=2021-22"' in text(response)


def test_an_unknown_area_or_compilation_is_no_page(reader):
    assert reader.get("/returns/2021-22/atlantis/").status_code == 404
    assert reader.get("/compilations/1/").status_code == 404


def test_a_return_shows_figures_dashes_and_the_rule_of_each_table(reader, compilation):
    page = text(reader.get(f"/compilations/{compilation.pk}/"))

    assert "MAPPA-eligible offenders on 31 March 2022" in page
    assert "Category 1: Registered sex offenders" in page
    assert (
        '<th scope="row">Level 1</th> <td class="number">1</td><td class="number">0</td>'
        '<td class="number">-</td><td class="number total">1</td>'
    ) in page
    for rule in ("T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b", "T8"):
        assert f"<b>{rule}</b>" in page
    assert '<td class="number">not supplied</td>' in page
    assert "No population of mid-2021 is recorded" in page


def test_a_return_counts_its_findings_and_names_nobody(reader, compilation):
    page = text(reader.get(f"/compilations/{compilation.pk}/"))
    records = [
        record
        for finding in compilation.findings
        for fault in finding["faults"]
        for record in fault["records"]
    ]

    assert records != []
    assert "1 error in 1 record" in page
    assert not [record for record in records if record in page]


def test_an_assumed_layout_says_that_it_is_one(reader):
    year = ReportingYear.parse("2022-23")
    at = datetime(2023, 6, 1, tzinfo=UTC)
    stored = store_compilation(area=area(), year=year, as_known_at=at, by="clerk", at=at)

    page = text(reader.get(f"/compilations/{stored.pk}/"))

    assert "is an assumption" in page
    assert "Category 4: Terrorist or terrorist risk offenders" in page


def test_a_return_leads_to_the_other_compilations_of_it(reader, compilation):
    later = NOW + timedelta(seconds=1)
    other = store_compilation(area=area(), year=YEAR, as_known_at=later, by="clerk", at=later)

    assert f'href="/compilations/{other.pk}/"' in text(
        reader.get(f"/compilations/{compilation.pk}/")
    )


# Asking


def post(client, code="norfolk", year="2021-22"):
    return client.post("/requests/", {"area": code, "year": year})


@pytest.mark.parametrize("role", Role)
def test_who_may_ask_for_the_return_of_an_area(client, queue, role):
    user = member(client, role)
    may = role in (Role.STATISTICIAN, Role.CO_ORDINATOR, Role.ADMINISTRATOR)

    assert ('<form method="post">' in text(client.get("/requests/"))) is may
    response = post(client)

    assert response.status_code == (302 if may else 403)
    asked = [(each.area.code, each.requested_by) for each in CompilationRequest.objects.all()]
    assert asked == ([("norfolk", user.username)] if may else [])


def test_who_is_no_member_may_not_ask(reader, queue):
    assert post(reader).status_code == 403
    assert CompilationRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "may"),
    [
        (date(2022, 6, 1), None, True),
        (date(2022, 6, 2), None, False),
        (date(2022, 5, 1), date(2022, 6, 2), True),
        (date(2022, 5, 1), date(2022, 6, 1), False),
    ],
)
def test_a_membership_counts_on_its_days_only(client, queue, valid_from, valid_to, may):
    member(client, Role.STATISTICIAN, valid_from=valid_from, valid_to=valid_to)

    assert post(client).status_code == (302 if may else 403)


@pytest.mark.parametrize("code", ["suffolk", "england-and-wales", "atlantis"])
def test_a_member_may_ask_for_no_other_area(client, queue, code):
    member(client, Role.STATISTICIAN)

    response = post(client, code)

    assert response.status_code == 200
    assert "errorlist" in text(response)
    assert CompilationRequest.objects.count() == 0


@pytest.mark.parametrize("year", ["2023-24", "2021-23", ""])
def test_a_year_that_has_not_begun_or_is_none_is_refused(client, queue, year):
    member(client, Role.STATISTICIAN)

    assert "errorlist" in text(post(client, year=year))
    assert CompilationRequest.objects.count() == 0


def test_a_superuser_may_ask_for_all_areas(client, queue):
    superuser(client)

    assert post(client, "england-and-wales").status_code == 302
    assert CompilationRequest.objects.count() == 43


def test_asking_takes_the_instant_of_asking_and_publishes_when_it_is_stored(
    client, queue, django_capture_on_commit_callbacks
):
    member(client, Role.STATISTICIAN)

    with django_capture_on_commit_callbacks(execute=True):
        response = post(client)
        assert queue.messages == []

    assert queue.messages == [("reporting.sweep_requests", {})]
    asked = CompilationRequest.objects.get()
    assert (asked.as_known_at, asked.requested_at) == (NOW, NOW)
    assert response.url == f"/requests/{asked.pk}/"


def test_a_broker_that_is_down_refuses_nobody(
    client, monkeypatch, queue, django_capture_on_commit_callbacks
):
    member(client, Role.STATISTICIAN)

    def down(*arguments, **options):
        raise ConnectionError("no broker")

    monkeypatch.setattr(queue, "publish", down)
    monkeypatch.setattr("mappa.celery.app.send_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        response = post(client)

    assert response.status_code == 302
    assert CompilationRequest.objects.count() == 1


def test_a_request_tells_how_far_it_is_and_leads_to_its_return(reader, queue, settings):
    asked = ask("norfolk")
    path = f"/requests/{asked.pk}/"
    assert "Waiting</span>:" in text(reader.get(path))

    taken = requests.take_up(request=asked.pk, at=NOW, lease=settings.MAPPA_LEASE)
    assert "Running</span>:" in text(reader.get(path))

    requests.note_failure(request=taken, error=ValueError("secret"))
    assert "Failed, to be tried again</span>:" in text(reader.get(path))
    assert "secret" not in text(reader.get(path))

    requests.fulfil(request=taken, at=NOW)
    requests.finish(request=taken, at=NOW)
    page = text(reader.get(path))
    assert "Done</span>:" in page
    assert f'href="/compilations/{Compilation.objects.get().pk}/"' in page
    assert "The last attempt failed" not in page


def test_a_national_request_tells_how_many_areas_are_done(reader):
    asked = ask(None)
    for part in list(requests.parts_of(asked))[:3]:
        requests.finish(request=part, at=NOW)

    page = text(reader.get(f"/requests/{asked.pk}/"))

    assert "3 of 42" in page
    assert "<h1>England and Wales 2021-22</h1>" in page


def test_what_was_asked_for_lately_is_listed(reader):
    numbers = count(1)
    for code in ("norfolk", "suffolk"):
        asked = ask(code, by=f"clerk {next(numbers)}")
        assert f'<a href="/requests/{asked.pk}/">' in text(reader.get("/requests/"))


# Reference


def test_reference_shows_each_setting_with_its_source_and_that_it_is_unconfirmed(reader):
    page = text(reader.get("/reference/"))

    assert "42 areas, 5 rule settings, of which 5 unconfirmed." in page
    assert "<code>[4, 1, 2, 3]</code>" in page
    assert "27 June 2022" in page  # the last day of the former order of precedence
    assert "commencement of the Police, Crime, Sentencing and Courts Act 2022" in page
    assert "Youth offending: 42" in page


def test_signing_out_ends_the_session(reader):
    assert reader.post("/accounts/logout/").url == "/accounts/login/"
    assert reader.get("/reference/").status_code == 302
    assert list(get_messages(reader.get("/accounts/login/").wsgi_request)) == []
