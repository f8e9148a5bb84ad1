"""The risk management plan: entries and triggers begun at one meeting and ended at another."""

from datetime import date, timedelta

import pytest

from core.models import AuditEntry
from meetings.choices import Pillar
from meetings.models import PlanEntry, Trigger
from meetings.services import planning
from nominals.models import LicenceCondition
from orders.models import Condition
from tests.factories.agencies import default_agency
from tests.factories.nominals import LicenceFactory
from tests.factories.orders import OrderFactory
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
NEXT = date(2024, 8, 20)


def trigger(room, meeting, on=HELD, **values):
    values = {"sign": " He drinks. ", "response": "A visit.", "owner": "Kim Wren"} | values
    return planning.add_trigger(
        meeting=meeting,
        agency=default_agency("police"),
        user=room.minute_taker,
        asked=asked(on),
        **values,
    )


def end(room, meeting, entry, on):
    return planning.end_plan_entry(
        meeting=meeting, entry=entry, user=room.minute_taker, asked=asked(on)
    )


def condition_of(person):
    return Condition.objects.create(
        order=OrderFactory(nominal=person),
        kind="prohibition",
        text="Not to enter a park.",
        valid_from=date(2023, 6, 1),
        recorded_from=person.recorded_from,
        recorded_in=1,
    )


def licence_condition_of(person):
    return LicenceCondition.objects.create(
        licence=LicenceFactory(nominal=person),
        text="To live where directed.",
        valid_from=date(2023, 6, 1),
        recorded_from=person.recorded_from,
        recorded_in=1,
    )


def test_an_entry_has_pillar_agency_owner_start_review_and_condition():
    room = Room()
    condition = condition_of(room.person)

    entry = room.enter(
        room.place(),
        Pillar.VICTIM_SAFETY,
        text=" A zone ",
        risk=" To a child ",
        order_condition=condition,
    )

    stored = PlanEntry.objects.get()
    assert stored == entry
    assert (stored.pillar, stored.text, stored.risk) == ("victim_safety", "A zone", "To a child")
    assert (stored.agency, stored.owner) == (default_agency("probation"), "Kim Wren")
    assert (stored.valid_from, stored.valid_to, stored.review_on) == (
        HELD,
        None,
        HELD + timedelta(days=56),
    )
    assert (stored.order_condition, stored.licence_condition) == (condition, None)
    assert AuditEntry.objects.get(act="add_plan_entry").pk == stored.recorded_in


def test_an_entry_rests_on_conditions_of_its_own_person():
    room = Room()
    meeting, other = room.place(), room.case()
    foreign, licensed = condition_of(other), licence_condition_of(other)

    for condition in ({"order_condition": foreign}, {"licence_condition": licensed}):
        with refused("The condition is one of somebody else"):
            room.enter(meeting, **condition)
    own = licence_condition_of(room.person)
    assert room.enter(meeting, licence_condition=own).licence_condition == own


def test_entries_and_triggers_are_refused():
    room = Room()
    meeting = room.place()

    with refused("Say what the plan is to do"):
        room.enter(meeting, text=" ")
    with refused("The plan is made on 2024-05-21"):
        room.enter(meeting, starts_on=HELD - ONE_DAY)
    with refused("Say what would show that the plan fails"):
        trigger(room, meeting, sign="")
    with refused("nobody may change the plan before that day"):
        trigger(room, meeting, on=HELD - ONE_DAY)
    entry = room.enter(meeting)
    room.issued(room.held(meeting))
    for act in (
        lambda: room.enter(meeting),
        lambda: trigger(room, meeting),
        lambda: end(room, meeting, entry, HELD),
    ):
        with refused("V47: Version 1 of the minutes is issued and never changes"):
            act()


def test_a_trigger_holds_from_the_day_of_its_meeting():
    room = Room()

    trigger(room, room.place())

    stored = Trigger.objects.get()
    assert (stored.sign, stored.response, stored.valid_from) == ("He drinks.", "A visit.", HELD)
    assert AuditEntry.objects.filter(act="add_trigger").count() == 1


def test_a_later_meeting_ends_what_an_earlier_one_began():
    room = Room()
    first = room.place()
    entry, sign = room.enter(first), trigger(room, first)
    later = room.place(panel=room.plan(NEXT))

    with refused("nobody may change the plan before that day"):
        end(room, later, entry, NEXT - ONE_DAY)
    for each in (entry, sign):
        end(room, later, each, NEXT)
        assert each.valid_to == NEXT
        with refused("The entry has ended already"):
            end(room, later, each, NEXT)

    assert AuditEntry.objects.filter(act="end_plan_entry").count() == 2


def test_an_entry_ended_at_the_meeting_that_began_it_was_never_made():
    room = Room()
    meeting = room.place()
    entry = room.enter(meeting)

    end(room, meeting, entry, HELD)

    assert not PlanEntry.objects.exists()
    assert PlanEntry.history.count() == 1


def test_nobody_ends_an_entry_of_somebody_elses_plan():
    room = Room()
    entry = room.enter(room.place(room.case(), at=11))
    meeting = room.place()

    with refused("The entry is of somebody else's plan"):
        end(room, meeting, entry, HELD)
