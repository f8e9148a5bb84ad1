"""The timetable: what runs when, and why then. Times are those of `TIME_ZONE`."""

from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {}
