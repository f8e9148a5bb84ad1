"""Writes, approves, issues and amends minutes, and records who opens them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from agencies.choices import RuleCode
from agencies.models import Agency, User
from agencies.services.settings import rule_settings
from core import audit
from core.refusing import Unseen, refuse
from meetings.choices import Topic
from meetings.models import (
    Attendance,
    Invitation,
    Meeting,
    Minutes,
    MinutesDraft,
    Opening,
    Passage,
    Recipient,
)
from meetings.rules import minutes as rules
from meetings.rules.convening import begun_refusal, record_refusal
from meetings.rules.minutes import Draft
from meetings.rules.parts import CONDUCTING, ISSUING, Part
from meetings.services.acts import Sitting, meeting_act, named
from meetings.services.content import content_of, digest_of
from nominals.models import LeadAgencyPeriod
from nominals.querysets.holding import memberships_of
from nominals.services.acts import Asked
from nominals.services.consulting import Looking, record_look
from nominals.services.states import default_agencies


def write_passage(
    *,
    meeting: Meeting,
    topic: Topic,
    text: str,
    user: User,
    asked: Asked,
    agency: Agency | None = None,
) -> Passage:
    """Write, or write anew, what the draft of the minutes says on a topic; `agency` is whose
    information it is.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, nobody attended (V42), the minutes are issued (V47),
            or nothing is said.
    """
    doing = "write the minutes"
    with meeting_act(
        "write_passage", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing
    ) as sitting:
        came = Attendance.objects.present().filter(invitation__meeting=meeting)
        refuse(
            [
                record_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
                *rules.writing_refusals(
                    topic, text, has_agency=agency is not None, somebody_came=came.exists()
                ),
            ]
        )
        draft = _draft(sitting) or sitting.this.record(MinutesDraft(meeting=meeting, number=1))
        values = {
            "text": text.strip(),
            "written_by": user.get_username(),
            "number": draft.number,
        }
        former = Passage.objects.filter(meeting=meeting, topic=topic, agency=agency).first()
        if former is not None:
            return sitting.this.supersede(former, **values)
        return sitting.this.record(Passage(meeting=meeting, topic=topic, agency=agency, **values))


def approve_minutes(*, meeting: Meeting, user: User, asked: Asked) -> MinutesDraft:
    """Approve the draft of the minutes as it stands, as the chair of the meeting.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user does not chair the meeting, it is not closed, there is no
            draft, or the chair wrote in it where the area forbids that.
    """
    doing = "approve the minutes"
    with meeting_act(
        "approve_minutes",
        meeting,
        user=user,
        asked=asked,
        needed={Part.CHAIR},
        doing=doing,
    ) as sitting:
        draft = _draft(sitting)
        refuse(
            [
                record_refusal(sitting.stage, doing),
                *rules.approval_refusals(
                    _as_ruled(draft),
                    is_closed=meeting.closed_on is not None,
                    chair=user.get_username(),
                    may_approve_own=rule_settings().value(
                        RuleCode.CHAIR_MAY_APPROVE_OWN_DRAFT,
                        on=sitting.stage.held_on,
                        area=meeting.panel.area_id,
                    ),
                ),
            ]
        )
        assert draft is not None
        return sitting.this.supersede(
            draft,
            approved_on=asked.day,
            approved_by=named(user),
            approved_content=digest_of(content_of(meeting, draft)),
        )


def issue_minutes(
    *,
    meeting: Meeting,
    user: User,
    asked: Asked,
    recipients: Collection[Agency] | None = None,
) -> Minutes:
    """Issue the version that the chair approved: to `recipients`, or to the agencies that attended
    and to the lead agency if it was invited. It never changes again, and they keep reading it.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the chair did not approve what now stands, or nobody
            is to receive it; if a recipient was not invited.
    """
    doing = "issue the minutes"
    with meeting_act(
        "issue_minutes",
        meeting,
        user=user,
        asked=asked,
        needed=ISSUING,
        doing=doing,
        operation=audit.Operation.DISCLOSURE,
    ) as sitting:
        draft = _draft(sitting)
        refuse([record_refusal(sitting.stage, doing), rules.no_draft_refusal(_as_ruled(draft))])
        assert draft is not None
        content = content_of(meeting, draft)
        invited = _invited(meeting)
        if recipients is None:
            receiving = _usual_recipients(sitting, invited)
        else:
            receiving = {each.pk for each in recipients}
        refuse(
            [
                *rules.issue_refusals(
                    draft.approved_content,
                    digest=digest_of(content),
                    has_recipients=bool(receiving),
                ),
                rules.recipients_refusal(receiving, invited),
            ]
        )
        assert draft.approved_on is not None
        issued = Minutes(
            meeting=meeting,
            number=draft.number,
            content=content,
            digest=digest_of(content),
            reason=draft.reason,
            approved_on=draft.approved_on,
            approved_by=draft.approved_by,
            issued_on=asked.day,
            issued_by=named(user),
            issued_at=sitting.this.at,
            issued_in=sitting.this.id,
        )
        issued.full_clean()
        issued.save(force_insert=True)
        Recipient.objects.bulk_create(
            Recipient(minutes=issued, agency_id=key, added_on=asked.day)
            for key in sorted(receiving)
        )
        return issued


def begin_amendment(*, meeting: Meeting, reason: str, user: User, asked: Asked) -> MinutesDraft:
    """Begin the next version of issued minutes, for a reason; the issued ones stay as they are.

    Raises:
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, nothing is issued, a version is under work, or no
            reason is given (V47).
    """
    doing = "amend the minutes"
    with meeting_act(
        "begin_amendment",
        meeting,
        user=user,
        asked=asked,
        needed=CONDUCTING,
        doing=doing,
        purpose=reason,
    ) as sitting:
        issued = sitting.stage.number
        refuse(
            rules.amendment_refusals(
                issued=issued, is_under_way=sitting.stage.is_amended, reason=reason
            )
        )
        return sitting.this.record(
            MinutesDraft(meeting=meeting, number=issued + 1, reason=reason.strip())
        )


def open_minutes(*, minutes: Minutes, looking: Looking) -> Minutes:
    """Let whoever looks read a version of minutes; the look is logged, in vain too, and the first
    one of each recipient is kept with the distribution list.

    Raises:
        ValidationError: if the user may not read it, with the same words as where there is none; by
            V54 if the case is restricted and no purpose is given.
    """
    user = looking.user
    readable = Minutes.objects.all()
    if user is not None:
        readable = readable.readable_by(user, on=looking.on)
    seen = readable.filter(pk=minutes.pk).exists()
    with transaction.atomic():
        refusal = record_look(
            "open_minutes",
            minutes.meeting.person,
            looking,
            found=seen,
            minutes=str(minutes.public_id),
            version=minutes.number,
        )
        if seen and refusal is None and user is not None:
            _keep_opening(minutes, user, looking)
    if not seen:
        raise Unseen("There are no such minutes.", row=minutes)
    refuse([refusal])
    return minutes


def _keep_opening(minutes: Minutes, user: User, looking: Looking) -> None:
    agencies = {each.agency_id for each in memberships_of(user, on=looking.on)}
    for each in minutes.recipients.filter(agency__in=agencies):
        Opening.objects.get_or_create(recipient=each, user=user, defaults={"at": looking.at})


def _draft(sitting: Sitting) -> MinutesDraft | None:
    """The version under work; none where the latest was issued."""
    drafts = MinutesDraft.objects.filter(meeting=sitting.meeting, number__gt=sitting.stage.number)
    return drafts.first()


def _as_ruled(draft: MinutesDraft | None) -> Draft | None:
    if draft is None:
        return None
    passages = Passage.objects.filter(meeting=draft.meeting_id, number=draft.number)
    writers = frozenset(passages.values_list("written_by", flat=True))
    return Draft(draft.number, writers, draft.approved_content)


def _invited(meeting: Meeting) -> set[int]:
    sent = Invitation.objects.sent().filter(meeting=meeting)
    return set(sent.values_list("agency", flat=True))


def _usual_recipients(sitting: Sitting, invited: set[int]) -> set[int]:
    """The agencies that attended, and the lead agency of the day of the meeting if invited."""
    meeting, held_on = sitting.meeting, sitting.stage.held_on
    came = Attendance.objects.present().filter(invitation__meeting=meeting)
    receiving = set(came.values_list("invitation__agency", flat=True))
    lead = LeadAgencyPeriod.objects.filter(nominal=sitting.person).on(held_on).first()
    if lead is not None:
        leading = lead.agency_id or default_agencies().get((lead.kind, meeting.panel.area_id))
        receiving |= {each for each in invited if each == leading}
    return receiving
