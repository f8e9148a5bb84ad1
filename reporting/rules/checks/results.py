"""Check, Fault and Outcome: what a check asks, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from reporting.choices import Severity


class Status(Enum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_MADE = "not made"


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a return, from the counting rules' page."""

    identifier: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, with the cells and the records concerned (opaque ids of nominals)."""

    sentence: str
    cells: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check with its faults, or why it could not be made."""

    check: Check
    status: Status
    faults: tuple[Fault, ...] = ()
    reason: str = ""


def passed_or_failed(check: Check, faults: Sequence[Fault]) -> Outcome:
    """The outcome of a check that was made."""
    status = Status.FAILED if faults else Status.PASSED
    return Outcome(check, status, tuple(faults))


def not_made(check: Check, reason: str) -> Outcome:
    """The outcome of a check whose facts are not there."""
    return Outcome(check, Status.NOT_MADE, reason=reason)
