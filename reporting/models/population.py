"""Population: residents by area and mid-year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Area
from core.periods import FOREVER
from core.temporal import KnownHistory, KnownManager, RecordedModel


class Population(RecordedModel):
    """Residents aged 10 and over of an area at the middle of a year, in persons.

    `edition` names the release of the Office for National Statistics with its vintage.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="populations")
    mid_year = models.PositiveSmallIntegerField("mid-year")
    aged_10_and_over = models.PositiveIntegerField("aged 10 and over")
    edition = models.CharField("edition", max_length=100)

    objects = KnownManager()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["area", "mid_year", "edition"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["area", "mid_year", "edition"],
                condition=Q(recorded_to=FOREVER),
                name="reporting_population_once",
                violation_error_message="This edition of the year is recorded for the area.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}, mid-{self.mid_year}"
