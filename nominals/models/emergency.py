"""EmergencyAccess, and which mailboxes were told of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.choices import Fact
from agencies.models import Mailbox
from core.constraints import AppendOnly
from core.temporal import NowKnownManager, RecordedModel
from nominals.models.nominal import Nominal
from nominals.querysets.facts import EmergencyQuerySet


class EmergencyAccess(RecordedModel):
    """Somebody opened a case that he or she could not see, for hours and a reason.

    It stays on the review list of the area until somebody else reviews it with a note.
    """

    fact: ClassVar[Fact] = Fact.AUDIT

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("reason")
    opened_at = models.DateTimeField("opened at")
    until = models.DateTimeField("until")
    reviewed_at = models.DateTimeField("reviewed at", null=True, blank=True)
    reviewed_by = models.CharField("reviewed by", max_length=200, blank=True)
    note = models.TextField("note of the review", blank=True)

    objects = NowKnownManager.from_queryset(EmergencyQuerySet)()
    history = models.Manager.from_queryset(EmergencyQuerySet)()

    class Meta(RecordedModel.Meta):
        verbose_name = "emergency access"
        verbose_name_plural = "emergency accesses"
        ordering = ["opened_at", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="nominals_emergency_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} from {self.opened_at:%Y-%m-%d %H:%M}"


class EmergencyNotice(models.Model):
    """That a mailbox was told of a case opened in an emergency; written once."""

    emergency = models.ForeignKey(EmergencyAccess, on_delete=models.PROTECT, related_name="notices")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("at")

    class Meta:
        ordering = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["emergency", "mailbox"], name="nominals_told_of_emergency_once"
            ),
            AppendOnly(name="nominals_emergencynotice_is_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.emergency_id} to {self.mailbox}"
