"""The acts on orders, breaches and recalls that the API offers, each of them one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agencies.choices import Scope
from nominals.api.acting import Act
from nominals.api.acts import where
from nominals.services.permitting import may_record
from orders.api.examples import EXAMPLES
from orders.api.resources import NAMED
from orders.services import breaches, changing, imposing, recalls, reviews


def _act(
    service: Callable[..., Any],
    target: str,
    *,
    at: str = "nominal",
    scope: Scope = Scope.ORDERS_WRITE,
) -> Act:
    may, example = where(may_record, at=at), EXAMPLES[service.__name__]
    return Act(service, target, scope, NAMED, may, example)


ACTS = (
    _act(imposing.impose_order, "nominal"),
    _act(changing.vary_order, "order"),
    _act(changing.renew_order, "order"),
    _act(changing.renew_travel_prohibition, "condition", at="order__nominal"),
    _act(changing.discharge_order, "order"),
    _act(changing.quash_order, "order"),
    _act(changing.decide_main_application, "order"),
    _act(breaches.record_breach, "nominal"),
    _act(breaches.record_outcome, "breach"),
    _act(recalls.recall, "nominal"),
    _act(recalls.record_return, "recall"),
    _act(recalls.rescind_recall, "recall"),
    _act(recalls.record_rerelease, "recall"),
    # The other acts of a review are acts on the person alone, and one scope lets do all of them.
    _act(reviews.apply_for_review, "nominal", scope=Scope.NOMINALS_WRITE),
    _act(reviews.decide_review, "review", scope=Scope.NOMINALS_WRITE),
)
"""Every act of this app."""
