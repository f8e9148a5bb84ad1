"""Prints everything that happened to a person, in the order of the days."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.periods import day_before
from mappa.timeline import Entry, timeline
from nominals.management.arguments import active_user, add_person, add_user, consulted
from nominals.models import Flag, Nominal
from nominals.rules.flags import is_under_18
from nominals.services.records import records_of


class Command(BaseCommand):
    help = (
        "Print all that happened to a nominal; --user sees what that user may see. Every look is "
        "logged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_person(parser)
        add_user(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        user = active_user(options["user"])
        nominal = consulted(options, did="show_timeline", now=now, user=user)
        self.stdout.write(f"{nominal}  {nominal.public_id}")
        for sentence in _to_know(nominal, timezone.localdate(now)):
            self.stdout.write(f"! {sentence}")
        shown_to = None if user is None else (user, timezone.localdate(now))
        for entry in timeline(nominal, shown_to=shown_to):
            self.stdout.write(_line(entry))


def _to_know(nominal: Nominal, on: date) -> list[str]:
    """What every reader must know before acting, on the day `on`."""
    flags = Flag.objects.filter(nominal__in=records_of([nominal.pk])).on(on)
    is_child = is_under_18(nominal.date_of_birth, on)
    return [
        *(["Restricted"] if nominal.is_restricted else []),
        *(["Under 18"] if is_child else []),
        *(["Date of birth unknown"] if is_child is None else []),
        *sorted({each.get_kind_display() for each in flags}),
    ]


def _line(entry: Entry) -> str:
    until = "" if entry.until is None else f" until {day_before(entry.until)}"
    return f"{entry.day}{until}  {entry.kind}: {' '.join(entry.sentence.split())}"
