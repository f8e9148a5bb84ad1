"""Serializers of what comes in: nothing unknown, no text or day that cannot be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.periods import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 50_000  # characters

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Incoming(serializers.Serializer[Any]):
    """A body, or an object in one, that refuses by name what it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        """The values of the fields.

        Raises:
            ValidationError: by field, if one is wrong or unknown.
        """
        wrong: dict[str, Any] = {}
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            known = ", ".join(self.fields) or "none"
            wrong = {
                name: [f"There is no such field. The fields are: {known}."] for name in unknown
            }
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                raise ValidationError(wrong | error.detail) from None
            raise
        if wrong:
            raise ValidationError(wrong)
        return values


class Text(serializers.CharField):
    """A text without control characters, but for the ends of lines and tabs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_TEXT} | options)

    def to_internal_value(self, data: Any) -> str:
        """The text, without space around it.

        Raises:
            ValidationError: if it is none, or holds a control character.
        """
        if not isinstance(data, str):
            raise ValidationError("Give a text.")
        if _CONTROL.search(data):
            raise ValidationError("The text holds a control character: remove it.")
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A day of the years in which anything here may happen."""

    def to_internal_value(self, value: Any) -> date:
        """The day.

        Raises:
            ValidationError: if it is none, or cannot be meant.
        """
        if not isinstance(value, str):
            raise ValidationError("Give a day as 2024-03-31.")
        day: date = super().to_internal_value(value)
        if isinstance(day, datetime) or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(f"Give a day of the years {FIRST_YEAR} to {LAST_YEAR}.")
        return day


class Whole(serializers.IntegerField):
    """A whole number, written as one: a text of digits is none."""

    def to_internal_value(self, data: Any) -> int:
        """The number.

        Raises:
            ValidationError: if it is none, or out of bounds.
        """
        if not isinstance(data, int) or isinstance(data, bool):
            raise ValidationError("Give a whole number.")
        number: int = super().to_internal_value(data)
        return number


class YesOrNo(serializers.BooleanField):
    """`true` or `false`, and no word or number that may stand for it."""

    def to_internal_value(self, data: Any) -> bool:
        """Which of them.

        Raises:
            ValidationError: if it is neither.
        """
        if not isinstance(data, bool):
            raise ValidationError("Give true or false.")
        return data
