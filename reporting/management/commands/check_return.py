"""Checks a return in the machine form, printed or compiled."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from reporting.choices import Severity
from reporting.rules import checks
from reporting.rules.checks import Form, Outcome, Status


class Command(BaseCommand):
    """Each check with what came of it; exits 1 if one of severity error fails."""

    help = "Checks a return in the machine form, printed or compiled."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="a return in the machine form (JSON)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check every return of the file."""
        failed = 0
        for form in read_forms(options["file"]):
            self.stdout.write(f"{form.area}, {form.year}")
            for outcome in checks.run(form):
                self._print(outcome)
                is_error = outcome.check.severity is Severity.ERROR
                failed += is_error and outcome.status is Status.FAILED
        if failed:
            raise CommandError(f"{failed} checks of severity error failed.")

    def _print(self, outcome: Outcome) -> None:
        check = outcome.check
        self.stdout.write(
            f"  {outcome.status.value:<8}  {check.severity.value:<7}  {check.identifier}: "
            f"{check.sentence}"
        )
        if outcome.reason:
            self.stdout.write(f"      Not made: {outcome.reason}.")
        for fault in outcome.faults:
            cells = f" Cells: {', '.join(fault.cells)}." if fault.cells else ""
            self.stdout.write(f"      {fault.sentence}{cells}")


def read_forms(path: Path) -> list[Form]:
    """Every return that the file holds.

    Raises:
        CommandError: if the file cannot be read or holds something else.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        # An escape may stand for half a character, which nothing can print.
        json.dumps(data, ensure_ascii=False).encode()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeError:
        raise CommandError(f"{path} is not UTF-8: save it as UTF-8.") from None
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        raise CommandError(f"{path} is no JSON: {error}.") from None
    returns = [data]
    if isinstance(data, dict) and isinstance(data.get("areas"), list):
        returns = list(data["areas"])
        if "england_and_wales" in data:
            returns.append(data["england_and_wales"])
    if not returns:
        raise CommandError(f"{path} holds no return: `areas` is empty.")
    try:
        return [checks.read(each) for each in returns]
    except ValueError as error:
        raise CommandError(f"{path} holds no return in the machine form: {error}") from None
