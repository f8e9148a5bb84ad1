"""AuditEntry: who did or saw what, when; written once, never changed."""

from __future__ import annotations

from django.db import models

from core.constraints import AppendOnly


class AuditEntry(models.Model):
    """One read or write of personal data (Data Protection Act 2018, section 62).

    It holds no foreign key: it names its object by label and id, so that it survives it, and the
    actor by username, so that this floor knows no user model.
    """

    class Operation(models.TextChoices):
        """What was done, in the words of section 62(1)."""

        COLLECTION = "collection", "Collection"
        ALTERATION = "alteration", "Alteration"
        CONSULTATION = "consultation", "Consultation"
        DISCLOSURE = "disclosure", "Disclosure"
        COMBINATION = "combination", "Combination"
        ERASURE = "erasure", "Erasure"

    at = models.DateTimeField("at")
    actor = models.CharField("who", max_length=200)
    agency = models.CharField("agency", max_length=200, blank=True)
    operation = models.CharField("operation", max_length=12, choices=Operation.choices)
    act = models.CharField("act", max_length=100)
    purpose = models.TextField("why", blank=True)
    recipient = models.CharField("disclosed to", max_length=300, blank=True)
    object_label = models.CharField("kind of object", max_length=100, blank=True)
    object_id = models.CharField("object", max_length=100, blank=True)
    detail = models.JSONField("detail", default=dict, blank=True)

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ["-id"]
        indexes = [models.Index(fields=["object_label", "object_id"], name="audit_by_object")]
        constraints = [
            AppendOnly(
                name="core_auditentry_is_append_only",
                violation_error_message="The log of reads and writes is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.act}"


class AuditedObject(models.Model):
    """One of the records that an entry speaks of, where it speaks of many: indexed for
    "who looked at this record"."""

    entry_id = models.BigIntegerField("entry")
    object_label = models.CharField("kind of object", max_length=100)
    object_id = models.BigIntegerField("object")

    class Meta:
        verbose_name = "record of an audit entry"
        verbose_name_plural = "records of audit entries"
        indexes = [models.Index(fields=["object_label", "object_id"], name="audited_object")]
        constraints = [
            AppendOnly(
                name="core_auditedobject_is_append_only",
                violation_error_message="The log of reads and writes is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_label} {self.object_id} in entry {self.entry_id}"
