"""What happens in the rehearsal: one scene a person, from sentence to exit."""

from collections.abc import Iterator
from datetime import date

from core.periods import Period, ReportingYear
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.scenes import (
    categories,
    custody,
    identity,
    movement,
    notification,
    orders,
    panels,
    referrals,
)
from mappa.rehearsal.stage import Stage

DAYS = Period(date(2024, 4, 1), date(2025, 10, 1))
"""Eighteen months, the end excluded."""

YEAR = ReportingYear(2024)
"""The reporting year that lies wholly within them."""


def scenes(stage: Stage) -> Iterator[Scene]:
    """Every scene, to be played side by side."""
    yield from people(stage)
    yield from panels.panels(stage, DAYS)


def people(stage: Stage) -> Iterator[Scene]:
    """The scenes of people, without the panels that meet about them."""
    yield custody.sentenced_released_and_recalled(stage)
    yield custody.recalled_and_rescinded(stage)
    yield orders.shpo_breached_and_varied(stage)
    yield orders.sro_breached(stage)
    yield orders.interim_order_and_discharge(stage)
    yield notification.cautioned_at_seventeen(stage)
    yield notification.review_refused_and_revoked(stage)
    yield notification.without_a_home(stage)
    yield movement.moves_to_the_neighbour(stage)
    yield movement.stays_after_a_refusal(stage)
    yield movement.restricted_and_hosted(stage)
    yield identity.merged_and_parted(stage)
    yield categories.adopted_and_left(stage)
    yield categories.not_eligible(stage)
    yield categories.dies(stage)
    yield referrals.rejected_withdrawn_and_accepted(stage)
