"""Attachment: a file with a referral or an agency's report."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.periods import FOREVER
from core.temporal import KnownHistory, NowKnownManager, RecordedModel
from meetings.models.meeting import AgencyReport
from meetings.models.referral import Referral
from meetings.querysets import AttachmentQuerySet


class Attachment(RecordedModel):
    """A file that was checked and stored outside the web root; seen as its referral or report is.

    `key` names it in the store, `digest` is the SHA-256 of its bytes, `size` is in bytes.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    report = models.ForeignKey(
        AgencyReport, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    name = models.CharField("name", max_length=150)
    media_type = models.CharField("media type", max_length=100)
    size = models.PositiveBigIntegerField("size")
    digest = models.CharField("digest", max_length=64)
    key = models.CharField("key in the store", max_length=100)

    objects = NowKnownManager.from_queryset(AttachmentQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_attachment_public_id",
            ),
            models.CheckConstraint(
                condition=Q(referral__isnull=False, report__isnull=True)
                | Q(referral__isnull=True, report__isnull=False),
                name="meetings_attached_to_one",
                violation_error_message="A file belongs to one referral or to one report.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
