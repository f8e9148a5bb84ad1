"""Minutes written, approved, issued and amended, and to whom."""

from datetime import date, timedelta

import pytest

from agencies.services.settings import settle_for_area
from core.models import AuditEntry
from meetings.choices import Outcome, Topic
from meetings.models import Minutes, MinutesDraft, Passage, Recipient
from meetings.services import attendance, convening, minutes
from meetings.services.content import digest_of
from meetings.services.panels import Conduct
from nominals.models import Duty, LeadAgencyPeriod
from tests.factories.agencies import area, default_agency
from tests.factories.nominals import RECORDED
from tests.meetings.convening import CORE, HELD, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def forbid_own_drafts(valid_from=date(2024, 1, 1)):
    settle_for_area(
        code="chair_may_approve_own_draft",
        area=area(),
        value=False,
        source="The board",
        valid_from=valid_from,
        by="clerk",
        at=RECORDED,
    )


def amend(room, meeting, *, reason="A date was wrong.", user=None):
    return minutes.begin_amendment(
        meeting=meeting, reason=reason, user=user or room.minute_taker, asked=asked(HELD)
    )


def recipients_of(issued):
    return set(issued.recipients.values_list("agency__kind", flat=True))


def test_a_passage_is_written_and_written_anew():
    room = Room()
    meeting = room.ready()

    room.write(meeting, text=" It was said. ")
    room.write(meeting, text="It was denied.", user=room.chair)

    passage = Passage.objects.get()
    assert (passage.text, passage.written_by, passage.number) == (
        "It was denied.",
        room.chair.username,
        1,
    )
    assert Passage.history.count() == 2
    assert MinutesDraft.objects.get().number == 1
    assert AuditEntry.objects.filter(act="write_passage").count() == 2


def test_the_information_of_each_agency_is_a_passage_of_its_own():
    room = Room()
    meeting = room.ready()
    for kind in CORE:
        minutes.write_passage(
            meeting=meeting,
            topic=Topic.INFORMATION,
            text=f"From {kind}",
            agency=default_agency(kind),
            user=room.minute_taker,
            asked=asked(HELD),
        )

    assert Passage.objects.count() == 3
    with refused("Information from the agencies names its agency"):
        room.write(meeting, topic=Topic.INFORMATION)


def test_a_meeting_that_nobody_attended_has_no_minutes():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    with refused("V42: Nobody is recorded as having attended"):
        room.write(meeting)
    room.attend(meeting, Outcome.APOLOGIES)
    with refused("V42: Nobody is recorded as having attended"):
        room.write(meeting)
    with refused("nobody may write the minutes before that day"):
        room.write(meeting, on=HELD - ONE_DAY)

    room.attend(meeting, Outcome.DEPUTY)

    assert room.write(meeting).text == "It was said."


def test_the_chair_alone_approves_the_draft_of_a_closed_meeting():
    room = Room()
    meeting = room.ready()
    room.write(meeting)
    with refused("The meeting is not closed"):
        room.approve(meeting)
    room.close(meeting)
    for user in (room.co_ordinator, room.minute_taker):
        with refused("Only the chair may approve the minutes"):
            minutes.approve_minutes(meeting=meeting, user=user, asked=asked(HELD))

    draft = room.approve(meeting)

    assert (draft.approved_on, draft.approved_by) == (HELD, room.chair.username)
    assert len(draft.approved_content) == 64
    assert AuditEntry.objects.filter(act="approve_minutes").count() == 1


def test_without_a_draft_there_is_nothing_to_approve_and_to_issue():
    room = Room()
    meeting = room.held()

    for act in (room.approve, room.issue):
        with refused("There is no draft: write the minutes first"):
            act(meeting)


def test_a_chair_approves_an_own_draft_unless_the_area_forbids_it():
    room = Room()
    meeting = room.held()
    room.write(meeting, user=room.chair)
    assert room.approve(meeting)

    forbid_own_drafts()

    with refused("The area does not let a chair approve minutes that he or she wrote"):
        room.approve(meeting)
    room.write(meeting, user=room.minute_taker)
    assert room.approve(meeting)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_setting_of_the_day_of_the_meeting_decides_about_own_drafts(days):
    room = Room()
    meeting = room.held()
    room.write(meeting, user=room.chair)
    forbid_own_drafts(valid_from=HELD + days * ONE_DAY)

    if days > 0:
        assert room.approve(meeting)
    else:
        with refused("The area does not let a chair approve"):
            room.approve(meeting)


def test_what_changed_after_approval_is_approved_again():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    with refused("The chair has not approved the minutes yet"):
        room.issue(meeting)
    room.approve(meeting)
    room.act(meeting)
    with refused("The record has changed since the chair approved it"):
        room.issue(meeting)

    room.approve(meeting)

    assert room.issue(meeting).number == 1


def test_issued_minutes_keep_what_was_approved_and_end_the_duty():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    draft = room.approve(meeting, on=HELD + ONE_DAY)

    issued = room.issue(meeting, on=HELD + 2 * ONE_DAY)

    assert Minutes.objects.get() == issued
    assert issued.digest == draft.approved_content == digest_of(issued.content)
    assert (issued.number, issued.reason, issued.issued_by) == (1, "", room.co_ordinator.username)
    assert (issued.approved_on, issued.issued_on) == (HELD + ONE_DAY, HELD + 2 * ONE_DAY)
    assert issued.content["passages"][0]["text"] == "It was said."
    entry = AuditEntry.objects.get(act="issue_minutes")
    assert (entry.operation, entry.pk) == ("disclosure", issued.issued_in)
    duty = Duty.objects.get(kind="minutes_issue")
    assert (duty.due_on, duty.discharged_on) == (date(2024, 6, 5), HELD + 2 * ONE_DAY)
    with refused("Version 1 of the minutes is issued and never changes"):
        room.issue(meeting)
    with refused("Version 1 of the minutes is issued and never changes"):
        room.write(meeting)


def test_minutes_go_to_those_who_came_and_to_the_lead_agency_if_it_was_invited():
    room = Room()
    meeting = room.place()
    room.invite(meeting, "police", "probation", "housing")
    room.held(meeting)
    for kind in ("police", "housing"):
        attendance.record_attendance(
            invitation=meeting.invitations.get(agency=default_agency(kind)),
            outcome=Outcome.APOLOGIES,
            user=room.chair,
            asked=asked(HELD),
        )

    issued = room.issued(meeting)

    assert recipients_of(issued) == {"police", "probation"}


def test_a_lead_agency_that_was_not_invited_receives_nothing():
    room = Room()
    LeadAgencyPeriod.objects.update(agency=default_agency("prison"), kind="prison")

    assert recipients_of(room.issued()) == set(CORE)


def test_where_nobody_leads_minutes_go_to_those_who_came():
    room = Room()
    LeadAgencyPeriod.objects.update(valid_to=HELD, ends=HELD)

    assert recipients_of(room.issued()) == set(CORE)


def test_minutes_go_to_agencies_named_if_they_were_invited():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    room.approve(meeting)
    with refused("Minutes are issued to agencies invited to the meeting"):
        room.issue(meeting, recipients=[default_agency("prison")])
    with refused("Say to whom the minutes are issued"):
        room.issue(meeting, recipients=[])

    issued = room.issue(meeting, recipients=[default_agency("housing")])

    assert recipients_of(issued) == {"housing"}
    assert Recipient.objects.get().added_on == HELD


def test_minutes_are_issued_by_the_co_ordinator_or_the_minute_taker():
    room = Room()
    meeting = room.held()
    room.write(meeting)
    room.approve(meeting)
    with refused("Only the co-ordinator or the minute taker may issue the minutes"):
        minutes.issue_minutes(meeting=meeting, user=room.chair, asked=asked(HELD))

    assert minutes.issue_minutes(meeting=meeting, user=room.minute_taker, asked=asked(HELD))


def test_an_amendment_is_the_next_version_and_leaves_the_former():
    room = Room()
    meeting = room.held()
    with refused("The minutes are not issued yet"):
        amend(room, meeting)
    first = room.issued(meeting)
    with refused("V47: Say why the minutes are amended"):
        amend(room, meeting, reason=" ")

    draft = amend(room, meeting)

    assert (draft.number, draft.reason, draft.approved_content) == (2, "A date was wrong.", "")
    assert AuditEntry.objects.get(act="begin_amendment").purpose == "A date was wrong."
    with refused("Version 2 is under work already"):
        amend(room, meeting)
    with refused("The chair has not approved the minutes yet"):
        room.issue(meeting)
    room.write(meeting, text="It was said twice.")
    room.approve(meeting)
    second = room.issue(meeting)
    assert (second.number, second.reason) == (2, "A date was wrong.")
    first.refresh_from_db()
    assert first.content["passages"][0]["text"] == "It was said."
    assert second.content["passages"][0]["text"] == "It was said twice."
    assert not Duty.objects.filter(kind="minutes_issue").exists()  # issued on the day, owed never


def test_of_an_amendment_the_chair_approves_what_others_wrote_for_the_first_version():
    forbid_own_drafts()
    room = Room()
    meeting = room.held()
    room.issued(meeting)
    amend(room, meeting)
    assert room.approve(meeting)

    room.write(meeting, topic=Topic.RISK, user=room.chair)

    with refused("The area does not let a chair approve"):
        room.approve(meeting)


@pytest.mark.parametrize("days", [28, 29, 400])
def test_a_chair_approves_an_amendment_however_late_it_is_begun(days):
    room = Room()
    meeting = room.held()
    room.issued(meeting)
    on = HELD + days * ONE_DAY
    minutes.begin_amendment(
        meeting=meeting, reason="A date was wrong.", user=room.co_ordinator, asked=asked(on)
    )

    room.approve(meeting, on=on)

    assert room.issue(meeting, on=on).number == 2


def test_the_chair_of_the_meeting_and_no_former_one_approves():
    room = Room()
    meeting = room.ready()
    room.write(meeting)
    former, room.chair = room.chair, room.member("probation")
    convening.appoint(
        meeting=meeting,
        conduct=Conduct(room.chair, "Superintendent", room.minute_taker),
        user=room.co_ordinator,
        asked=asked(HELD),
    )
    room.close(meeting)

    with refused("Only the chair may approve the minutes"):
        minutes.approve_minutes(meeting=meeting, user=former, asked=asked(HELD))
    assert room.approve(meeting).approved_by == room.chair.username
