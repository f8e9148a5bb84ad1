"""Panel, and who is invited to the meetings of an area as a matter of course: CoreMembership."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency, Area
from agencies.querysets import DatedQuerySet
from core.periods import FOREVER
from core.temporal import DatedModel, KnownHistory, NowKnownManager, RecordedModel
from meetings.choices import MeetingMode
from meetings.querysets import PanelQuerySet
from nominals.rules.levels import LEVELS_WITH_MEETINGS

LEVELS = [(each.value, each.label) for each in LEVELS_WITH_MEETINGS]
"""The levels that are managed by meetings."""


class Panel(RecordedModel):
    """A panel's sitting on a day, at which meetings follow one another, each about one nominal.

    Agencies are invited to meetings and never learn who else is on its list. Chair and minute taker
    are those of its meetings unless a meeting names others.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField("level", choices=LEVELS)
    held_on = models.DateField("held on")
    starts_at = models.TimeField("starts at")
    mode = models.CharField("mode", max_length=10, choices=MeetingMode.choices)
    place = models.CharField("place", max_length=200, blank=True)
    is_emergency = models.BooleanField("emergency", default=False)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chair_grade = models.CharField("grade of the chair", max_length=100, blank=True)
    minute_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_on = models.DateField("cancelled on", null=True, blank=True)
    cancelled_because = models.TextField("why it was cancelled", blank=True)

    objects = NowKnownManager.from_queryset(PanelQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["held_on", "starts_at", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_panel_public_id",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "held_on"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_panel_day",
            )
        ]

    def __str__(self) -> str:
        return f"Level {self.level} panel of {self.held_on}"

    @property
    def version(self) -> int:
        """The act that last changed the panel; an act may say which one it expects."""
        return self.recorded_in


class CoreMembership(DatedModel):
    """An agency is invited to the meetings of an area at a level as a matter of course."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="core_memberships")
    level = models.PositiveSmallIntegerField("level", choices=LEVELS)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="core_memberships")

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        ordering = ["area", "level", "agency"]

    def __str__(self) -> str:
        return f"{self.agency} at Level {self.level} in {self.area}"
