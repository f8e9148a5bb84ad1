"""Conviction and Sentence: what a basis of eligibility and a notification period follow from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.choices import Fact
from core.temporal import RecordedModel
from nominals.choices import Disposal, Established, OffenceKind
from nominals.models.nominal import Nominal
from nominals.querysets.facts import PersonalHistory, PersonalManager


class Conviction(RecordedModel):
    """An offence that a court or the police established: conviction, finding or caution."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="convictions")
    offence = models.CharField("offence", max_length=300)
    kind = models.CharField("kind of offence", max_length=20, choices=OffenceKind.choices)
    established = models.CharField("established by", max_length=30, choices=Established.choices)
    established_on = models.DateField("conviction, finding or caution on")
    court = models.CharField("court", max_length=200, blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["established_on", "id"]

    def __str__(self) -> str:
        return f"{self.offence}, {self.established_on}"


class Sentence(RecordedModel):
    """What was imposed for a conviction.

    `months` and `days` are the length of the term, or of a conditional discharge; both are empty
    where the disposal has none. `ends_on` is the first day on which licence, hospital or
    guardianship order no longer hold; empty while it is unknown. A term that `is_consecutive`
    begins when the others imposed on the same day are over, and is added to them (section 82(3)).
    """

    fact: ClassVar[Fact] = Fact.LEVELS
    person_at: ClassVar[str] = "conviction__nominal"

    conviction = models.ForeignKey(Conviction, on_delete=models.PROTECT, related_name="sentences")
    disposal = models.CharField("disposal", max_length=30, choices=Disposal.choices)
    imposed_on = models.DateField("imposed on")
    months = models.PositiveSmallIntegerField("months", null=True, blank=True)
    days = models.PositiveSmallIntegerField("days", null=True, blank=True)
    ends_on = models.DateField("ends on", null=True, blank=True)
    is_consecutive = models.BooleanField("consecutive", default=False, db_default=False)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["imposed_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("imposed_on")),
                name="nominals_sentence_ends_after_start",
                violation_error_message="A sentence must end after the day on which it is imposed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_disposal_display()} of {self.imposed_on}"
