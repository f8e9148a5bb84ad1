"""Minutes: what is written, each version as issued, to whom, and who opened it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Mailbox
from core.constraints import AppendOnly
from core.periods import FOREVER
from core.temporal import KnownHistory, KnownManager, RecordedModel
from meetings.choices import Topic
from meetings.models.meeting import Invitation, Meeting
from meetings.querysets import MinutesQuerySet


class MinutesDraft(RecordedModel):
    """The version of a meeting's minutes that is under work; none once it is issued.

    `approved_content` is the digest of what the chair approved: what has changed since is approved
    again. `reason` says why a version after the first is made.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField("version")
    reason = models.TextField("reason for the amendment", blank=True)
    approved_on = models.DateField("approved on", null=True, blank=True)
    approved_by = models.CharField("approved by", max_length=200, blank=True)
    approved_content = models.CharField("digest of what was approved", max_length=64, blank=True)

    objects = KnownManager()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        verbose_name = "draft of minutes"
        verbose_name_plural = "drafts of minutes"
        ordering = ["meeting", "number"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "number"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_one_draft_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.number}"


class Passage(RecordedModel):
    """What the minutes say on a topic; of the agencies' information, one passage an agency."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="passages")
    topic = models.CharField("topic", max_length=20, choices=Topic.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField("text")
    written_by = models.CharField("written by", max_length=200)
    number = models.PositiveSmallIntegerField("version for which it was written")

    objects = KnownManager()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        verbose_name = "passage of minutes"
        verbose_name_plural = "passages of minutes"
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "topic", "agency"],
                condition=Q(recorded_to=FOREVER, agency__isnull=False),
                name="meetings_one_passage_an_agency",
            ),
            models.UniqueConstraint(
                fields=["meeting", "topic"],
                condition=Q(recorded_to=FOREVER, agency__isnull=True),
                name="meetings_one_passage_a_topic",
            ),
        ]

    def __str__(self) -> str:
        return self.get_topic_display()


class Minutes(models.Model):
    """A version of a meeting's minutes as it was issued; the database refuses every change.

    `content` is what all documents of the version are made of, `digest` its SHA-256.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField("version")
    content = models.JSONField("content")
    digest = models.CharField("digest", max_length=64)
    reason = models.TextField("reason for the amendment", blank=True)
    approved_on = models.DateField("approved on")
    approved_by = models.CharField("approved by", max_length=200)
    issued_on = models.DateField("issued on")
    issued_by = models.CharField("issued by", max_length=200)
    issued_at = models.DateTimeField("issued at")
    issued_in = models.BigIntegerField("issued in act")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "minutes"
        verbose_name_plural = "minutes"
        ordering = ["meeting", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_issued_once"),
            AppendOnly(
                name="meetings_minutes_is_append_only",
                violation_error_message=(
                    "V47: Issued minutes never change: issue the next version, with its reason."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"minutes, version {self.number} of {self.issued_on}"


class Recipient(models.Model):
    """An agency to which a version of minutes was issued, and which keeps reading it."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="recipients")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField("added on")

    class Meta:
        verbose_name = "recipient of minutes"
        verbose_name_plural = "recipients of minutes"
        ordering = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "agency"], name="meetings_recipient_once"),
            AppendOnly(name="meetings_recipient_is_append_only"),
        ]

    def __str__(self) -> str:
        return str(self.agency)


class Opening(models.Model):
    """That a user opened a version of minutes for the first time, and as whose recipient."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("at")

    class Meta:
        verbose_name = "opening of minutes"
        verbose_name_plural = "openings of minutes"
        ordering = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "user"], name="meetings_opened_first"),
            AppendOnly(name="meetings_opening_is_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.at:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """That a mailbox was told of an invitation, of its end, or of minutes; written once."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField("sequence", default=0)
    is_cancelled = models.BooleanField("of the end", default=False)
    said = models.CharField("digest of what was told", max_length=64, blank=True)
    at = models.DateTimeField("at")

    class Meta:
        verbose_name = "notice to a mailbox"
        verbose_name_plural = "notices to mailboxes"
        ordering = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, recipient__isnull=True)
                | Q(invitation__isnull=True, recipient__isnull=False),
                name="meetings_notice_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["invitation", "mailbox", "sequence"],
                condition=Q(invitation__isnull=False),
                name="meetings_told_of_invitation_once",
            ),
            models.UniqueConstraint(
                fields=["recipient", "mailbox", "sequence"],
                condition=Q(recipient__isnull=False),
                name="meetings_told_of_minutes_once",
            ),
            AppendOnly(name="meetings_notice_is_append_only"),
        ]

    def __str__(self) -> str:
        return f"notice to {self.mailbox}"
