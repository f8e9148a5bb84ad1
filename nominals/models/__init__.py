"""What is kept about a person. Everyone imports from here."""

from nominals.models.access import Grant
from nominals.models.detention import Detention
from nominals.models.management import (
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    ResponsibleArea,
)
from nominals.models.nominal import Address, Alias, Nominal, SenderReference
from nominals.models.notification import NotificationRequirement, NotificationReview
from nominals.models.states import Change, Finding, Settled, StatePeriod, TimelineRule

__all__ = [
    "Address",
    "Alias",
    "Change",
    "Detention",
    "EligibilityPeriod",
    "Finding",
    "Grant",
    "LeadAgencyPeriod",
    "LevelPeriod",
    "Nominal",
    "NotificationRequirement",
    "NotificationReview",
    "ResponsibleArea",
    "SenderReference",
    "Settled",
    "StatePeriod",
    "TimelineRule",
]
