"""Two who act on one meeting, panel or mailbox at the same time, on PostgreSQL: one follows the
other, and no half of either is stored."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from agencies.models import Mailbox
from core.refusing import Outdated
from mappa.duties import differing_nominals
from meetings.models import Action, Meeting, Minutes, Notice
from meetings.services import actions, convening, deciding, minutes, panels
from meetings.services.notices import send_notices
from nominals.models import LevelMeeting
from tests.factories.agencies import area, default_agency
from tests.locking import at_once
from tests.meetings.convening import HELD, Room, asked

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def refused(outcome):
    assert isinstance(outcome, ValidationError), repr(outcome)
    return " ".join(outcome.messages)


@pytest.mark.parametrize("read", [True, False])
def test_of_two_who_close_one_meeting_the_later_learns_that_the_other_was_first(read):
    room = Room()
    meeting = fresh(room.ready())
    version = meeting.version if read else None

    def close(by):
        return lambda: deciding.close_meeting(
            meeting=fresh(meeting),
            user=by,
            asked=replace(asked(HELD), by=by.get_username(), expected_version=version),
        )

    outcome = at_once(close(room.chair), close(room.co_ordinator))

    if read:
        assert isinstance(outcome, Outdated)
        assert f"{room.chair.get_username()} did “close_meeting”" in refused(outcome)
    else:
        assert "was closed on 2024-05-21 already" in refused(outcome)
    assert LevelMeeting.objects.count() == 1
    assert differing_nominals() == []


def test_of_two_who_issue_one_version_the_later_is_refused():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    room.approve(meeting)

    def issue():
        return minutes.issue_minutes(
            meeting=fresh(meeting), user=room.co_ordinator, asked=asked(HELD)
        )

    assert "is issued and never changes" in refused(at_once(issue, issue))
    assert Minutes.objects.count() == 1


def test_an_action_is_completed_once():
    room = Room()
    meeting = room.ready()
    action = room.act(meeting)
    room.close(meeting)

    def complete():
        return actions.complete_action(
            action=fresh(action),
            on=HELD,
            evidence="Seen.",
            user=room.co_ordinator,
            asked=asked(HELD),
        )

    assert "was completed on" in refused(at_once(complete, complete))
    assert Action.objects.get().completed_on == HELD


def placing(room, person):
    return lambda: convening.place_meeting(
        panel=fresh(room.panel),
        nominal=fresh(person),
        starts_at=time(12),
        ends_at=time(13),
        user=room.co_ordinator,
        asked=asked(),
    )


def cancelling(room):
    return lambda: panels.cancel_panel(
        panel=fresh(room.panel),
        on=asked().day,
        reason="The line is down.",
        user=room.co_ordinator,
        asked=asked(),
    )


def test_no_meeting_is_placed_at_a_panel_that_is_being_cancelled():
    room = Room()

    assert "was cancelled" in refused(at_once(cancelling(room), placing(room, room.person)))
    assert not Meeting.objects.exists()


def test_a_panel_is_not_cancelled_over_a_meeting_that_is_being_placed():
    room = Room()
    other = room.case()
    room.place()

    assert "placed at the panel meanwhile" in refused(
        at_once(placing(room, other), cancelling(room))
    )
    assert Meeting.objects.filter(cancelled_on=None).count() == 2
    assert fresh(room.panel).cancelled_on is None


def test_two_sweeps_at_once_send_one_mail():
    room = Room()
    room.invite(room.place(), "housing")
    Mailbox.objects.create(
        area=area(),
        agency=default_agency("housing"),
        address="housing@example.org",
        valid_from=HELD - timedelta(days=90),
    )
    now = datetime.combine(HELD, time(9), tzinfo=UTC)

    def sweep():
        return send_notices(on=HELD, by="timetable", at=now)

    outcome = at_once(sweep, sweep)

    assert not isinstance(outcome, Exception), repr(outcome)
    assert (len(mail.outbox), Notice.objects.count()) == (1, 1)
