"""Says who may see a person and why: which grant, from when to when, and who holds it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from nominals.management.arguments import active_user, add_day, add_person, consulted
from nominals.models import Grant


class Command(BaseCommand):
    """Every look is logged."""

    help = "Lists who may see a nominal on a day and why; --user asks for one user."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person, and whose sight on which day."""
        add_person(parser)
        parser.add_argument("--user", metavar="NAME", help="only why this user may see the person")
        add_day(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the grants of the day with their holders."""
        now = timezone.now()
        user = active_user(options["user"])
        nominal = consulted(options, did="explain_access", now=now)
        on = options["on"] or timezone.localdate(now)
        grants = Grant.objects.who_may_see(nominal, on=on)
        if user is not None:
            grants = Grant.objects.why_visible(nominal, user, on=on)
        found = list(grants.order_by("ground", "valid_from", "id"))
        self.stdout.write(f"{nominal.public_id} on {on}:")
        if not found:
            self.stdout.write("nobody may see it" if user is None else f"{user} may not see it")
        for grant in found:
            self.stdout.write(_sentence(grant))
            if user is None:
                names = [str(each) for each in grant.users(on=on).order_by("username")]
                self.stdout.write(f"    {', '.join(names) or 'no user holds it on this day'}")


def _sentence(grant: Grant) -> str:
    """Who sees, on what ground, on which days, and the fact that grounds it."""
    only = ", co-ordinators only" if grant.is_for_co_ordinators else ""
    until = "without end" if grant.last_day is None else f"until {grant.last_day}"
    return (
        f"{grant.holder}{only}: {grant.get_ground_display()}, from {grant.valid_from} {until} "
        f"({grant.source_label} {grant.source_id})"
    )
