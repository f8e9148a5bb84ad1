"""Orders, their breaches, variations and ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from agencies.choices import AgencyKind
from core.periods import Period
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.scenes.in_full import met_in_full
from mappa.rehearsal.scenes.referrals import accept, refer
from mappa.rehearsal.stage import Stage
from nominals.choices import Level, Setting
from nominals.models import Nominal
from nominals.services import custody, screening
from orders.choices import (
    ApplicantKind,
    BreachOf,
    BreachOutcome,
    ConditionKind,
    OrderKind,
    Proof,
)
from orders.models import Order
from orders.rules.conditions import ConditionTerms
from orders.services import breaches, changing, imposing

COURT = "Norwich Magistrates' Court"


def shpo_breached_and_varied(stage: Stage) -> Scene:
    """An SHPO on application with a travel prohibition; a breach and a return to custody."""
    yield date(2024, 5, 13), "A court makes an SHPO on Cass Martin, with a travel prohibition"
    martin = stage.register("Martin", "Cass", born=date(1991, 7, 19), prison_number="A1234BC")
    order = _make(
        stage,
        martin,
        OrderKind.SHPO,
        ends_on=date(2029, 5, 13),
        conditions=[
            ConditionTerms(
                ConditionKind.PROHIBITION, "No unsupervised contact", Period(stage.today)
            ),
            ConditionTerms(ConditionKind.REQUIREMENT, "Attend a programme", Period(stage.today)),
            ConditionTerms(
                ConditionKind.FOREIGN_TRAVEL,
                "Not to travel to the countries named",
                Period(stage.today, date(2025, 8, 13)),
                countries="Thailand",
            ),
        ],
    )
    stage.manage(martin, level=Level.TWO, lead=AgencyKind.POLICE, since=stage.today)
    yield date(2024, 5, 14), "Martin notifies the police for the first time"
    stage.notify(martin)
    yield date(2024, 11, 18), "Martin is charged with breach of the SHPO and held"
    breach = breaches.record_breach(
        nominal=martin,
        of=BreachOf.ORDER,
        order=order,
        breached_on=date(2024, 11, 16),
        outcome=BreachOutcome.CHARGED,
        outcome_on=stage.today,
        returned_to_custody_on=stage.today,
        asked=stage.asked(stage.officer),
    )
    custody.detain(
        nominal=martin,
        setting=Setting.PRISON,
        on=stage.today,
        establishment="HMP Norwich",
        asked=stage.asked(),
    )
    yield date(2024, 12, 9), "Martin is convicted of the breach"
    breaches.record_outcome(
        breach=breach,
        outcome=BreachOutcome.CONVICTED,
        outcome_on=stage.today,
        asked=stage.asked(),
    )
    yield date(2025, 2, 17), "Martin is released, and the SHPO is varied"
    custody.release(nominal=martin, on=stage.today, asked=stage.asked())
    changing.vary_order(
        order=order,
        on=stage.today,
        text="curfew added",
        applicant_kind=ApplicantKind.POLICE,
        court=COURT,
        added=[ConditionTerms(ConditionKind.PROHIBITION, "A curfew", Period(stage.today))],
        asked=stage.asked(),
    )


def sro_breached(stage: Stage) -> Scene:
    """An SRO on a potentially dangerous person; its breach brings Category 1."""
    yield date(2024, 6, 3), "A court makes an SRO on Devin Wren, a potentially dangerous person"
    wren = stage.register("Wren", "Devin", born=date(1983, 1, 5))
    screening.begin_pdp(
        nominal=wren,
        on=stage.today,
        decider="Superintendent Ash",
        reason="serious harm is likely now",
        asked=stage.asked(),
    )
    order = _make(
        stage,
        wren,
        OrderKind.SRO,
        ends_on=date(2026, 6, 3),
        conditions=[
            ConditionTerms(
                ConditionKind.PROHIBITION, "No unsupervised contact", Period(stage.today)
            )
        ],
    )
    yield date(2024, 10, 7), "Wren is cautioned for breach of the SRO and enters Category 1"
    breaches.record_breach(
        nominal=wren,
        of=BreachOf.ORDER,
        order=order,
        breached_on=date(2024, 9, 28),
        outcome=BreachOutcome.CAUTIONED,
        outcome_on=stage.today,
        asked=stage.asked(),
    )
    stage.manage(wren, level=Level.ONE, lead=AgencyKind.POLICE, since=stage.today)
    yield date(2024, 10, 11), "Wren notifies the police for the first time, two days late"
    stage.notify(wren, V28="Came to the wrong station first.")


def interim_order_and_discharge(stage: Stage) -> Scene:
    """An interim SHPO that the full one replaces, which is then discharged with both consents."""
    yield date(2024, 7, 1), "A court makes an interim SHPO on Ellis Crane"
    crane = stage.register("Crane", "Ellis", born=date(1975, 5, 30))
    interim = _make(
        stage,
        crane,
        OrderKind.SHPO,
        ends_on=date(2024, 10, 1),
        is_interim=True,
        main_application="application of 24 June 2024",
    )
    stage.manage(crane, level=Level.ONE, lead=AgencyKind.POLICE, since=stage.today)
    yield date(2024, 7, 3), "Crane notifies the police for the first time, on the third day"
    stage.notify(crane)
    yield date(2024, 9, 16), "The full SHPO replaces the interim one"
    order = _make(
        stage,
        crane,
        OrderKind.SHPO,
        ends_on=date(2029, 9, 16),
        replaces=interim,
        conditions=[
            ConditionTerms(
                ConditionKind.PROHIBITION,
                "No work with anybody under eighteen",
                Period(stage.today),
            )
        ],
    )
    yield date(2024, 9, 17), "Crane notifies anew: the interim order no longer requires it"
    stage.notify(crane)
    yield date(2025, 1, 13), "The police refer Crane to Level 3"
    referral = refer(stage, crane, Level.THREE, kind=AgencyKind.POLICE)
    yield date(2025, 1, 16), "The referral of Crane is accepted at Level 3"
    accept(stage, referral, Level.THREE, "Housing, health and the police must act together.")
    yield from met_in_full(stage, crane)
    yield date(2025, 6, 9), "The SHPO on Crane is discharged with both consents, and Crane leaves"
    changing.discharge_order(
        order=order,
        on=stage.today,
        reason="no longer necessary",
        subject_consents=True,
        police_consent=True,
        asked=stage.asked(),
    )
    stage.leave(crane, "the order was discharged")


def _make(stage: Stage, nominal: Nominal, kind: OrderKind, *, ends_on: date, **more: Any) -> Order:
    """An order that the magistrates make today on the application of the police."""
    return imposing.impose_order(
        nominal=nominal,
        kind=kind,
        made_on=stage.today,
        ends_on=ends_on,
        court=COURT,
        applicant_kind=ApplicantKind.POLICE,
        applicant="Norfolk Constabulary",
        proof=Proof.BALANCE,
        asked=stage.asked(),
        **more,
    )
