"""What the rule settings answer on a day, for an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and the days on which it holds; `area` is `None` for England and Wales."""

    code: str
    area: int | None
    valid_from: date
    ends: date
    value: Any


class Settings:
    """The rule settings known at one instant.

    An area's own value goes before the national one.
    """

    def __init__(self, settings: Iterable[Setting], holidays: Iterable[date] = ()) -> None:
        self._by_code: dict[tuple[str, int | None], list[Setting]] = {}
        for each in sorted(settings, key=lambda each: each.valid_from):
            self._by_code.setdefault((each.code, each.area), []).append(each)
        self.holidays = frozenset(holidays)
        """The bank holidays of England and Wales."""

    def national(self, code: str) -> list[Setting]:
        """The national values of `code`, in order of their days; empty where there are none."""
        return self._by_code.get((code, None), [])

    def value(self, code: str, *, on: date, area: int | None = None) -> Any:
        """What `code` settles on the day `on` in `area`.

        Raises:
            LookupError: if nothing is settled on that day.
        """
        for owner in dict.fromkeys((area, None)):
            for each in self._by_code.get((code, owner), ()):
                if each.valid_from <= on < each.ends:
                    return each.value
        msg = f"The rule setting {code} has no value on {on}: add one that holds on that day."
        raise LookupError(msg)

    def latest(self, code: str) -> Any:
        """The latest national value of `code`, for what holds whatever the day.

        Raises:
            LookupError: if there is none.
        """
        found = self.national(code)
        if not found:
            msg = f"The rule setting {code} has no value: run the migrations."
            raise LookupError(msg)
        return found[-1].value
