"""A restricted case is seen by those on its list; every sight has a ground that can be told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agencies.choices import Role
from core.models import AuditEntry
from nominals.models import Finding, Grant, NamedViewer, Nominal
from nominals.services import access, transfers
from nominals.services.acts import Asked
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import managed
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))
ONE_DAY = timedelta(days=1)
ON = date(2024, 5, 1)
EVE, NEXT, LATER = ON - ONE_DAY, ON + ONE_DAY, date(2030, 1, 1)
DAYS = (EVE, ON, NEXT, LATER)


def member(code="norfolk", role=Role.CO_ORDINATOR, kind="housing"):
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


def restrict(person, *viewers, on=ON, why="investigates"):
    return access.restrict_case(
        nominal=person,
        viewers=dict.fromkeys(viewers, why),
        on=on,
        reason="police staff",
        asked=ASKED,
    )


def seen_on(user, person, days=DAYS):
    return [day for day in days if Nominal.objects.visible_to(user, on=day).filter(pk=person.pk)]


def findings(person):
    rows = Finding.objects.filter(nominal=person, rule="restricted_without_list")
    return list(rows.values_list("valid_from", "valid_to"))


def test_a_restricted_case_with_a_list_is_seen_by_the_list_and_nobody_else():
    person = managed()
    viewer, co_ordinator = member("kent"), member()
    others = {
        "administrator": member(role=Role.ADMINISTRATOR),
        "lead agency": member(role=Role.PRACTITIONER, kind="police"),
        "host": member("suffolk"),
        "receiving area": member("essex"),
    }
    transfers.host_case(
        nominal=person, area=area("suffolk"), user=others["host"], on=ON, reason="x", asked=ASKED
    )
    transfers.request_transfer(
        nominal=person, to_area=area("essex"), on=ON, reason="x", asked=ASKED
    )
    assert all(seen_on(user, person, [ON]) for user in others.values())

    restrict(person, viewer)

    assert seen_on(viewer, person) == [ON, NEXT, LATER]
    assert seen_on(co_ordinator, person) == [EVE]
    assert {name: seen_on(user, person) for name, user in others.items()} == {
        name: [] for name in others
    }
    assert findings(person) == []
    assert AuditEntry.objects.filter(act="restrict_case", purpose="police staff").count() == 1


def test_a_restricted_case_without_a_list_is_for_co_ordinators_and_is_found():
    person = managed()

    restrict(person)

    assert seen_on(member(), person) == [*DAYS]
    assert seen_on(member(role=Role.ADMINISTRATOR), person) == []
    assert seen_on(member("suffolk"), person) == []
    assert findings(person) == [(date(2020, 1, 1), None)]


def test_a_case_whose_list_ran_out_is_found_from_that_day_on():
    person = managed()
    viewer, co_ordinator = member("kent"), member()
    restrict(person, viewer)

    access.remove_viewer(viewer=NamedViewer.objects.get(), on=NEXT, reason="left", asked=ASKED)

    assert seen_on(viewer, person) == [ON]
    assert seen_on(co_ordinator, person) == [EVE, NEXT, LATER]
    assert findings(person) == [(NEXT, None)]


def test_a_viewer_is_named_for_days_with_a_justification():
    person = managed()
    restrict(person, UserFactory())
    user = member("kent")

    access.name_viewer(
        nominal=person, user=user, on=NEXT, until=LATER, reason=" minutes ", asked=ASKED
    )

    assert seen_on(user, person) == [NEXT]
    assert NamedViewer.objects.get(user=user).reason == "minutes"
    with refused("This user is on the list already"):
        access.name_viewer(nominal=person, user=user, on=NEXT, reason="again", asked=ASKED)


def test_lifting_a_restriction_ends_its_list_and_opens_the_case():
    person = managed()
    first, second = UserFactory(), UserFactory()
    restrict(person, first)
    access.name_viewer(nominal=person, user=second, on=LATER, reason="later", asked=ASKED)

    access.lift_restriction(nominal=person, on=NEXT, reason="acquitted", asked=ASKED)

    assert seen_on(member(), person) == [*DAYS]
    assert seen_on(member(role=Role.PRACTITIONER, kind="police"), person) == [*DAYS]
    assert seen_on(first, person) == seen_on(second, person) == []
    assert list(NamedViewer.objects.values_list("user", "valid_to")) == [(first.pk, NEXT)]
    assert NamedViewer.history.filter(user=second).count() == 1


def test_a_list_needs_a_restricted_case_and_each_name_a_justification():
    person = managed()

    with refused("The case is not restricted: restrict it"):
        access.name_viewer(nominal=person, user=UserFactory(), on=ON, reason="x", asked=ASKED)
    with refused("nothing to lift"):
        access.lift_restriction(nominal=person, on=ON, reason="x", asked=ASKED)
    with refused("V54: Say why ben needs to see the case"):
        restrict(person, UserFactory(username="ben"), why="  ")
    person.refresh_from_db()
    assert not person.is_restricted
    restrict(person)
    with refused("The case is restricted already"):
        restrict(person)


# Why


def grounds(person, user, on):
    rows = Grant.objects.why_visible(person, user, on=on)
    return sorted(rows.values_list("ground", flat=True))


def test_every_sight_is_explained_by_its_ground():
    person = managed()
    of_both = member(kind="police")
    host = member("suffolk", Role.PRACTITIONER)
    transfers.host_case(
        nominal=person, area=area("suffolk"), user=host, on=ON, reason="x", asked=ASKED
    )

    assert grounds(person, of_both, ON) == ["lead_agency", "responsible_area"]
    assert grounds(person, host, ON) == ["hosting"]
    assert grounds(person, host, EVE) == []
    assert grounds(person, UserFactory(), ON) == []
    assert grounds(managed(), host, ON) == []


def test_who_may_see_a_case_are_its_holders_of_the_day():
    person = managed()
    user = UserFactory()
    restrict(person, user)

    on_the_day = Grant.objects.who_may_see(person, on=ON)
    before = Grant.objects.who_may_see(person, on=EVE)

    assert [(each.ground, each.user) for each in on_the_day] == [("named_viewer", user)]
    assert [(each.ground, each.area, each.is_for_co_ordinators) for each in before] == [
        ("responsible_area", area(), True)
    ]


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "9" * 40, "²", "00000000-0000-0000-0000-000000000000"]
)
def test_an_id_that_names_nobody_finds_nobody(text):
    managed()

    assert not Nominal.objects.all().of_id(text).exists()


def test_a_person_is_found_by_key_and_by_opaque_id():
    person = managed()
    managed()

    assert Nominal.objects.all().of_id(str(person.pk)).get() == person
    assert Nominal.objects.all().of_id(str(person.public_id)).get() == person
