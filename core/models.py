"""The log: who did or saw what, when, and the chain that seals it. Written once, never changed."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from core.constraints import AppendOnly
from core.transactions import TransactionNumber


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries by whom they are about, and by whether they are sealed."""

    def about(self, *, label: str, key: int) -> Self:
        """Who did or saw what of one record: entries that name it alone or among others.

        `label` is the kind of record, like ``nominals.Nominal``, and `key` its primary key. Both
        ways of naming are found by an index, however long the log is.
        """
        alone = AuditEntry.objects.order_by().filter(object_label=label, object_id=str(key))
        among = AuditedObject.objects.filter(object_label=label, object_id=key)
        return self.filter(pk__in=alone.values("pk").union(among.values("entry_id")))

    def unsealed(self) -> Self:
        """What no block holds."""
        return self.filter(~Exists(SealedEntry.objects.filter(entry_id=OuterRef("pk"))))


class AuditEntry(models.Model):
    """One read or write of personal data (Data Protection Act 2018, section 62).

    It holds no foreign key: it names its object by label and id, so that it survives it, and the
    actor by username, so that this floor knows no user model.
    """

    class Operation(models.TextChoices):
        """What was done, in the words of section 62(1); and who came and went."""

        COLLECTION = "collection", "Collection"
        ALTERATION = "alteration", "Alteration"
        CONSULTATION = "consultation", "Consultation"
        DISCLOSURE = "disclosure", "Disclosure"
        COMBINATION = "combination", "Combination"
        ERASURE = "erasure", "Erasure"
        SIGN_IN = "sign_in", "Sign-in"

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
    address = models.CharField("from where", max_length=64, blank=True)
    request_id = models.CharField("request", max_length=64, blank=True)
    on_behalf_of = models.CharField("on behalf of", max_length=200, blank=True)
    client = models.CharField("client", max_length=200, blank=True)
    transaction = models.BigIntegerField(
        "transaction", db_default=TransactionNumber(), editable=False
    )

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_label", "object_id"], name="audit_by_object"),
            models.Index(fields=["transaction"], name="audit_by_transaction"),
        ]
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
        indexes = [
            models.Index(fields=["object_label", "object_id", "entry_id"], name="audited_object"),
            models.Index(fields=["entry_id"], name="audited_by_entry"),
        ]
        constraints = [
            AppendOnly(
                name="core_auditedobject_is_append_only",
                violation_error_message="The log of reads and writes is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_label} {self.object_id} in entry {self.entry_id}"


class IdempotencyKey(models.Model):
    """A write that a caller named by a key, and what was answered, so that it is done once.

    The answer names what was written and holds no personal data.
    """

    caller = models.CharField("caller", max_length=200)
    key = models.CharField("key", max_length=100)
    digest = models.CharField("digest of what was asked", max_length=64)
    at = models.DateTimeField("at", db_index=True)
    status = models.PositiveSmallIntegerField("status", default=0)
    body = models.JSONField("answer", default=dict)
    headers = models.JSONField("headers", default=dict)

    class Meta:
        verbose_name = "idempotency key"
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="core_idempotency_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class LogBlock(models.Model):
    """A link of the chain: some entries of the log, sealed together, and the head that follows.

    `head` is a SHA-256 over the other columns, among them the head of the former block, and over
    the digests of the entries. Whoever changes what is sealed must change every later head.

    The last block of a sealing says how far all is sealed, so that the next one need not look at
    the whole log: everything of the transactions below `horizon`, written in the same `cluster`
    of databases, and every entry up to the key `floor`. The blocks before it say nothing of that.
    """

    number = models.BigIntegerField("number", primary_key=True)
    at = models.DateTimeField("sealed at")
    entries = models.PositiveIntegerField("entries")
    former = models.CharField("former head", max_length=64, blank=True)
    head = models.CharField("head", max_length=64, unique=True)
    cluster = models.CharField("cluster", max_length=20, blank=True)
    horizon = models.BigIntegerField("horizon", default=0)
    floor = models.BigIntegerField("floor", default=0)

    class Meta:
        verbose_name = "block of the log"
        verbose_name_plural = "blocks of the log"
        ordering = ["number"]
        constraints = [
            AppendOnly(
                name="core_logblock_is_append_only",
                violation_error_message="What is sealed is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"block {self.number} of {self.at:%Y-%m-%d %H:%M:%S}"


class SealedEntry(models.Model):
    """That an entry of the log is sealed: in which block, and by what digest.

    `digest` is a SHA-256 over every column of the entry and the records that it names.
    """

    entry_id = models.BigIntegerField("entry", primary_key=True)
    block = models.BigIntegerField("block", db_index=True)
    digest = models.BinaryField("digest", max_length=32)

    class Meta:
        verbose_name = "sealed entry"
        verbose_name_plural = "sealed entries"
        constraints = [
            AppendOnly(
                name="core_sealedentry_is_append_only",
                violation_error_message="What is sealed is never changed.",
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.entry_id} in block {self.block}"
