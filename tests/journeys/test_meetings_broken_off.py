"""An act on a meeting that breaks off at whatever statement leaves nothing of itself."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from core.files import tidy
from meetings.models import Meeting
from meetings.services import actions, attaching, attendance, inviting, panels
from meetings.services.attaching import named_keys
from nominals.services.consulting import Looking
from tests.journeys.test_act_broken_off import PLACES, BrokeOff, Counting
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db


def stored():
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for app in ("core", "nominals", "orders", "meetings")
        for model in apps.get_app_config(app).get_models()
    }


def fresh(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def close(room, meeting):
    room.close(fresh(meeting))


def issue(room, meeting):
    room.issue(fresh(meeting))


def complete(room, meeting):
    actions.complete_action(
        action=fresh(meeting).actions.get(),
        on=HELD,
        evidence="Seen.",
        user=room.co_ordinator,
        asked=asked(HELD),
    )


def send(room, meeting):
    inviting.send_invitations(
        meeting=fresh(meeting), on=HELD, user=room.co_ordinator, asked=asked(HELD)
    )


def cancel(room, meeting):
    panels.cancel_panel(
        panel=fresh(meeting).panel,
        on=asked().day,
        reason="The line is down.",
        user=room.co_ordinator,
        asked=asked(),
    )


def made(stage):
    """A room and a meeting that has come so far."""
    room = Room()
    meeting = room.place()
    if stage == "placed":
        return room, meeting
    if stage == "listed":
        inviting.invite(
            meeting=meeting,
            agencies=[room.chair.memberships.get().agency],
            user=room.co_ordinator,
            asked=asked(),
        )
        return room, meeting
    room.invite(meeting)
    room.ready(meeting, level="level_3")
    room.act(meeting)
    if stage == "approved":
        room.close(meeting)
        room.write(meeting)
        room.approve(meeting)
    return room, meeting


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        ("ready", close),
        ("approved", issue),
        ("ready", complete),
        ("listed", send),
        ("placed", cancel),
    ],
)
def test_an_act_that_breaks_off_leaves_nothing(stage, act):
    room, meeting = made(stage)
    with transaction.atomic():
        with connection.execute_wrapper(counting := Counting()):
            act(room, meeting)
        transaction.set_rollback(True)
    then = stored()
    assert counting.statements > PLACES

    for place in range(1, PLACES + 1):
        stops_at = counting.statements * place // PLACES - 1
        with (
            pytest.raises(BrokeOff),
            connection.execute_wrapper(Counting(stops_at)),
            transaction.atomic(),
        ):
            act(room, meeting)
        assert stored() == then, stops_at


def test_a_file_whose_act_broke_off_is_tidied_away_and_no_other(tmp_path, settings):
    settings.MAPPA_FILES = tmp_path / "files"
    room = Room()
    meeting = room.place()
    (invitation, *_) = room.invite(meeting)
    report = attendance.submit_report(
        invitation=invitation,
        author="A",
        text="B",
        on=asked().day,
        user=room.co_ordinator,
        asked=asked(),
    )

    def attach():
        attaching.attach_to_report(
            report=report,
            name="note.txt",
            content=BytesIO(b"Seen."),
            user=room.co_ordinator,
            asked=asked(),
        )

    def break_off():
        attach()
        raise BrokeOff

    attach()
    with pytest.raises(BrokeOff), transaction.atomic():
        break_off()
    later = timezone.now() + timedelta(days=2)

    def kept():
        return sorted(each for each in settings.MAPPA_FILES.rglob("*") if each.is_file())

    before = kept()
    assert tidy(named_keys, older_than=timedelta(days=1), now=timezone.now()) == 0
    assert tidy(named_keys, older_than=timedelta(days=1), now=later) == 1
    assert len(kept()) == len(before) - 1
    (attachment,) = report.attachments.all()
    looking = Looking(by="ann", at=asked().at, on=asked().day, user=room.co_ordinator)
    with attaching.open_attachment(attachment=attachment, looking=looking) as file:
        assert file.read() == b"Seen."
