"""Whether two records are one person: names for finding, suspected pairs, merges."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.periods import FOREVER
from core.temporal import KnownHistory, KnownManager, NowKnownManager, RecordedModel
from nominals.choices import PairStatus
from nominals.models.nominal import Nominal
from nominals.querysets.people import PairQuerySet


class SearchName(models.Model):
    """A name or alias as search compares it, folded; written anew with each change of it.

    It stands under the survivor of a merged record. `sounds` are the phonetic codes of its words,
    each between two spaces. On PostgreSQL trigrams of both are indexed.
    """

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="search_names")
    name = models.TextField("folded name")
    sounds = models.TextField("phonetic codes")
    date_of_birth = models.DateField("date of birth", null=True)
    is_alias = models.BooleanField("alias")

    class Meta:
        indexes = [models.Index(fields=["date_of_birth"], name="nominals_searchname_born")]

    def __str__(self) -> str:
        return self.name


class SearchIdentifier(models.Model):
    """An identifier as search compares it, normalised; it stands under the survivor too."""

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="search_identifiers"
    )
    kind = models.CharField("field of the identifier", max_length=20)
    value = models.CharField("normalised identifier", max_length=130, db_index=True)

    def __str__(self) -> str:
        return self.value


class DuplicatePair(RecordedModel):
    """Two records that may be one person, and what was decided of them.

    `first` is the record with the lower key. A dismissed pair is not suggested again.
    """

    first = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    likeness = models.JSONField("why they are alike", default=list, blank=True)
    status = models.CharField("status", max_length=10, choices=PairStatus.choices)
    reason = models.TextField("reason", blank=True)

    objects = NowKnownManager.from_queryset(PairQuerySet)()
    history = models.Manager.from_queryset(PairQuerySet)()

    class Meta(RecordedModel.Meta):
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="nominals_pair_in_order"
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(recorded_to=FOREVER),
                name="nominals_pair_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}, {self.get_status_display().lower()}"


class Merge(RecordedModel):
    """That one record was merged into another: whose history stood, and when it was undone.

    `choices` holds, by kind of period, whether the survivor's or the merged record's stands.
    """

    survivor = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField("whose history stands", default=dict, blank=True)
    reason = models.TextField("reason")
    undone_at = models.DateTimeField("undone at", null=True, blank=True)
    undone_reason = models.TextField("reason of undoing", blank=True)

    objects = KnownManager()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(recorded_to=FOREVER, undone_at__isnull=True),
                name="nominals_merged_once",
                violation_error_message="This record is merged already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.survivor_id}"
