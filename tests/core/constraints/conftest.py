"""Models that live in the tests of guards only."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from core.constraints import AppendOnly, NonOverlap
from core.temporal import DatedModel, TemporalModel
from tests.core.constraints.guarded import (
    tables_of,
)


@pytest.fixture
def stay():
    """A model whose periods must not overlap for one person and one place, which may be empty."""
    with isolate_apps("core"):

        class Person(models.Model):  # noqa: DJ008
            class Meta:
                app_label = "core"

        class Stay(TemporalModel):
            person = models.ForeignKey(Person, on_delete=models.CASCADE)
            place = models.CharField(max_length=10, null=True)  # noqa: DJ001
            act = models.CharField(max_length=10, default="")
            spare = models.IntegerField(default=0)

            class Meta(DatedModel.Meta):
                app_label = "core"
                constraints = [
                    *DatedModel.Meta.constraints,
                    NonOverlap(fields=["person", "place"], name="%(app_label)s_%(class)s_once"),
                ]

        with tables_of(Person, Stay):
            Person.objects.bulk_create([Person(pk=1), Person(pk=2)])
            yield Stay


@pytest.fixture
def log():
    with isolate_apps("core"):

        class Log(models.Model):  # noqa: DJ008
            act = models.CharField(max_length=10)
            spare = models.IntegerField(default=0)

            class Meta:
                app_label = "core"
                constraints = [AppendOnly(name="core_log_append_only")]

        with tables_of(Log):
            Log.objects.create(act="read")
            yield Log
