"""Registering somebody: likely duplicates are shown before anything is stored."""

from datetime import date

import pytest

from agencies.choices import Role
from core.models import AuditEntry
from nominals.choices import PairStatus
from nominals.models import DuplicatePair, Nominal, ResponsibleArea
from tests.api.calling import Person
from tests.api.casework import case, restrict
from tests.api.meetings.played import today
from tests.mappa.pages.test_acts import hidden_in
from tests.mappa.pages.words import text

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/nominals/register/"
FINCH = {
    "details-family_name": "Finch",
    "details-given_names": "Aldous",
    "details-date_of_birth": "29 February 1988",
    "details-sex": "male",
    "area": "norfolk",
    "on": "21 May 2024",
}


@pytest.fixture(autouse=True)
def _clock():
    with today():
        yield


def sent(reader, hidden=None, **more):
    """The answer to the form, filled in."""
    hidden = hidden or hidden_in(reader.http.get(ADDRESS))
    return reader.http.post(ADDRESS, FINCH | hidden | more)


def alike(**more):
    """A case of somebody of the very name and day of birth."""
    who = {"family_name": "Finch", "given_names": "Aldous", "date_of_birth": date(1988, 2, 29)}
    return case(**who, **more)


def test_somebody_is_registered_once_and_the_answer_is_his_or_her_page():
    reader = Person()
    form = reader.http.get(ADDRESS)
    assert '<option value="norfolk" selected>' in text(form), "the one area is chosen"
    assert "kent" not in text(form)
    hidden = hidden_in(form)

    first, again = sent(reader, hidden), sent(reader, hidden)

    person = Nominal.objects.get()
    assert (first.status_code, again.status_code) == (302, 302), text(first)
    assert first.url == again.url == f"/admin/nominals/{person.public_id}/"
    assert (person.sex, str(person)) == ("male", "FINCH, Aldous")
    assert ResponsibleArea.objects.get().area.code == "norfolk"
    assert AuditEntry.objects.filter(act="register_nominal").count() == 1
    assert "The person is registered." in text(reader.http.get(first.url))


def test_likely_duplicates_are_shown_and_nothing_is_stored_until_the_reason_is_given():
    reader, other = Person(), alike()
    before = Nominal.objects.count()

    asked = sent(reader)

    assert Nominal.objects.count() == before
    page = text(asked)
    assert f'<a href="/admin/nominals/{other.public_id}/"' in page
    assert "Register a person all the same</button>" in page
    assert 'name="reasons-likely_duplicate-details-family_name"' in page
    assert 'value="Aldous"' in page, "nothing typed is lost"
    assert AuditEntry.objects.filter(act="warn_of_duplicates").count() == 1
    blank = sent(reader, hidden_in(asked))
    assert "Say why it is right all the same" in text(blank)

    reason = {"reasons-likely_duplicate-details-family_name": "A cousin of the same name."}
    done = sent(reader, hidden_in(asked), **reason)

    assert done.status_code == 302, text(done)
    assert Nominal.objects.count() == before + 1
    pair = DuplicatePair.objects.get()
    assert (pair.status, pair.reason) == (PairStatus.DISMISSED, "A cousin of the same name.")


def test_a_duplicate_whom_the_reader_may_not_see_changes_nothing():
    reader, hidden = Person(), alike(code="kent")

    done = sent(reader)

    assert done.status_code == 302, text(done)
    assert str(hidden.public_id) not in text(done)
    assert DuplicatePair.objects.get().status == PairStatus.SUSPECTED


def test_a_restricted_duplicate_is_shown_to_those_on_its_list_alone():
    listed, reader, person = Person(), Person(), alike()
    restrict(person, listed.user)

    assert str(person.public_id) in text(sent(listed))
    assert sent(reader).status_code == 302


def test_a_refusal_stands_beside_its_field():
    refused = text(sent(Person(), **{"details-date_of_birth": "1 June 2024"}))

    assert "Not saved yet" in refused
    assert 'id="id_details-date_of_birth_error"' in refused
    assert not Nominal.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}), ids=str)
def test_the_door_is_there_for_those_who_register(role):
    reader = Person(role)
    may = role in {Role.CO_ORDINATOR, Role.ADMINISTRATOR, Role.PRACTITIONER, Role.AGENCY_LEAD}

    assert (ADDRESS in text(reader.http.get("/admin/nominals/"))) == may
    assert (ADDRESS in text(reader.http.post("/admin/nominals/", {"text": "Nobody"}))) == may
    assert (reader.http.get(ADDRESS).status_code == 200) == may
    if not may:
        assert sent(reader, {"version": "", "key": "a-long-key"}).status_code == 404
        assert not Nominal.objects.exists()


def test_an_area_of_others_is_refused():
    refused = sent(Person(), area="kent")

    assert refused.status_code == 200
    assert not Nominal.objects.exists()


def test_whoever_does_not_see_whom_he_or_she_registered_comes_back_to_finding():
    reader = Person(Role.PRACTITIONER)

    done = sent(reader)

    assert done.url == "/admin/nominals/"
    assert "The person is registered." in text(reader.http.get(done.url))
