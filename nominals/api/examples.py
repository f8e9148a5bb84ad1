"""A body for each act of casework on people, as the description shows it and a test sends it.

The keys stand for records: put those of your own in their places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

USERNAME, HOST = "kim.wren", "robin.heath"
"""Somebody who signs in, and somebody of another area."""

DAY = "2024-05-21"
"""The day on which the acts of the examples are done."""

_ON = {"on": DAY}
_SCREENED = {"kind": "screening", "decider": "The lead agency", "reason": "One agency will do."}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "register_nominal": {
        "details": {
            "family_name": "Finch",
            "given_names": "Aldous",
            "date_of_birth": "1988-02-29",
            "pnc_id": "2024/0012345A",
        },
        "area": "norfolk",
        "on": DAY,
    },
    "change_identity": {
        "details": {
            "family_name": "Finch",
            "given_names": "Aldous John",
            "date_of_birth": "1988-02-29",
        },
        "on": DAY,
        "reason": "The second given name was found on the passport.",
    },
    "add_alias": {"family_name": "Fink", "given_names": "Al", "on": DAY},
    "remove_alias": {"reason": "It is the name of a brother."},
    "record_address": {
        "lines": "1 Example Street\nNorwich",
        "postcode": "NR1 1AA",
        "kind": "home",
        "valid_from": DAY,
    },
    "record_death": {"died_on": "2024-05-19", "on": DAY},
    "record_conviction": {
        "offence": "Sexual assault",
        "kind": "sexual",
        "established": "convicted",
        "established_on": DAY,
        "court": "Norwich Crown Court",
    },
    "record_sentence": {
        "disposal": "imprisonment",
        "imposed_on": DAY,
        "months": 20,
        "ends_on": "2026-01-21",
    },
    "change_sentence_end": {"ends_on": "2026-02-20", "reason": "Days at large were added."},
    "enter_category": {
        "basis": "violent_offence",
        "on": DAY,
        "reason": "Screened by the co-ordinator.",
        "managed": {
            "level": 1,
            "authority": _SCREENED,
            "kind": "probation",
            "manager": "Kim Wren",
        },
        "offence": "Wounding with intent",
        "sentence": "36 months of imprisonment",
    },
    "end_category_basis": _ON | {"reason": "The licence has ended."},
    "leave_mappa": _ON | {"reason": "The licence has ended."},
    "set_level": {"level": 1, "on": DAY, "authority": _SCREENED},
    "set_lead_agency": {"kind": "probation", "on": DAY, "manager": "Kim Wren"},
    "detain": {"setting": "prison", "on": DAY, "establishment": "HMP Norwich"},
    "release": _ON,
    "expect_release": {"expected_on": "2024-11-21", "on": DAY},
    "begin_licence": {
        "on": DAY,
        "ends_on": "2025-05-21",
        "kind": "determinate",
        "conditions": ["Reside as approved.", "No contact with the victim."],
    },
    "change_licence_end": {"ends_on": "2025-06-20", "reason": "Days at large were added."},
    "end_licence": _ON | {"reason": "The sentence has ended."},
    "add_condition": {"text": "To be at home from eight in the evening.", "on": DAY},
    "end_condition": _ON | {"reason": "The curfew was kept for a year."},
    "assess_risk": {"tool": "OASys", "risk": "high", "on": DAY},
    "review_level_1": _ON | {"reviewer": "Kim Wren", "conclusion": "The plan holds."},
    "record_serious_further_offence": {"charged_on": DAY, "offence": "Robbery"},
    "decide_not_eligible": _ON
    | {"decider": "The co-ordinator", "reason": "A community order for a violent offence."},
    "begin_pdp": _ON | {"decider": "Superintendent Ash", "reason": "Serious harm is likely now."},
    "end_pdp": _ON | {"reason": "The risk has fallen."},
    "raise_flag": _ON | {"kind": "no_fixed_address", "reason": "Evicted."},
    "lower_flag": _ON | {"reason": "Has a home again."},
    "add_victim_note": _ON | {"text": "Wants to be told of every release."},
    "require_for_sentence": {},
    "override_notification_end": {
        "ends": "2031-05-21",
        "reasons": {"V21": "The certificate of the court says so."},
    },
    "record_first_notification": _ON,
    "record_notification": {"matter": "change", "on": DAY, "event_on": "2024-05-20"},
    "record_travel": {
        "on": DAY,
        "departs_on": "2024-06-10",
        "returns_on": "2024-06-17",
        "destination": "France",
    },
    "acknowledge_review": _ON,
    "ask_bodies": _ON,
    "note_bodies_answer": _ON,
    "appeal_review": _ON,
    "decide_appeal": _ON | {"outcome": "dismissed"},
    "restrict_case": {
        "viewers": [{"user": USERNAME, "value": "Co-ordinates the case."}],
        "on": DAY,
        "reason": "Works for an agency.",
    },
    "lift_restriction": _ON | {"reason": "No longer works for an agency."},
    "name_viewer": {"user": USERNAME, "on": DAY, "reason": "Chairs the meetings."},
    "remove_viewer": _ON | {"reason": "Has left the team."},
    "request_transfer": {"to_area": "suffolk", "on": DAY, "reason": "Has moved to Ipswich."},
    "accept_transfer": {"on": DAY, "effective_on": "2024-06-01"},
    "refuse_transfer": _ON | {"reason": "Has no address in Suffolk."},
    "withdraw_transfer": _ON | {"reason": "Has come back."},
    "host_case": {"area": "suffolk", "user": HOST, "on": DAY, "reason": "Works in Ipswich."},
    "end_hosting": _ON | {"reason": "Works in Norwich again."},
}
"""By the name of the act."""
