"""AnnualReturn, Compilation, its cells, and who was counted in each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F

from agencies.models import Area
from core.constraints import AppendOnly
from nominals.models import Nominal, StatePeriod
from reporting.choices import TableCode
from reporting.models.stamps import StampedEvent


def never_changed(name: str, what: str) -> AppendOnly:
    """The guard of a table of compiled figures."""
    return AppendOnly(
        name=name,
        violation_error_message=f"{what} is never changed. Compile the return again instead.",
    )


class AnnualReturn(models.Model):
    """The return of an area, or of England and Wales, for a reporting year."""

    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="annual_returns",
        help_text="None is England and Wales.",
    )
    year = models.CharField("year", max_length=7)

    class Meta:
        ordering = ["year", F("area").asc(nulls_last=True)]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "year"], name="reporting_return_once"),
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(area__isnull=True),
                name="reporting_national_return_once",
            ),
            never_changed("reporting_return_is_append_only", "A return"),
        ]

    def __str__(self) -> str:
        return f"{self.area or 'England and Wales'}, {self.year}"


class Compilation(models.Model):
    """One compilation of a return: frozen. Compiling again adds one and alters none.

    `settings` holds the rule settings used with their ids and values; `digest` is the SHA-256 of
    the machine form in its canonical text; `findings` what the checks found, by severity.
    """

    annual_return = models.ForeignKey(
        AnnualReturn, on_delete=models.PROTECT, related_name="compilations"
    )
    number = models.PositiveIntegerField("number")
    rule_version = models.PositiveIntegerField("rule version")
    as_known_at = models.DateTimeField("as known at")
    compiled_at = models.DateTimeField("compiled at")
    compiled_by = models.CharField("compiled by", max_length=200)
    edition = models.CharField("edition", max_length=40)
    settings = models.JSONField("settings used", default=list)
    population = models.PositiveBigIntegerField("population aged 10 and over", null=True)
    population_edition = models.CharField("edition of the population", max_length=100, blank=True)
    digest = models.CharField("digest", max_length=64)
    findings = models.JSONField("findings", default=list)

    class Meta:
        ordering = ["annual_return", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["annual_return", "number"], name="reporting_compilation_number"
            ),
            models.UniqueConstraint(
                fields=["annual_return", "rule_version", "as_known_at"],
                name="reporting_compilation_once",
            ),
            never_changed("reporting_compilation_is_append_only", "A compilation"),
        ]

    def __str__(self) -> str:
        return f"{self.annual_return}, compilation {self.number}"


class Cell(models.Model):
    """A figure of a compilation: a number, a printed dash, or not supplied."""

    class Kind(models.TextChoices):
        """What a cell holds. Only a number has a value; 0 is a number."""

        NUMBER = "number", "Number"
        DASH = "dash", "Dash"
        NOT_SUPPLIED = "not_supplied", "Not supplied"

    compilation = models.ForeignKey(
        Compilation, on_delete=models.PROTECT, related_name="cells", db_index=False
    )
    table = models.CharField("table", max_length=3, choices=TableCode.choices)
    row = models.CharField("row", max_length=40)
    column = models.CharField("column", max_length=40)
    kind = models.CharField("kind", max_length=12, choices=Kind.choices)
    value = models.PositiveBigIntegerField("value", null=True)

    class Meta:
        ordering = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["compilation", "table", "row", "column"], name="reporting_cell_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="number", value__isnull=False)
                | (~models.Q(kind="number") & models.Q(value__isnull=True)),
                name="reporting_cell_value_is_a_number",
            ),
            never_changed("reporting_cell_is_append_only", "A figure"),
        ]

    def __str__(self) -> str:
        return f"{self.table}:{self.row}:{self.column}"


class Counted(models.Model):
    """Somebody or some order counted in a cell, with the dates that put it there.

    The rule is that of the cell's table. `state` (T1, T2) or `event` (T3 to T7b) is what was
    counted; both are kept as they were known.
    """

    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="counted")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    state = models.ForeignKey(
        StatePeriod, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    event = models.ForeignKey(
        StampedEvent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    counted_on = models.DateField("day counted")
    state_on = models.DateField("day of the state")

    class Meta:
        verbose_name_plural = "counted"
        ordering = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__isnull=False, event__isnull=True)
                | models.Q(state__isnull=True, event__isnull=False),
                name="reporting_counted_one_source",
            ),
            never_changed("reporting_counted_is_append_only", "Who was counted"),
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id} in cell {self.cell_id}"
