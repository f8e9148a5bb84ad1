"""Issued minutes: the database refuses every change, and recipients keep reading their version."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from agencies.choices import Role
from core.models import AuditEntry
from meetings.choices import DocumentKind
from meetings.models import Meeting, Minutes, Opening, Recipient
from meetings.services import handing, inviting, minutes
from nominals.services import access
from nominals.services.consulting import Looking
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
AFTER = HELD + timedelta(days=400)
"""A day on which nobody sees the case by the meeting any more."""


def readable(user, on=AFTER):
    found = Minutes.objects.readable_by(user, on=on).order_by("number")
    return list(found.values_list("number", flat=True))


def open_(issued, user, on=AFTER, purpose=""):
    return minutes.open_minutes(minutes=issued, looking=look(user, on, purpose))


def second_version(room, meeting, *kinds):
    minutes.begin_amendment(
        meeting=meeting, reason="A date was wrong.", user=room.minute_taker, asked=asked(HELD)
    )
    room.write(meeting, text="It was said twice.")
    room.approve(meeting)
    return room.issue(meeting, recipients=[default_agency(kind) for kind in kinds])


def look(user, on=AFTER, purpose=""):
    return Looking(by="ann", at=asked(on).at, on=on, user=user, purpose=purpose)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings_minutes SET content = '{}'",
        "UPDATE meetings_minutes SET issued_by = 'x'",
        "DELETE FROM meetings_minutes",
        "UPDATE meetings_recipient SET added_on = '2024-01-01'",
        "DELETE FROM meetings_recipient",
        "UPDATE meetings_opening SET at = '2024-01-01 00:00:00+00:00'",
        "DELETE FROM meetings_opening",
    ],
)
def test_the_database_refuses_every_change_to_what_was_issued(statement):
    room = Room()
    issued = room.issued()
    open_(issued, room.member("housing"), on=HELD)
    rows = [list(each.objects.order_by("pk").values()) for each in (Minutes, Recipient, Opening)]

    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert rows == [
        list(each.objects.order_by("pk").values()) for each in (Minutes, Recipient, Opening)
    ]


def test_a_recipient_keeps_reading_the_version_issued_to_it_and_no_other():
    room = Room()
    meeting = room.held()
    first = room.issued(meeting)
    second = second_version(room, meeting, "police")
    housing, police = room.member("housing"), room.member("police")
    assert not Meeting.objects.visible_to(housing, on=AFTER).exists()

    assert readable(housing) == [1]
    assert readable(police) == [1, 2]
    assert open_(first, housing) == first
    with pytest.raises(ValidationError, match="There are no such minutes"):
        open_(second, housing)
    for stranger in (room.member("education"), room.member("housing", code="kent")):
        assert readable(stranger) == []


def test_those_who_see_the_whole_case_read_every_version_and_the_chair_while_the_grant_lasts():
    room = Room()
    meeting = room.held()
    room.issued(meeting)
    second_version(room, meeting, "police")

    assert readable(room.co_ordinator) == [1, 2]
    assert readable(room.chair, HELD + timedelta(days=28)) == [1, 2]
    assert readable(room.chair, HELD + timedelta(days=29)) == [1]  # as probation, which came


def test_an_invited_agency_that_did_not_receive_the_minutes_does_not_read_them():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    room.approve(meeting)
    room.issue(meeting, recipients=[default_agency("police")])
    housing = room.member("housing")

    assert Meeting.objects.visible_to(housing, on=HELD).exists()
    assert readable(housing, HELD) == []


def test_who_opened_is_kept_once_with_each_recipient():
    room = Room()
    issued = room.issued()
    first, second = room.member("housing"), room.member("housing")

    for user, on in ((first, HELD), (first, AFTER), (second, AFTER)):
        open_(issued, user, on=on)
    open_(issued, room.member("education", Role.ADMINISTRATOR), on=AFTER)

    opened = Opening.objects.order_by("pk").values_list("user", "at", "recipient__agency__kind")
    assert list(opened) == [
        (first.pk, asked(HELD).at, "housing"),
        (second.pk, asked(AFTER).at, "housing"),
    ]
    assert AuditEntry.objects.filter(act="open_minutes", detail__found=True).count() == 4


def test_a_look_in_vain_is_logged():
    room = Room()
    issued, stranger = room.issued(), room.member("education")

    with pytest.raises(ValidationError, match="There are no such minutes"):
        open_(issued, stranger)

    entry = AuditEntry.objects.get(act="open_minutes")
    assert entry.detail["found"] is False
    assert not Opening.objects.exists()


def test_minutes_of_a_restricted_case_are_read_by_its_list_for_a_purpose():
    room = Room()
    issued, viewer = room.issued(), room.member("housing")
    access.restrict_case(
        nominal=room.person,
        viewers={viewer: "investigates"},
        on=HELD,
        reason="police staff",
        asked=asked(HELD),
    )

    assert readable(room.member("housing"), HELD) == []
    assert readable(room.chair, HELD) == []
    assert readable(viewer, HELD) == [1]
    with pytest.raises(ValidationError, match="V54"):
        open_(issued, viewer, on=HELD)
    assert AuditEntry.objects.get(act="open_minutes").detail["refused"] == "V54"
    assert not Opening.objects.exists()
    assert open_(issued, viewer, on=HELD, purpose="An inquiry.")
    assert Opening.objects.get().user == viewer


def test_a_draft_is_handed_to_those_who_conduct_and_an_agenda_to_every_invited_agency():
    room = Room()
    meeting = room.ready()
    room.write(meeting)
    text, housing = str(meeting.public_id), room.member("housing")

    for user in (room.chair, room.minute_taker, room.co_ordinator, None):
        handed = handing.hand_out(text=text, kind=DocumentKind.MINUTES, looking=look(user, HELD))
        assert handed.is_draft
        assert handed.content["version"] == 1
    with pytest.raises(ValidationError, match="There is no such document of a meeting"):
        handing.hand_out(text=text, kind=DocumentKind.MINUTES, looking=look(housing, HELD))
    agenda = handing.hand_out(text=text, kind=DocumentKind.AGENDA, looking=look(housing, HELD))
    assert not agenda.is_draft
    looks = AuditEntry.objects.filter(act="hand_out").order_by("pk")
    assert [each.detail["found"] for each in looks] == [True] * 4 + [False, True]


@pytest.mark.parametrize("kind", [DocumentKind.MINUTES, DocumentKind.ACTION_LIST])
def test_the_latest_version_that_one_may_read_is_handed_out_unless_another_is_named(kind):
    room = Room()
    meeting = room.held()
    room.issued(meeting)
    second_version(room, meeting, "police")
    text, housing = str(meeting.public_id), room.member("housing")

    def version(user, number=None):
        handed = handing.hand_out(text=text, kind=kind, looking=look(user), version=number)
        assert not handed.is_draft
        return handed.content["version"]

    assert version(housing) == 1
    assert version(room.co_ordinator) == version(None) == 2
    assert version(room.co_ordinator, 1) == version(None, 1) == 1
    for number in (2, 3):
        with pytest.raises(ValidationError, match="There is no such document of a meeting"):
            version(housing, number)
    assert Opening.objects.filter(user=housing).count() == 1


@pytest.mark.parametrize("text", ["", "nothing", "00000000-0000-4000-8000-000000000000"])
def test_a_meeting_that_does_not_exist_hands_out_nothing(text):
    room = Room()

    with pytest.raises(ValidationError, match="There is no such document of a meeting"):
        handing.hand_out(text=text, kind=DocumentKind.AGENDA, looking=look(room.chair, HELD))


def test_a_version_is_handed_out_with_who_issued_it_to_whom_and_a_draft_without():
    room = Room()
    meeting = room.held()
    text = str(meeting.public_id)
    room.write(meeting)
    kind = DocumentKind.MINUTES
    assert handing.hand_out(text=text, kind=kind, looking=look(None)).issue is None
    room.approve(meeting, on=HELD + ONE_DAY)
    room.issue(
        meeting,
        on=HELD + 2 * ONE_DAY,
        recipients=[default_agency("police"), default_agency("housing")],
    )

    for user in (None, room.member("housing")):
        assert handing.hand_out(text=text, kind=kind, looking=look(user)).issue == handing.Issue(
            approved_by=room.chair.get_username(),
            approved_on=HELD + ONE_DAY,
            issued_by=room.co_ordinator.get_username(),
            issued_on=HELD + 2 * ONE_DAY,
            recipients=("Housing, Norfolk", "Police, Norfolk"),
        )


def test_a_look_that_the_rule_on_purposes_refuses_is_logged_as_refused():
    room = Room()
    meeting, viewer = room.held(), room.member("housing")
    access.restrict_case(
        nominal=room.person,
        viewers={viewer: "investigates"},
        on=HELD,
        reason="police staff",
        asked=asked(HELD),
    )

    with pytest.raises(ValidationError, match="V54"):
        handing.hand_out(
            text=str(meeting.public_id), kind=DocumentKind.AGENDA, looking=look(viewer, HELD)
        )

    assert AuditEntry.objects.get(act="hand_out").detail["refused"] == "V54"


def test_a_withdrawn_agency_sees_no_agenda():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "housing")
    inviting.withdraw_invitation(
        invitation=meeting.invitations.get(), on=HELD, user=room.co_ordinator, asked=asked(HELD)
    )

    with pytest.raises(ValidationError, match="There is no such document of a meeting"):
        handing.hand_out(
            text=str(meeting.public_id),
            kind=DocumentKind.AGENDA,
            looking=look(room.member("housing"), HELD),
        )
