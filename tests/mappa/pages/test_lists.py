"""Lists: sorted by what their columns declare, handed out as files, and kept as views by name."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from mappa.models import SavedView
from mappa.pages import exporting
from mappa.pages.exporting import harmless
from nominals.models import Nominal
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory
from tests.factories.nominals import RECORDED
from tests.mappa.pages.casework import TODAY, Morning, at_work, entry, owe, reader_of, somebody
from tests.mappa.pages.words import text

pytestmark = pytest.mark.django_db
LISTS = [
    "duties",
    "sittings",
    "referrals",
    "transfers",
    "caseload",
    "stopping",
    "attendance",
]
KIND = "level_before_release"
OF_KIND = f"/admin/duties/?kind={KIND}"
MARK = "OFFICIAL-SENSITIVE"


@pytest.fixture(autouse=True)
def _morning():
    with at_work():
        yield


@pytest.fixture
def morning(client):
    found = Morning()
    client.force_login(found.co_ordinator)
    return found


def rows(response):
    """The lines of a file."""
    assert response.status_code == 200, response.content.decode()
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def first_cells(page, column=0):
    """The texts of a column of the table on a page."""
    body = re.search(r"<tbody>(.*)</tbody>", page, re.DOTALL)[1]
    lines = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[dh].*?>(.*?)</t[dh]>", line, re.DOTALL)[column] for line in lines]
    return [re.sub(r"<small>.*?</small>|<.*?>", "", each) for each in cells]


@pytest.mark.parametrize("name", LISTS)
def test_every_declared_order_is_a_link_and_says_what_it_is(client, morning, name):
    page = text(client.get(f"/admin/{name}/"))
    links = re.findall(r'<th scope="col" aria-sort="none"><a class="sort" href="([^"]*)"', page)
    assert len(links) >= 3
    seen = set()
    for link in links:
        up = text(client.get(f"/admin/{name}/{link}"))
        assert up.count('aria-sort="ascending"') == 1, link
        (turned,) = re.findall(r'aria-sort="ascending"><a class="sort" href="([^"]*)"', up)
        assert turned == link.replace("order=", "order=-")
        down = text(client.get(f"/admin/{name}/{turned}"))
        assert down.count('aria-sort="descending"') == 1
        if "<tbody>" in page:
            assert sorted(first_cells(up)) == sorted(first_cells(down)) == sorted(first_cells(page))
        seen.add(link)
    assert len(seen) == len(links)


def test_duties_are_sorted_by_name_and_equal_ones_stay_in_order(client, morning):
    for family_name, day in (("Ash", 9), ("Elm", 8), ("Ash", 8)):
        owe(somebody(family_name=family_name), KIND, TODAY.replace(day=day))

    names = first_cells(text(client.get(f"{OF_KIND}&order=person")), 2)
    turned = first_cells(text(client.get(f"{OF_KIND}&order=-person")), 2)
    days = first_cells(text(client.get(f"{OF_KIND}&order=person")))

    assert names == ["ASH", "ASH", "ELM", "LATE"]
    assert turned == ["LATE", "ELM", "ASH", "ASH"]
    assert days[:2] == ["8 July 2024 (today)", "9 July 2024 (tomorrow)"]


def test_kinds_are_sorted_by_their_words_and_not_by_their_codes(client, morning):
    kinds = first_cells(text(client.get("/admin/duties/?order=kind")), 1)

    assert kinds == sorted(kinds)
    assert len(set(kinds)) > 2


@pytest.mark.parametrize("order", ["nominal", "pk", "--due", "-", "due_on", "person__crn"])
def test_no_list_has_an_order_that_it_does_not_declare(client, morning, order):
    assert client.get("/admin/duties/", {"order": order}).status_code == 404


def test_filters_keep_the_order_and_pages_keep_both(client, morning):
    for _ in range(101):
        owe(morning.people[0], KIND, TODAY)

    page = client.get(f"{OF_KIND}&order=-due").content.decode()

    assert '<input type="hidden" name="order" value="-due">' in page
    assert "?kind=level_before_release&amp;order=-due&amp;page=2" in page


def test_a_list_is_handed_out_whole_marked_and_in_its_order(client, morning):
    for _ in range(101):
        owe(morning.people[1], KIND, TODAY)

    page = text(client.get(f"{OF_KIND}&order=-due"))
    response = client.get(f"{OF_KIND}&order=-due&as=csv")
    found = rows(response)

    assert '<a href="?kind=level_before_release&amp;order=-due&amp;as=csv" download>' in page
    assert response["Content-Disposition"] == f'attachment; filename="{MARK}-duties-2024-07-08.csv"'
    assert response["Content-Type"] == "text/csv"
    assert "no-store" in response["Cache-Control"]
    assert found[0] == [MARK]
    assert found[1] == ["Duties", "8 July 2024"]
    assert found[2] == ["Due", "How late", "What", "Person", "Born", "Owed by"]
    assert len(found) == 3 + 102
    assert [each[0] for each in found[3:5]] == [
        "1 October 2024 (in 85 days)",
        "8 July 2024 (today)",
    ]


def test_a_file_is_one_disclosure_of_everybody_in_it(client, morning):
    for number in range(101):
        owe(somebody(family_name=f"Many {number}"), KIND, TODAY)
    before = AuditEntry.objects.count()

    response = client.get(f"{OF_KIND}&as=csv")

    assert AuditEntry.objects.count() == before + 1
    told = entry("list_duties")
    assert told.operation == AuditEntry.Operation.DISCLOSURE
    assert told.recipient == told.actor == morning.co_ordinator.username
    assert told.detail["rows"] == 102 == len(rows(response)) - 3
    assert told.detail["filters"] == ["kind"]
    assert told.request_id == response["X-Request-ID"]
    assert AuditedObject.objects.filter(entry_id=told.pk).count() == 102


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_handed_out_as_it_stands(client, morning, name):
    page = text(client.get(f"/admin/{name}/"))
    count = int(re.search(r'<p class="lead">(\d+) ', page)[1])

    found = rows(client.get(f"/admin/{name}/?as=csv"))

    assert found[0] == [MARK]
    assert len(found) == count + 3
    assert {len(each) for each in found[3:]} <= {len(found[2])}


def test_what_is_too_long_is_not_handed_out_but_said(client, morning, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    owe(morning.people[0], KIND, TODAY)

    page = text(client.get("/admin/duties/"))
    refused = client.get("/admin/duties/?as=csv")

    assert "as=csv" not in page
    assert "rows are too many for one file: narrow the list to 1." in page
    assert refused.status_code == 422
    assert 'role="alert"' in text(refused)
    assert entry("list_duties").operation == AuditEntry.Operation.CONSULTATION


def test_no_file_names_anybody_hidden_nor_sorts_by_the_name_of_somebody_not_shown(client, morning):
    hidden = somebody(2, code="kent", family_name="Aardvark")
    owe(hidden, "annual_notification", TODAY)
    restricted = somebody(2, family_name="Abacus")
    owe(restricted, "annual_notification", TODAY)
    Nominal.objects.filter(pk=restricted.pk).update(is_restricted=True)
    restricted.grants.all().delete()

    for name in LISTS:
        for order in ("", "&order=person"):
            answer = client.get(f"/admin/{name}/?as=csv{order}")
            content = answer.content.decode().lower()
            assert "aardvark" not in content
            assert "abacus" not in content


@pytest.mark.parametrize("form", ["xlsx", "json", "CSV"])
def test_there_is_no_other_form(client, morning, form):
    assert client.get("/admin/duties/", {"as": form}).status_code == 404


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "%0A", "|x", "\ufeff=1"]
)
def test_no_cell_begins_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["SMITH, Ann", "8 July 2024", "", "O'BRIEN", "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_a_name_that_is_a_formula_is_none_in_the_file(client, morning):
    owe(somebody(family_name='=HYPERLINK("x")'), KIND, TODAY)

    found = rows(client.get(f"{OF_KIND}&order=person&as=csv"))

    assert '\'=HYPERLINK("X")' in [each[3] for each in found[3:]]


def test_who_is_shown_no_duties_exports_none(client, morning):
    found = rows(reader_of(client, Role.AUDITOR).get("/admin/duties/?as=csv"))

    assert len(found) == 3


def test_a_file_asks_as_many_queries_for_many_as_for_few(client, morning):
    owe(somebody(family_name="One"), KIND, TODAY)
    client.get("/admin/duties/?as=csv")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/admin/duties/?as=csv")
    for _ in range(20):
        owe(somebody(family_name="More"), KIND, TODAY)
    with CaptureQueriesContext(connection) as many:
        client.get("/admin/duties/?as=csv")

    # Naming the people is one statement on PostgreSQL, and one more on SQLite.
    assert len(many) == len(few)


# Saved views


def keep(client, query="?kind=level_before_release&order=-due", **form):
    return client.post(f"/admin/duties/{query}", {"do": "keep", "query": "Smith"} | form)


def test_what_is_chosen_is_kept_under_a_name_and_found_again(client, morning):
    response = keep(client, name="Reviews")

    assert response.url == f"{OF_KIND}&order=-due"
    page = text(client.get("/admin/duties/"))
    assert f'<a href="?kind={KIND}&amp;order=-due">Reviews</a>' in page
    page = text(client.get(response.url))
    assert f'<a href="?kind={KIND}&amp;order=-due" aria-current="true">Reviews</a>' in page
    assert "Reviews" not in text(client.get("/admin/caseload/"))


def test_a_view_holds_values_of_the_lists_own_choices_and_nothing_else(client, morning):
    keep(client, "?kind=level_before_release&text=Smith&page=3&as=csv", name="Mine")

    assert SavedView.objects.get().query == {"kind": "level_before_release"}
    assert keep(client, "?kind=Smith", name="Other").status_code == 404
    assert keep(client, "?order=Smith", name="Other").status_code == 404
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed_and_removed(client, morning):
    keep(client, name="Reviews")
    key = SavedView.objects.get().pk

    keep(client, do="rename", view=key, name="Old reviews")
    assert SavedView.objects.get().name == "Old reviews"
    assert SavedView.objects.get().query == {"kind": "level_before_release", "order": "-due"}

    keep(client, do="remove", view=key, name="Old reviews")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the view a name of at most 60 letters."),
        ("  ", "Give the view a name of at most 60 letters."),
        ("x" * 61, "Give the view a name of at most 60 letters."),
        ("a\x00b", "Give the view a name of at most 60 letters."),
        ("Reviews", "You have a view of this name already: choose another name."),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_what_was_typed(client, morning, name, sentence):
    keep(client, name="Reviews")

    refused = keep(client, "?kind=annual_notification", name=name)

    assert refused.status_code == 422
    assert sentence in text(refused)
    assert "<title>Error: Duties" in text(refused)
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("do", ["rename", "remove"])
def test_nobody_touches_the_views_of_others(client, morning, do):
    keep(client, name="Reviews")
    key = SavedView.objects.get().pk
    other = reader_of(client)

    assert "Reviews" not in text(other.get("/admin/duties/"))
    assert keep(other, do=do, view=key, name="Taken").status_code == 404
    assert keep(other, do=do, view="x" * 30, name="Taken").status_code == 404
    assert SavedView.objects.get().name == "Reviews"


def test_two_readers_and_two_pages_have_views_of_one_name(client, morning):
    keep(client, name="Mine")
    client.post("/admin/caseload/?level=2", {"do": "keep", "name": "Mine"})
    client.force_login(MembershipFactory(role=Role.CO_ORDINATOR).user)
    keep(client, name="Mine")

    assert SavedView.objects.filter(name="Mine").count() == 3


def test_a_view_whose_choice_is_gone_says_so_and_leads_nowhere(client, morning):
    client.post("/admin/sittings/?on=2024-07-09", {"do": "keep", "name": "Tuesday"})
    SavedView.objects.update(query={"on": "2024-07-01"})

    page = text(client.get("/admin/sittings/"))

    assert "Tuesday <span" in page
    assert "names a choice that is offered no more" in page
    assert "on=2024-07-01" not in page


def test_a_list_of_one_record_keeps_no_views(client, morning):
    page = text(client.get("/admin/duties/"))
    assert "Your views" in page
    url = re.search(r'href="(/compilations/\d+/)"', text(client.get("/admin/stopping/")))
    if url:
        assert client.post(f"{url[1]}findings/lead_agency/", {"name": "x"}).status_code == 405


# Those who were found


def find(client, **form):
    return client.post("/admin/nominals/", {"text": "Found"} | form)


@pytest.fixture
def found(morning):
    people = [
        somebody(level, family_name="Found", given_names=name)
        for level, name in ((3, "Cass"), (1, "Ann"), (2, "Bea"))
    ]
    restate(nominals=[each.pk for each in people], at=RECORDED, act=1)
    return people


def test_those_found_are_sorted_by_a_body(client, found):
    page = text(find(client, order="person"))
    assert first_cells(page) == ["FOUND, Ann", "FOUND, Bea", "FOUND, Cass"]
    assert 'name="order" value="-person">Person</button>' in page
    assert first_cells(text(find(client, order="-level"))) == [
        "FOUND, Cass",
        "FOUND, Bea",
        "FOUND, Ann",
    ]
    assert find(client, order="crn").status_code == 404
    assert "?" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page))


def test_those_found_are_handed_out_by_a_body_and_disclosed(client, found):
    response = find(client, order="person", **{"as": "csv"})
    lines = rows(response)

    assert lines[0] == [MARK]
    assert [each[0] for each in lines[3:]] == ["FOUND, Ann", "FOUND, Bea", "FOUND, Cass"]
    told = entry("export_nominals")
    assert (told.operation, told.detail["rows"]) == (AuditEntry.Operation.DISCLOSURE, 3)
    assert AuditedObject.objects.filter(entry_id=told.pk).count() == 3
    assert "Found" not in str(told.detail)
    assert client.get("/admin/nominals/?as=csv").headers["Content-Type"].startswith("text/html")
