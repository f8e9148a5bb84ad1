"""Says who may see what of a person and why: which grant, from when to when, and who holds it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from agencies.choices import Fact
from agencies.models import User
from nominals.management.arguments import active_user, add_day, add_person, consulted
from nominals.models import EmergencyAccess, Grant, Nominal


class Command(BaseCommand):
    """Every look is logged."""

    help = (
        "Lists who may see a nominal on a day and why; --user asks for one user and tells what is "
        "shown, --fact asks who is shown that."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person, whose sight of what, and on which day."""
        add_person(parser)
        parser.add_argument("--user", metavar="NAME", help="only why this user may see the person")
        parser.add_argument(
            "--fact", choices=Fact.values, default=Fact.IDENTITY.value, help="who is shown what"
        )
        add_day(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the grants of the day with their holders."""
        now = timezone.now()
        user, fact = active_user(options["user"]), Fact(options["fact"])
        nominal = consulted(options, did="explain_access", now=now)
        on = options["on"] or timezone.localdate(now)
        what = "" if fact is Fact.IDENTITY else f", {fact.label.lower()}"
        self.stdout.write(f"{nominal.public_id} on {on}{what}:")
        lines = _of_all(nominal, on, fact) if user is None else _of_one(nominal, user, on, fact)
        for line in (*lines, *_emergencies(nominal, on)):
            self.stdout.write(line)


def _of_all(nominal: Nominal, on: date, fact: Fact) -> Iterator[str]:
    """Each grant, and under it who is shown the fact by it."""
    grants = list(Grant.objects.who_may_see(nominal, on=on).order_by("ground", "valid_from", "id"))
    if not grants:
        yield "nobody may see it"
    for grant in grants:
        yield _sentence(grant)
        holders = grant.users(on=on, fact=fact).order_by("username")
        names = ", ".join(str(each) for each in holders)
        yield f"    {names or 'no user holds it on this day'}"


def _of_one(nominal: Nominal, user: User, on: date, fact: Fact) -> Iterator[str]:
    """Each grant by which the user is shown the fact, and all that he or she is shown."""
    grants = Grant.objects.why_visible(nominal, user, on=on, fact=fact)
    found = list(grants.order_by("ground", "valid_from", "id"))
    if not found:
        yield f"{user} may not see it"
    for grant in found:
        yield _sentence(grant)
    shown = Nominal.objects.filter(pk=nominal.pk).facts_shown_to(user, on=on)
    if shown:
        yield f"    is shown: {', '.join(each.value for each in Fact if each in shown)}"


def _sentence(grant: Grant) -> str:
    """Who sees, on what ground, on which days, and the fact that grounds it."""
    only = ", co-ordinators only" if grant.is_for_co_ordinators else ""
    until = "without end" if grant.last_day is None else f"until {grant.last_day}"
    if grant.until is not None:
        until = f"until {timezone.localtime(grant.until):%Y-%m-%d %H:%M}"
    return (
        f"{grant.holder}{only}: {grant.get_ground_display()}, from {grant.valid_from} {until} "
        f"({grant.source_label} {grant.source_id})"
    )


def _emergencies(nominal: Nominal, on: date) -> Iterator[str]:
    """To whom the case was open in an emergency on the day, also where the hours are over."""
    openings = EmergencyAccess.objects.filter(
        nominal=nominal, opened_at__date__lte=on, until__date__gte=on
    ).select_related("user")
    for each in openings:
        opened, until = map(timezone.localtime, (each.opened_at, each.until))
        reviewed = f"reviewed by {each.reviewed_by}" if each.reviewed_by else "not reviewed"
        yield (
            f"Opened in an emergency to {each.user}, {opened:%Y-%m-%d %H:%M} until "
            f"{until:%Y-%m-%d %H:%M}, {reviewed}: {' '.join(each.reason.split())}"
        )
