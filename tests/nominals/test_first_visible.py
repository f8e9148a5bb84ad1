"""The first of those whom one may see, read holder by holder, are those whom one may see at all."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from agencies.choices import Role
from agencies.models import User
from nominals.choices import Ground
from nominals.models import EligibilityPeriod, Grant, Nominal
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, NominalFactory, managed, merged_into

pytestmark = pytest.mark.django_db
ON = date(2024, 5, 1)
ONE_DAY = timedelta(days=1)
SPELLS = {
    "over": (date(2020, 1, 1), ON),
    "last day": (date(2020, 1, 1), ON + ONE_DAY),
    "open": (ON, None),
    "to come": (ON + ONE_DAY, None),
}


def member(role, kind="police", code="norfolk", user=None):
    return MembershipFactory(
        user=user or UserFactory(), role=role, area=area(code), agency=default_agency(kind, code)
    ).user


def granted(person, *, spell="open", ground=Ground.LEAD_AGENCY, until=None, **holder):
    valid_from, valid_to = SPELLS[spell]
    return Grant.objects.create(
        nominal=person,
        ground=ground,
        valid_from=valid_from,
        valid_to=valid_to,
        until=until,
        recorded_from=RECORDED,
        source_label="nominals.LeadAgencyPeriod",
        source_id=1,
        **holder,
    )


@pytest.fixture
def callers():
    """Users of all kinds, by name; each of whom sees somebody."""
    police_of_two = member(Role.PRACTITIONER)
    member(Role.PRACTITIONER, "probation", user=police_of_two)
    co_ordinator_of_two = member(Role.CO_ORDINATOR, "housing")
    member(Role.ADMINISTRATOR, "housing", "kent", user=co_ordinator_of_two)
    member(Role.PRACTITIONER, user=co_ordinator_of_two)
    system = member(Role.SYSTEM)
    system.system_client.categories = [1, 2]
    system.system_client.save()
    through = User.objects.get(pk=member(Role.AGENCY_LEAD).pk)
    through.through = system
    return {
        "practitioner": member(Role.PRACTITIONER),
        "of two agencies": police_of_two,
        "administrator": member(Role.ADMINISTRATOR, "housing"),
        "auditor": member(Role.AUDITOR, "housing"),
        "co-ordinator and more": co_ordinator_of_two,
        "system": system,
        "through a system": through,
        "board member": member(Role.BOARD_MEMBER),
        "nobody": UserFactory(),
    }


@pytest.fixture
def people(callers):
    """People of every kind of grant, several of them to one person, in no order."""
    holders = [
        {"agency": default_agency("police")},
        {"agency": default_agency("probation")},
        {"area": area("norfolk")},
        {"area": area("norfolk"), "is_for_co_ordinators": True},
        {"area": area("kent")},
        *({"user": each} for each in callers.values() if each.through is None),
        {"user": callers["through a system"]},
    ]
    for place, (spell, holder) in enumerate(product(SPELLS, holders)):
        person = managed(code=("norfolk", "kent")[place % 7 == 6])
        granted(person, spell=spell, **holder)
        if place % 3 == 0:
            granted(person, **holders[(place + 1) % len(holders)])
        if place % 5 == 0:
            granted(person, ground=Ground.INVITATION, agency=default_agency("police"))
        if place % 4 == 0:
            granted(person, agency=default_agency("police"))
        if place % 6 == 0:
            EligibilityPeriod.objects.filter(nominal=person).update(category=3)
    hidden, merged = managed(is_restricted=True), managed()
    merged_into(managed(), merged)
    for holder in holders:
        granted(hidden, ground=Ground.INVITATION, **holder)
        granted(merged, ground=Ground.EMERGENCY, **holder)
        granted(managed(), until=datetime(2024, 5, 1, tzinfo=UTC), **holder)
        granted(managed(), until=datetime(9000, 1, 1, tzinfo=UTC), **holder)
    superseded = granted(NominalFactory(), agency=default_agency("police"))
    Grant.objects.filter(pk=superseded.pk).update(recorded_to=RECORDED + ONE_DAY)


def seen_by(user):
    return list(Nominal.objects.visible_to(user, on=ON).order_by("pk").values_list("pk", flat=True))


def first_of(user, number, after=0):
    found = Nominal.objects.first_visible_to(user, number, on=ON, after=after)
    return list(found.values_list("pk", flat=True))


def test_the_first_are_the_first_of_all_whatever_their_number_and_whoever_looks(callers, people):
    seen = {name: seen_by(user) for name, user in callers.items()}
    assert {name for name, keys in seen.items() if not keys} == {"board member", "nobody"}
    assert len({tuple(keys) for keys in seen.values()}) > 6
    for name, user in callers.items():
        for number in (1, 2, 5, 200):
            assert first_of(user, number) == seen[name][:number], (name, number)


def test_page_after_page_everybody_comes_once(callers, people):
    for name, user in callers.items():
        read, after = [], 0
        while page := first_of(user, 3, after):
            assert page[0] > after, name
            read += page
            after = page[-1]
        assert read == seen_by(user), name


def test_one_statement_asks_for_them(callers, people, django_assert_num_queries):
    user = callers["of two agencies"]
    first_of(user, 5)
    with django_assert_num_queries(2):  # the memberships, and the people
        first_of(user, 5, after=1)
