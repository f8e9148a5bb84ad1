"""A right that changes shows in the next call of the same process: nothing kept for speed is older
than the right."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from agencies.choices import Role
from agencies.models import Membership
from nominals.models import LeadAgencyPeriod
from nominals.services.states import restate
from tests.api.calling import Person, System
from tests.api.casework import SEEN, case, restated
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import LeadAgencyPeriodFactory, managed

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def names(caller, query=None, **headers):
    return [each["family_name"] for each in caller.items("nominals/", query, **headers)]


def memberships(caller):
    user = caller.client.user if hasattr(caller, "client") else caller.user
    return Membership.objects.filter(user=user)


CALLERS = {
    "system": lambda: System("police"),
    "person": lambda: Person(Role.PRACTITIONER, "police"),
}


@pytest.mark.parametrize("query", [None, {"level": 1}], ids=["plain", "narrowed"])
@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": date(2021, 1, 1)},
        {"valid_from": date(9000, 1, 1)},
        {"role": Role.BOARD_MEMBER},
        {"agency": ("housing", "norfolk")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_membership_that_changes_takes_away_and_gives_back(who, change, query):
    case(family_name="Rook")
    caller = CALLERS[who]()
    change = {
        name: default_agency(*value) if name == "agency" else value
        for name, value in change.items()
    }
    former = memberships(caller).values(*change).get()
    assert names(caller, query) == ["Rook"]

    memberships(caller).update(**change)
    assert names(caller, query) == []

    memberships(caller).update(**former)
    assert names(caller, query) == ["Rook"]


def test_a_system_whose_area_changes_sees_the_people_of_the_other_one():
    case(family_name="Rook")
    system = System("police")
    assert names(system) == ["Rook"]

    memberships(system).update(area=area("kent"))
    assert names(system) == []

    memberships(system).update(area=area("norfolk"))
    assert names(system) == ["Rook"]


def test_a_system_whose_categories_change_sees_nobody_of_another_one():
    case(family_name="Rook")
    system = System("police", categories=(1, 2))
    assert names(system) == ["Rook"]

    system.client.categories = [2]
    system.client.save()
    assert names(system) == []

    system.client.categories = [1]
    system.client.save()
    assert names(system) == ["Rook"]


def test_a_co_ordinator_who_is_a_practitioner_now_sees_no_more_than_the_agency():
    case(family_name="Rook")
    ann = Person(Role.CO_ORDINATOR, "housing")
    assert names(ann) == ["Rook"]

    memberships(ann).update(role=Role.PRACTITIONER)
    assert names(ann) == []

    memberships(ann).update(role=Role.CO_ORDINATOR)
    assert names(ann) == ["Rook"]


def test_a_system_shows_on_behalf_of_somebody_what_both_may_see_now():
    case(family_name="Rook")
    system, ann = System("police"), Person(Role.PRACTITIONER, "police")
    headers = {"On_Behalf_Of": ann.user.username}
    assert names(system, **headers) == ["Rook"]

    memberships(system).update(area=area("kent"))
    assert names(system, **headers) == []
    assert names(system) == []

    memberships(system).update(area=area("norfolk"))
    memberships(ann).update(role=Role.BOARD_MEMBER)
    MembershipFactory(user=ann.user, role=Role.LAY_ADVISER)
    assert names(system, **headers) == []
    assert names(system) == ["Rook"]


def test_whom_an_agency_leads_no_longer_it_sees_no_longer():
    person = case(family_name="Rook")
    police, probation = System("police"), System("probation")
    assert (names(police), names(probation)) == (["Rook"], [])

    LeadAgencyPeriod.objects.filter(nominal=person).update(kind="probation")
    restate(nominals=[person.pk], at=SEEN + ONE_DAY, act=1)
    assert (names(police), names(probation)) == ([], ["Rook"])


def test_a_day_that_comes_begins_what_is_granted_and_ends_it():
    today = timezone.localdate()
    noon = datetime.combine(today, time(12), tzinfo=UTC)
    person = managed(family_name="Rook")
    first, second = today + ONE_DAY, today + 2 * ONE_DAY
    LeadAgencyPeriod.objects.filter(nominal=person).update(valid_from=first, valid_to=second)
    LeadAgencyPeriodFactory(nominal=person, kind="probation", valid_from=second)
    restated(person)
    system = System("police")
    found = []
    for days in range(3):
        with time_machine.travel(noon + days * ONE_DAY, tick=False):
            system.token = system.ask_token().json()["access_token"]
            found.append(names(system))
    assert found == [[], ["Rook"], []]
