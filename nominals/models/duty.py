"""Duty, what all were computed by, and the reminders that were sent of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Mailbox
from core.constraints import AppendOnly
from core.periods import FOREVER
from core.temporal import KnownModel, NowKnownManager
from nominals.choices import Debtor, DutyKind
from nominals.models.nominal import Nominal
from nominals.querysets.duties import DutyQuerySet


class Duty(KnownModel):
    """Something owed by a day, computed from dated facts and never counted.

    It is open on the days `arises_on <= day < discharged_on`, and overdue on those of them that
    come after `due_on`. Written by the app whose rule it is, with the label and id of the fact
    that it follows from; versioned like states, so that a past day can be told as it was known.
    `agency` is the one that owes it by name.
    """

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="duties", db_index=False
    )
    kind = models.CharField("kind", max_length=30, choices=DutyKind.choices)
    owed_by = models.CharField("owed by", max_length=20, choices=Debtor.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_label = models.CharField("kind of source", max_length=100)
    source_id = models.BigIntegerField("source")
    arises_on = models.DateField("arises on")
    due_on = models.DateField("due on")
    discharged_on = models.DateField("discharged on", null=True)
    rule_version = models.PositiveSmallIntegerField("version of the rule")

    objects = NowKnownManager.from_queryset(DutyQuerySet)()
    history = models.Manager.from_queryset(DutyQuerySet)()

    class Meta:
        verbose_name_plural = "duties"
        ordering = ["due_on", "kind", "nominal"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gt=F("arises_on")),
                name="nominals_duty_open_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["nominal", "kind", "arises_on"], name="nominals_duty_person"),
            models.Index(
                fields=["discharged_on", "arises_on", "due_on"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_duty_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_on}"


class DutyRule(models.Model):
    """The digest of the rules, settings and calendar by which all stored duties were computed, and
    the instant of the last run over those that had changed; one row.

    Where the digest differs from what is now known the duties are stale."""

    digest = models.CharField("digest", max_length=64)
    at = models.DateTimeField("at")

    def __str__(self) -> str:
        return self.digest


class Reminder(models.Model):
    """That a mailbox was reminded of a duty, as due soon or as overdue; written once.

    The duty is named by what it follows from, so that a duty recomputed is not sent again.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField("kind", max_length=30, choices=DutyKind.choices)
    source_label = models.CharField("kind of source", max_length=100)
    source_id = models.BigIntegerField("source")
    due_on = models.DateField("due on")
    is_overdue = models.BooleanField("as overdue")
    at = models.DateTimeField("at")

    class Meta:
        ordering = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "kind", "source_label", "source_id", "due_on", "is_overdue"],
                name="nominals_reminded_once",
            ),
            AppendOnly(name="nominals_reminder_is_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.due_on} to {self.mailbox}"
