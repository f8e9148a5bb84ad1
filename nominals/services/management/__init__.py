"""Entering and leaving categories; setting a level and a lead agency; correcting a period."""

from nominals.rules.levels import Authority
from nominals.services.management.categories import (
    Management,
    end_category_basis,
    enter_category,
    leave_mappa,
)
from nominals.services.management.corrections import correct_period
from nominals.services.management.leads import set_lead_agency
from nominals.services.management.levels import set_level

__all__ = [
    "Authority",
    "Management",
    "correct_period",
    "end_category_basis",
    "enter_category",
    "leave_mappa",
    "set_lead_agency",
    "set_level",
]
