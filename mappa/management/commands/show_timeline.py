"""Prints everything that happened to a person, in the order of the days."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.periods import day_before
from mappa.timeline import Entry, timeline
from nominals.management.arguments import UNUSABLE, active_user, add_person, looking
from nominals.models import Flag, Nominal
from nominals.rules.flags import is_under_18
from nominals.services.consulting import consult
from nominals.services.records import records_of


class Command(BaseCommand):
    help = (
        "Print all that happened to a nominal; --user sees what that user may see. Every look is "
        "logged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_person(parser)
        parser.add_argument("--user", metavar="NAME", help="who looks; left out, the system does")

    def handle(self, *args: Any, **options: Any) -> None:
        user = None if options["user"] is None else active_user(options["user"])
        look = looking(options, now=timezone.now(), user=user)
        try:
            nominal = consult(text=options["nominal"], did="show_timeline", looking=look)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
        self.stdout.write(f"{nominal}  {nominal.public_id}")
        for sentence in _to_know(nominal, look.on):
            self.stdout.write(f"! {sentence}")
        for entry in timeline(nominal):
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
