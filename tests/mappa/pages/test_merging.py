"""Merging two records on a page: side by side first, on the versions of both, and parted again."""

import re
from datetime import date

import pytest

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from nominals.models import Alias, DuplicatePair, LevelPeriod, Merge, Nominal
from nominals.services.flags import raise_flag
from tests.api.calling import Person
from tests.api.casework import case, restrict
from tests.api.meetings.played import today
from tests.mappa.pages.test_acts import hidden_in
from tests.mappa.pages.words import text
from tests.meetings.convening import asked

pytestmark = pytest.mark.django_db

BORN = date(1988, 2, 29)


@pytest.fixture(autouse=True)
def _clock():
    with today():
        yield


@pytest.fixture
def both():
    """Two records of one person, both managed."""
    return (
        case(family_name="Finch", given_names="Aldous", date_of_birth=BORN),
        case(family_name="Fink", given_names="Al", date_of_birth=BORN, level=2),
    )


def at(stands, merged):
    """Where the two are merged."""
    return f"/admin/nominals/{stands.public_id}/merge/{merged.public_id}/"


def chosen(page, whose="survivor"):
    """Every choice that the page asks for."""

    names = set(re.findall(r'type="radio" name="(\w+)"', page))
    assert names, "there is something to choose"
    return dict.fromkeys(names, whose)


def test_two_records_stand_side_by_side_and_nothing_is_stored_by_looking(both):
    stands, merged = both
    page = text(Person().http.get(at(*both)))

    assert "FINCH, Aldous" in page
    assert "FINK, Al" in page
    assert "Both have a level for the same days: whose stands?" in page
    assert "FINK, Al: 1 January 2020: Level 2." in page
    assert "Level 2" in page
    assert at(merged, stands) in page, "the other one may stand"
    assert not Merge.objects.exists()
    for act in ("show_nominal", "preview_merge"):
        assert AuditEntry.objects.filter(act=act).exists()


def test_they_are_merged_once_and_parted_again(both):
    stands, merged = both
    reader = Person()
    opened = text(reader.http.get(at(*both)))
    sent = chosen(opened, "merged") | {"reason": "One PNC ID."}
    hidden = hidden_in(reader.http.get(at(*both)))

    first, again = (reader.http.post(at(*both), sent | hidden) for _ in range(2))

    assert first.status_code == 302, text(first)
    assert again.url == first.url, "it is done, and was done once"
    assert reader.http.get(at(merged, stands)).status_code == 404
    merge = Merge.objects.get()
    assert (merge.survivor, merge.merged, merge.reason) == (stands, merged, "One PNC ID.")
    assert LevelPeriod.objects.get(nominal=stands).level == 2, "the history of the other was chosen"
    assert Alias.objects.get().family_name == "Fink"
    page = text(reader.http.get(first.url))
    assert "The records are merged." in page
    part = f"/admin/nominals/{stands.public_id}/part/{merge.pk}/"
    assert part in page

    refused = reader.http.post(part, {"reason": " "} | hidden_in(reader.http.get(part)))
    assert "This field is required." in text(refused)
    done = reader.http.post(part, {"reason": "Twins."} | hidden_in(refused))
    assert done.status_code == 302, text(done)
    assert not Nominal.objects.get(pk=merged.pk).merged_into_id
    assert reader.http.get(part).url == first.url
    assert Merge.objects.get().undone_reason == "Twins."


@pytest.mark.parametrize("which", [0, 1])
def test_whoever_saved_on_either_record_first_is_told(both, which):
    reader = Person()
    opened = reader.http.get(at(*both))
    raise_flag(
        nominal=both[which],
        kind="victim_contact",
        on=date(2024, 5, 20),
        reason="Through the officer.",
        asked=asked(),
    )
    sent = chosen(text(opened)) | {"reason": "One PNC ID."}

    late = reader.http.post(at(*both), sent | hidden_in(opened))

    assert "ann saved “Raise a flag”" in text(late)
    assert "One PNC ID.</textarea>" in text(late)
    assert not Merge.objects.exists()
    assert reader.http.post(at(*both), sent | hidden_in(late)).status_code == 302
    assert Merge.objects.exists()


def test_what_is_not_chosen_is_refused_beside_its_field(both):
    reader = Person()
    opened = reader.http.get(at(*both))

    refused = text(reader.http.post(at(*both), {"reason": ""} | hidden_in(opened)))

    assert "Not saved yet" in refused
    assert refused.count("This field is required.") > 2
    assert not Merge.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}), ids=str)
def test_it_is_for_those_who_decide_for_both_areas(both, role):
    stands, _merged = both
    reader, elsewhere = Person(role), case(code="kent")
    may = role in {Role.CO_ORDINATOR, Role.ADMINISTRATOR}
    seek = f"/admin/nominals/{stands.public_id}/merge/"

    assert (reader.http.get(at(*both)).status_code == 200) == may
    assert (reader.http.get(seek).status_code == 200) == may
    assert reader.http.get(at(stands, elsewhere)).status_code == 404
    assert reader.http.get(at(elsewhere, stands)).status_code == 404


def test_the_other_record_is_sought_or_suspected_already(both):
    stands, merged = both
    reader, seek = Person(), f"/admin/nominals/{stands.public_id}/merge/"
    assert at(*both) not in text(reader.http.get(seek))
    assert at(*both) in text(reader.http.post(seek, {"text": "Fink"}))
    assert "Nobody else" in text(reader.http.post(seek, {"text": "Finch"}))

    DuplicatePair.objects.create(
        first=stands,
        second=merged,
        likeness=["The names are alike."],
        status="suspected",
        recorded_from=stands.recorded_from,
        recorded_in=1,
    )

    suspected = text(reader.http.get(seek))
    assert at(*both) in suspected
    assert "The names are alike." in suspected
    look = AuditEntry.objects.filter(act="list_suspected").latest("pk")
    assert AuditedObject.objects.get(entry_id=look.pk).object_id == merged.pk


def test_a_restricted_record_asks_for_a_purpose_first(both):
    _stands, merged = both
    reader = Person()
    restrict(merged, reader.user)

    asked_for = text(reader.http.get(at(*both)))
    assert "For what purpose?" in asked_for
    assert "FINK" not in asked_for
    opened = reader.http.post(at(*both), {"purpose": "One person."})
    assert "FINK" in text(opened)
    assert 'name="purpose" value="One person."' in text(opened)
    sent = chosen(text(opened)) | {"reason": "One PNC ID."} | hidden_in(opened)
    done = reader.http.post(at(*both), sent)
    assert done.status_code == 302, text(done)
