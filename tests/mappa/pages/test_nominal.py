"""The page of a person: what it says, to whom it says what, and that the look is logged."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditedObject
from mappa.pages.nominal.lanes import drawn
from mappa.timeline.entries import Entry
from meetings.models import PlanEntry
from nominals.models import Address, Alias, Grant, Nominal
from tests.factories.agencies import MembershipFactory, default_agency
from tests.factories.nominals import (
    RECORDED,
    DetentionFactory,
    FlagFactory,
    NominalFactory,
    merged_into,
)
from tests.factories.orders import ConditionFactory, OrderFactory, RecallFactory
from tests.mappa.pages.casework import TODAY, at_work, entry, owe, reader_of, somebody
from tests.mappa.pages.words import text
from tests.meetings.convening import Room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    with at_work():
        yield


@pytest.fixture
def person():
    """Somebody at Level 2 with an order, a flag, an address, an alias and something overdue."""
    found = somebody(2, family_name="Seen", given_names="Robin", date_of_birth="1971-05-04")
    order = OrderFactory(nominal=found, made_on="2021-06-01", ends_on="2026-06-01")
    ConditionFactory(order=order)
    FlagFactory(nominal=found, kind="victim_contact", reason="Through the officer.")
    recorded = {"recorded_from": RECORDED, "recorded_in": 1}
    Address.objects.create(nominal=found, lines="1 Some Road", postcode="NR1 1AA", **recorded)
    Alias.objects.create(nominal=found, family_name="Other", **recorded)
    owe(found, "annual_notification", "2024-06-20")
    return found


def page_of(client, person, **data):
    return client.get(f"/admin/nominals/{person.public_id}/", **data)


def untokened(response):
    """What a page says, but for the tokens of its forms, which differ each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value)="\w+"', r"\1", text(response))


def headings(page):
    return set(re.findall(r'<h2 id="(\w+)">', page))


def test_it_opens_with_the_sentence_somebody_came_for(client, person):
    page = text(page_of(reader_of(client), person))

    assert "<h1>SEEN, Robin</h1>" in page
    assert "born 4 May 1971 (53)" in page
    assert '<b>Victim contact</b> <span class="quiet">Through the officer.</span>' in page
    assert (
        "Level 2 since 1 January 2020. Category 1 (Sexual offence). Led by Police. In the "
        "community. Norfolk is responsible. 2 duties overdue. Sexual harm prevention order until "
        "31 May 2026 (in 692 days)."
    ) in page
    assert "20 June 2024<small>12 working days late</small>" in page
    assert "Prohibition: Not to enter a park." in page
    assert "1 Some Road, NR1 1AA" in page
    assert "OTHER" in page


def test_whoever_is_detained_is_told_as_such(client, person):
    DetentionFactory(nominal=person, establishment="HMP Norwich", valid_from="2024-06-01")

    page = text(page_of(reader_of(client), person))

    assert "Detained at HMP Norwich since 1 June 2024." in page
    assert "In the community." not in page


@pytest.mark.parametrize(
    "changed", [{}, {"returned_on": "2024-07-01"}, {"rescinded_on": "2024-07-01"}]
)
def test_whoever_was_recalled_and_is_not_back_is_told_as_at_large(client, person, changed):
    RecallFactory(nominal=person, decided_on="2024-06-28", **changed)

    page = text(page_of(reader_of(client), person))

    at_large = "Recalled on 28 June 2024 and not returned: unlawfully at large." in page
    assert at_large == (not changed)


def test_plan_and_meetings_are_shown_to_whoever_sees_them(client):
    room = Room()
    room.enter(room.held())
    coming = room.place(panel=room.plan(TODAY))
    client.force_login(room.co_ordinator)

    page = text(page_of(client, room.person))

    assert "Next meeting 8 July 2024 (today)." in page
    assert PlanEntry.objects.get().text in page
    assert "Meetings (2)" in page
    assert "to come" in page
    assert coming.panel.held_on == TODAY


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        (
            Role.CO_ORDINATOR,
            {"years", "duties", "orders", "facts", "plan", "meetings", "identity"}
            | {"access", "looked"},
        ),
        (Role.PRACTITIONER, {"years", "duties", "orders", "facts", "plan", "meetings", "identity"}),
        (Role.STATISTICIAN, {"years", "orders", "identity"}),
        (Role.AUDITOR, {"years", "identity", "access", "looked"}),
    ],
)
def test_a_role_has_the_parts_whose_facts_it_is_shown(client, person, role, parts):
    page = text(page_of(reader_of(client, role), person))

    assert headings(page) == parts
    assert ("1 Some Road" in page) is (role in (Role.CO_ORDINATOR, Role.PRACTITIONER))
    assert ("Level 2 since" in page) is (role is not Role.AUDITOR)
    assert ("Sexual harm prevention order" in page) is (role is not Role.AUDITOR)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.LAY_ADVISER])
def test_whoever_is_shown_figures_only_finds_nobody(client, person, role):
    assert page_of(reader_of(client, role), person).status_code == 404


def test_somebody_hidden_is_nobody_and_the_look_is_logged(client, person):
    hidden = somebody(2, code="kent", family_name="Hidden")
    reader_of(client)

    in_vain = page_of(client, hidden)
    nobody = client.get(f"/admin/nominals/{uuid.uuid4()}/")

    assert in_vain.status_code == nobody.status_code == 404
    assert untokened(in_vain) == untokened(nobody)
    assert "OFFICIAL-SENSITIVE" in text(in_vain)
    assert entry("show_nominal").detail["found"] is False
    client.get(f"/admin/nominals/{hidden.public_id}/")
    named = AuditedObject.objects.filter(entry_id=entry("show_nominal").pk)
    assert [each.object_id for each in named] == [hidden.pk]


def test_a_look_is_one_entry_with_the_number_of_the_request(client, person):
    response = page_of(reader_of(client), person)
    look = entry("show_nominal")

    assert look.request_id == response.headers["X-Request-ID"]
    assert look.detail["found"] is True
    assert look.agency == str(default_agency())
    assert "show_nominal" in text(response), "the look itself stands among those who looked"


def test_a_restricted_case_asks_for_a_purpose_which_is_in_no_address(client, person):
    joined = MembershipFactory(role=Role.CO_ORDINATOR)
    client.force_login(joined.user)
    Nominal.objects.filter(pk=person.pk).update(is_restricted=True)

    asked = text(page_of(client, person))
    assert "SEEN" not in asked
    assert "For what purpose?" in asked
    assert entry("show_nominal").detail["refused"] == "V54"
    refused = text(client.post(f"/admin/nominals/{person.public_id}/", {"purpose": " "}))
    assert "This field is required." in refused

    shown = client.post(f"/admin/nominals/{person.public_id}/", {"purpose": "A review"})
    assert "<h1>SEEN, Robin</h1>" in text(shown)
    assert "<b>Restricted</b>" in text(shown)
    assert entry("show_nominal").purpose == "A review"


def test_the_survivor_tells_what_its_records_were_and_a_merged_record_is_nobody(client, person):
    merged = NominalFactory(family_name="Former")
    Alias.objects.create(
        nominal=merged, family_name="Merged", recorded_from=RECORDED, recorded_in=1
    )
    merged_into(person, merged)
    reader_of(client)

    assert "MERGED" in text(page_of(client, person))
    assert page_of(client, merged).status_code == 404


def test_who_can_see_is_said_with_the_ground(client, person):
    page = text(page_of(reader_of(client), person))

    assert Grant.objects.filter(nominal=person).count() == 2
    assert "The area responsible for the case" in page
    assert "The lead agency" in page


def test_the_number_of_queries_does_not_depend_on_what_happened(client, person):
    def asked(whom):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, whom)
        return len(queries)

    reader_of(client)
    asked(person)
    less = asked(person)
    for number in range(5):
        OrderFactory(nominal=person, made_on=f"202{number}-01-01")
        owe(person, "weekly_notification", f"2024-07-0{number + 1}")
        DetentionFactory(
            nominal=person, valid_from=f"201{number}-01-01", valid_to=f"201{number}-06-01"
        )

    assert asked(person) == less <= 120


def test_the_drawing_and_the_table_are_on_the_page(client, person):
    page = text(page_of(reader_of(client), person))

    assert '<svg class="years-drawn"' in page
    assert "style=" not in page
    assert "As a table:" in page
    assert re.findall(r'<text x="0" y="14">([^<]+)</text>', page) == [
        "Category 1",
        "Level 2",
        "SHPO",
    ]


@pytest.mark.parametrize(
    ("today", "named"),
    [(date(2024, 12, 20), False), (date(2025, 1, 1), False), (date(2025, 7, 1), True)],
)
def test_a_year_is_not_named_where_today_stands(today, named):
    levels = [
        Entry(date(year, 6, 1), None, "level", "So.", "nominals.LevelPeriod", year, "Level 2")
        for year in (2022, 2026)
    ]

    assert [each.is_named for each in drawn(levels, today).ticks if each.year == 2025] == [named]


def test_nothing_is_drawn_where_nothing_has_a_place():
    assert drawn([], TODAY) is None
