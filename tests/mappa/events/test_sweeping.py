"""Whom a subscriber is told of: what the user may see, once it changed or may be seen no longer."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.choices import Role
from agencies.models import Membership, User
from core.models import AuditedObject
from mappa.events import sweeping
from mappa.events.subscribing import end_subscription
from mappa.events.sweeping import COMPARED_EVERY, sweep_subscription
from mappa.merging import merge_people
from mappa.models import Delivery, Told
from meetings.services.convening import cancel_meeting
from nominals.models import Grant, Nominal
from nominals.services.access import lift_restriction, restrict_case
from nominals.services.acts import Asked
from nominals.services.changes import note_changes
from nominals.services.emergency import open_in_emergency
from nominals.services.management.leads import set_lead_agency
from nominals.services.transfers import (
    accept_transfer,
    host_case,
    refuse_transfer,
    request_transfer,
)
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.mappa.events.telling import (
    AT,
    ON,
    ONE_DAY,
    change,
    known,
    member,
    news,
    subscribed,
    sweep,
    told,
)
from tests.meetings.convening import Room
from tests.meetings.convening import asked as asked_of_meeting
from tests.nominals.asking import asked
from tests.nominals.writing import Writer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
SECOND = timedelta(seconds=1)
APPEARED, CHANGED, WITHDRAWN = "nominal.appeared", "nominal.changed", "nominal.withdrawn"


def test_a_new_subscriber_is_told_only_of_what_happens_from_now_on():
    person = known()
    mine, _ = subscribed()

    assert news(mine) == []

    change(person)

    assert news(mine) == [(CHANGED, person.pk)]
    assert news(mine) == []


def test_what_the_user_never_saw_is_never_mentioned_and_its_twin_is():
    """Another area's, another agency's, a restricted one's: each beside one that is visible."""
    seen = known()
    hidden = {
        "other area": known(code="kent"),
        "restricted": known(),
        "merged": known(),
    }
    restrict_case(nominal=hidden["restricted"], viewers={}, on=ON, reason="x", asked=asked())
    merge(known(code="kent"), hidden["merged"])
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    lead, _ = subscribed(member(role=Role.PRACTITIONER, kind="probation"))

    for person in (seen, hidden["other area"], hidden["restricted"]):
        change(person)
    note_changes(nominals=[hidden["merged"].pk], at=AT, act=1)

    assert news(mine) == [(CHANGED, seen.pk)]
    assert news(lead) == []
    assert not Told.objects.filter(nominal__in=[each.pk for each in hidden.values()]).exists()


def test_who_comes_into_sight_appears_once_and_then_changes():
    mine, _ = subscribed()
    person = known()

    assert news(mine) == [(APPEARED, person.pk)]
    Delivery.objects.update(status="delivered")
    assert news(mine) == []

    change(person)

    assert news(mine) == [(CHANGED, person.pk)]


def test_a_change_that_is_not_yet_sent_is_not_told_twice():
    person = known()
    mine, _ = subscribed()
    change(person)
    sweep(mine)
    change(person, days=1)

    assert news(mine) == []

    Delivery.objects.update(leased_until=AT + timedelta(days=365))
    change(person, days=2)

    # It may have been read already before this change.
    assert news(mine) == [(CHANGED, person.pk)]


def test_a_change_after_one_that_was_sent_is_told():
    person = known()
    mine, _ = subscribed()
    change(person)
    sweep(mine)
    Delivery.objects.update(status="delivered")
    change(person, days=1)

    assert news(mine) == [(CHANGED, person.pk)]


# Ways of losing sight


def restricted(person, user):
    restrict_case(nominal=person, viewers={}, on=ON, reason="x", asked=asked())


def merge(survivor, merged):
    choices = ["areas", "eligibility", "levels", "lead_agencies", "requirements"]
    merge_people(
        survivor=survivor,
        merged=merged,
        choices=dict.fromkeys(choices, "survivor"),
        reason="One person.",
        asked=asked(),
    )


def merged_into_another_area(person, user):
    merge(known(code="kent"), person)


def another_lead_agency(person, user):
    set_lead_agency(nominal=person, kind="probation", on=ON, manager="x", asked=asked())


def membership_ends(person, user):
    Membership.objects.filter(user=user).update(valid_to=ON)


def user_leaves(person, user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def case_moves(person, user):
    transfer = request_transfer(
        nominal=person, to_area=area("suffolk"), on=ON, reason="x", asked=asked()
    )
    accept_transfer(transfer=transfer, on=ON, effective_on=ON, asked=asked(days=1))


def transfer_is_refused(person, user):
    refuse_transfer(transfer=person.transfers.get(), on=ON, reason="x", asked=asked(days=1))


def practitioner():
    return member(role=Role.PRACTITIONER, kind="police")


LOSSES = {
    "restriction": (restricted, lambda: member(role=Role.ADMINISTRATOR)),
    "merge": (merged_into_another_area, member),
    "lead agency": (another_lead_agency, practitioner),
    "membership": (membership_ends, member),
    "user": (user_leaves, member),
    "transfer": (case_moves, member),
}


@pytest.mark.parametrize(("lose", "who"), LOSSES.values(), ids=LOSSES)
def test_who_may_be_seen_no_longer_is_withdrawn_exactly_once(lose, who):
    user = who()
    person = known()
    mine, _ = subscribed(user)
    assert Nominal.objects.visible_to(user, on=ON).filter(pk=person.pk).exists()

    lose(person, user)

    assert [each for each in news(mine) if each[1] == person.pk] == [(WITHDRAWN, person.pk)]
    note_changes(nominals=[person.pk], at=AT, act=1)
    assert [each for each in news(mine) if each[1] == person.pk] == []
    assert [each for each in news(mine, on=ON + ONE_DAY) if each[1] == person.pk] == []


def test_a_record_that_is_gone_is_withdrawn_by_the_id_that_was_told():
    person = known()
    mine, _ = subscribed()
    gone = 10**12
    Told.objects.filter(nominal=person.pk).update(nominal=gone)

    # To the comparison the one told of is gone, and the person somebody new.
    assert news(mine) == [(WITHDRAWN, gone), (APPEARED, person.pk)]
    withdrawn = Delivery.objects.get(type=WITHDRAWN)
    assert withdrawn.opaque_id == person.public_id
    assert news(mine) == []


@pytest.mark.parametrize(("days", "expected"), [(9, []), (10, [WITHDRAWN]), (11, [WITHDRAWN])])
def test_a_sight_that_ends_by_its_day_is_withdrawn_on_that_day(days, expected):
    person = known()
    host = MembershipFactory(area=area("kent"), agency=default_agency(code="kent")).user
    host_case(
        nominal=person,
        area=area("kent"),
        user=host,
        on=ON,
        until=ON + 10 * ONE_DAY,
        reason="x",
        asked=asked(),
    )
    mine, _ = subscribed(host)

    assert [kind for kind, _ in news(mine, on=ON + days * ONE_DAY)] == expected
    assert news(mine, on=ON + 12 * ONE_DAY) == ([] if expected else [(WITHDRAWN, person.pk)])


@pytest.mark.parametrize(("days", "expected"), [(9, []), (10, [APPEARED]), (11, [APPEARED])])
def test_a_sight_that_begins_by_its_day_appears_on_that_day(days, expected):
    person = known()
    host = MembershipFactory(area=area("kent"), agency=default_agency(code="kent")).user
    start = ON + 10 * ONE_DAY
    host_case(nominal=person, area=area("kent"), user=host, on=start, reason="x", asked=asked())
    mine, _ = subscribed(host)

    assert [kind for kind, _ in news(mine, on=ON + days * ONE_DAY)] == expected


def test_sight_by_an_invitation_appears_and_is_withdrawn_with_the_meeting():
    room = Room()
    meeting = room.place()
    mine, _ = subscribed(room.member("housing"))
    assert not Told.objects.filter(subscription=mine).exists()

    room.invite(meeting)

    assert news(mine) == [(APPEARED, room.person.pk)]
    Delivery.objects.update(status="delivered")

    cancel_meeting(
        meeting=meeting,
        on=ON + ONE_DAY,
        reason="x",
        user=room.co_ordinator,
        asked=asked_of_meeting(ON + ONE_DAY),
    )

    assert news(mine, on=ON + ONE_DAY) == [(WITHDRAWN, room.person.pk)]
    assert news(mine, on=ON + 2 * ONE_DAY) == []


def test_sight_in_an_emergency_appears_and_is_withdrawn_when_its_hours_are_over():
    """The hours end on the clock of the database, so that nothing here stands still."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = known(pnc_id="2001/171310W")
    user = member("kent", role=Role.PRACTITIONER, kind="probation")
    mine, _ = subscribed(user, on=today)
    opened = open_in_emergency(
        kind="pnc_id",
        value="2001/171310W",
        hours=1,
        reason="A child may be at risk.",
        user=user,
        asked=Asked(by="ann", at=now),
    )

    assert news(mine, on=today) == [(APPEARED, person.pk)]
    Delivery.objects.update(status="delivered")

    Grant.objects.filter(source_id=opened.pk, user=user).update(until=timezone.now())

    assert news(mine, on=today) == [(WITHDRAWN, person.pk)]
    assert news(mine, on=today) == []


def test_a_refused_transfer_is_withdrawn_from_the_receiving_area_only():
    person = known()
    request_transfer(nominal=person, to_area=area("suffolk"), on=ON, reason="x", asked=asked())
    home, receiving = subscribed()[0], subscribed(member("suffolk"))[0]

    transfer_is_refused(person, None)

    assert news(receiving, on=ON + ONE_DAY) == [(WITHDRAWN, person.pk)]
    assert news(home, on=ON + ONE_DAY) == [(CHANGED, person.pk)]


def test_who_is_lost_and_comes_back_is_withdrawn_and_appears_again():
    person = known()
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    restricted(person, None)
    sweep(mine)
    lift_restriction(nominal=person, on=ON + ONE_DAY, reason="x", asked=asked(days=1))

    assert news(mine, on=ON + ONE_DAY) == [(APPEARED, person.pk)]
    # What was not sent yet is true no longer.
    assert told(mine, status="waiting") == [(APPEARED, person.pk)]


def test_what_was_to_be_told_of_somebody_lost_is_not_sent_any_more():
    person = known()
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    change(person)
    sweep(mine)
    restricted(person, None)
    sweep(mine)

    assert told(mine, status="waiting") == [(WITHDRAWN, person.pk)]
    assert told(mine, status="overtaken") == [(CHANGED, person.pk)]


# Order, batches, cost


@pytest.mark.postgres
def test_a_change_that_commits_later_than_one_that_began_after_it_is_told():
    """Otherwise the sweep would go past it."""
    slow, quick = known(), known()
    mine, _ = subscribed()
    writer = Writer()
    try:
        writer.begin()
        writer.change(slow.pk)
        change(quick)
        assert news(mine) == []

        writer.commit()

        assert news(mine) == [(CHANGED, slow.pk), (CHANGED, quick.pk)]
    finally:
        writer.close()


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_batches_of_any_size_tell_everything_once(monkeypatch, size):
    monkeypatch.setattr(sweeping, "BATCH", size)
    changed, lost = [known() for _ in range(3)], [known() for _ in range(3)]
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    with transaction.atomic():
        note_changes(nominals=[each.pk for each in changed], at=AT, act=1)
    for each in lost:
        restricted(each, None)
    new = [known() for _ in range(3)]

    expected = {
        *((WITHDRAWN, each.pk) for each in lost),
        *((CHANGED, each.pk) for each in changed),
        *((APPEARED, each.pk) for each in new),
    }
    found = news(mine)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert news(mine) == []


def test_sight_that_goes_without_a_change_is_found_after_so_long_or_on_a_new_day():
    mine, _ = subscribed()
    other, _ = subscribed()
    person = known()
    sweep(mine)
    sweep(other)
    Membership.objects.filter(user__in=[mine.user, other.user]).update(valid_to=ON)

    assert news(mine, at=AT + COMPARED_EVERY - SECOND) == []
    assert news(mine, at=AT + COMPARED_EVERY) == [(WITHDRAWN, person.pk)]
    assert news(other, on=ON + ONE_DAY, at=AT + SECOND) == [(WITHDRAWN, person.pk)]


def test_sight_that_goes_by_a_change_is_found_at_the_next_sweep():
    person = known()
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    restricted(person, None)

    assert news(mine, at=AT + SECOND) == [(WITHDRAWN, person.pk)]


def test_who_is_not_active_any_more_is_told_of_a_change_as_a_withdrawal():
    changed = known()
    mine, _ = subscribed()
    user_leaves(changed, mine.user)
    change(changed)
    new = known()

    assert news(mine, at=AT + SECOND) == [(WITHDRAWN, changed.pk)]
    assert not Told.objects.filter(nominal=new.pk).exists()


def queries_of_a_sweep(count):
    people = [known() for _ in range(3 * count)]
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    for each in people[:count]:
        change(each)
    for each in people[count : 2 * count]:
        restricted(each, None)
    for _ in range(count):
        known()
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert sweep_subscription(subscription=mine.pk, on=ON, at=AT + COMPARED_EVERY) is False
    assert len(told(mine)) == 3 * count
    return len(found)


def test_a_sweep_asks_as_much_for_many_as_for_one():
    few = queries_of_a_sweep(1)

    assert queries_of_a_sweep(5) == few <= 20


def test_a_sweep_of_nothing_new_writes_nothing():
    known()
    mine, _ = subscribed()
    sweep(mine)

    with CaptureQueriesContext(connection) as found:
        sweep(mine)

    written = ("INSERT", "UPDATE", "DELETE")
    assert [
        each["sql"]
        for each in found
        if each["sql"].startswith(written) and "IN (NULL)" not in each["sql"]
    ] == []


# Whether at all


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_subscription_holds_on_its_days(days, is_told):
    mine, _ = subscribed(on=ON, until=ON + 10 * ONE_DAY)
    person = known()

    assert news(mine, on=ON + days * ONE_DAY) == ([(APPEARED, person.pk)] if is_told else [])


def test_nothing_is_told_after_the_end():
    person = known()
    mine, _ = subscribed()
    change(person)
    sweep(mine)

    end_subscription(subscription=mine, by="ann", at=AT)
    change(person, days=1)

    assert news(mine) == []
    assert told(mine, status="waiting") == []
    assert not Told.objects.exists()


def test_a_sweep_is_no_disclosure():
    """It leaves rows; each sending is one."""
    person = known()
    mine, _ = subscribed()
    change(person)
    before = AuditedObject.objects.count()

    sweep(mine)

    assert AuditedObject.objects.count() == before
