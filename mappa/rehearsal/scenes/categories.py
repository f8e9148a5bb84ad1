"""Entering, not entering and leaving MAPPA by decision, and death."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import Stage
from nominals.choices import AuthorityKind, Basis, Level
from nominals.rules.levels import Authority
from nominals.services import screening
from nominals.services.identity.registration import record_death
from nominals.services.management import categories, levels


def adopted_and_left(stage: Stage) -> Scene:
    """Category 3 by decision, its end, and a second entry on the same record."""
    yield date(2024, 8, 5), "The responsible authority adopts Marlow Kite into Category 3"
    kite = stage.register("Kite", "Marlow", born=date(1978, 3, 17))
    adopted = stage.enter(kite, Basis.DECISION, level=Level.TWO, lead=AgencyKind.POLICE)
    yield date(2025, 2, 10), "The panel finds that Kite's risk has fallen, and Kite leaves"
    categories.end_category_basis(
        period=adopted, on=stage.today, reason="the risk has fallen", asked=stage.asked()
    )
    stage.leave(kite, "the risk has fallen")
    yield date(2025, 6, 23), "Kite is adopted again, on the same record"
    stage.enter(kite, Basis.DECISION, level=Level.THREE, lead=AgencyKind.POLICE)
    yield date(2025, 8, 25), "The panel takes Kite from Level 3 to Level 2"
    levels.set_level(
        nominal=kite,
        level=Level.TWO,
        on=stage.today,
        authority=Authority(
            AuthorityKind.MEETING, "panel of 25 August", "Superintendent Ash", "stepping down"
        ),
        asked=stage.asked(),
    )


def not_eligible(stage: Stage) -> Scene:
    """Somebody considered and found not eligible."""
    yield date(2024, 8, 19), "Nico Rook is considered and found not eligible"
    rook = stage.register("Rook", "Nico", born=date(2001, 1, 1))
    screening.decide_not_eligible(
        nominal=rook,
        on=stage.today,
        decider="the co-ordinator",
        reason="a community order for a violent offence",
        asked=stage.asked(),
    )


def dies(stage: Stage) -> Scene:
    """Somebody who dies with duties open."""
    yield date(2024, 9, 9), "Oakley Gull is managed for a violent offence"
    gull = stage.register("Gull", "Oakley", born=date(1951, 2, 2))
    stage.enter(gull, Basis.VIOLENT_OFFENCE, level=Level.ONE, lead=AgencyKind.PROBATION)
    yield date(2025, 3, 21), "Gull has died two days ago"
    record_death(nominal=gull, died_on=date(2025, 3, 19), on=stage.today, asked=stage.asked())
