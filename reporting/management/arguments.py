"""Reads the area, the year and the instant that a command is given, or says the right form."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.periods import ReportingYear
from reporting.services.compiling import areas_of

ALL = "all"
UNUSABLE = 2
"""The exit status where what was given names nothing."""


def plain(text: str) -> str:
    """`text`, where it can be stored and printed.

    Raises:
        ArgumentTypeError: if it holds a NUL or bytes that are no UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("this is not UTF-8: write it in UTF-8") from None
    if "\0" in text:
        raise argparse.ArgumentTypeError("this holds a NUL: leave it out")
    return text


def begun_year(label: str, *, today: date) -> ReportingYear:
    """The year that `label` names.

    Raises:
        CommandError: with status 2 if it names none, or one that has not begun.
    """
    try:
        year = ReportingYear.parse(label)
    except ValueError as error:
        raise CommandError(str(error), returncode=UNUSABLE) from None
    if year.period.start > today:
        current = ReportingYear.containing(today)
        raise CommandError(
            f"{year} begins on {year.period.start}: give {current} or a year before it.",
            returncode=UNUSABLE,
        )
    return year


def area_codes(text: str) -> list[str] | None:
    """The code that `text` names, `None` for all.

    Raises:
        CommandError: with status 2 if no area has it.
    """
    if text == ALL:
        return None
    try:
        areas_of([text])
    except ValidationError as refusal:
        raise CommandError("; ".join(refusal.messages), returncode=UNUSABLE) from None
    return [text]


def instant(text: str | None, *, now: datetime) -> datetime:
    """The instant that `text` names, `now` where it is empty.

    Raises:
        CommandError: with status 2 if it names none, or one yet to come.
    """
    if text is None:
        return now
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(
            f"“{text}” is no instant: write it like 2022-06-01T12:00:00+00:00.",
            returncode=UNUSABLE,
        )
    if timezone.is_naive(found):
        found = timezone.make_aware(found)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        raise CommandError(
            f"“{text}” lies outside the calendar: give an instant before now.",
            returncode=UNUSABLE,
        ) from None
    if found > now:
        raise CommandError(
            f"“{text}” is yet to come: give an instant before now.", returncode=UNUSABLE
        )
    return found
