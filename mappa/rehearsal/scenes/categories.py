"""Entering, not entering and leaving MAPPA by decision, and death."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import Stage
from meetings.choices import Answer
from nominals.choices import Basis, Level
from nominals.services import screening
from nominals.services.identity.registration import record_death


def adopted_and_left(stage: Stage) -> Scene:
    """Category 3 by decision, its end, and a second entry on the same record."""
    yield date(2024, 8, 5), "The responsible authority adopts Marlow Kite into Category 3"
    kite = stage.register("Kite", "Marlow", born=date(1978, 3, 17))
    stage.enter(kite, Basis.DECISION, level=Level.TWO, lead=AgencyKind.POLICE)
    yield date(2025, 1, 20), "Kite's manager reports that the risk has fallen"
    stage.on_the_table[kite.pk] = Answer.LEAVES, "The risk has fallen."
    yield date(2025, 6, 18), "Kite is adopted again, on the same record"
    stage.enter(kite, Basis.DECISION, level=Level.THREE, lead=AgencyKind.POLICE)
    yield date(2025, 7, 14), "Kite's manager asks that Level 2 will do"
    stage.on_the_table[kite.pk] = Answer.LEVEL_2, "Stepping down: the plan holds."


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
