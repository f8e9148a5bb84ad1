"""Counts what became of the referrals of an area."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core import audit
from core.periods import Period
from meetings.services.funnel import referral_funnel
from nominals.management.arguments import UNUSABLE, a_day, active_user, add_user, called_area
from nominals.models import Nominal
from nominals.services.consulting import seen_as

WIDTH = 42


class Command(BaseCommand):
    help = (
        "Count what became of the referrals submitted to an area from a day to before another. "
        "--user counts what that user may see. Every look is logged."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, metavar="CODE")
        parser.add_argument("--since", required=True, metavar="DAY", type=a_day)
        parser.add_argument("--until", metavar="DAY", type=a_day, help="open if left out")
        add_user(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        user = active_user(options["user"])
        period = _period(options["since"], options["until"])
        area = called_area(options["area"])
        with transaction.atomic():
            counted, referrals = referral_funnel(
                area=area, period=period, user=user, on=timezone.localdate(now)
            )
            audit.record(
                by=audit.command_actor(),
                at=now,
                operation=audit.Operation.CONSULTATION,
                act="count_referrals",
                label=Nominal._meta.label,
                detail={
                    "area": area.code,
                    "since": str(period.start),
                    "until": None if period.end is None else str(period.end),
                }
                | seen_as(user),
                objects=sorted({each.person_id for each in referrals}),
            )
        self.stdout.write(f"Referrals to {area}, submitted {_days(period)}")
        for name, value in (
            ("Submitted", counted.submitted),
            ("Waiting for a decision", counted.waiting),
            ("Waiting for information", counted.information_requested),
            *((f"Accepted at Level {level}", count) for level, count in counted.accepted.items()),
            ("Rejected", counted.rejected),
            ("Withdrawn", counted.withdrawn),
            ("Accepted, and a first meeting was held", counted.met),
        ):
            self._write(name, str(value))
        for name, days in (
            ("Working days to the decision, median", counted.days_to_decision),
            ("Working days to the first meeting, median", counted.days_to_first_meeting),
        ):
            self._write(name, "n/a" if days is None else f"{days:g}")

    def _write(self, name: str, value: str) -> None:
        self.stdout.write(f"{name:<{WIDTH}} {value:>6}")


def _period(since: date, until: date | None) -> Period:
    try:
        return Period(since, until)
    except ValueError as refusal:
        raise CommandError(str(refusal), returncode=UNUSABLE) from None


def _days(period: Period) -> str:
    until = "" if period.last_day is None else f" to {period.last_day}"
    return f"from {period.start}{until}"
