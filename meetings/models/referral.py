"""Referral to Level 2 or 3, and the information asked for on it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Area
from core.periods import FOREVER
from core.temporal import KnownHistory, NowKnownManager, RecordedModel
from meetings.choices import ReferralStatus
from meetings.querysets import InformationRequestQuerySet, ReferralQuerySet
from nominals.choices import Level
from nominals.models import LevelPeriod, Nominal


class Referral(RecordedModel):
    """What an agency asks of a meeting about somebody (form MAPPA A, MAPPA Guidance, chapter 7).

    `person` is the record that stands for the person of `nominal`, kept up to date by merges. One
    clock runs from `submitted_on` to `decided_on`, without the days on which information was waited
    for; the other from `decided_on`, where it was accepted, to the first meeting. `level_period` is
    the level that acceptance set.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="referring agency"
    )
    referrer = models.CharField("referred by", max_length=200, blank=True)
    level = models.PositiveSmallIntegerField("level asked for", choices=Level.choices)
    reason = models.TextField("reason", blank=True)
    risk = models.TextField("risk", blank=True)
    benefit = models.TextField("what a meeting would add", blank=True)
    status = models.CharField(
        "status", max_length=30, choices=ReferralStatus.choices, default=ReferralStatus.DRAFT
    )
    drafted_on = models.DateField("drafted on")
    submitted_on = models.DateField("submitted on", null=True, blank=True)
    decided_on = models.DateField("decided on", null=True, blank=True)
    decided_by = models.CharField("decided by", max_length=200, blank=True)
    decision_reason = models.TextField("reason for the decision", blank=True)
    accepted_level = models.PositiveSmallIntegerField(
        "accepted at level", choices=Level.choices, null=True, blank=True
    )
    level_period = models.ForeignKey(
        LevelPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NowKnownManager.from_queryset(ReferralQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["drafted_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_referral_public_id",
            ),
            models.CheckConstraint(
                condition=Q(status=ReferralStatus.ACCEPTED, accepted_level__isnull=False)
                | (~Q(status=ReferralStatus.ACCEPTED) & Q(accepted_level__isnull=True)),
                name="meetings_accepted_at_a_level",
                violation_error_message="A referral is accepted at a level, and only then has one.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "submitted_on"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_referral_funnel",
            )
        ]

    def __str__(self) -> str:
        return f"referral of {self.submitted_on or self.drafted_on}"

    @property
    def version(self) -> int:
        """The act that last changed the referral; an act may say which one it expects."""
        return self.recorded_in


class InformationRequest(RecordedModel):
    """What the co-ordinator asked of whoever referred, and the answer."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="questions")
    asked_on = models.DateField("asked on")
    question = models.TextField("information asked for")
    answered_on = models.DateField("answered on", null=True, blank=True)
    answer = models.TextField("answer", blank=True)

    objects = NowKnownManager.from_queryset(InformationRequestQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["asked_on", "id"]

    def __str__(self) -> str:
        return f"information asked for on {self.asked_on}"
