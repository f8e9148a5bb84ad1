"""What a rehearsal comes to, whoever plays it.

Every act of its people is played, and of its panels as many as it takes to do every kind of act at
least once; `ALL_PANELS=1` plays all. Who signs in, the core of the panels and the mailboxes stand
before the first act, as administrators write them.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.apps import apps
from django.core.management import call_command

from core.periods import Period
from mappa.rehearsal import scenes
from mappa.rehearsal.playing import play
from mappa.rehearsal.stage import Stage
from nominals.models import Duty, LeadAgencyPeriod, LevelPeriod, StatePeriod

SOME = (
    Period(date(2024, 5, 1), date(2024, 7, 10)),  # one that is cancelled: nobody is on its list
    Period(date(2025, 1, 7), date(2025, 3, 10)),  # one before that with the meeting in full
    Period(date(2025, 2, 4), date(2025, 4, 25)),  # that, and one with a meeting that is cancelled
)
"""Days within which the panels lie that are played, from their planning to their last actions."""

PANELS = [scenes.DAYS] if os.environ.get("ALL_PANELS") else SOME


@dataclass(frozen=True)
class Outcome:
    """What a rehearsal came to."""

    happened: list
    figures: dict
    states: list
    levels: list
    leads: list
    managed: list
    duties: list
    counts: Counter


def rows(model, *columns):
    """The rows that stand, as lines in an order of their own."""
    return sorted(map(str, model.objects.values_list(*columns)))


def outcome():
    """Play the rehearsal with the panels of `PANELS`, and tell what it came to."""
    stage = Stage.set_up(scenes.DAYS.start)
    panels = (each for days in PANELS for each in scenes.panels.panels(stage, days))
    happened = list(play([*scenes.people(stage), *panels], stage=stage, days=scenes.DAYS))
    whom = ("nominal__family_name", "valid_from", "valid_to")
    return Outcome(
        happened,
        {code: figures(code) for code in ("norfolk", "suffolk")},
        rows(StatePeriod, *whom, "area__code", "category", "level", "setting"),
        rows(LevelPeriod, *whom, "level", "authority_kind", "decided_by"),
        rows(LeadAgencyPeriod, *whom, "kind", "manager"),
        sorted(managed(scenes.DAYS.last_day, stage.home)),
        rows(Duty, "nominal__family_name", "kind", "owed_by", "agency__name", "due_on"),
        Counter({each._meta.label: each._base_manager.count() for each in kept()}),
    )


def managed(day, area):
    """Whom an area manages on a day, and how."""
    for each in StatePeriod.objects.on(day).filter(area=area, category__isnull=False):
        lead = LeadAgencyPeriod.objects.on(day).get(nominal=each.nominal)
        name = each.nominal.family_name
        yield name, each.category, each.level, each.setting or None, lead.kind, lead.manager


def kept():
    """Every model of casework."""
    for label in ("nominals", "orders", "meetings"):
        yield from apps.get_app_config(label).get_models()


def figures(code):
    """The tables of the return of an area for the year of the rehearsal."""
    printed = StringIO()
    call_command(
        "compile_return",
        *("--area", code, "--year", scenes.YEAR.label, "--format", "json"),
        stdout=printed,
        stderr=StringIO(),
    )
    return json.loads(printed.getvalue())["tables"]
