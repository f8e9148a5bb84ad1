"""What commands about people are told: of whom, who looks, why, and on which day."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from agencies.models import Area, User
from core import audit
from nominals.models import Nominal
from nominals.services.consulting import Looking, consult

UNUSABLE = 2


def add_person(parser: ArgumentParser) -> None:
    """The person, and the purpose of looking."""
    parser.add_argument("nominal", metavar="NOMINAL_ID", help="the opaque id, or the key")
    parser.add_argument("--purpose", default="", help="why, for the log; a restricted case asks it")


def add_day(parser: ArgumentParser) -> None:
    """The day."""
    parser.add_argument("--on", metavar="DAY", type=a_day, help="the day; today if left out")


def add_user(parser: ArgumentParser) -> None:
    """With whose eyes."""
    parser.add_argument("--user", metavar="NAME", help="who looks; left out, the system does")


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


def an_instant(text: str) -> datetime:
    """An instant written like 2022-06-01T12:00:00+00:00; without an offset, in `TIME_ZONE`.

    Raises:
        ArgumentTypeError: if it is none, or outside the calendar.
    """
    try:
        found = parse_datetime(text)
        if found is not None:
            return (timezone.make_aware(found) if timezone.is_naive(found) else found).astimezone(
                UTC
            )
    except (ValueError, OverflowError):
        pass
    msg = f"“{text}” is no instant: write it like 2022-06-01T12:00:00+00:00."
    raise ArgumentTypeError(msg)


def called_area(code: str) -> Area:
    """The area of a code.

    Raises:
        CommandError: if none has it.
    """
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise CommandError(
            f"“{code}” is no area: write a code such as norfolk.", returncode=UNUSABLE
        )
    return area


def active_user(username: str | None) -> User | None:
    """The user of a name; `None` where none is given.

    Raises:
        CommandError: if nobody active has it.
    """
    if username is None:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"No active user is called {username}.", returncode=UNUSABLE)
    return user


def needed_user(username: str) -> User:
    """The user of a name that has to be given.

    Raises:
        CommandError: if nobody active has it.
    """
    user = active_user(username)
    assert user is not None
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


def consulted(
    options: dict[str, Any], *, did: str, now: datetime, user: User | None = None
) -> Nominal:
    """The person that a command was told of, looked at on today's access.

    Raises:
        CommandError: if nobody is called so, or a restricted case is asked for without a purpose.
    """
    look = looking(options, now=now, user=user)
    try:
        return consult(text=options["nominal"], did=did, looking=look)
    except ValidationError as refusal:
        raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
