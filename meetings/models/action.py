"""Action: what one person of one agency does by a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency
from core.periods import FOREVER
from core.temporal import KnownHistory, NowKnownManager, RecordedModel
from meetings.choices import Pillar
from meetings.models.meeting import Meeting
from meetings.querysets import ActionQuerySet


class Action(RecordedModel):
    """An action of a meeting, with one owner and agency; open until it is completed or cancelled.

    `explanation` says why it was completed late.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField("action")
    rationale = models.TextField("rationale")
    pillar = models.CharField("pillar", max_length=20, choices=Pillar.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField("owner", max_length=200)
    due_on = models.DateField("due on")
    completed_on = models.DateField("completed on", null=True, blank=True)
    evidence = models.TextField("evidence", blank=True)
    explanation = models.TextField("why it was late", blank=True)
    cancelled_on = models.DateField("cancelled on", null=True, blank=True)
    cancelled_because = models.TextField("why it was cancelled", blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NowKnownManager.from_queryset(ActionQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["due_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_action_public_id",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="meetings_completed_or_cancelled",
                violation_error_message="An action that was completed is not cancelled.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                condition=Q(
                    recorded_to=FOREVER, completed_on__isnull=True, cancelled_on__isnull=True
                ),
                name="meetings_action_open",
            )
        ]

    def __str__(self) -> str:
        return f"action due on {self.due_on}"

    @property
    def version(self) -> int:
        """The act that last changed the action; an act on it alone may say which one it expects."""
        return self.recorded_in
