"""Detention in prison or hospital."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core.temporal import TemporalHistory, TemporalManager, TemporalModel
from nominals.choices import Setting
from nominals.models.management import one_at_a_time, person_first
from nominals.models.nominal import Nominal


class Detention(TemporalModel):
    """A spell in prison, remand or youth custody, or in hospital under the Mental Health Act."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="detentions", db_index=False
    )
    setting = models.CharField("setting", max_length=8, choices=Setting.choices)
    establishment = models.CharField("establishment", max_length=200, blank=True)

    objects = TemporalManager()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_detention_no_overlap", "a detention"),
        ]
        indexes = [person_first("nominals_detention_person", "setting")]

    def __str__(self) -> str:
        return f"{self.get_setting_display()} from {self.valid_from}"
