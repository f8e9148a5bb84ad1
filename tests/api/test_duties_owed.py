"""Duties over the API: what an agency owes by name, also about somebody whom it sees no more."""

from datetime import date, timedelta

import pytest

from meetings.services.actions import complete_action
from tests.api.calling import Person, System
from tests.api.meetings.played import today
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db
DONE = HELD + timedelta(days=1)
SOON, LATER = HELD + timedelta(days=2), HELD + timedelta(days=100)


def owing():
    """A system of the housing service, which owes two actions, and the room that gave them."""
    room = Room()
    system = System("housing")
    meeting = room.held()
    actions = [room.act(meeting, due_on=date(2024, 12, 31)) for _ in range(2)]
    room.issued(meeting)
    return system, room, actions


@pytest.fixture(params=[True, False], ids=["sees the person", "sees the person no more"])
def seen(request):
    """Whether the agency still sees the person by the meeting; it is a day on which it does."""
    with today(asked(SOON if request.param else LATER).at):
        yield request.param


def test_what_is_still_owed_by_name_is_listed_without_the_person_who_is_not_seen(seen):
    system, room, _ = owing()
    person = str(room.person.public_id)

    items = system.items("duties/", {"kind": "meeting_action"})

    assert [each["nominal"] for each in items] == [person if seen else None] * 2
    assert system.items("duties/", {"nominal": person}) == (items if seen else [])
    for each in items:
        assert system.get(f"duties/{each['id']}/").json() == each


def test_what_was_done_about_somebody_is_listed_only_where_the_person_is_seen(seen):
    system, room, (done, _) = owing()
    complete_action(
        action=done, on=DONE, evidence="A lease.", user=room.co_ordinator, asked=asked(DONE)
    )

    items = system.items("duties/", {"kind": "meeting_action"})

    assert {each["discharged_on"] for each in items} == ({str(DONE), None} if seen else {None})
    everything = Person().items("duties/", {"kind": "meeting_action"})
    gone = [each for each in everything if each["discharged_on"]]
    assert [system.get(f"duties/{each['id']}/").status_code for each in gone] == [
        200 if seen else 404
    ]
