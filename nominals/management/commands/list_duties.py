"""Lists what is due or overdue on a day, for whom, and who owes it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.choices import AgencyKind
from agencies.models import Area, User
from core import audit
from nominals.choices import Debtor
from nominals.models import Duty, Nominal


class Command(BaseCommand):
    """Names people by opaque id. Every look is logged with whom it showed."""

    help = "List the duties that are open on a day, the overdue ones marked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which day, whose eyes, which area."""
        parser.add_argument("--on", type=date.fromisoformat, help="a day such as 2025-03-31; today")
        parser.add_argument("--user", help="who looks; left out, the system does")
        parser.add_argument("--area", metavar="CODE", help="only those of one area on that day")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each duty, the earliest first."""
        now = timezone.now()
        day: date = options["on"] or timezone.localdate(now)
        areas = dict(Area.objects.values_list("pk", "name"))
        duties = Duty.objects.due_list(
            _user(options["user"]), on=day, area=_area(options["area"])
        ).select_related("nominal")
        with transaction.atomic():
            found: list[Any] = list(duties)
            audit.record(
                by=audit.command_actor(),
                at=now,
                operation=audit.Operation.CONSULTATION,
                act="list_duties",
                label=Nominal._meta.label,
                detail={"on": day.isoformat()}
                | ({} if options["user"] is None else {"as": options["user"]}),
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


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"No active user is called {username}.", returncode=2)
    return user


def _area(code: str | None) -> int | None:
    if code is None:
        return None
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise CommandError(f"“{code}” is no area: write a code such as norfolk.", returncode=2)
    return area.pk


def _who(duty: Any) -> str:
    """Who owes it on the day, by kind; nobody leads a case without a lead agency."""
    if duty.owed_by != Debtor.LEAD_AGENCY:
        return str(Debtor(duty.owed_by).label)
    return str(AgencyKind(duty.lead_kind).label) if duty.lead_kind else "no lead agency"
