"""What commands about one person are told: who looks, why, and on which day."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from agencies.models import User
from core import audit
from nominals.services.consulting import Looking

UNUSABLE = 2


def add_person(parser: ArgumentParser) -> None:
    """The person, and the purpose of looking."""
    parser.add_argument("nominal", metavar="NOMINAL_ID", help="the opaque id, or the key")
    parser.add_argument("--purpose", default="", help="why, for the log; a restricted case asks it")


def a_day(text: str) -> date:
    """A day written like 2024-05-01.

    Raises:
        ArgumentTypeError: if it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"“{text}” is no day: write it like 2024-05-01."
        raise ArgumentTypeError(msg) from None


def active_user(username: str) -> User:
    """The user of a name.

    Raises:
        CommandError: if nobody active has it.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"No active user is called {username}.", returncode=UNUSABLE)
    return user


def looking(options: dict[str, Any], *, now: datetime, user: User | None = None) -> Looking:
    """The look of a command, on today's access."""
    return Looking(
        by=audit.command_actor(),
        at=now,
        on=timezone.localdate(now),
        purpose=options["purpose"],
        user=user,
    )
