"""Referrals that are rejected, withdrawn and accepted, and an emergency meeting."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.scenes.panels import complete, hold, issue
from mappa.rehearsal.stage import Stage
from meetings.choices import Answer, MeetingMode
from meetings.models import Action, Meeting, Referral
from meetings.services import attaching, convening, inviting, referrals
from meetings.services.convening import Sitting
from nominals.choices import Basis, Level
from nominals.models import Nominal


def rejected_withdrawn_and_accepted(stage: Stage) -> Scene:
    """Three referrals of one person, the last of them to Level 3."""
    yield date(2024, 9, 2), "Wren Dunlin is managed at Level 1 for a violent offence"
    dunlin = stage.register("Dunlin", "Wren", born=date(1991, 12, 12))
    stage.enter(dunlin, Basis.VIOLENT_OFFENCE, level=Level.ONE, lead=AgencyKind.PROBATION)
    yield date(2024, 9, 30), "Probation refers Dunlin to Level 2"
    first = refer(stage, dunlin, Level.TWO)
    yield date(2024, 10, 10), "The referral is rejected: one agency can manage the risk"
    referrals.reject_referral(
        referral=first,
        on=stage.today,
        reason="One agency can manage the risk.",
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    yield date(2024, 12, 2), "Probation refers Dunlin again, and withdraws on the next day"
    second = refer(stage, dunlin, Level.TWO)
    yield date(2024, 12, 3), "The second referral is withdrawn"
    referrals.withdraw_referral(
        referral=second,
        on=stage.today,
        reason="Referred by mistake.",
        user=stage.probation_officer,
        asked=stage.asked(stage.probation_officer),
    )
    yield date(2025, 3, 3), "Dunlin is referred to Level 3"
    third = refer(stage, dunlin, Level.THREE)
    yield date(2025, 3, 19), "The third referral is accepted, late"
    referrals.accept_referral(
        referral=third,
        level=Level.THREE,
        on=stage.today,
        reason="The press is at the door.",
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    yield date(2025, 5, 26), "Dunlin's manager asks that Level 1 will do"
    stage.on_the_table[dunlin.pk] = Answer.LEVEL_1, "Calm again: probation can manage alone."


def refer(stage: Stage, nominal: Nominal, level: Level) -> Referral:
    """Refer somebody today, by the probation officer."""
    by = stage.probation_officer
    case = referrals.Case(
        level=level,
        referrer="Officer Reed",
        reason="The risk rises.",
        risk="Serious harm to a former partner.",
        benefit="Housing and police can act together.",
    )
    referral = referrals.draft_referral(
        nominal=nominal,
        agency=stage.agency(AgencyKind.PROBATION),
        case=case,
        on=stage.today,
        user=by,
        asked=stage.asked(by),
    )
    attaching.attach_to_referral(
        referral=referral,
        name="assessment.txt",
        content=BytesIO(b"Assessment, synthetic.\n"),
        user=by,
        asked=stage.asked(by),
    )
    return referrals.submit_referral(
        referral=referral, on=stage.today, user=by, asked=stage.asked(by)
    )


def emergency_meeting(stage: Stage, nominal: Nominal) -> Meeting:
    """Hold an emergency meeting about somebody today, and issue its minutes."""
    conduct = stage.conduct(Level.THREE)
    panel = convening.plan_panel(
        area=stage.home,
        level=Level.THREE,
        sitting=Sitting(stage.today, time(16), "by telephone", MeetingMode.REMOTE),
        conduct=conduct,
        user=stage.co_ordinator,
        asked=stage.asked(),
        is_emergency=True,
    )
    meeting = convening.place_meeting(
        panel=panel,
        nominal=nominal,
        starts_at=time(16),
        ends_at=time(17),
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    inviting.invite(
        meeting=meeting,
        agencies=[stage.agency(AgencyKind.POLICE), stage.agency(AgencyKind.PROBATION)],
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    inviting.send_invitations(
        meeting=meeting, on=stage.today, user=stage.co_ordinator, asked=stage.asked()
    )
    hold(stage, meeting, conduct)
    issue(stage, meeting, conduct)
    return meeting


def done(stage: Stage, meeting: Meeting) -> None:
    """Let the actions of a meeting be completed today."""
    for action in Action.objects.filter(meeting=meeting).order_by("pk"):
        complete(stage, action)
