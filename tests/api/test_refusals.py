"""How every door refuses: without a fault, and without telling of what the caller may not see."""

from datetime import date

import pytest
from django.core.exceptions import TooManyFieldsSent

from agencies.models import User
from core.api.problems import problem_of
from core.models import AuditedObject, AuditEntry
from nominals.api.fields import Seen
from nominals.api.resources import NAMED
from nominals.services.acts import Asked
from nominals.services.flags import raise_flag
from tests.api.calling import Person, System
from tests.api.casework import SEEN, case
from tests.factories.agencies import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["areas/%00/", "areas/a%ED%A0%80/", "agencies/%00/"])
def test_a_key_that_no_database_stores_names_nothing(path):
    answer = Person().get(path)
    assert answer.status_code == 404, answer.content


def test_a_user_is_named_with_capitals_as_he_or_she_is_written():
    user = MembershipFactory(user__username="Ann.Wren").user
    assert isinstance(user, User)
    named = NAMED[User]
    assert named.key_of("Ann.Wren") == "Ann.Wren"
    assert Seen(named).resource.find("Ann.Wren", None, None) == user


def test_who_changed_it_since_is_not_told():
    person, system = case(), System()
    path = f"nominals/{person.public_id}/"
    tag = system.get(path)["ETag"]
    raise_flag(
        nominal=person,
        kind="no_fixed_address",
        on=SEEN.date(),
        reason="Said so.",
        asked=Asked(by="secret.colleague", at=SEEN),
    )
    late = system.post(f"{path}add-alias/", {"family_name": "Crow", "on": "2024-05-01"}, tag=tag)
    assert late.status_code == 412
    assert "secret" not in late.content.decode()
    assert "raise_flag" not in late.content.decode()
    assert late["ETag"] == system.get(path)["ETag"]


def test_a_look_at_a_record_is_logged_with_the_agency_for_which_it_is_taken():
    person, system = case(), System()
    system.get(f"nominals/{person.public_id}/")
    entry = AuditEntry.objects.filter(act="read_nominal").latest("pk")
    assert entry.agency == system.agency.name
    assert entry.client == system.client.name


def test_a_request_that_django_finds_suspicious_is_malformed():
    problem = problem_of(TooManyFieldsSent("secret"))
    assert (problem.status, problem.kind) == (400, "malformed")
    assert "secret" not in problem.detail


def test_whom_a_warning_of_duplicates_shows_is_in_the_log_though_nothing_is_done():
    who = {"family_name": "Finch", "given_names": "Aldous", "date_of_birth": "1988-02-29"}
    person, caller = case(**who | {"date_of_birth": date(1988, 2, 29)}), Person()
    body = {"details": who, "area": "norfolk", "on": "2024-05-21"}

    answer = caller.post("nominals/", body, tag=None)

    assert answer.json()["type"] == "urn:mappa:problem:reason-needed", answer.content
    look = AuditEntry.objects.get(act="warn_of_duplicates")
    assert look.actor == look.detail["as"] == caller.user.username
    assert AuditedObject.objects.get(entry_id=look.pk).object_id == person.pk
    assert not AuditEntry.objects.filter(act="register_nominal").exists()
