"""Acts over the API, whatever the service: the version they are decided on, retries and bodies."""

import pytest

from nominals.models import Alias, Conviction, Hosting, LevelPeriod, Licence, NamedViewer
from tests.api.calling import Person, System
from tests.api.casework import case, restated, restrict
from tests.api.described import operations
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    FlagFactory,
    NominalFactory,
    ResponsibleAreaFactory,
)

pytestmark = pytest.mark.django_db
NAME = {"family_name": "Crow", "on": "2024-05-01"}


def add_alias(system, person):
    path = f"nominals/{person.public_id}/"
    answer = system.post(f"{path}add-alias/", NAME, tag=system.get(path)["ETag"])
    assert answer.status_code == 201, answer.content
    return answer.json()["items"][0]["url"].removeprefix("/api/v1/")


def test_a_fact_bears_the_version_of_its_person_on_which_acts_on_it_are_decided():
    person, system = case(), System()
    flag = FlagFactory(nominal=person)
    read = system.get(f"flags/{flag.pk}/")
    assert read["ETag"] == system.get(f"nominals/{person.public_id}/")["ETag"]

    lower = {"on": "2024-05-01", "reason": "Has one now."}
    stale = system.post(f"flags/{flag.pk}/lower-flag/", lower, tag='"0"')
    assert (stale.status_code, stale["ETag"]) == (412, read["ETag"])
    done = system.post(f"flags/{flag.pk}/lower-flag/", lower, tag=read["ETag"])

    assert done.status_code == 200, done.content
    assert done["ETag"] == system.get(f"flags/{flag.pk}/")["ETag"] != read["ETag"]


def test_a_retry_is_answered_as_before_though_what_was_acted_on_is_gone():
    person, system = case(), System()
    alias = add_alias(system, person)
    tag = system.get(alias)["ETag"]

    why = {"reason": "Not his."}
    first = system.post(f"{alias}remove-alias/", why, key="the-same-key", tag=tag)
    again = system.post(f"{alias}remove-alias/", why, key="the-same-key", tag=tag)

    assert first.status_code == 200, first.content
    assert not Alias.objects.exists()
    assert (again.status_code, again.json()) == (200, first.json())
    assert again["ETag"] == first["ETag"]
    assert again["Idempotency-Replayed"] == "true"
    assert system.post(f"{alias}remove-alias/", why, tag=tag).status_code == 404


def test_a_key_stands_for_what_one_person_asked_and_nobody_else():
    person, system = case(), System()
    path = f"nominals/{person.public_id}/"
    names = [
        MembershipFactory(agency=system.agency, user__username=name).user.username
        for name in ("ben", "cem")
    ]
    tag = system.get(path)["ETag"]
    answers = [
        system.post(f"{path}add-alias/", NAME, key="the-same-key", tag=tag, On_Behalf_Of=name)
        for name in names
    ]

    assert [each.status_code for each in answers] == [201, 409]
    assert Alias.objects.count() == 1


def test_an_end_that_may_be_open_is_said_to_be_open():
    person, system = case(), System()
    path = f"nominals/{person.public_id}/"
    tag = system.get(path)["ETag"]
    licence = {"kind": "Standard", "on": "2024-05-01", "conditions": []}

    unsaid = system.post(f"{path}begin-licence/", licence, tag=tag)
    assert unsaid.status_code == 400
    (wrong,) = unsaid.json()["errors"]
    assert wrong["pointer"] == "/ends_on"
    assert not Licence.objects.exists()

    said = system.post(f"{path}begin-licence/", licence | {"ends_on": None}, tag=tag)
    assert said.status_code == 201, said.content
    assert Licence.objects.get().valid_to is None


def test_whoever_an_act_names_is_named_in_its_body_and_is_not_who_acts():
    person, co_ordinator = case(), Person()
    path = f"nominals/{person.public_id}/"
    agency, code = default_agency("police", "kent"), area("kent")
    host = MembershipFactory(agency=agency, area=code, user__username="robin").user
    body = {"area": "kent", "user": "robin", "on": "2024-05-01", "reason": "Works there."}
    tag = co_ordinator.get(path)["ETag"]

    hosted = co_ordinator.post(f"{path}host-case/", body, tag=tag)
    restrict(person, co_ordinator.user)
    tag = co_ordinator.get(path, Access_Purpose="To name somebody.")["ETag"]
    viewer = {"user": "robin", "on": "2024-05-01", "reason": "Chairs its meetings."}
    named = co_ordinator.post(f"{path}name-viewer/", viewer, tag=tag)
    unnamed = co_ordinator.post(f"{path}name-viewer/", viewer | {"user": "nobody"}, tag=tag)

    assert (hosted.status_code, named.status_code) == (201, 201), (hosted.content, named.content)
    assert Hosting.objects.get().user == host
    assert NamedViewer.objects.filter(user=host).exists()
    assert unnamed.json()["errors"][0]["pointer"] == "/user"


def test_what_need_not_be_known_is_left_out():
    person = NominalFactory()
    ResponsibleAreaFactory(nominal=person)
    EligibilityPeriodFactory(nominal=person)
    restated(person)
    co_ordinator = Person()
    path = f"nominals/{person.public_id}/"
    caution = {
        "offence": "Sexual assault",
        "kind": "sexual",
        "established": "cautioned",
        "established_on": "2024-05-01",
    }
    level = {"level": 1, "on": "2024-05-01", "authority": {"kind": "screening"}}
    for name, body in (("record-conviction", caution), ("set-level", level)):
        tag = co_ordinator.get(path)["ETag"]
        answer = co_ordinator.post(f"{path}{name}/", body, tag=tag)
        assert answer.status_code == 201, (name, answer.content)

    assert Conviction.objects.get().court == ""
    assert LevelPeriod.objects.get().authority_reference == ""


def test_the_description_says_which_texts_may_be_empty():
    fields = operations()["record_conviction"].fields

    assert fields["offence"]["minLength"] == 1
    assert "minLength" not in fields["court"]
