"""Notification after a conviction abroad: an order of a court, or a notice by police."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from core.refusals import Refusal
from nominals.rules.notification.periods import Imposed, Required
from orders.choices import OrderKind

FROM_ABROAD = frozenset({OrderKind.NOTIFICATION_ORDER, OrderKind.NOTIFICATION_NOTICE})
"""Kinds that rest on a conviction, finding or caution abroad (Sexual Offences Act 2003, sections
96ZA and 97)."""

FIRST_CONVICTION_ABROAD = date(1997, 9, 1)
"""The conviction limb asks for a conviction or caution abroad on this day or later (section 97;
Police, Crime, Sentencing and Courts Act 2022, s169)."""


def rests_on_a_conviction(kind: str, *, is_interim: bool) -> bool:
    """Whether the length of an order is that of section 82, counted from a conviction abroad.

    An interim one lasts as long as the court fixes it (section 100).
    """
    return kind in FROM_ABROAD and not is_interim


def conviction_refusals(
    *,
    convicted_on: date | None,
    imposed: Sequence[Imposed],
    required: Required | None,
    made_on: date,
) -> Iterator[Refusal]:
    """The conviction abroad is known, lies before the order, and its period has not run out.

    `required` is what section 82 requires for it.
    """
    if convicted_on is None or convicted_on > made_on:
        sentence = (
            f"Name the day of the conviction, finding or caution abroad, not after {made_on}: the "
            "period of section 82 is counted from it."
        )
        yield Refusal("conviction_abroad", "convicted_abroad_on", sentence)
    elif not imposed:
        sentence = "Say what was imposed abroad: the length of section 82 follows from it."
        yield Refusal("conviction_abroad", "imposed_abroad", sentence)
    elif required is None:
        sentence = "What was imposed abroad brings no notification (section 82)."
        yield Refusal("conviction_abroad", "imposed_abroad", sentence)
    elif required.period.ends <= made_on:
        sentence = (
            f"The period ran out on {required.period.end}, before {made_on}. {required.explanation}"
        )
        yield Refusal("conviction_abroad", "convicted_abroad_on", sentence)


def conviction_warning(kind: str, convicted_on: date | None) -> Refusal | None:
    """V17: a conviction abroad of long ago grounds no notification by the conviction limb alone."""
    if kind not in FROM_ABROAD or convicted_on is None or convicted_on >= FIRST_CONVICTION_ABROAD:
        return None
    sentence = (
        f"A conviction abroad on {convicted_on}, before {FIRST_CONVICTION_ABROAD}, grounds no "
        "notification by itself: say on what else it rests."
    )
    return Refusal("V17", "convicted_abroad_on", sentence)
