"""Runs one measurement: `python -m benchmarks fill 3000` and so on."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mappa.settings")
django.setup()

from benchmarks import (  # noqa: E402 - models need the settings
    casework,
    imports,
    looking,
    meetings,
    pages,
    report,
    searching,
    serving,
    stamping,
    storing,
)
from benchmarks.databases import NotABenchmarkError  # noqa: E402 - models need the settings
from benchmarks.filling import fill  # noqa: E402


def main() -> int:
    """Read the arguments and run what they name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    filling = commands.add_parser("fill", help="make a database for each size and fill it")
    filling.add_argument("sizes", nargs="+", type=int)
    filling.add_argument("--one-area", action="store_true", help="everybody lives in one area")
    stamps = commands.add_parser("stamp", help="time the stamping of events, and correct 1%%")
    stamps.add_argument("sizes", nargs="+", type=int)
    reports = commands.add_parser("report", help="measure the national return")
    reports.add_argument("sizes", nargs="+", type=int)
    reports.add_argument("--rounds", type=int, default=7)
    remembering = commands.add_parser("memory", help="what one return takes in a fresh process")
    remembering.add_argument("size", type=int)
    stores = commands.add_parser("store", help="time the storing of a compiled return")
    stores.add_argument("sizes", nargs="+", type=int)
    searches = commands.add_parser("search", help="time search, and the plain scan beside it")
    searches.add_argument("sizes", nargs="+", type=int)
    acting = commands.add_parser("casework", help="time an act of casework and the list of duties")
    acting.add_argument("sizes", nargs="+", type=int)
    convening = commands.add_parser("meetings", help="add five years of panels, and time meetings")
    convening.add_argument("sizes", nargs="+", type=int)
    looks = commands.add_parser("look", help="time a list with its entry in the log, and the chain")
    looks.add_argument("sizes", nargs="+", type=int)
    serves = commands.add_parser("serve", help="time the list of people, and many clients at once")
    serves.add_argument("sizes", nargs="+", type=int)
    serves.add_argument("--rounds", type=int, default=200)
    showing = commands.add_parser("pages", help="time the pages of a co-ordinator")
    showing.add_argument("sizes", nargs="+", type=int)
    importing = commands.add_parser("import", help="import a caseload, and the slow ways beside it")
    importing.add_argument("nominals", type=int)
    importing.add_argument("folder", type=Path, help="the caseload; written first where absent")
    arguments = parser.parse_args()
    try:
        if arguments.command == "fill":
            for size in arguments.sizes:
                fill(size, has_one_area=arguments.one_area)
        elif arguments.command == "stamp":
            stamping.measure(arguments.sizes)
        elif arguments.command == "report":
            report.measure(arguments.sizes, rounds=arguments.rounds)
        elif arguments.command == "memory":
            report.memory(arguments.size)
        elif arguments.command == "store":
            storing.measure(arguments.sizes)
        elif arguments.command == "search":
            searching.measure(arguments.sizes)
        elif arguments.command == "casework":
            casework.measure(arguments.sizes)
        elif arguments.command == "meetings":
            meetings.measure(arguments.sizes)
        elif arguments.command == "look":
            looking.measure(arguments.sizes)
        elif arguments.command == "serve":
            serving.measure(arguments.sizes, rounds=arguments.rounds)
        elif arguments.command == "pages":
            pages.measure(arguments.sizes)
        elif arguments.command == "import":
            imports.measure(arguments.nominals, arguments.folder)
    except NotABenchmarkError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
