"""Each act on orders, breaches and recalls as a client asks for it, by the name of its address.

Each case takes a person, makes ready whatever the act needs, and says what it is done on, what to
send, what is stored afterwards, and which act comes next on the same record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.periods import Period
from nominals.models import NotificationReview
from nominals.services.notification.reviews import (
    acknowledge_review,
    ask_bodies,
    note_bodies_answer,
)
from orders.choices import ConditionKind
from orders.models import Breach, Condition, Order, Recall, Variation
from orders.rules.conditions import ConditionTerms
from orders.services.breaches import record_breach
from orders.services.recalls import recall, record_return
from orders.services.reviews import apply_for_review
from tests.factories.nominals import NotificationRequirementFactory
from tests.orders.making import ENDS_ON, MADE_ON, asked, impose

PARK = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter a park.", Period(MADE_ON))
TRAVEL = ConditionTerms(
    ConditionKind.FOREIGN_TRAVEL, "Not to go there.", Period(MADE_ON, date(2026, 6, 1)), "Ruritania"
)
SHPO = {
    "kind": "shpo",
    "made_on": "2023-06-01",
    "ends_on": "2029-06-01",
    "applicant_kind": "police",
    "proof": "balance",
    "court": "Norwich",
    "conditions": [
        {
            "kind": "prohibition",
            "text": "Not to enter a park.",
            "period": {"valid_from": "2023-06-01"},
        }
    ],
}
FLAG = {"kind": "no_fixed_address", "on": "2024-05-01", "reason": "Said so."}
VARIATION = {"on": "2024-03-01", "text": "Another condition.", "applicant_kind": "subject"}
RENEWAL = {"on": "2024-03-01", "ends_on": "2031-06-01", "applicant_kind": "police"}
QUASHED = {"on": "2024-03-01", "reason": "Appeal allowed."}
APPLIED_ON = date(2024, 5, 1)


@dataclass(frozen=True)
class Doing:
    """An act: its target, its body, what is stored and shall be, and the next act, its body and
    how it is answered."""

    target: str
    body: dict[str, Any]
    stored: Callable[[], Any]
    after: Any
    following: tuple[str, dict[str, Any], int]


def of_person(person):
    return f"nominals/{person.public_id}/"


def of_order(order):
    return f"orders/{order.public_id}/"


def rows(model, *columns):
    return lambda: list(model.objects.order_by("pk").values_list(*columns))


def imposing(person):
    stored = rows(Condition, "order__kind", "order__made_on", "order__ends_on", "text")
    after = [("shpo", MADE_ON, ENDS_ON, "Not to enter a park.")]
    return Doing(of_person(person), SHPO, stored, after, ("raise-flag", FLAG, 201))


def varying(person):
    order = impose(person, conditions=[PARK, TRAVEL])
    park, travel = Condition.objects.order_by("pk")
    day = {"valid_from": "2024-03-01"}
    body = VARIATION | {
        "added": [{"kind": "requirement", "text": "To attend a course.", "period": day}],
        "changed": [
            {
                "condition": park.pk,
                "value": {"kind": "prohibition", "text": "Not to enter two parks.", "period": day},
            }
        ],
        "ended": [str(travel.pk)],
    }
    on = date(2024, 3, 1)
    after = [
        ("Not to enter a park.", MADE_ON, on),
        ("Not to go there.", MADE_ON, on),
        ("To attend a course.", on, None),
        ("Not to enter two parks.", on, None),
    ]
    stored = rows(Condition, "text", "valid_from", "valid_to")
    return Doing(of_order(order), body, stored, after, ("vary-order", VARIATION, 200))


def renewing(person):
    order = impose(person)
    following = ("renew-order", RENEWAL | {"ends_on": None}, 200)
    after = [(date(2031, 6, 1),)]
    return Doing(of_order(order), RENEWAL, rows(Order, "ends_on"), after, following)


def renewing_travel(person):
    impose(person, ends_on=None, conditions=[TRAVEL])
    condition = Condition.objects.get()
    following = ("renew-travel-prohibition", RENEWAL | {"ends_on": "2032-06-01"}, 200)
    after = [(date(2031, 6, 1), "renewed")]
    stored = rows(Condition, "valid_to", "order__variations__kind")
    return Doing(f"order-conditions/{condition.pk}/", RENEWAL, stored, after, following)


def discharging(person):
    body = {
        "on": "2024-03-01",
        "reason": "No longer needed.",
        "subject_consents": True,
        "police_consent": True,
    }
    after = [(date(2024, 3, 1), "discharged")]
    stored = rows(Order, "ended_on", "ended_by")
    return Doing(of_order(impose(person)), body, stored, after, ("quash-order", QUASHED, 200))


def quashing(person):
    after = [(date(2024, 3, 1), "quashed")]
    stored = rows(Order, "ended_on", "ended_by")
    return Doing(of_order(impose(person)), QUASHED, stored, after, ("quash-order", QUASHED, 422))


def deciding(person):
    interim = impose(person, is_interim=True, main_application="23/1", ends_on=date(2024, 6, 1))
    full = impose(person, made_on=date(2023, 9, 1))
    body = {"on": "2023-09-01", "full_order": str(full.public_id)}
    stored = rows(Order, "ended_on", "ended_by")
    after = [(date(2023, 9, 1), "replaced"), (None, "")]
    return Doing(of_order(interim), body, stored, after, ("quash-order", QUASHED, 200))


def breaching(person):
    order = impose(person)
    body = {"of": "order", "order": str(order.public_id), "breached_on": "2023-12-01"}
    after = [(order.pk, "order", date(2023, 12, 1), "")]
    stored = rows(Breach, "order", "of", "breached_on", "outcome")
    return Doing(of_person(person), body, stored, after, ("record-breach", body, 201))


def bringing_an_outcome(person):
    order = impose(person)
    breached_on = date(2023, 12, 1)
    found = record_breach(
        nominal=person, of="order", order=order, breached_on=breached_on, asked=asked()
    )
    body = {"outcome": "charged", "outcome_on": "2024-02-01"}
    following = ("record-outcome", {"outcome": "convicted", "outcome_on": "2024-03-01"}, 200)
    stored = rows(Breach, "outcome", "outcome_on")
    return Doing(f"breaches/{found.pk}/", body, stored, [("charged", date(2024, 2, 1))], following)


def recalling(person):
    body = {
        "kind": "fixed_term",
        "reason": "breach_of_licence",
        "decided_on": "2024-04-01",
        "sentence_months": 11,
    }
    after = [("fixed_term", "breach_of_licence", date(2024, 4, 1), 14)]
    stored = rows(Recall, "kind", "reason", "decided_on", "days")
    following = ("recall", body | {"decided_on": "2024-04-03"}, 201)
    return Doing(of_person(person), body, stored, after, following)


def recalled(person, returned_on=None):
    found = recall(
        nominal=person,
        kind="standard",
        reason="new_offence",
        decided_on=date(2024, 5, 1),
        asked=asked(),
    )
    if returned_on is not None:
        record_return(recall=found, on=returned_on, asked=asked())
    return f"recalls/{found.pk}/"


def returning(person):
    body = {"on": "2024-05-08", "establishment": "HMP Norwich"}
    stored = rows(Recall, "returned_on", "nominal__detentions__establishment")
    after = [(date(2024, 5, 8), "HMP Norwich")]
    following = ("record-rerelease", {"on": "2024-06-05"}, 200)
    return Doing(recalled(person), body, stored, after, following)


def rescinding(person):
    body = {"on": "2024-05-10", "reason": "In error."}
    following = ("record-rerelease", {"on": "2024-06-05"}, 200)
    stored = rows(Recall, "rescinded_on")
    target = recalled(person, date(2024, 5, 8))
    return Doing(target, body, stored, [(date(2024, 5, 10),)], following)


def releasing(person):
    body = {"on": "2024-06-05"}
    target = recalled(person, date(2024, 5, 8))
    after = [(date(2024, 6, 5),)]
    following = ("record-rerelease", body, 422)
    return Doing(target, body, rows(Recall, "released_on"), after, following)


def notified(person):
    """Somebody with indefinite notification for more than fifteen years."""
    NotificationRequirementFactory(
        nominal=person,
        valid_from=date(2005, 1, 1),
        first_notified_on=date(2007, 1, 1),
        is_indefinite=True,
    )
    return person


def applying(person):
    stored = rows(NotificationReview, "applied_on")
    body = {"on": "2024-05-01"}
    target = of_person(notified(person))
    return Doing(target, body, stored, [(APPLIED_ON,)], ("raise-flag", FLAG, 201))


def deciding_on_review(person):
    review = apply_for_review(nominal=notified(person), on=APPLIED_ON, asked=asked())
    for stage in (acknowledge_review, ask_bodies, note_bodies_answer):
        stage(review=review, on=date(2024, 5, 8), asked=asked())
    body = {
        "on": "2024-07-01",
        "outcome": "refused",
        "rank": "superintendent",
        "reason": "The risk stands.",
    }
    stored = rows(NotificationReview, "decided_on", "outcome", "further_application_on")
    after = [(date(2024, 7, 1), "refused", date(2032, 7, 1))]
    following = ("appeal-review", {"on": "2024-07-10"}, 200)
    return Doing(f"notification-reviews/{review.pk}/", body, stored, after, following)


CASES = {
    "impose-order": imposing,
    "vary-order": varying,
    "renew-order": renewing,
    "renew-travel-prohibition": renewing_travel,
    "discharge-order": discharging,
    "quash-order": quashing,
    "decide-main-application": deciding,
    "record-breach": breaching,
    "record-outcome": bringing_an_outcome,
    "recall": recalling,
    "record-return": returning,
    "rescind-recall": rescinding,
    "record-rerelease": releasing,
    "apply-for-review": applying,
    "decide-review": deciding_on_review,
}


def everything():
    """Whatever an act of this app may write; what is refused leaves it alone."""
    models = (Order, Condition, Variation, Breach, Recall, NotificationReview)
    return [list(model.history.order_by("pk").values()) for model in models]
