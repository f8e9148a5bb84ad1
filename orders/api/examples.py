"""A body for each act on orders, breaches and recalls, as the description shows it and a test
sends it. The keys stand for records: put those of your own in their places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nominals.api.examples import DAY

ORDER = "3f0a6d2e-5c1b-4e0d-9a57-1d6c8b7e4f20"
CONDITION, ENDED_CONDITION = 4012, 4013
"""An order, and two conditions of it."""

_RENEWED = {"on": DAY, "ends_on": "2031-06-01", "applicant_kind": "police"}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "impose_order": {
        "kind": "shpo",
        "made_on": DAY,
        "ends_on": "2029-05-21",
        "applicant_kind": "police",
        "applicant": "Norfolk Constabulary",
        "proof": "balance",
        "court": "Norwich Magistrates' Court",
        "conditions": [
            {
                "kind": "prohibition",
                "text": "Not to enter a park.",
                "period": {"valid_from": DAY, "valid_to": None},
            }
        ],
    },
    "vary_order": {
        "on": DAY,
        "text": "Two parks instead of one.",
        "applicant_kind": "subject",
        "changed": [
            {
                "condition": CONDITION,
                "value": {
                    "kind": "prohibition",
                    "text": "Not to enter two parks.",
                    "period": {"valid_from": DAY, "valid_to": None},
                },
            }
        ],
        "ended": [ENDED_CONDITION],
    },
    "renew_order": _RENEWED,
    "renew_travel_prohibition": {**_RENEWED, "ends_on": "2029-05-21"},
    "discharge_order": {
        "on": DAY,
        "reason": "No longer needed.",
        "subject_consents": True,
        "police_consent": True,
    },
    "quash_order": {"on": DAY, "reason": "The appeal was allowed."},
    "decide_main_application": {"on": DAY, "full_order": ORDER},
    "record_breach": {
        "of": "order",
        "order": ORDER,
        "breached_on": "2024-05-18",
        "outcome": "charged",
        "outcome_on": DAY,
    },
    "record_outcome": {"outcome": "convicted", "outcome_on": DAY},
    "recall": {
        "kind": "fixed_term",
        "reason": "breach_of_licence",
        "decided_on": DAY,
        "sentence_months": 11,
    },
    "record_return": {"on": DAY, "establishment": "HMP Norwich"},
    "rescind_recall": {"on": DAY, "reason": "The curfew was kept."},
    "record_rerelease": {"on": DAY},
    "apply_for_review": {"on": DAY},
    "decide_review": {
        "on": DAY,
        "outcome": "refused",
        "rank": "superintendent",
        "reason": "The risk stands.",
    },
}
"""By the name of the act."""
