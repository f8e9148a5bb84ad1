"""Transfers of area, hosting, and a restricted case."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import Stage
from nominals.choices import Basis, Level
from nominals.services import access, transfers


def moves_to_the_neighbour(stage: Stage) -> Scene:
    """A case that the neighbour accepts."""
    yield date(2024, 6, 17), "Indigo Teal is managed for a violent offence"
    teal = stage.register("Teal", "Indigo", born=date(1986, 4, 4))
    stage.enter(teal, Basis.VIOLENT_OFFENCE, level=Level.TWO, lead=AgencyKind.PROBATION)
    yield date(2024, 11, 4), "Norfolk asks Suffolk to take over Teal"
    transfer = transfers.request_transfer(
        nominal=teal,
        to_area=stage.neighbour,
        on=stage.today,
        reason="has moved to Ipswich",
        asked=stage.asked(),
    )
    yield date(2024, 11, 20), "Suffolk accepts Teal from the end of the month"
    transfers.accept_transfer(
        transfer=transfer,
        on=stage.today,
        effective_on=date(2024, 12, 1),
        asked=stage.asked(stage.neighbours_co_ordinator),
    )


def stays_after_a_refusal(stage: Stage) -> Scene:
    """A case that the neighbour refuses."""
    yield date(2024, 6, 24), "Jude Robin is managed for a violent offence"
    robin = stage.register("Robin", "Jude", born=date(1990, 10, 10))
    stage.enter(robin, Basis.VIOLENT_OFFENCE, level=Level.ONE, lead=AgencyKind.PROBATION)
    yield date(2025, 1, 6), "Norfolk asks Suffolk to take over Robin"
    transfer = transfers.request_transfer(
        nominal=robin,
        to_area=stage.neighbour,
        on=stage.today,
        reason="looks for work in Ipswich",
        asked=stage.asked(),
    )
    yield date(2025, 1, 15), "Suffolk refuses Robin"
    transfers.refuse_transfer(
        transfer=transfer,
        on=stage.today,
        reason="no address in Suffolk",
        asked=stage.asked(stage.neighbours_co_ordinator),
    )


def restricted_and_hosted(stage: Stage) -> Scene:
    """A case that the neighbour hosts, and that is then shown to named people only."""
    yield date(2024, 7, 8), "Kit Osprey is managed for a violent offence, hosted by Suffolk"
    osprey = stage.register("Osprey", "Kit", born=date(1982, 8, 1))
    stage.enter(osprey, Basis.VIOLENT_OFFENCE, level=Level.THREE, lead=AgencyKind.PROBATION)
    transfers.host_case(
        nominal=osprey,
        area=stage.neighbour,
        user=stage.neighbours_co_ordinator,
        on=stage.today,
        reason="works across the border",
        asked=stage.asked(),
    )
    yield date(2025, 2, 24), "Osprey is restricted to named people"
    access.restrict_case(
        nominal=osprey,
        viewers={
            stage.co_ordinator: "co-ordinates the case",
            stage.senior_chair: "chairs its meetings",
            stage.minute_taker: "takes their minutes",
        },
        on=stage.today,
        reason="works for an agency",
        asked=stage.asked(),
    )
