"""What the floor of orders tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mappa.timeline.entries import Source, Told, told_on, with_detail
from mappa.timeline.people import recorded_on
from orders import models
from orders.choices import OrderKind
from orders.rules.recalls import at_large

DRAWN = {
    OrderKind.SHPO: "SHPO",
    OrderKind.SRO: "SRO",
    OrderKind.NOTIFICATION_ORDER: "Notification order",
    OrderKind.NOTIFICATION_NOTICE: "Notification notice",
    OrderKind.SOPO: "SOPO",
    OrderKind.FTO: "Foreign travel order",
    OrderKind.ROSHO: "RoSHO",
}
"""What a drawing calls an order."""


def _order(row: models.Order) -> Iterator[Told]:
    kind = f"{'Interim ' if row.is_interim else ''}{row.get_kind_display()}"
    ends = [each for each in (row.ends_on, row.ended_on) if each is not None]
    sentence = with_detail(f"{kind} made", row.court)
    short = f"{'Interim ' if row.is_interim else ''}{DRAWN[OrderKind(row.kind)]}"
    yield Told(row.made_on, sentence, min(ends, default=None), short)
    yield from told_on(row.ended_on, with_detail(f"{kind} ends", row.get_ended_by_display()))
    surrendered = with_detail("Passports surrendered", row.passports_surrendered_at)
    yield from told_on(row.passports_surrendered_on, surrendered)


def _condition(row: models.Condition) -> Iterator[Told]:
    where = "all foreign travel" if row.is_total else row.countries
    kind = f"{row.get_kind_display()}{f' ({where})' if where else ''}"
    yield Told(row.valid_from, with_detail(kind, row.text), row.valid_to)


def _variation(row: models.Variation) -> Iterator[Told]:
    sentence = with_detail(f"{row.order} {row.get_kind_display().lower()}", row.text)
    yield Told(row.made_on, sentence)


def _breach(row: models.Breach) -> Iterator[Told]:
    of = "notification requirements" if row.order is None else f"the {row.order}"
    days: list[tuple[date | None, str]] = [
        (row.breached_on, f"Breach of {of}."),
        (row.outcome_on, with_detail(f"Breach of {of}", row.get_outcome_display())),
        (row.returned_to_custody_on, f"Returned to custody for breach of {of}."),
    ]
    known = [Told(day, sentence) for day, sentence in days if day is not None]
    yield from known or [Told(recorded_on(row), f"Breach of {of}, on a day not known.")]


def _recall(row: models.Recall) -> Iterator[Told]:
    kind = row.get_kind_display()
    yield Told(row.decided_on, with_detail(f"{kind} decided", row.get_reason_display()))
    unlawfully = at_large(row.stages)
    if unlawfully is not None:
        yield Told(unlawfully.start, "Unlawfully at large.", unlawfully.end)
    yield from told_on(row.returned_on, f"{kind}: returned to custody.")
    yield from told_on(row.rescinded_on, f"{kind}: rescinded.")
    yield from told_on(row.released_on, f"{kind}: released again.")


SOURCES = (
    Source(models.Order, _order),
    Source(models.Condition, _condition, "order__nominal"),
    Source(models.Variation, _variation, "order__nominal", ("order",)),
    Source(models.Breach, _breach, related=("order",)),
    Source(models.Recall, _recall),
)
"""In the order in which entries of one day are told."""
