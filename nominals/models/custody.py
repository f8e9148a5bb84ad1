"""Detention in prison or hospital, expected release, and licence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.choices import Fact
from core.temporal import TemporalModel
from nominals.choices import Setting
from nominals.models.management import one_at_a_time, person_first
from nominals.models.nominal import Nominal
from nominals.querysets.facts import PersonalTemporalHistory, PersonalTemporalManager


class Detention(TemporalModel):
    """A spell in prison, remand or youth custody, or in hospital under the Mental Health Act."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="detentions", db_index=False
    )
    setting = models.CharField("setting", max_length=8, choices=Setting.choices)
    establishment = models.CharField("establishment", max_length=200, blank=True)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_detention_no_overlap", "a detention"),
        ]
        indexes = [person_first("nominals_detention_person", "setting")]

    def __str__(self) -> str:
        return f"{self.get_setting_display()} from {self.valid_from}"


class ExpectedRelease(TemporalModel):
    """On which day release was expected, as long as that was expected."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="expected_releases", db_index=False
    )
    expected_on = models.DateField("expected on")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_release_no_overlap", "an expected release"),
        ]
        indexes = [person_first("nominals_release_person", "expected_on")]

    def __str__(self) -> str:
        return f"release on {self.expected_on}, expected from {self.valid_from}"


class Licence(TemporalModel):
    """Supervision on licence, from release to the day on which it ends."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="licences", db_index=False
    )
    kind = models.CharField("kind", max_length=100, blank=True)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_licence_no_overlap", "a licence"),
        ]
        indexes = [person_first("nominals_licence_person")]

    def __str__(self) -> str:
        return f"licence from {self.valid_from}"


class LicenceCondition(TemporalModel):
    """A condition of a licence and the days on which it binds."""

    fact: ClassVar[Fact] = Fact.LEVELS
    person_at: ClassVar[str] = "licence__nominal"

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="conditions")
    text = models.TextField("condition")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from", "id"]

    def __str__(self) -> str:
        return self.text
