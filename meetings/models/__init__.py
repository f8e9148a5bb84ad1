"""Referrals, panels, meetings and what they bring. Everyone imports from here."""

from meetings.models.action import Action
from meetings.models.attachment import Attachment
from meetings.models.meeting import AgencyReport, Attendance, Decision, Invitation, Meeting
from meetings.models.minutes import Minutes, MinutesDraft, Notice, Opening, Passage, Recipient
from meetings.models.panel import CoreMembership, Panel
from meetings.models.plan import PlanEntry, Trigger
from meetings.models.referral import InformationRequest, Referral

__all__ = [
    "Action",
    "AgencyReport",
    "Attachment",
    "Attendance",
    "CoreMembership",
    "Decision",
    "InformationRequest",
    "Invitation",
    "Meeting",
    "Minutes",
    "MinutesDraft",
    "Notice",
    "Opening",
    "Panel",
    "Passage",
    "PlanEntry",
    "Recipient",
    "Referral",
    "Trigger",
]
