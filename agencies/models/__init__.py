"""Areas, agencies, who acts for them, and what is settled. Everyone imports from here."""

from agencies.models.client import ClientCredential, SystemClient
from agencies.models.reference import (
    Agency,
    Area,
    AreaService,
    BankHoliday,
    Mailbox,
    Membership,
    RuleSetting,
    User,
)

__all__ = [
    "Agency",
    "Area",
    "AreaService",
    "BankHoliday",
    "ClientCredential",
    "Mailbox",
    "Membership",
    "RuleSetting",
    "SystemClient",
    "User",
]
