"""The people behind a figure: who, by what, of whom only those whom the reader may see; logged."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditedObject
from nominals.models import Nominal
from nominals.services.states import restate
from reporting.services.opening import MAY_BE_FEWER
from reporting.services.storing import store_compilation
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED, DetentionFactory, managed, merged_into
from tests.factories.orders import OrderFactory, RecallFactory
from tests.mappa.pages.casework import entry, reader_of
from tests.mappa.pages.words import NOW, YEAR, member, superuser, text
from tests.reporting.figures import populate

pytestmark = pytest.mark.django_db


@pytest.fixture
def co_ordinator(client, compilation):
    """Somebody of Norfolk, who may see everybody counted."""
    return reader_of(client)


def stored(of=area):
    return store_compilation(area=of and of(), year=YEAR, as_known_at=NOW, by="clerk", at=NOW)


def opened(client, compilation, cell):
    return client.get(f"/compilations/{compilation.pk}/cells/{cell}/")


def told():
    """The people whom the latest entry of the log names."""
    keys = AuditedObject.objects.filter(entry_id=entry("open_return").pk).values("object_id")
    return set(Nominal.objects.filter(pk__in=keys))


def test_a_cell_says_its_figure_its_rule_and_who_is_counted_by_which_day(
    co_ordinator, compilation, people
):
    page = text(opened(co_ordinator, compilation, "T1:level_2:category_1"))

    assert "<h1>Level 2, Category 1: Registered sex offenders</h1>" in page
    assert "MAPPA-eligible offenders on 31 March 2022" in page
    assert "The figure is 1. Rule T1: People in the community and alive on 31 March" in page
    assert f'1 person is shown to you. <span class="quiet">{MAY_BE_FEWER}' in page
    assert f'<a href="/admin/nominals/{people[1].public_id}/">UNMISTAKABLE</a>' in page
    assert "<td>Level 2, Category 1: Registered sex offenders</td><td>31 March 2022</td>" in page
    assert "<td>Level 2, Category 1<small>so since 1 January 2020</small></td>" in page


def test_a_total_opens_everybody_in_its_cells(co_ordinator, compilation):
    page = text(opened(co_ordinator, compilation, "T1:total:total"))

    assert "The figure is 3." in page
    assert "3 people are shown to you." in page
    assert "<td>Level 3, Category 1: Registered sex offenders</td>" in page


def test_a_figure_that_stands_alone_and_an_order_are_opened_too(client, people):
    OrderFactory(nominal=people[0], made_on="2021-06-01")
    restate(nominals=[people[0].pk], at=RECORDED, act=1)
    compilation = stored()
    reader_of(client)

    orders = text(opened(client, compilation, "T5:SHPO"))
    nobody = text(opened(client, compilation, "T4"))

    assert "<h1>SHPO</h1>" in orders
    assert "1 order is shown to you." in orders
    assert "<td>1 June 2021</td><td>Level 1, Category 1<small>on 1 June 2021</small></td>" in orders
    assert "The figure is 0." in nobody
    assert "Nobody whom you may see is counted here." in nobody


def test_what_was_taken_from_the_day_before_is_said(client):
    person = managed(level=2, family_name="Recalled")
    RecallFactory(nominal=person, decided_on="2021-06-01", returned_on="2021-06-03")
    DetentionFactory(nominal=person, valid_from="2021-06-03")
    restate(nominals=[person.pk], at=RECORDED, act=1)
    compilation = stored()
    reader_of(client)

    page = text(opened(client, compilation, "T7a:level_2:category_1"))

    assert "Level 2 and 3 offenders returned to custody: Breach of licence" in page
    assert "<td>3 June 2021</td><td>Level 2, Category 1<small>on 1 June 2021</small></td>" in page


def test_the_rate_opens_its_numerator(client, people):
    populate(100_000)
    compilation = stored()
    reader_of(client)

    page = text(opened(client, compilation, "T8"))

    assert "The figure is 3." in page
    assert "3 people are shown to you." in page
    assert "<td>Level 1, Category 1: Registered sex offenders</td>" in page


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.LAY_ADVISER, Role.AUDITOR])
def test_whoever_is_not_shown_levels_sees_the_figure_and_nobody(client, compilation, role):
    member(client, role)

    page = text(opened(client, compilation, "T1:total:total"))

    assert "The figure is 3." in page
    assert "0 people are shown to you." in page
    assert MAY_BE_FEWER in page
    assert "UNMISTAKABLE" not in page
    assert told() == set()


def test_a_restricted_person_is_counted_and_not_listed(co_ordinator, compilation, people):
    Nominal.objects.filter(pk=people[0].pk).update(is_restricted=True)
    people[0].grants.all().delete()

    page = text(opened(co_ordinator, compilation, "T1:total:total"))

    assert "The figure is 3." in page
    assert "2 people are shown to you." in page
    assert str(people[0].public_id) not in page
    assert told() == set(people[1:])


def test_the_look_is_logged_as_the_command_logs_it(co_ordinator, compilation, people):
    opened(co_ordinator, compilation, "T1:level_2:category_1")

    found = entry("open_return")
    assert told() == {people[1]}
    assert {key: found.detail[key] for key in ("area", "year", "cell", "compilation")} == {
        "area": "norfolk",
        "year": "2021-22",
        "cell": "T1:level_2:category_1",
        "compilation": compilation.pk,
    }
    assert "as" in found.detail


def test_who_was_merged_since_is_called_by_the_record_that_stands(
    co_ordinator, compilation, people
):
    survivor = managed(level=2, family_name="Survivor")
    merged_into(survivor, people[1])
    restate(nominals=[survivor.pk, people[1].pk], at=RECORDED, act=2)

    page = text(opened(co_ordinator, compilation, "T1:level_2:category_1"))

    assert f'<a href="/admin/nominals/{survivor.public_id}/">SURVIVOR</a>' in page
    assert co_ordinator.get(f"/admin/nominals/{survivor.public_id}/").status_code == 200


def test_england_and_wales_opens_the_people_of_all_areas(client, people):
    elsewhere = managed(level=2, code="kent", family_name="Kentish")
    restate(nominals=[elsewhere.pk], at=RECORDED, act=1)
    national = stored(of=None)
    reader_of(client)

    page = text(opened(client, national, "T1:level_2:category_1"))

    assert "The figure is 2." in page
    assert "1 person is shown to you." in page
    assert "KENTISH" not in page
    assert entry("open_return").detail["area"] == "all"


@pytest.mark.parametrize("cell", ["T1", "T1:level_9:total", "T9", "T1:level_2:category_4"])
def test_a_cell_that_is_not_printed_is_no_page(co_ordinator, compilation, cell):
    assert opened(co_ordinator, compilation, cell).status_code == 404


def test_an_unknown_compilation_has_no_cells(client):
    assert superuser(client).get("/compilations/1/cells/T3/").status_code == 404


def test_the_number_of_queries_does_not_depend_on_how_many_are_counted(client, people):
    reader_of(client)

    def asked(compilation, path):
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get(f"/compilations/{compilation.pk}/{path}"))
        return len(queries), page

    few = stored()
    asked(few, "")
    less = [asked(few, path)[0] for path in ("", "cells/T1:total:total/")]
    more_people = [managed(level=2) for _ in range(9)]
    restate(nominals=[each.pk for each in more_people], at=RECORDED, act=1)
    many = store_compilation(
        area=area(), year=YEAR, as_known_at=NOW.replace(second=1), by="clerk", at=NOW
    )
    more, page = zip(*(asked(many, path) for path in ("", "cells/T1:total:total/")), strict=True)

    assert len(re.findall("<td><a href=./admin/nominals/", page[1])) == 12
    assert list(more) == less
    assert max(less) <= 20
