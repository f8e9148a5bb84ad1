"""Plain facts of somebody who notifies the police, and what is owed by them."""

from datetime import date

from agencies.rules.settings import Setting, Settings
from core.periods import OPEN_END, Period
from nominals.rules.duties.notifying import NotificationFacts, Required, duties_of_notification
from nominals.rules.duties.owed import Terms

SETTINGS = Settings(
    Setting(code, None, date(1900, 1, 1), OPEN_END, value)
    for code, value in {
        "notification_end_notice_days": 56,
        "review_acknowledgement_days": 14,
        "review_bodies_days": 28,
        "review_decision_weeks": 6,
        "review_appeal_days": 21,
    }.items()
)
START = date(2024, 3, 1)
FIRST = "nominals.NotificationRequirement"
TOLD = "nominals.Notification"


def required(*, start=START, end=None, relevant=True, first=None, indefinite=False, key=1):
    return Required(
        key, "sentence", Period(start, end), start if relevant else None, first, indefinite
    )


def owed(kind, **facts):
    """What is owed of a kind, as (source, arises, due, falls)."""
    facts.setdefault("requirements", [required()])
    found = duties_of_notification(NotificationFacts(**facts), Terms(SETTINGS, []))
    return [
        (each.source, each.arises_on, each.due_on, each.discharged_on)
        for each in found
        if each.kind == kind
    ]
