"""How somebody is managed, in the list and record of people, is for roles that are shown it."""

import pytest

from agencies.choices import Role
from tests.api.calling import Person
from tests.api.casework import case
from tests.factories.agencies import MembershipFactory, area, default_agency

pytestmark = pytest.mark.django_db


def with_both_roles():
    """An auditor of Norfolk who is a practitioner of the police in Suffolk too."""
    both = Person(Role.AUDITOR)
    MembershipFactory(
        user=both.user,
        agency=default_agency("police", "suffolk"),
        area=area("suffolk"),
        role=Role.PRACTITIONER,
    )
    return both


def test_an_auditor_reads_who_somebody_is_and_not_how_he_or_she_is_managed():
    person = case(family_name="Crow")
    auditor = Person(Role.AUDITOR)

    answer = auditor.get(f"nominals/{person.public_id}/")
    (listed,) = auditor.items("nominals/")
    (found,) = auditor.post("nominals/search/", {"text": "Crow"}).json()["items"]

    assert answer.status_code == 200
    assert answer.json() == listed == found["nominal"]
    assert listed["family_name"] == "Crow"
    assert not {"area", "category", "level", "lead_agency_kind", "manager"} & set(listed)
    assert auditor.items("nominals/", {"level": "1"}) == []
    assert auditor.items("nominals/", {"area": "norfolk"}) == []
    act = auditor.post(f"nominals/{person.public_id}/record-death/", {}, tag=answer["ETag"])
    assert act.status_code == 400


def test_whoever_has_two_roles_reads_levels_of_those_alone_of_whom_one_is_shown_them():
    norfolk, suffolk = case(), case(code="suffolk")
    both = with_both_roles()

    listed = {each["id"]: each for each in both.items("nominals/")}

    assert listed.keys() == {str(norfolk.public_id), str(suffolk.public_id)}
    unseen, seen = listed[str(norfolk.public_id)], listed[str(suffolk.public_id)]
    assert (unseen["level"], unseen["area"], unseen["lead_agency_kind"]) == (None, None, None)
    assert (seen["level"], seen["area"], seen["lead_agency_kind"]) == (1, "suffolk", "police")
    assert [each["id"] for each in both.items("nominals/", {"level": "1"})] == [seen["id"]]
    assert both.get(f"nominals/{norfolk.public_id}/").json() == unseen
    assert both.get(f"nominals/{suffolk.public_id}/").json() == seen
