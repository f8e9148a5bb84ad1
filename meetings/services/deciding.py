"""Records what a meeting decides, and closes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date

from django.db.models import Max, Min, Q

from agencies.choices import RuleCode
from agencies.models import User
from agencies.services.settings import rule_settings
from core.refusing import refuse
from meetings.choices import Answer, DecisionKind
from meetings.models import Attendance, Decision, Invitation, Meeting
from meetings.rules import deciding as rules
from meetings.rules.convening import begun_refusal, planned_refusal, record_refusal
from meetings.rules.deciding import Disclosing, Record, Seen
from meetings.rules.parts import CONDUCTING, DECIDING
from meetings.services.acts import Sitting, meeting_act, named
from nominals.choices import AuthorityKind, Basis, FlagKind, Level
from nominals.models import EligibilityPeriod, Flag, LevelMeeting, LevelPeriod, Nominal
from nominals.rules.levels import LEVELS_WITH_MEETINGS, Authority
from nominals.services.acts import Asked
from nominals.services.management.categories import end_bases, end_management
from nominals.services.management.consistency import consistently
from nominals.services.management.levels import level_on, place_level


def decide(
    *,
    meeting: Meeting,
    kind: DecisionKind,
    answer: Answer,
    reason: str,
    user: User,
    asked: Asked,
    disclosing: Disclosing | None = None,
) -> Decision:
    """Record, or change, what a meeting decides on one question, with the reason. The level is set
    when the meeting is closed, and stands from then on; the other answers may be corrected until
    the minutes are issued, and by an amendment of them.

    Raises:
        NeedsReason: by V78 or V79, once the meeting is closed.
        Outdated: if it is not the version of the meeting that was read.
        ValidationError: if the user may not, the meeting was cancelled or is to come; if it was
            closed and the level is asked about, or its minutes are issued (V47); by V1, V44, V46
            or V48; if the person has left MAPPA or has died.
    """
    doing = "record a decision"
    details = disclosing or Disclosing()
    with meeting_act(
        "decide", meeting, user=user, asked=asked, needed=CONDUCTING, doing=doing, purpose=reason
    ) as sitting:
        held_on, person = sitting.stage.held_on, sitting.person
        bases = _bases(person, held_on)
        is_closed = meeting.closed_on is not None
        still_open = planned_refusal if kind == DecisionKind.LEVEL else record_refusal
        refuse(
            [
                still_open(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
                rules.person_refusal(
                    is_eligible=bool(bases) or is_closed, held_on=held_on, died_on=person.died_on
                ),
                *rules.decision_refusals(kind, answer, reason, details, held_on=held_on),
                rules.level_refusal(answer, bases),
            ]
        )
        if is_closed:
            decided = {each: made.answer for each, made in _decisions(meeting).items()}
            warnings = rules.answer_warnings(
                decided | {kind: answer}, is_not_to_be_told=_is_not_to_be_told(person, held_on)
            )
            sitting.this.ask(person, [each for each in warnings if each.column == kind])
        values = {"answer": answer, "reason": reason.strip(), **asdict(details)}
        former = Decision.objects.filter(meeting=meeting, kind=kind).first()
        if former is not None:
            return sitting.this.supersede(former, **values)
        return sitting.this.record(Decision(meeting=meeting, kind=kind, **values))


def close_meeting(
    *, meeting: Meeting, user: User, asked: Asked, next_review_on: date | None = None
) -> Meeting:
    """Close a meeting: what it decided about the level holds from its day on, and it counts.

    Where a level with meetings was decided, the next review is due on `next_review_on`, or on the
    last day that the setting allows.

    Raises:
        NeedsReason: by V38, V41, V43, V45, V78 or V79, or where a level falls near a release.
        Outdated: if it is not the version that was read.
        ValidationError: if the user may not, it was closed, cancelled or is to come, or would
            decide over a meeting that sat later and is closed; by V1, V40,
            V42, V44 or V46; if the person has left MAPPA or has died.
    """
    doing = "close the meeting"
    with (
        meeting_act(
            "close_meeting",
            meeting,
            user=user,
            asked=asked,
            needed=DECIDING,
            doing=doing,
            restates=True,
        ) as sitting,
        consistently(sitting.person),
    ):
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                begun_refusal(sitting.stage, asked.day, doing),
            ]
        )
        decided = _decisions(meeting)
        record = records_of_meetings([meeting])[meeting.pk]
        refuse(rules.closing_refusals(record))
        held_on, person = sitting.stage.held_on, sitting.person
        decision = decided[DecisionKind.LEVEL]
        bases = _bases(person, held_on)
        refuse(
            [
                rules.person_refusal(
                    is_eligible=bool(bases), held_on=held_on, died_on=person.died_on
                ),
                rules.level_refusal(decision.answer, bases),
            ]
        )
        level = rules.level_decided(decision.answer)
        held = level_on(person, held_on)
        refuse(
            [
                rules.later_refusal(
                    level,
                    held.level if held is not None else None,
                    later_on=_closed_later(meeting),
                    begins_on=_next_level(person, held_on),
                )
            ]
        )
        weeks = _weeks(meeting, level)
        refuse(
            [rules.review_refusal(next_review_on, held_on=held_on, has_review=weeks is not None)]
        )
        sitting.this.ask(
            person,
            rules.closing_warnings(
                record,
                grades=_grades(meeting),
                weeks=weeks,
                next_review_on=next_review_on,
                is_not_to_be_told=_is_not_to_be_told(person, held_on),
            ),
        )
        if next_review_on is None and weeks is not None:
            next_review_on = rules.latest_review(held_on, weeks)
        _manage(sitting, decision, level, held)
        sitting.this.record(
            LevelMeeting(
                nominal=meeting.nominal,
                meeting_id=meeting.pk,
                held_on=held_on,
                level=meeting.panel.level,
                next_review_on=next_review_on,
            )
        )
        return sitting.this.supersede(meeting, closed_on=asked.day, next_review_on=next_review_on)


def records_of_meetings(meetings: Collection[Meeting]) -> dict[int, Record]:
    """What is recorded of each of `meetings`, as the rules of closing ask about it; three
    queries."""
    keys = [each.pk for each in meetings]
    outcomes = {
        each.invitation_id: each for each in Attendance.objects.filter(invitation__meeting__in=keys)
    }
    seen: dict[int, list[Seen]] = {key: [] for key in keys}
    for sent in Invitation.objects.sent().filter(meeting__in=keys).select_related("agency"):
        seen[sent.meeting_id].append(_seen(sent.agency.name, outcomes.get(sent.pk)))
    decided: dict[int, dict[str, str]] = {key: {} for key in keys}
    for made in Decision.objects.filter(meeting__in=keys):
        decided[made.meeting_id][made.kind] = made.answer
    return {
        each.pk: Record(
            level=each.panel.level,
            held_on=each.panel.held_on,
            chair=named(each.chair) if each.chair else "",
            chair_grade=each.chair_grade,
            minute_taker=named(each.minute_taker) if each.minute_taker else "",
            seen=seen[each.pk],
            decided=decided[each.pk],
            is_confidentiality_acknowledged=each.is_confidentiality_acknowledged,
        )
        for each in meetings
    }


def _manage(
    sitting: Sitting, decision: Decision, level: int | None, held: LevelPeriod | None
) -> None:
    """Let the level decided hold from the day of the meeting on, on which `held` did until then, or
    the person leave MAPPA."""
    held_on, person, meeting = sitting.stage.held_on, sitting.person, sitting.meeting
    if level is None:
        end_bases(sitting.this, person, held_on)
        end_management(sitting.this, person, held_on)
        return
    if held is None or held.level != level:
        held = place_level(
            sitting.this,
            nominal=person,
            level=Level(level),
            on=held_on,
            authority=Authority(
                AuthorityKind.MEETING,
                str(meeting),
                named(meeting.chair) if meeting.chair else "",
                decision.reason,
            ),
        )
    sitting.this.supersede(decision, level_period=held)


def _bases(person: Nominal, day: date) -> list[tuple[int, str]]:
    bases = EligibilityPeriod.objects.filter(nominal=person).on(day)
    return [(each.category, Basis(each.basis)) for each in bases]


def _decisions(meeting: Meeting) -> dict[str, Decision]:
    return {each.kind: each for each in Decision.objects.filter(meeting=meeting)}


def _is_not_to_be_told(person: Nominal, on: date) -> bool:
    return Flag.objects.filter(nominal=person, kind=FlagKind.DO_NOT_TELL).on(on).exists()


def _closed_later(meeting: Meeting) -> date | None:
    """The day of the last closed meeting about the person that sat after this one."""
    panel = meeting.panel
    later = Meeting.objects.closed().filter(
        Q(panel__held_on__gt=panel.held_on)
        | Q(panel__held_on=panel.held_on, starts_at__gt=meeting.starts_at),
        person=meeting.person_id,
    )
    last: date | None = later.aggregate(last=Max("panel__held_on"))["last"]
    return last


def _next_level(person: Nominal, day: date) -> date | None:
    """The first day after `day` on which a level of the person begins."""
    later = LevelPeriod.objects.filter(nominal=person, valid_from__gt=day)
    first: date | None = later.aggregate(first=Min("valid_from"))["first"]
    return first


def _weeks(meeting: Meeting, level: int | None) -> int | None:
    """The weeks to the next review at `level`; `None` where no meeting reviews it."""
    if level not in LEVELS_WITH_MEETINGS:
        return None
    weeks: dict[str, int] = rule_settings().value(
        RuleCode.MEETING_REVIEW_WEEKS, on=meeting.panel.held_on, area=meeting.panel.area_id
    )
    return weeks[f"level_{level}"]


def _grades(meeting: Meeting) -> list[str]:
    grades: dict[str, list[str]] = rule_settings().value(
        RuleCode.CHAIR_GRADES, on=meeting.panel.held_on, area=meeting.panel.area_id
    )
    return grades[f"level_{meeting.panel.level}"]


def _seen(agency: str, attendance: Attendance | None) -> Seen:
    if attendance is None:
        return Seen(agency, "")
    return Seen(agency, attendance.outcome, attendance.is_senior_enough)
