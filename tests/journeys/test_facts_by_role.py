"""What each role is shown of somebody whom it may see, through the real query sets of every app."""

from pathlib import Path

import pytest
from django.apps import apps

from agencies.choices import Fact, Role
from agencies.rules.facts import FACTS, OF_WHOLE_AREA
from meetings.models import (
    Action,
    Meeting,
    Minutes,
    PlanEntry,
    Referral,
)
from nominals.models import Alias, Duty, Nominal, VictimNote
from nominals.services.states import restate
from orders.models import Order
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, NominalFactory, managed, merged_into
from tests.meetings.convening import HELD, Room
from tests.nominals.facts import tell_of

pytestmark = pytest.mark.django_db
WITHOUT_A_FACT = {
    "Grant": "read by the rule itself",
    "Duty": "`shown_to`",
    "Change": "an instant",
    "GivenReason": "told with the act",
    "SearchName": "search finds people",
    "SearchIdentifier": "search finds people",
    "SenderReference": "a name of the sender's own",
}


def models_of_facts():
    return [
        model
        for app in ("nominals", "orders")
        for model in apps.get_app_config(app).get_models()
        if hasattr(model, "fact")
    ]


@pytest.fixture
def told():
    """A room with a meeting, its minutes, an action, a plan and a referral, about somebody of whom
    every other fact is recorded too, and who is led by the police, who are invited."""
    room = Room()
    meeting = room.held()
    room.act(meeting, kind="police")
    room.enter(meeting)
    room.issued(meeting)
    tell_of(room.person)
    Referral.objects.create(
        nominal=room.person,
        person=room.person,
        area=area(),
        agency=default_agency("police"),
        level=2,
        drafted_on=HELD,
        submitted_on=HELD,
        status="submitted",
        recorded_from=RECORDED,
        recorded_in=1,
    )
    Duty.objects.create(
        nominal=room.person,
        kind="annual_notification",
        owed_by="police",
        source_label="test",
        source_id=1,
        arises_on=HELD,
        due_on=HELD,
        rule_version=1,
        recorded_from=RECORDED,
    )
    return room


def shown(user, person):
    """By fact, whether each kind of row is shown: the rows about the person, by what they are."""
    found = {fact: set() for fact in Fact}
    people = Nominal.objects.filter(pk=person.pk)
    for fact in Fact:
        found[fact].add(people.visible_to(user, on=HELD, fact=fact).exists())
    for model in models_of_facts():
        found[model.fact].add(model.objects.visible_to(user, on=HELD).exists())
    for model in (Meeting, PlanEntry, Action, Referral):
        found[Fact.PLAN].add(model.objects.visible_to(user, on=HELD).exists())
    found[Fact.MINUTES].add(Minutes.objects.readable_by(user, on=HELD).exists())
    duties = Duty.objects.filter(kind="annual_notification")
    found[Fact.DUTIES].add(duties.shown_to(user, on=HELD).exists())
    return found


@pytest.mark.parametrize("role", Role)
def test_a_member_of_the_lead_agency_is_shown_the_facts_of_the_role_and_no_others(told, role):
    user = told.member("police", role)
    twin = told.member("police", Role.CO_ORDINATOR)

    seen = shown(user, told.person)

    assert shown(twin, told.person) == {fact: {True} for fact in Fact}
    assert seen == {fact: {fact in FACTS[role]} for fact in Fact}
    assert told_facts(user, told.person) == FACTS[role]


@pytest.mark.parametrize("role", Role)
def test_somebody_of_another_agency_in_the_area_is_shown_what_the_role_is_of_the_area(told, role):
    user = told.member("education", role)
    by_area = OF_WHOLE_AREA.get(role, frozenset())

    assert told_facts(user, told.person) == by_area
    assert told_facts(told.member("education", role, "kent"), told.person) == frozenset()


def told_facts(user, person):
    return Nominal.objects.filter(pk=person.pk).facts_shown_to(user, on=HELD)


@pytest.mark.parametrize("role", Role)
def test_what_is_granted_to_a_user_by_name_is_shown_as_far_as_his_or_her_roles_are(role):
    person = managed(is_restricted=True)
    user = MembershipFactory(role=role, agency=default_agency("housing", "kent"), area=area("kent"))
    stranger = UserFactory()
    name(person, user.user)
    name(person, stranger)

    # A system sees nobody outside its areas, whoever names it.
    outside = role is Role.SYSTEM
    assert told_facts(user.user, person) == (frozenset() if outside else FACTS[role])
    assert told_facts(stranger, person) == frozenset()


def name(person, user):
    person.grants.create(
        user=user,
        valid_from=HELD,
        ground="named_viewer",
        source_label="test",
        source_id=1,
        recorded_from=RECORDED,
    )


def test_a_role_counts_only_for_what_its_own_membership_holds(told):
    """Practitioner of an agency that holds nothing, board member of the one that leads."""
    user = told.member("education")
    MembershipFactory(user=user, role=Role.BOARD_MEMBER, agency=default_agency("police"))

    assert told_facts(user, told.person) == {Fact.FIGURES}
    assert not Action.objects.visible_to(user, on=HELD).exists()
    assert told_facts(told.member("police"), told.person) > {Fact.IDENTITY}


def test_a_membership_that_is_over_shows_nothing(told):
    user = UserFactory()
    MembershipFactory(user=user, role=Role.PRACTITIONER, valid_to=HELD)

    assert told_facts(user, told.person) == frozenset()


def test_what_a_system_shows_for_a_user_is_what_both_may_see(told):
    other = managed()
    restate(nominals=[other.pk], at=RECORDED, act=1)
    tell_of(other)
    system = told.member("police", Role.SYSTEM)
    co_ordinator, auditor = told.co_ordinator, told.member("police", Role.AUDITOR)
    elsewhere = told.member("police", Role.CO_ORDINATOR, "kent")

    def both(rows, user):
        return rows.visible_to(system, on=HELD).visible_to(user, on=HELD)

    everybody = Nominal.objects.all()
    assert set(both(everybody, co_ordinator)) == {told.person, other}
    assert not both(everybody, elsewhere)
    assert both(Alias.objects.all(), auditor).count() == 2
    assert not both(Order.objects.all(), auditor).exists()
    assert both(Order.objects.all(), co_ordinator).exists()
    assert VictimNote.objects.visible_to(co_ordinator, on=HELD).exists()
    assert not both(VictimNote.objects.all(), co_ordinator).exists()
    assert not both(Meeting.objects.all(), auditor).exists()
    assert both(Meeting.objects.all(), co_ordinator).exists()


def test_facts_of_merged_records_are_shown_with_the_one_that_stands_for_them():
    survivor = managed()
    restate(nominals=[survivor.pk], at=RECORDED, act=1)
    first, second = NominalFactory(), NominalFactory()
    tell_of(first)
    tell_of(second)
    user = MembershipFactory(role=Role.PRACTITIONER).user
    assert not Order.objects.visible_to(user, on=HELD).exists()

    merged_into(survivor, first)
    assert {each.nominal for each in Order.objects.visible_to(user, on=HELD)} == {first}
    merged_into(first, second)

    assert Order.objects.visible_to(user, on=HELD).count() == 2
    stranger = MembershipFactory(role=Role.PRACTITIONER, agency=default_agency("housing")).user
    assert not Order.objects.visible_to(stranger, on=HELD).exists()


def test_every_model_about_people_is_one_of_the_facts():
    about_people = {
        model.__name__
        for app in ("nominals", "orders")
        for model in apps.get_app_config(app).get_models()
        if any(
            each.related_model is Nominal for each in model._meta.fields if each.name == "nominal"
        )
    }

    ours = {model.__name__ for model in models_of_facts()}
    assert about_people - ours == set(WITHOUT_A_FACT)
    assert {model.fact for model in models_of_facts()} == {
        Fact.IDENTITY,
        Fact.ADDRESS,
        Fact.LEVELS,
        Fact.ORDERS,
        Fact.VICTIM_NOTES,
        Fact.AUDIT,
    }


def test_seeing_asks_two_queries_however_many_there_are(django_assert_num_queries, told):
    for _ in range(3):
        tell_of(managed())
    user = told.member("police")

    with django_assert_num_queries(2):
        list(Nominal.objects.visible_to(user, on=HELD))
    with django_assert_num_queries(2):
        list(Order.objects.visible_to(user, on=HELD))
    with django_assert_num_queries(2):
        told_facts(user, told.person)


def test_the_page_shows_the_table_of_facts_by_role():
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
    _, _, text = page.partition("\n## What of whom\n")
    head, _, *rows = [
        [cell.strip(" `") for cell in line.split("|")[1:-1]]
        for line in text.partition("\n## ")[0].splitlines()
        if line.startswith("|")
    ]
    words = {
        (row[0], fact): word for row in rows for fact, word in zip(head[1:], row[1:], strict=True)
    }

    assert words == {
        (role.label, fact.value): "area"
        if fact in OF_WHOLE_AREA.get(role, ())
        else "yes"
        if fact in FACTS[role]
        else "no"
        for role in Role
        for fact in Fact
    }
