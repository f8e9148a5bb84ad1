"""The findings of a return: by severity, with those to mend, of whom only those one may see."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditedObject
from mappa.pages.findings import failed, has_failed, not_made
from nominals.models import Nominal
from nominals.services.states import restate
from reporting.choices import Severity
from reporting.services.storing import store_compilation
from tests.factories.agencies import area
from tests.factories.nominals import (
    RECORDED,
    EligibilityPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
    merged_into,
)
from tests.mappa.pages.casework import entry, reader_of
from tests.mappa.pages.words import NOW, YEAR, member, text

pytestmark = pytest.mark.django_db
CHECK = "year_not_over"


def without_level(count, name="Unknown"):
    """People of Norfolk whose level nobody knows."""
    people = [NominalFactory(family_name=name) for _ in range(count)]
    for each in people:
        ResponsibleAreaFactory(nominal=each)
        EligibilityPeriodFactory(nominal=each)
    restate(nominals=[each.pk for each in people], at=RECORDED, act=1)
    return people


def stored():
    return store_compilation(area=area(), year=YEAR, as_known_at=NOW, by="clerk", at=NOW)


def told(act):
    keys = AuditedObject.objects.filter(entry_id=entry(act).pk).values("object_id")
    return set(Nominal.objects.filter(pk__in=keys))


def finding(check, severity="warning", status="failed", **more):
    faults = [{"sentence": "So it is.", "cells": [], "records": []}]
    given = {"sentence": "It is so.", "reason": "", "faults": faults}
    return {"check": check, "severity": severity, "status": status} | given | more


def test_errors_come_first_and_what_was_not_made_is_no_fault():
    findings = [
        finding("b"),
        finding("c", "error"),
        finding("a", status="not made", reason="no figures", faults=[]),
    ]

    assert [each["check"] for each in failed(findings)] == ["c", "b"]
    assert has_failed(findings, Severity.ERROR)
    assert has_failed(findings, Severity.WARNING)
    assert not has_failed(findings[:1], Severity.ERROR)
    assert not has_failed(findings[2:], Severity.WARNING)
    assert not_made(findings) == ["It is so: no figures."]


def test_an_error_names_whom_to_mend_one_click_away(client):
    (person,) = without_level(1)
    compilation = stored()
    reader_of(client)

    page = text(client.get(f"/compilations/{compilation.pk}/"))

    assert "Errors stop the seal." in page
    assert "1 error about 1 person whom you may see" in page
    assert f'<a href="/admin/nominals/{person.public_id}/">UNKNOWN</a>' in page
    assert client.get(f"/admin/nominals/{person.public_id}/").status_code == 200
    assert told("list_findings") == {person}
    assert entry("list_findings").detail["compilation"] == compilation.pk


def test_of_many_the_first_are_named_and_the_list_has_all(client):
    without_level(7)
    compilation = stored()
    reader_of(client)

    page = text(client.get(f"/compilations/{compilation.pk}/"))
    urls = re.findall(rf'href="(/compilations/{compilation.pk}/findings/\w+/)">2 more', page)
    (url,) = (each for each in urls if "undet" in each)
    listed = text(client.get(url))

    assert page.count("UNKNOWN") == 5 * len(urls)
    assert "1 error about 7 people whom you may see" in page
    assert "An error: it stops the seal of the return." in listed
    assert "7 entries are shown to you." in listed
    assert listed.count("UNKNOWN") == 7
    assert "<td>T1</td>" in listed
    assert len(told("open_finding")) == 7
    assert entry("open_finding").detail["compilation"] == compilation.pk


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.LAY_ADVISER, Role.AUDITOR])
def test_whoever_is_not_shown_levels_is_told_of_the_fault_and_of_nobody(client, role):
    without_level(1)
    compilation = stored()
    member(client, role)

    page = text(client.get(f"/compilations/{compilation.pk}/"))
    (url,) = set(re.findall(rf"/compilations/{compilation.pk}/findings/undet\w+/", page))
    listed = text(client.get(url))

    assert "Errors stop the seal." in page
    assert "about 1 person" not in page
    assert "UNKNOWN" not in page + listed
    assert "No fault about anybody whom you may see." in listed
    assert told("open_finding") == set()


def test_a_restricted_person_is_neither_named_nor_counted(client):
    hidden, shown = without_level(2)
    compilation = stored()
    Nominal.objects.filter(pk=hidden.pk).update(is_restricted=True)
    hidden.grants.all().delete()
    reader_of(client)

    page = text(client.get(f"/compilations/{compilation.pk}/"))

    assert "about 1 person whom you may see" in page
    assert "about 2" not in page
    assert str(shown.public_id) in page
    assert str(hidden.public_id) not in page
    assert told("list_findings") == {shown}


def test_who_was_merged_since_is_named_by_what_stands(client):
    (merged,) = without_level(1)
    compilation = stored()
    survivor = without_level(1, "Survivor")[0]
    merged_into(survivor, merged)
    restate(nominals=[survivor.pk, merged.pk], at=RECORDED, act=2)
    reader_of(client)

    page = text(client.get(f"/compilations/{compilation.pk}/"))

    assert f'<a href="/admin/nominals/{survivor.public_id}/">SURVIVOR</a>' in page


def test_a_finding_about_the_return_itself_is_listed_without_anybody(client):
    at = datetime(2022, 3, 1, tzinfo=UTC)
    draft = store_compilation(area=area(), year=YEAR, as_known_at=at, by="clerk", at=NOW)
    reader_of(client)

    page = text(client.get(f"/compilations/{draft.pk}/findings/year_not_over/"))

    assert "<td>the return</td>" in page
    assert "1 entry is shown to you." in page


def test_a_check_that_passed_or_is_none_is_no_page(client, compilation):
    reader_of(client)

    for check in ("row_sums", "nothing"):
        assert client.get(f"/compilations/{compilation.pk}/findings/{check}/").status_code == 404
    assert client.get(f"/compilations/0/findings/{CHECK}/").status_code == 404


def test_the_number_of_queries_does_not_depend_on_how_many_are_concerned(client):
    reader_of(client)

    def asked(compilation):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/compilations/{compilation.pk}/")
        return len(queries)

    without_level(1)
    few = stored()
    asked(few)
    less = asked(few)
    without_level(9)
    later = NOW.replace(second=1)
    many = store_compilation(area=area(), year=YEAR, as_known_at=later, by="clerk", at=NOW)

    assert asked(many) == less <= 22
