"""Finding somebody: by what, why, among whom, and where what was sought does not stand."""

import pytest
from django.urls import reverse

from agencies.choices import Role
from nominals.models import Alias
from nominals.services.searching import make_findable
from tests.factories.nominals import RECORDED, DetentionFactory
from tests.mappa.pages.casework import at_work, entry, reader_of, somebody
from tests.mappa.pages.words import text

pytestmark = pytest.mark.django_db
URL = "/admin/nominals/"


@pytest.fixture(autouse=True)
def _morning():
    with at_work():
        yield


@pytest.fixture
def people():
    """Two of one name, of whom one is known as another too, and one whom the reader may not see."""
    found = [
        somebody(2, family_name="Rookwood", given_names="Pat", pnc_id="2001/0012345K"),
        somebody(1, family_name="Rookwood", given_names="Kim", date_of_birth="1980-02-03"),
        somebody(2, code="kent", family_name="Rookwood", given_names="Hidden"),
    ]
    Alias.objects.create(
        nominal=found[1], family_name="Starling", recorded_from=RECORDED, recorded_in=1
    )
    make_findable([each.pk for each in found])
    return found


def sought(client, words, **narrowed):
    return text(client.post(URL, {"text": words, **narrowed}))


def test_a_name_finds_those_whom_one_may_see_and_says_why(client, people):
    page = sought(reader_of(client), "rookwod")

    assert "2 people found" in page
    assert "ROOKWOOD, Pat" in page
    assert "ROOKWOOD, Kim" in page
    assert "Hidden" not in page
    assert "within typing distance." in page
    assert reverse("admin:nominal", args=[people[0].public_id]) in page


def test_an_alias_a_day_of_birth_and_an_identifier_find_with_their_reason(client, people):
    reader_of(client)

    assert "Known as Starling" in sought(client, "starling")
    assert "Born on 3 February 1980." in sought(client, "3 February 1980")
    assert "The PNC ID is" in sought(client, "01/12345K")


def test_a_hit_says_how_somebody_is_managed_where_the_reader_is_shown_that(client, people):
    assert "Level 2" in sought(reader_of(client), "rookwood pat").partition("<tbody>")[2]

    told = sought(reader_of(client, Role.AUDITOR), "rookwood pat").partition("<tbody>")[2]
    assert "ROOKWOOD, Pat" in told
    assert "Level 2" not in told


def test_filters_narrow_and_come_before_the_table(client, people):
    DetentionFactory(nominal=people[0])
    reader_of(client)

    page = sought(client, "rook", level="1")

    assert "1 person found" in page
    assert "ROOKWOOD, Kim" in page
    assert page.index('name="level"') < page.index("<table")
    assert "Nobody whom you may see" in sought(client, "rook", category="4")
    assert "2 people found" in sought(client, "rook", setting="community")


def test_a_filter_tells_no_level_to_somebody_who_is_shown_none(client, people):
    reader_of(client, Role.AUDITOR)

    assert "2 people found" in sought(client, "rook")
    assert "Nobody whom you may see" in sought(client, "rook", level="2")


def test_what_was_sought_is_in_no_address_and_not_in_the_log(client, people):
    response = reader_of(client).post(URL, {"text": "01/12345K"})
    look = entry("find_nominals")

    assert response.status_code == 200
    assert "12345" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    assert look.detail["sought"] == ["identifier"]
    assert "12345" not in str(look.detail)
    assert look.request_id == response.headers["X-Request-ID"]
    assert client.get(f"{URL}?text=rook").content.count(b"ROOKWOOD") == 0


def test_what_cannot_be_sought_is_refused_beside_its_field(client, people):
    reader_of(client)

    assert "Write two letters of a name" in sought(client, "r")
    assert "This field is required." in sought(client, "")
    assert "Select a valid choice." in sought(client, "rook", level="9")


def test_every_page_has_the_box(client, people):
    page = text(reader_of(client).get("/reference/"))

    assert f'<form class="seek" method="post" role="search" action="{URL}"' in page
