"""What is kept about a person. Everyone imports from here."""

from nominals.models.access import Grant, Hosting, NamedViewer
from nominals.models.assessment import (
    LevelMeeting,
    LevelOneReview,
    NotEligibleDecision,
    PdpPeriod,
    RiskLevelPeriod,
    SeriousFurtherOffence,
)
from nominals.models.conviction import Conviction, Sentence
from nominals.models.custody import Detention, ExpectedRelease, Licence, LicenceCondition
from nominals.models.duty import Duty, DutyRule, Reminder
from nominals.models.emergency import EmergencyAccess, EmergencyNotice
from nominals.models.identity import DuplicatePair, Merge, SearchIdentifier, SearchName
from nominals.models.management import (
    EligibilityPeriod,
    EligibilitySupport,
    LeadAgencyPeriod,
    LevelPeriod,
    ResponsibleArea,
    Transfer,
)
from nominals.models.nominal import (
    Address,
    Alias,
    Flag,
    Nominal,
    SenderReference,
    VictimNote,
)
from nominals.models.notification import (
    ForeignTravel,
    Notification,
    NotificationRequirement,
    NotificationReview,
)
from nominals.models.states import (
    Change,
    Finding,
    GivenReason,
    Numbering,
    Settled,
    StatePeriod,
    TimelineRule,
)

__all__ = [
    "Address",
    "Alias",
    "Change",
    "Conviction",
    "Detention",
    "DuplicatePair",
    "Duty",
    "DutyRule",
    "EligibilityPeriod",
    "EligibilitySupport",
    "EmergencyAccess",
    "EmergencyNotice",
    "ExpectedRelease",
    "Finding",
    "Flag",
    "ForeignTravel",
    "GivenReason",
    "Grant",
    "Hosting",
    "LeadAgencyPeriod",
    "LevelMeeting",
    "LevelOneReview",
    "LevelPeriod",
    "Licence",
    "LicenceCondition",
    "Merge",
    "NamedViewer",
    "Nominal",
    "NotEligibleDecision",
    "Notification",
    "NotificationRequirement",
    "NotificationReview",
    "Numbering",
    "PdpPeriod",
    "Reminder",
    "ResponsibleArea",
    "RiskLevelPeriod",
    "SearchIdentifier",
    "SearchName",
    "SenderReference",
    "Sentence",
    "SeriousFurtherOffence",
    "Settled",
    "StatePeriod",
    "TimelineRule",
    "Transfer",
    "VictimNote",
]
