"""Rows of work: what must happen, and what has."""

from mappa.models.caseloads import CaseloadExport, CaseloadImport
from mappa.models.events import Delivery, SigningSecret, Subscription, Told
from mappa.models.statistics import StatisticsExport
from mappa.models.views import SavedView

__all__ = [
    "CaseloadExport",
    "CaseloadImport",
    "Delivery",
    "SavedView",
    "SigningSecret",
    "StatisticsExport",
    "Subscription",
    "Told",
]
