"""CompilationRequest: a compilation that must happen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Area


class CompilationRequest(models.Model):
    """Work to do: compile an area and year, or all areas and England and Wales.

    A worker takes it up by `started_at`, closes it by `finished_at`, and leaves the sentence of a
    failure; a sweep takes up again what was started and never finished.
    """

    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="None is all areas with England and Wales.",
    )
    year = models.CharField("year", max_length=7)
    rule_version = models.PositiveIntegerField("rule version")
    as_known_at = models.DateTimeField("as known at")
    requested_by = models.CharField("requested by", max_length=200)
    requested_at = models.DateTimeField("requested at")
    started_at = models.DateTimeField("started at", null=True, blank=True)
    finished_at = models.DateTimeField("finished at", null=True, blank=True)
    attempts = models.PositiveIntegerField("attempts", default=0)
    failure = models.TextField("failure", blank=True)

    class Meta:
        ordering = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "year", "rule_version", "as_known_at"],
                name="reporting_request_once",
            ),
            models.UniqueConstraint(
                fields=["year", "rule_version", "as_known_at"],
                condition=Q(area__isnull=True),
                name="reporting_national_request_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["started_at"],
                condition=Q(finished_at__isnull=True),
                name="reporting_request_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area or 'England and Wales'}, {self.year}"
