"""Acts on the same people at the same time, on PostgreSQL: one follows the other, and no half of
either is stored."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from core.refusing import NeedsReason
from mappa.duties import differing_nominals as differing_duties
from mappa.duties import rebuild
from mappa.merging import merge_people, unmerge_people
from nominals.models import (
    DuplicatePair,
    EligibilityPeriod,
    Merge,
    Nominal,
    ResponsibleArea,
    Transfer,
)
from nominals.services.acts import Asked
from nominals.services.flags import raise_flag
from nominals.services.identity.registration import (
    Details,
    add_alias,
    change_identity,
    register_nominal,
)
from nominals.services.records import person_of
from nominals.services.states import differing_nominals, restate
from nominals.services.transfers import accept_transfer, request_transfer
from orders.models import Order
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed
from tests.locking import at_once
from tests.orders.making import impose

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
DAY = date(2024, 5, 1)
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))
CHOICES = dict.fromkeys(
    ["areas", "eligibility", "levels", "lead_agencies", "requirements"], "survivor"
)


def known(*people):
    restate(nominals=[each.pk for each in people], at=RECORDED + timedelta(minutes=1), act=1)
    return people


def fresh(person):
    return Nominal.objects.get(pk=person.pk)


def merging(survivor, merged):
    return lambda: merge_people(
        survivor=fresh(survivor),
        merged=fresh(merged),
        choices=CHOICES,
        reason="One person.",
        asked=ASKED,
    )


def refused(outcome):
    assert isinstance(outcome, ValidationError), repr(outcome)
    return " ".join(outcome.messages)


def all_follows_from_facts():
    return differing_nominals() == [] == differing_duties()


def registering(user=None, **reasons):
    details = Details("Canary", "Ada", date(1980, 4, 3), crn="X123456")
    return lambda: register_nominal(
        details=details,
        area=area(),
        on=DAY,
        user=user,
        asked=replace(ASKED, reasons=reasons),
    )


def test_of_two_registrations_of_one_person_the_later_is_warned_of_the_first():
    outcome = at_once(registering(), registering())

    assert isinstance(outcome, NeedsReason), repr(outcome)
    assert Nominal.objects.count() == 1
    assert AuditEntry.objects.filter(act="warn_of_duplicates").count() == 1


def test_of_two_registrations_the_later_suspects_a_first_that_it_may_not_see():
    stranger = MembershipFactory(
        agency=default_agency("housing", "suffolk"), area=area("suffolk")
    ).user

    at_once(registering(), registering(user=stranger))

    assert DuplicatePair.objects.get().status == "suspected"


def test_one_record_changed_twice_at_once_is_paired_once_with_whom_nobody_may_see():
    (other,) = known(managed(family_name="Canary", date_of_birth=date(1980, 4, 3)))
    (person,) = known(managed(family_name="Robin", date_of_birth=date(1980, 4, 3)))
    stranger = MembershipFactory(
        agency=default_agency("housing", "suffolk"), area=area("suffolk")
    ).user
    about = {"on": DAY, "user": stranger, "asked": ASKED}
    details = Details("Canary", date_of_birth=person.date_of_birth)

    outcome = at_once(
        lambda: change_identity(nominal=fresh(person), details=details, **about),
        lambda: add_alias(nominal=fresh(person), family_name="Canary", **about),
    )

    assert not isinstance(outcome, Exception), repr(outcome)
    pair = DuplicatePair.objects.get()
    assert {pair.first, pair.second} == {other, person}


@pytest.mark.parametrize("is_crossed", [False, True])
def test_of_two_merges_of_one_record_the_later_is_refused(is_crossed):
    one, two = known(managed(), managed())
    second = (two, one) if is_crossed else (one, two)

    assert "merged into another" in refused(at_once(merging(one, two), merging(*second)))
    assert Merge.objects.count() == 1
    assert all_follows_from_facts()


def test_merges_in_a_circle_do_not_wait_for_each_other_for_ever():
    one, two, three = known(managed(), managed(), managed())

    assert "merged into another" in refused(at_once(merging(two, three), merging(three, one)))
    assert all_follows_from_facts()


def test_an_order_imposed_while_its_record_is_merged_is_refused_and_leaves_nothing():
    one, two = known(managed(), managed())

    outcome = at_once(merging(one, two), lambda: impose(fresh(two)))

    assert "merged into another" in refused(outcome)
    assert not Order.objects.exists()
    assert all_follows_from_facts()


def test_a_merge_while_an_order_is_imposed_takes_along_what_it_brought():
    one, two = known(managed(), managed())

    outcome = at_once(lambda: impose(fresh(two)), merging(one, two))

    assert isinstance(outcome, Merge), repr(outcome)
    order = Order.objects.get()
    assert person_of(order.nominal) == one
    assert EligibilityPeriod.objects.filter(nominal=one, basis="shpo").exists()
    assert all_follows_from_facts()


def test_a_merge_is_undone_once():
    one, two = known(managed(), managed())
    merge = merging(one, two)()

    def undo():
        return unmerge_people(merge=Merge.objects.get(), reason="Two.", asked=ASKED)

    assert "undone already" in refused(at_once(undo, undo))
    assert not fresh(two).merged_into
    assert merge.merged == two
    assert all_follows_from_facts()


def test_a_transfer_is_accepted_once():
    (person,) = known(managed())
    request_transfer(nominal=person, to_area=area("suffolk"), on=DAY, reason="Moved.", asked=ASKED)

    def accept():
        return accept_transfer(
            transfer=Transfer.objects.get(), on=DAY, effective_on=DAY, asked=ASKED
        )

    assert "decided" in refused(at_once(accept, accept))
    assert ResponsibleArea.objects.filter(nominal=person).count() == 2
    assert AuditEntry.objects.filter(act="accept_transfer").count() == 1


def test_duties_are_rebuilt_while_somebody_acts_and_are_those_of_the_facts():
    people = known(managed(), managed())

    def act():
        return raise_flag(
            nominal=fresh(people[1]), kind="do_not_tell", on=DAY, reason="x", asked=ASKED
        )

    assert not isinstance(at_once(act, lambda: rebuild(now=ASKED.at, by="timetable")), Exception)
    assert all_follows_from_facts()
