"""What a timeline is made of: entries, and sources declared as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from agencies.choices import Fact
from core.temporal import KnownModel


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened on `day`, or held from then to before `until` where that is known.

    `kind` is the name of what is told of in the glossary's words; `label` and `id` name its row.
    `short` is what a drawing of the years calls it, where it has a place there.
    """

    day: date
    until: date | None
    kind: str
    sentence: str
    label: str
    id: int
    short: str = ""


class Told(NamedTuple):
    """What one row has to tell of one day."""

    day: date
    sentence: str
    until: date | None = None
    short: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A model whose rows tell of a person: how its rows lead to the person, and what they tell.

    `related` are the rows that the sentences name, read along in the same query. Of what
    `is_narrower` not every row is for everybody who sees the person: its `visible_to` says which.
    """

    model: type[KnownModel]
    tell: Callable[[Any], Iterable[Told]]
    person: str = "nominal"
    related: tuple[str, ...] = ()
    is_narrower: bool = False

    @property
    def fact(self) -> Fact:
        """What they are: as the model says, or of meetings."""
        return getattr(self.model, "fact", Fact.PLAN)


def told_on(day: date | None, sentence: str, until: date | None = None) -> list[Told]:
    """What is told of a day; nothing where the day is not known."""
    return [] if day is None else [Told(day, sentence, until)]


def with_detail(sentence: str, detail: str) -> str:
    """A sentence with what stands behind it, where anything does."""
    return f"{sentence}: {detail.strip().rstrip('.')}." if detail.strip() else f"{sentence}."
