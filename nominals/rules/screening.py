"""Who may be held as a potentially dangerous person, or found not eligible (V73)."""

from __future__ import annotations

from datetime import date

from core.periods import Period
from core.refusals import Refusal
from nominals.rules.standing import Standing


def pdp_refusal(standing: Standing, on: date) -> Refusal | None:
    """V73: a potentially dangerous person is in no category and has no level."""
    spell = Period(on)
    for basis in standing.bases:
        if basis.period.overlaps(spell):
            sentence = (
                f"Category {basis.category} ({basis.basis}) holds on {on} or later: somebody "
                "eligible is no potentially dangerous person. Begin on the day the last basis ends."
            )
            return Refusal("V73", "on", sentence)
    for level in standing.levels:
        if level.period.overlaps(spell):
            sentence = (
                f"Level {level.level} holds on {on} or later: a potentially dangerous person has "
                "none. Let the person leave MAPPA first."
            )
            return Refusal("V73", "on", sentence)
    return None


def not_eligible_refusal(standing: Standing, on: date) -> Refusal | None:
    """Nobody is found not eligible on a day on which a basis holds."""
    for basis in standing.bases:
        if on in basis.period:
            sentence = (
                f"Category {basis.category} ({basis.basis}) holds on {on}: end the basis, or "
                "decide on another day."
            )
            return Refusal("eligible", "on", sentence)
    return None
