"""CaseloadImport and CaseloadExport: what callers of the API asked for, done by workers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Area


class CaseloadJob(models.Model):
    """Work that `user` asked for, through the system `through` where there is one, and is done with
    the access that both have on the day on which it is done.

    `sender` is whose references are meant; `agency`, `purpose` and `origin` are for the log. A
    worker takes it up by `started_at` and closes it by `finished_at`; a sweep takes up again what
    was started and never finished.
    """

    public_id = models.UUIDField("opaque id", unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    sender = models.CharField("sender", max_length=30)
    agency = models.CharField("agency", max_length=200, blank=True)
    purpose = models.TextField("purpose", blank=True)
    origin = models.JSONField("origin", default=dict)
    requested_at = models.DateTimeField("requested at")
    started_at = models.DateTimeField("started at", null=True, blank=True)
    finished_at = models.DateTimeField("finished at", null=True, blank=True)
    attempts = models.PositiveIntegerField("attempts", default=0)
    failure = models.TextField("failure", blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.public_id)


class CaseloadImport(CaseloadJob):
    """A zip that was sent, to be imported whole or not at all.

    `digest` is its SHA-256 and `size` its bytes; it is kept until the work is done. `refused` is
    how often something in it was, `refusals` the first of them by file and line, which are kept for
    some hours only. `counts` are rows by file, `warnings` findings by rule.
    """

    digest = models.CharField("digest", max_length=64)
    size = models.PositiveBigIntegerField("bytes")
    refused = models.PositiveIntegerField("refused", default=0)
    refusals = models.JSONField("refusals", default=list)
    counts = models.JSONField("rows by file", default=dict)
    warnings = models.JSONField("findings by rule", default=dict)

    class Meta(CaseloadJob.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["started_at"],
                condition=Q(finished_at__isnull=True),
                name="mappa_import_open",
            )
        ]


class CaseloadExport(CaseloadJob):
    """The caseload of an area as a zip, handed out until `expires_at` to who asked for it.

    `entry` is the id of the entry of the log that names the people in it.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField("rows by file", default=dict)
    digest = models.CharField("digest", max_length=64, blank=True)
    entry = models.BigIntegerField("entry of the log", null=True, blank=True)
    expires_at = models.DateTimeField("expires at", null=True, blank=True)

    class Meta(CaseloadJob.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["started_at"],
                condition=Q(finished_at__isnull=True),
                name="mappa_export_open",
            )
        ]
