"""Lists what is due or overdue on a day, for whom, and who owes it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from agencies.choices import AgencyKind
from agencies.models import Area
from core import audit
from nominals.choices import Debtor
from nominals.management.arguments import (
    active_user,
    add_day,
    add_user,
    an_instant,
    called_area,
)
from nominals.models import Duty, Nominal
from nominals.services.consulting import seen_as


class Command(BaseCommand):
    """Names people by opaque id. Every look is logged with whom it showed."""

    help = "List the duties that are open on a day, the overdue ones marked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which day, as known when, whose eyes, which area."""
        add_day(parser)
        parser.add_argument(
            "--as-known-at", metavar="INSTANT", type=an_instant, help="now if left out"
        )
        add_user(parser)
        parser.add_argument("--area", metavar="CODE", help="only those of one area on that day")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each duty, the earliest first."""
        now = timezone.now()
        today = timezone.localdate(now)
        day: date = options["on"] or today
        user = active_user(options["user"])
        areas = dict(Area.objects.values_list("pk", "name"))
        as_known_at: datetime | None = options["as_known_at"]
        owed = Duty.objects if as_known_at is None else Duty.history
        duties = owed.due_list(
            user,
            on=day,
            looked_on=today,
            area=None if options["area"] is None else called_area(options["area"]).pk,
            as_known_at=as_known_at,
        ).select_related("nominal", "agency")
        with transaction.atomic():
            found: list[Any] = list(duties)
            audit.record(
                by=audit.command_actor(),
                at=now,
                operation=audit.Operation.CONSULTATION,
                act="list_duties",
                label=Nominal._meta.label,
                detail={"on": day.isoformat()}
                | ({} if as_known_at is None else {"as_known_at": as_known_at.isoformat()})
                | seen_as(user),
                objects=sorted({each.nominal_id for each in found}),
            )
        for each in found:
            state = "overdue since" if each.due_on < day else "due"
            self.stdout.write(
                f"{each.nominal.public_id}  {state} {each.due_on}  {each.get_kind_display()}  "
                f"{areas.get(each.area_id, 'no area')}  {_who(each)}"
            )
        overdue = sum(each.due_on < day for each in found)
        self.stdout.write(f"{len(found)} duties open on {day}, {overdue} of them overdue.")


def _who(duty: Any) -> str:
    """Who owes it on the day, by kind or by name; nobody leads a case without a lead agency."""
    if duty.owed_by == Debtor.NAMED_AGENCY:
        return str(duty.agency)
    if duty.owed_by != Debtor.LEAD_AGENCY:
        return str(Debtor(duty.owed_by).label)
    return str(AgencyKind(duty.lead_kind).label) if duty.lead_kind else "no lead agency"
