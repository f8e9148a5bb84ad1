"""What is planted for each act on referrals, panels, meetings and actions."""

from datetime import timedelta

from agencies.choices import Role
from meetings.api.examples import (
    ACTION,
    AGENCY,
    CHAIR,
    MINUTE_TAKER,
    NOMINAL,
    OTHER_AGENCY,
    PLAN_ENTRY,
    REFERRAL,
)
from meetings.models import CoreMembership
from meetings.services.attendance import submit_report
from meetings.services.inviting import invite
from tests.api.examples.planting import Planted, member
from tests.api.meetings.played import Member
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, PLACED, Room, asked
from tests.meetings.referring import Desk

LATER = HELD + timedelta(days=21)
FILES = {"Report.txt": b"What was seen."}


def by(user, record=None, **more):
    """Somebody who acts on a record of meetings."""
    key = "" if record is None else getattr(record, "public_id", record.pk)
    return Planted(Member(user), key, **more)


def agencies():
    """The police and probation of Norfolk, in the places of the example's."""
    return {AGENCY: default_agency("police").pk, OTHER_AGENCY: default_agency("probation").pk}


def conduct():
    """The chair and the minute taker whom examples name."""
    member(CHAIR, role=Role.CHAIR)
    member(MINUTE_TAKER, role=Role.MINUTE_TAKER)


def drafting():
    desk = Desk()
    return by(desk.referrer, desk.person, keys=agencies())


def drafted(**more):
    desk = Desk()
    return by(desk.referrer, desk.draft(), **more)


def submitted(who="co_ordinator"):
    desk = Desk()
    return by(getattr(desk, who), desk.submitted())


def questioned():
    desk = Desk()
    referral = desk.submitted()
    desk.ask(referral)
    return by(desk.referrer, referral)


def planning():
    conduct()
    return by(Desk().co_ordinator)


def planned():
    desk = Desk()
    return by(desk.co_ordinator, desk.plan(LATER))


def placing():
    desk = Desk()
    referral = desk.submitted()
    desk.accept(referral)
    keys = {NOMINAL: str(desk.person.public_id), REFERRAL: str(referral.public_id)}
    return by(desk.co_ordinator, desk.panel, keys=keys)


def placed(**more):
    desk = Room()
    return by(desk.co_ordinator, desk.place(), **more)


def appointing():
    conduct()
    return placed()


def with_a_core():
    agency = default_agency("police")
    first_day = PLACED.date()
    planted = placed()
    CoreMembership.objects.create(
        area=agency.services.get(is_default=True).area, level=2, agency=agency, valid_from=first_day
    )
    return planted


def to_be_sent():
    desk = Room()
    meeting = desk.place()
    police = [default_agency("police")]
    invite(meeting=meeting, agencies=police, user=desk.co_ordinator, asked=asked())
    return by(desk.co_ordinator, meeting)


def invited():
    """A desk, a meeting of it, and an invitation to it."""
    desk = Room()
    meeting = desk.place()
    desk.invite(meeting)
    return desk, meeting, meeting.invitations.first()


def withdrawing():
    desk, _, invitation = invited()
    return by(desk.co_ordinator, invitation)


def attending():
    desk, _, invitation = invited()
    return by(desk.chair, invitation)


def reporting():
    desk, _, invitation = invited()
    return by(desk.co_ordinator, invitation)


def reported():
    desk, _, invitation = invited()
    report = submit_report(
        invitation=invitation,
        author="Kim Wren",
        text="All is well.",
        on=PLACED.date(),
        user=desk.co_ordinator,
        asked=asked(),
    )
    return by(desk.co_ordinator, report, files=FILES)


def under_way(who="chair", **more):
    """A meeting on its day, by the chair or the minute taker."""
    desk, meeting, _ = invited()
    return by(getattr(desk, who), meeting, **more)


def to_be_closed():
    desk = Room()
    return by(desk.chair, desk.ready())


def ending_an_entry():
    desk, meeting, _ = invited()
    return by(desk.minute_taker, meeting, keys={PLAN_ENTRY: str(desk.enter(meeting).pk)})


def replacing():
    desk = Room()
    former = desk.held(desk.place(panel=desk.plan(HELD - timedelta(days=7))))
    action = desk.act(former, due_on=HELD - timedelta(days=1))
    keys = {ACTION: str(action.public_id), **agencies()}
    meeting = desk.place()
    desk.invite(meeting)
    return by(desk.minute_taker, meeting, keys=keys)


def acting():
    desk, meeting, _ = invited()
    return by(desk.chair, desk.act(meeting, kind="probation"))


def minuted():
    desk = Room()
    meeting = desk.held()
    return desk, meeting


def to_be_minuted():
    desk, meeting = minuted()
    return by(desk.minute_taker, meeting)


def to_be_approved():
    desk, meeting = minuted()
    desk.write(meeting)
    return by(desk.chair, meeting)


def to_be_issued():
    desk, meeting = minuted()
    desk.write(meeting)
    desk.approve(meeting)
    return by(desk.co_ordinator, meeting)


def issued():
    desk, meeting = minuted()
    desk.issued(meeting)
    return by(desk.minute_taker, meeting)


PLANTED = {
    "draft_referral": drafting,
    "change_referral": drafted,
    "submit_referral": drafted,
    "ask_information": submitted,
    "answer_information": questioned,
    "accept_referral": submitted,
    "reject_referral": submitted,
    "withdraw_referral": lambda: submitted("referrer"),
    "attach_to_referral": lambda: drafted(files=FILES),
    "plan_panel": planning,
    "move_panel": planned,
    "cancel_panel": planned,
    "place_meeting": placing,
    "appoint": appointing,
    "cancel_meeting": placed,
    "invite": lambda: placed(keys=agencies()),
    "invite_core": with_a_core,
    "send_invitations": to_be_sent,
    "withdraw_invitation": withdrawing,
    "record_attendance": attending,
    "submit_report": reporting,
    "attach_to_report": reported,
    "acknowledge_confidentiality": under_way,
    "decide": under_way,
    "close_meeting": to_be_closed,
    "add_plan_entry": lambda: under_way("minute_taker", keys=agencies()),
    "end_plan_entry": ending_an_entry,
    "add_trigger": lambda: under_way("minute_taker", keys=agencies()),
    "give_action": lambda: under_way("minute_taker", keys=agencies()),
    "replace_action": replacing,
    "complete_action": acting,
    "cancel_action": acting,
    "write_passage": to_be_minuted,
    "approve_minutes": to_be_approved,
    "issue_minutes": to_be_issued,
    "begin_amendment": issued,
}
"""By the name of the operation."""
