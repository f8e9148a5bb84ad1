"""Filters of lists that refuse what they cannot mean."""

from __future__ import annotations

from typing import Any

import django_filters


class TruthFilter(django_filters.TypedChoiceFilter):
    """`true` or `false`, and nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=(("true", "Yes"), ("false", "No")),
            coerce=lambda text: text == "true",
            **options,
        )
