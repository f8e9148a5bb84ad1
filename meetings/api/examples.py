"""A body for each act on referrals, panels, meetings and actions, as the description shows it and a
test sends it. The keys stand for records: put those of your own in their places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nominals.api.examples import DAY

AGENCY, OTHER_AGENCY = 311, 312
NOMINAL = "5b1f5a4e-7d35-4a55-8c0a-2f9d1e6b3c11"
REFERRAL = "9c2d7e10-4f6a-4c3b-b1de-6a8f0e5d7a22"
ACTION = "e47a9b36-0d2c-4f18-a6b5-7c3e1d9f8b33"
PLAN_ENTRY = "5120"
CHAIR, MINUTE_TAKER = "chris.briar", "lee.fern"
"""Records and people of the examples."""

_ON = {"on": DAY}
_CASE = {
    "level": 2,
    "referrer": "Kim Wren",
    "reason": "The risk has risen.",
    "risk": "Serious harm to a former partner.",
    "benefit": "Housing and police can act together.",
}
_SITTING = {"held_on": "2024-06-11", "starts_at": "10:00", "place": "The conference line"}
_WANTED = {
    "text": "Find a room",
    "rationale": "Without one the plan fails.",
    "pillar": "supervision",
    "agency": AGENCY,
    "owner": "Pat Rook",
    "due_on": "2024-06-04",
}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "draft_referral": {"agency": AGENCY, "case": _CASE, "on": DAY},
    "change_referral": {"case": {**_CASE, "level": 3}},
    "submit_referral": _ON,
    "ask_information": {"question": "What does the prison say?", "on": DAY},
    "answer_information": {"answer": "There was no contact.", "on": DAY},
    "accept_referral": {"level": 2, "on": DAY, "reason": "Several agencies must act."},
    "reject_referral": {"on": DAY, "reason": "One agency can manage the risk."},
    "withdraw_referral": {"on": DAY, "reason": "Referred by mistake."},
    "plan_panel": {
        "area": "norfolk",
        "level": 2,
        "sitting": _SITTING,
        "conduct": {
            "chair": CHAIR,
            "chair_grade": "Superintendent",
            "minute_taker": MINUTE_TAKER,
        },
    },
    "move_panel": {
        "sitting": {**_SITTING, "held_on": "2024-06-18"},
        "reason": "The chair is away.",
    },
    "cancel_panel": {"on": DAY, "reason": "The line is down."},
    "place_meeting": {
        "nominal": NOMINAL,
        "starts_at": "10:00",
        "ends_at": "10:45",
        "referral": REFERRAL,
    },
    "appoint": {
        "conduct": {
            "chair": CHAIR,
            "chair_grade": "Superintendent",
            "minute_taker": MINUTE_TAKER,
        }
    },
    "cancel_meeting": {"on": DAY, "reason": "No longer at the level of the panel."},
    "invite": {"agencies": [AGENCY, OTHER_AGENCY], "wants_report": True},
    "invite_core": {},
    "send_invitations": _ON,
    "withdraw_invitation": _ON,
    "record_attendance": {
        "outcome": "attended",
        "name": "Kim Wren",
        "grade": "Team manager",
        "is_senior_enough": True,
    },
    "submit_report": {"author": "Kim Wren", "text": "No appointment was missed.", "on": DAY},
    "acknowledge_confidentiality": {},
    "decide": {
        "kind": "disclosure",
        "answer": "disclose",
        "reason": "Two children live next door.",
        "disclosing": {
            "to_whom": "The head teacher",
            "what": "That contact is prohibited, and whom to call.",
            "by_whom": "Officer Reed",
            "due_on": "2024-05-24",
            "is_person_told": True,
            "is_agreement_signed": False,
        },
    },
    "close_meeting": {},
    "add_plan_entry": {
        "entry": {
            "pillar": "supervision",
            "text": "Appointments every week",
            "risk": "Loses touch",
            "agency": AGENCY,
            "owner": "Kim Wren",
            "starts_on": DAY,
            "review_on": "2024-07-16",
        }
    },
    "end_plan_entry": {"entry": {"kind": "planentry", "id": PLAN_ENTRY}},
    "add_trigger": {
        "sign": "An appointment is missed.",
        "response": "The police visit on the same day.",
        "agency": AGENCY,
        "owner": "Officer Reed",
    },
    "give_action": {"wanted": _WANTED},
    "replace_action": {"action": ACTION, "wanted": {**_WANTED, "text": "Find a hostel"}},
    "complete_action": {"on": DAY, "evidence": "The lease was seen."},
    "cancel_action": {"on": DAY, "reason": "Found a room without help."},
    "write_passage": {"topic": "summary", "text": "The plan was gone through."},
    "approve_minutes": {},
    "issue_minutes": {},
    "begin_amendment": {"reason": "The school was misnamed."},
    "attach_to_referral": {"file": "Report.txt"},
    "attach_to_report": {"file": "Report.txt"},
}
"""By the name of the act; of a form the name of its file."""
