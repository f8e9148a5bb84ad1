"""Every address there is: no page names a nominal, and none is open without a sign-in."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mappa.pages.policy import CONTENT_SECURITY_POLICY
from tests.mappa.pages.words import NAME, YEAR, ask, superuser, text

pytestmark = pytest.mark.django_db


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
