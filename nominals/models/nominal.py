"""Nominal, its references, Alias, Address, Flag and VictimNote."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.choices import Fact
from core.constraints import NonOverlap
from core.periods import FOREVER
from core.temporal import (
    NowKnownManager,
    RecordedModel,
    TemporalModel,
)
from nominals.choices import FlagKind, Sex
from nominals.querysets.facts import (
    PersonalHistory,
    PersonalManager,
    PersonalTemporalHistory,
    PersonalTemporalManager,
)
from nominals.querysets.people import NominalQuerySet


class Nominal(RecordedModel):
    """A person on the system: identity, death and whether the record is restricted.

    `public_id` is the opaque id by which others name the person; identifiers of the agencies are
    not unique, because two records may turn out to be one person. `changed_at` is the instant of
    the last change of any fact about the person, `changed_in` the act of it; an act may say which
    one it expects. `change_number` orders nominals by the commits of their last changes, of who
    may see them too; 0 is from before changes were numbered. `merged_into` names the record of the
    same person that stands for this one.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    family_name = models.CharField("family name", max_length=200)
    given_names = models.CharField("given names", max_length=200, blank=True)
    date_of_birth = models.DateField("date of birth", null=True, blank=True)
    sex = models.CharField("sex", max_length=7, choices=Sex.choices, blank=True)
    pnc_id = models.CharField("PNC ID", max_length=64, blank=True)
    cro_number = models.CharField("CRO number", max_length=64, blank=True)
    crn = models.CharField("CRN", max_length=64, blank=True)
    prison_number = models.CharField("prison number", max_length=64, blank=True)
    visor_reference = models.CharField("ViSOR reference", max_length=64, blank=True)
    died_on = models.DateField("died on", null=True, blank=True)
    is_restricted = models.BooleanField("restricted", default=False)
    changed_at = models.DateTimeField("changed at", editable=False)
    changed_in = models.BigIntegerField("changed in act", default=0, db_default=0, editable=False)
    change_number = models.BigIntegerField("change number", default=0, db_default=0, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="merged into",
    )

    objects = NowKnownManager.from_queryset(NominalQuerySet)()
    history = models.Manager.from_queryset(NominalQuerySet)()

    class Meta(RecordedModel.Meta):
        ordering = ["family_name", "given_names", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_nominal_public_id",
            ),
        ]
        indexes = [
            models.Index(fields=["changed_at"], name="nominals_nominal_changed"),
            models.Index(fields=["change_number", "id"], name="nominals_nominal_numbered"),
            models.Index(
                fields=["version_of"],
                condition=Q(version_of__isnull=False),
                name="nominals_nominal_versions",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="nominals_nominal_merged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name.upper()}, {self.given_names}".rstrip(", ")

    @property
    def version(self) -> int:
        """The act that last changed a fact of the person; an act may say which one it expects."""
        return self.changed_in


class SenderReference(models.Model):
    """The name that a sender of caseloads has for a nominal; unique within the sender."""

    sender = models.CharField("sender", max_length=30)
    value = models.CharField("reference", max_length=64)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="references")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "value"], name="nominals_reference_once"),
            models.UniqueConstraint(
                fields=["nominal", "sender"], name="nominals_one_reference_a_sender"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Alias(RecordedModel):
    """Another name under which a nominal is or was known."""

    fact: ClassVar[Fact] = Fact.IDENTITY

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="aliases")
    family_name = models.CharField("family name", max_length=200)
    given_names = models.CharField("given names", max_length=200, blank=True)
    date_of_birth = models.DateField("date of birth", null=True, blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        verbose_name_plural = "aliases"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.family_name.upper()}, {self.given_names}".rstrip(", ")


class Address(RecordedModel):
    """Where a nominal lives or lived. Either end may be unknown."""

    fact: ClassVar[Fact] = Fact.ADDRESS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="addresses")
    lines = models.TextField("lines")
    postcode = models.CharField("postcode", max_length=20, blank=True)
    uprn = models.CharField("unique property reference number", max_length=20, blank=True)
    kind = models.CharField("kind", max_length=100, blank=True)
    valid_from = models.DateField("from", null=True, blank=True)
    valid_to = models.DateField("to", null=True, blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        verbose_name_plural = "addresses"
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                name="nominals_address_ends_after_start",
                violation_error_message="A period must end after the day on which it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lines}, {self.postcode}".rstrip(", ")


class Flag(TemporalModel):
    """Something that every reader must know before acting: victim contact, do not tell, no fixed
    address. Under 18 is no flag: it follows from the date of birth."""

    fact: ClassVar[Fact] = Fact.IDENTITY

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField("kind", max_length=20, choices=FlagKind.choices)
    reason = models.TextField("reason")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            NonOverlap(
                fields=["nominal", "kind"],
                name="nominals_flag_no_overlap",
                violation_error_message=(
                    "The nominal already has this flag %(period)s: end it first, or choose days "
                    "outside it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.valid_from}"


class VictimNote(RecordedModel):
    """What victim contact brought, kept apart from the record of the person."""

    fact: ClassVar[Fact] = Fact.VICTIM_NOTES

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="victim_notes")
    noted_on = models.DateField("noted on")
    text = models.TextField("note")

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["noted_on", "id"]

    def __str__(self) -> str:
        return f"victim note of {self.noted_on}"
