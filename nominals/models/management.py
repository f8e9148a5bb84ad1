"""The periods by which a nominal is managed: area, eligibility, level, lead agency; transfers."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.choices import LEADING_KINDS, Fact
from agencies.models import Agency, Area
from core.constraints import NonOverlap
from core.periods import FOREVER
from core.temporal import (
    NowKnownManager,
    RecordedModel,
    TemporalModel,
)
from nominals.choices import (
    CATEGORY_OF_BASIS,
    AuthorityKind,
    Basis,
    Category,
    Level,
    TransferOutcome,
)
from nominals.models.nominal import Nominal
from nominals.querysets.facts import (
    PersonalTemporalHistory,
    PersonalTemporalManager,
    TransferQuerySet,
)


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

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="responsible_areas", db_index=False
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_area_no_overlap", "a responsible area"),
        ]
        indexes = [person_first("nominals_area_person", "area")]

    def __str__(self) -> str:
        return f"{self.area} from {self.valid_from}"


class Transfer(RecordedModel):
    """A request that another area takes over the case; effective once that area accepts it (V77).

    `effective_on` is the first day of the receiving area's responsibility.
    """

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="transfers")
    from_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    to_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField("requested on")
    reason = models.TextField("reason")
    outcome = models.CharField(
        "outcome", max_length=10, choices=TransferOutcome.choices, blank=True
    )
    decided_on = models.DateField("decided on", null=True, blank=True)
    decision_reason = models.TextField("reason of the decision", blank=True)
    effective_on = models.DateField("effective on", null=True, blank=True)

    objects = NowKnownManager.from_queryset(TransferQuerySet)()
    history = models.Manager.from_queryset(TransferQuerySet)()

    class Meta(RecordedModel.Meta):
        ordering = ["requested_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["nominal"],
                condition=Q(recorded_to=FOREVER, outcome=""),
                name="nominals_one_transfer_waits",
                violation_error_message="A transfer of this case is already waiting.",
            ),
        ]

    def __str__(self) -> str:
        return f"to {self.to_area}, requested on {self.requested_on}"


class EligibilityPeriod(TemporalModel):
    """A ground for being managed. A nominal may have several at once, one of each basis."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="eligibility_periods", db_index=False
    )
    category = models.PositiveSmallIntegerField("category", choices=Category.choices)
    basis = models.CharField("basis", max_length=40, choices=Basis.choices)
    offence = models.TextField("offence", blank=True)
    sentence = models.TextField("sentence", blank=True)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

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


class EligibilitySupport(TemporalModel):
    """What a basis rests on, and for how long: an order, a requirement, a sentence, a decision.

    The periods of a basis are the union of its supports. `source_label` and `source_id` name the
    fact, which may stand on a higher floor; an imported period that nothing explains names itself.
    """

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="eligibility_supports"
    )
    basis = models.CharField("basis", max_length=40, choices=Basis.choices)
    source_label = models.CharField("kind of source", max_length=100)
    source_id = models.BigIntegerField("source")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["basis", "valid_from", "id"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["nominal", "basis", "source_label", "source_id"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_support_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} by {self.source_label} from {self.valid_from}"


class LevelPeriod(TemporalModel):
    """A spell at a level of management, and on whose authority it was set.

    Imported periods name no authority.
    """

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="level_periods", db_index=False
    )
    level = models.PositiveSmallIntegerField("level", choices=Level.choices)
    reason = models.TextField("reason", blank=True)
    authority_kind = models.CharField(
        "kind of authority",
        max_length=20,
        choices=AuthorityKind.choices,
        blank=True,
        default="",
        db_default="",
    )
    authority_reference = models.CharField(
        "meeting or referral", max_length=100, blank=True, default="", db_default=""
    )
    decided_by = models.CharField(
        "decided by", max_length=200, blank=True, default="", db_default=""
    )

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_level_no_overlap", "a level"),
        ]
        indexes = [person_first("nominals_level_person", "level", "authority_kind")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} from {self.valid_from}"


class LeadAgencyPeriod(TemporalModel):
    """Which kind of agency leads the case, and who manages it there. Where no agency is named, the
    default agency of that kind in the responsible area does. `is_proposed` until somebody confirms
    what the decision table, or a transfer, proposes."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="lead_agency_periods", db_index=False
    )
    kind = models.CharField(
        "kind of agency", max_length=30, choices=[(each, each.label) for each in LEADING_KINDS]
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    manager = models.CharField(
        "named manager", max_length=200, blank=True, default="", db_default=""
    )
    is_proposed = models.BooleanField("proposed by rule", default=False, db_default=False)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_lead_no_overlap", "a lead agency"),
        ]
        indexes = [person_first("nominals_lead_person", "kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.valid_from}"
