"""What every reader must know, and what victim contact brought."""

from __future__ import annotations

from datetime import date

from nominals.choices import FlagKind
from nominals.models import Flag, Nominal, VictimNote
from nominals.services.acts import Asked, act
from nominals.services.periods import end_fact


def raise_flag(*, nominal: Nominal, kind: FlagKind, on: date, reason: str, asked: Asked) -> Flag:
    """Tell every reader of the record from the day `on` what to know before acting.

    Raises:
        ValidationError: if the flag is raised already on that day or later, or has no reason.
    """
    with act("raise_flag", nominal, asked=asked, purpose=reason) as this:
        return this.record(Flag(nominal=nominal, kind=kind, reason=reason, valid_from=on))


def lower_flag(*, flag: Flag, on: date, reason: str, asked: Asked) -> Flag:
    """End a flag; `on` is the first day without it.

    Raises:
        ValidationError: if the flag is not raised on the day before `on`.
    """
    with act("lower_flag", flag.nominal, asked=asked, purpose=reason) as this:
        return end_fact(this, flag, on, called="The flag")


def add_victim_note(*, nominal: Nominal, on: date, text: str, asked: Asked) -> VictimNote:
    """Keep what victim contact brought on the day `on`, apart from the record of the person.

    Who may read the person may not thereby read the note: no timeline and no export holds it.

    Raises:
        ValidationError: if the note is empty.
    """
    with act("add_victim_note", nominal, asked=asked) as this:
        return this.record(VictimNote(nominal=nominal, noted_on=on, text=text))
