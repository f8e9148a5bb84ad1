"""What the rule settings answer on a day, for an area, and which values they may have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from agencies.choices import NATIONAL_ONLY, RuleCode
from core.periods import FIRST_YEAR, LAST_YEAR
from core.refusals import Refusal

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
"""The first and the last day that can be meant."""


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

    @property
    def digest(self) -> str:
        """The same for the same settings and calendar, and no other."""
        known = sorted(
            f"{each.code} {each.area} {each.valid_from} {each.ends} {json.dumps(each.value)}"
            for settings in self._by_code.values()
            for each in settings
        )
        known += sorted(str(day) for day in self.holidays)
        return sha256("\n".join(known).encode()).hexdigest()

    def national(self, code: str) -> list[Setting]:
        """The national values of `code`, in order of their days; empty where there are none."""
        return self._by_code.get((code, None), [])

    def value(self, code: str, *, on: date, area: int | None = None) -> Any:
        """What `code` settles on the day `on` in `area`; on a day that cannot be meant, what it
        settles on the nearest that can.

        Raises:
            LookupError: if nothing is settled on that day.
        """
        day = min(max(on, FIRST_DAY), LAST_DAY)
        for owner in dict.fromkeys((area, None)):
            for each in self._by_code.get((code, owner), ()):
                if each.valid_from <= day < each.ends:
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


def area_refusal(code: str) -> Refusal | None:
    """An area has no value of its own for what is one for England and Wales."""
    if code not in NATIONAL_ONLY:
        return None
    sentence = f"“{RuleCode(code).label}” is one for England and Wales: change the national value."
    return Refusal("setting_of_an_area", "code", sentence)


def value_refusal(code: str, value: Any, national: Sequence[Any]) -> Refusal | None:
    """A value has the form of the `national` values of its code, of which there is at least one.

    The form is the kind of JSON: yes or no, a whole number from 0, a day, a text, a list of one of
    these, or an object with the same names. The rule that reads the setting relies on it.
    """
    if is_alike(value, national):
        return None
    example = json.dumps(national[-1], ensure_ascii=False)
    sentence = f"The value of {code} is written like {example}: keep that form."
    return Refusal("setting_form", "value", sentence)


def is_alike(value: Any, examples: Sequence[Any]) -> bool:
    """Whether `value` has the form of `examples`; without an example any form will do."""
    if not examples:
        return True
    example = examples[0]
    # A form brings texts as a class of their own, and a yes is a whole number to Python.
    if not isinstance(value, type(example)) or isinstance(value, bool) != isinstance(example, bool):
        return False
    if isinstance(example, dict):
        return value.keys() == example.keys() and all(
            is_alike(each, [other[name] for other in examples]) for name, each in value.items()
        )
    if isinstance(example, list):
        elements = [each for other in examples for each in other]
        return all(is_alike(each, elements) for each in value)
    if isinstance(example, str):
        return _is_day(value) or not _is_day(example)
    return isinstance(value, bool) or value >= 0


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
