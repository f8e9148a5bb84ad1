"""Referrals that are rejected, withdrawn and accepted."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import MANAGERS, Stage
from meetings.choices import Answer
from meetings.models import Referral
from meetings.services import attaching, referrals
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
    accept(stage, third, Level.THREE, "The press is at the door.")
    yield date(2025, 5, 26), "Dunlin's manager asks that Level 1 will do"
    stage.on_the_table[dunlin.pk] = Answer.LEVEL_1, "Calm again: probation can manage alone."


def refer(
    stage: Stage, nominal: Nominal, level: Level, *, kind: AgencyKind = AgencyKind.PROBATION
) -> Referral:
    """Refer somebody today, by probation or the police, whichever leads the case."""
    by = stage.officer if kind == AgencyKind.POLICE else stage.probation_officer
    case = referrals.Case(
        level=level,
        referrer=MANAGERS[kind],
        reason="The risk rises.",
        risk="Serious harm to a former partner.",
        benefit="Housing and police can act together.",
    )
    referral = referrals.draft_referral(
        nominal=nominal,
        agency=stage.agency(kind),
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


def accept(stage: Stage, referral: Referral, level: Level, reason: str) -> None:
    """Accept a referral today at a level, by the co-ordinator."""
    referrals.accept_referral(
        referral=referral,
        level=level,
        on=stage.today,
        reason=reason,
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
