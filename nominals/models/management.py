"""The periods by which a nominal is managed: area, eligibility, level, lead agency."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.choices import AgencyKind
from agencies.models import Agency, Area
from core.constraints import NonOverlap
from core.periods import FOREVER
from core.temporal import TemporalHistory, TemporalManager, TemporalModel
from nominals.choices import CATEGORY_OF_BASIS, Basis, Category, Level
from nominals.models.nominal import Nominal


def one_at_a_time(name: str, what: str, *fields: str) -> NonOverlap:
    """The constraint that a nominal has one `what` at a time."""
    return NonOverlap(
        fields=["nominal", *fields],
        name=name,
        violation_error_message=(
            f"The nominal already has {what} %(period)s: end that period first, or "
            "choose days outside it."
        ),
    )


def person_first(name: str, *values: str) -> models.Index:
    """The covering index by which the live rows of a history are read person by person."""
    return models.Index(
        fields=["nominal", "valid_from", "ends", *values, "recorded_to"],
        condition=Q(recorded_to=FOREVER),
        name=name,
    )


class ResponsibleArea(TemporalModel):
    """The area responsible for the case, whatever the address or the agency (D7)."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="responsible_areas", db_index=False
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = TemporalManager()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_area_no_overlap", "a responsible area"),
        ]
        indexes = [person_first("nominals_area_person", "area")]

    def __str__(self) -> str:
        return f"{self.area} from {self.valid_from}"


class EligibilityPeriod(TemporalModel):
    """A ground for being managed. A nominal may have several at once, one of each basis."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="eligibility_periods", db_index=False
    )
    category = models.PositiveSmallIntegerField("category", choices=Category.choices)
    basis = models.CharField("basis", max_length=40, choices=Basis.choices)
    offence = models.TextField("offence", blank=True)
    sentence = models.TextField("sentence", blank=True)

    objects = TemporalManager()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_eligibility_no_overlap", "this basis", "basis"),
        ]
        indexes = [person_first("nominals_eligibility_person", "category")]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.get_basis_display()} from {self.valid_from}"

    def clean(self) -> None:
        """Refuse a basis that leads to another category."""
        if self.basis in CATEGORY_OF_BASIS:
            category = CATEGORY_OF_BASIS[Basis(self.basis)]
            if self.category != category:
                sentence = f"The basis {self.basis} leads to Category {category.value}."
                raise ValidationError({"category": sentence})


class LevelPeriod(TemporalModel):
    """A spell at a level of management."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="level_periods", db_index=False
    )
    level = models.PositiveSmallIntegerField("level", choices=Level.choices)
    reason = models.TextField("reason", blank=True)

    objects = TemporalManager()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_level_no_overlap", "a level"),
        ]
        indexes = [person_first("nominals_level_person", "level")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} from {self.valid_from}"


class LeadAgencyPeriod(TemporalModel):
    """Which kind of agency leads the case. Where no agency is named, the default agency of that
    kind in the responsible area does."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="lead_agency_periods", db_index=False
    )
    kind = models.CharField("kind of agency", max_length=30, choices=AgencyKind.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = TemporalManager()
    history = TemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_lead_no_overlap", "a lead agency"),
        ]
        indexes = [person_first("nominals_lead_person", "kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.valid_from}"
