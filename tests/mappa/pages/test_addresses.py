"""Every address there is: none names a person to somebody without a grant, and none is open without
a sign-in."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mappa.pages.policy import CONTENT_SECURITY_POLICY, HEADERS
from tests.mappa.pages.words import NAME, YEAR, ask, superuser, text

pytestmark = pytest.mark.django_db
SCRIPT = re.compile(r"<script ([^>]*)></script>")


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
        "<slug:name>": "set-level",
        "<int:compilation>": str(compilation.pk),
        "<int:request_id>": str(request.pk),
        "<path:content_type_id>": str(of_nominals.pk),
        "<int:content_type_id>": str(of_nominals.pk),
        "^(?P<app_label>agencies|core|reporting)/$": "agencies/",
        "(?P<url>.*)$": "nominals/nominal/",
        "<id>": "1",
        "<int:number>": "1",
        "<str:key>": "norfolk",
        "<int:key>": "1",
        "<uuid:key>": "00000000-0000-4000-8000-000000000000",
        "<uuid:other>": "00000000-0000-4000-8000-000000000000",
        "<str:cell>": "T1",
        "<str:check>": "R1",
        "^api/": "api/nowhere/",
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


def is_page(path):
    """Whether people look at it: the API, which shows nominals, has a walk of its own."""
    return not path.startswith(("/api/", "/oauth2/"))


def test_no_page_names_a_nominal_to_a_superuser_without_a_membership(client, paths, people):
    superuser(client)
    shown = 0
    for path in filter(is_page, paths):
        response = client.get(path)
        assert response.status_code in (200, 301, 302, 403, 404, 405), path
        assert NAME not in response.content.decode(), path
        assert str(people[0].public_id) not in response.content.decode(), path
        shown += response.status_code == 200
    assert shown > 20


def test_nobody_sees_anything_without_signing_in(client, paths):
    # A form, and what describes the API.
    open_to_all = {"/accounts/login/", "/api/", "/api/v1/openapi.json"}
    steps = {"/accounts/login/code/", "/accounts/login/enrol/"}
    for path in paths:
        response = client.get(path)
        if path in open_to_all:
            assert response.status_code == 200
        elif not is_page(path):
            assert response.status_code in (401, 404, 405), path
        elif path in steps:
            assert response.url == "/accounts/login/", "a password comes first"
        else:
            assert response.status_code in (302, 405), path
            if response.status_code == 302:
                assert "/login/?next=" in response.url, path


def assert_guarded(response, path):
    """The headers that every answer carries, whatever it is."""
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS, path


def test_every_answer_carries_the_headers_and_is_kept_nowhere(client, paths):
    for signed_in in (False, True):
        if signed_in:
            superuser(client)
        for path in [*paths, "/nowhere/", "/admin/nowhere/"]:
            response = client.get(path)
            assert_guarded(response, path)
            assert "no-store" in response.headers["Cache-Control"], path
            assert response.headers["X-Frame-Options"] == "DENY", path
    assert sum(not is_page(path) for path in paths) > 100


def test_the_headers_are_strict():
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "data:" not in CONTENT_SECURITY_POLICY
    assert "*" not in "".join(HEADERS.values())
    assert set(HEADERS) == {
        "Content-Security-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
    }
    assert "camera=()" in HEADERS["Permissions-Policy"]


def test_a_fault_a_refused_host_and_a_forged_form_carry_the_headers_too(client, monkeypatch):
    client.raise_request_exception = False
    forger = Client(enforce_csrf_checks=True)
    superuser(client)
    with monkeypatch.context() as broken:
        broken.setattr("mappa.pages.reference.Area.objects", None)
        answers = {500: client.get("/reference/")}
    answers[400] = client.get("/reference/", headers={"host": "elsewhere.example"})
    answers[403] = forger.post("/accounts/login/", {"login": "ada"})
    answers[405] = client.post("/reference/")

    for status, response in answers.items():
        assert response.status_code == status
        assert_guarded(response, status)
        assert "no-store" in response.headers["Cache-Control"]


def test_a_static_file_carries_the_headers_and_may_be_kept(client, settings, tmp_path):
    (tmp_path / "some.css").write_text("p {}")
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True
    response = client.get("/static/some.css")
    response.close()

    assert response.status_code == 200
    assert_guarded(response, "static")
    assert "no-store" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["returns_of_year", "compilation", "requests", "reference"])
def test_every_page_is_marked_in_english_and_has_the_scripts_of_the_site_alone(
    reader, compilation, name
):
    arguments = {"returns_of_year": [YEAR], "compilation": [compilation.pk]}.get(name)

    page = text(reader.get(reverse(name, args=arguments)))

    assert "OFFICIAL-SENSITIVE" in page
    assert '<html lang="en-GB">' in page
    assert SCRIPT.findall(page) == ['src="/static/mappa/keys.js" defer']
    assert page.count("<script") == 1
    assert "style=" not in page


def test_the_models_of_the_admin_are_these_and_no_nominal_is_among_them():
    assert list(routes())  # the addresses take away what they have no place for
    assert sorted(model._meta.label for model in admin.site._registry) == [
        "agencies.Agency",
        "agencies.Area",
        "agencies.AreaService",
        "agencies.BankHoliday",
        "agencies.Mailbox",
        "agencies.Membership",
        "agencies.RuleSetting",
        "agencies.User",
        "core.AuditEntry",
        "meetings.CoreMembership",
        "reporting.Compilation",
        "reporting.CompilationRequest",
    ]
