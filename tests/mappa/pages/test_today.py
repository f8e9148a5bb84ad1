"""Today: what it counts, the list behind each number, and to whom it counts what."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditedObject
from nominals.models import Nominal
from nominals.services.states import restate
from tests.factories.nominals import (
    RECORDED,
    EligibilityPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
)
from tests.mappa.pages.casework import TODAY as DAY
from tests.mappa.pages.casework import Morning, at_work, entry, owe, reader_of, somebody
from tests.mappa.pages.words import text

pytestmark = pytest.mark.django_db
LINK = re.compile(
    r'<a (?:class="now" )?href="(/admin/\w+/\?[^"]*|/admin/(?:referrals|transfers)/)">(\d+)'
)


@pytest.fixture(autouse=True)
def _morning():
    with at_work():
        yield


@pytest.fixture
def morning():
    return Morning()


def doors(page):
    """Each number of a page with the address of the list behind it."""
    return [(unescape(url), int(number)) for url, number in LINK.findall(page)]


def told(act):
    """The family names of those whom the latest entry of `act` names."""
    keys = AuditedObject.objects.filter(entry_id=entry(act).pk).values("object_id")
    return set(Nominal.objects.filter(pk__in=keys).values_list("family_name", flat=True))


def test_it_opens_with_the_sentence_somebody_came_for(client, morning):
    client.force_login(morning.co_ordinator)

    page = text(client.get("/admin/"))

    assert "<h1>Monday 8 July 2024</h1>" in page
    assert re.search(r"\d+ dut(y|ies) overdue, \d+ due by 15 July 2024\. ", page)
    assert "Panel tomorrow: 1 meeting, 3 papers missing." in page


def test_every_number_opens_a_list_of_as_many(client, morning):
    client.force_login(morning.co_ordinator)
    found = doors(client.get("/admin/").content.decode())

    assert {url.partition("?")[0] for url, _ in found} == {
        "/admin/attendance/",
        "/admin/caseload/",
        "/admin/duties/",
        "/admin/referrals/",
        "/admin/sittings/",
        "/admin/stopping/",
        "/admin/transfers/",
    }
    assert sum(number > 0 for _, number in found) > 12
    for url, number in found:
        page = text(client.get(url))
        assert re.search(r'<p class="lead">(\d+) ', page)[1] == str(number), url


def test_it_names_what_is_missing_and_who_excuses_itself(client, morning):
    client.force_login(morning.co_ordinator)

    page = text(client.get("/admin/"))
    listed = text(client.get("/admin/sittings/"))

    assert "papers 0 of 3, apologies from Housing, Norfolk" in page
    assert "RAISED" in listed
    assert "Housing, Norfolk; Police, Norfolk; Probation, Norfolk" in listed


def test_what_is_late_says_by_how_many_working_days(client, morning):
    client.force_login(morning.co_ordinator)

    page = text(client.get("/admin/duties/?when=overdue&kind=annual_notification"))

    assert "20 June 2024<small>12 working days late</small>" in page
    assert "LATE" in page
    assert "The police of the responsible area" in page


def test_nobody_hidden_is_counted_or_listed(client, morning):
    hidden = somebody(2, code="kent", family_name="Hidden")
    owe(hidden, "annual_notification", DAY)
    restricted = somebody(2, family_name="Restricted")
    Nominal.objects.filter(pk=restricted.pk).update(is_restricted=True)
    restricted.grants.all().delete()
    client.force_login(morning.co_ordinator)

    pages = [text(client.get(url)) for url, _ in doors(client.get("/admin/").content.decode())]

    assert not any("HIDDEN" in page or "RESTRICTED" in page for page in pages)
    assert told("show_today").isdisjoint({"Hidden", "Restricted"})


def test_the_look_is_logged_with_everybody_counted(client, morning):
    client.force_login(morning.co_ordinator)

    response = client.get("/admin/")
    client.get("/admin/duties/?when=soon&kind=level_1_review")

    assert told("show_today") >= {"Late", "Raised", "Referred"}
    assert entry("show_today").request_id == response.headers["X-Request-ID"]
    assert entry("show_today").detail["as"] == morning.co_ordinator.username
    assert told("list_duties") == {"Late"}
    assert entry("list_duties").detail["filters"] == ["when", "kind"]
    assert "level_1_review" not in str(entry("list_duties").detail)


def test_the_number_of_queries_does_not_depend_on_how_much_there_is(client):
    def asked(morning):
        client.force_login(morning.co_ordinator)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/admin/")
        return len(queries)

    few = Morning()
    asked(few)
    less = asked(few)
    more = asked(Morning(times=3))

    assert less == more <= 45


@pytest.mark.parametrize(
    "path",
    ["duties", "sittings", "referrals", "transfers", "caseload", "stopping", "attendance"],
)
def test_the_number_of_queries_of_a_list_does_not_depend_on_its_length(client, path):
    def asked(morning):
        client.force_login(morning.co_ordinator)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/admin/{path}/")
        return len(queries)

    few = Morning()
    asked(few)
    less = asked(few)

    assert asked(Morning(times=3)) == less <= 32


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        (Role.CO_ORDINATOR, {"overdue", "soon", "panels", "waiting", "stopping", "caseload"}),
        (Role.PRACTITIONER, {"overdue", "soon", "panels", "waiting", "stopping", "caseload"}),
        (Role.STATISTICIAN, {"waiting", "stopping", "caseload"}),
        (Role.BOARD_MEMBER, {"stopping"}),
        (Role.AUDITOR, {"waiting", "stopping"}),
    ],
)
def test_a_role_has_the_parts_whose_facts_it_is_shown(client, morning, role, parts):
    page = text(reader_of(client, role).get("/admin/"))
    headings = set(re.findall(r'<h2 id="(\w+)">', page))

    assert headings == parts
    assert "Attendance, Norfolk, 2024-25 Q1" in page


def test_whoever_acts_for_no_agency_is_told_so_and_counts_nobody(reader, morning):
    page = text(reader.get("/admin/"))

    assert "You act for no agency today" in page
    assert doors(page) == []
    assert told("show_today") == set()


def test_what_is_not_offered_is_no_list(client, morning):
    client.force_login(morning.co_ordinator)

    for url in ("duties/?kind=none", "caseload/?on=2020-01-01", "stopping/?check=nothing"):
        assert client.get(f"/admin/{url}").status_code == 404


def test_a_long_list_goes_on_on_the_next_page(client):
    morning = Morning()
    for _ in range(101):
        owe(morning.people[-1], "weekly_notification", DAY)
    client.force_login(morning.co_ordinator)

    first = text(client.get("/admin/duties/?kind=weekly_notification"))
    second = text(client.get("/admin/duties/?kind=weekly_notification&page=2"))

    assert '<p class="lead">101 duties.' in first
    assert "1 to 100 of 101" in first
    assert "101 to 101 of 101" in second
    assert '<p class="lead">101 duties.' in second


def test_an_error_of_the_return_is_told_with_those_whom_one_may_see(client):
    unknown = [of_no_level("Norfolk"), of_no_level("Mystery")]
    unknown[1].grants.all().delete()
    Morning()

    page = text(reader_of(client).get("/admin/stopping/?check=undetermined"))

    assert '<p class="lead">1 error.' in page
    assert "NORFOLK" in page
    assert "MYSTERY" not in page
    assert told("list_findings") == {"Norfolk"}


def of_no_level(name):
    """Somebody eligible whose level nobody knows."""
    unknown = NominalFactory(family_name=name)
    ResponsibleAreaFactory(nominal=unknown)
    EligibilityPeriodFactory(nominal=unknown)
    restate(nominals=[unknown.pk], at=RECORDED, act=1)
    return unknown
