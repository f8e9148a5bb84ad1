"""What a rule says when it does not agree: its number, the column and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that refuses. `rule` is a V number, `column` the field that is wrong, and `sentence`
    says what is wrong and what would be right."""

    rule: str
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


@dataclass(frozen=True, slots=True, order=True)
class Warned:
    """A rule that warns: stored as it is, and visible as a data-quality finding.

    `valid_from` and `valid_to` are the days concerned, the latter excluded, `None` where open.
    """

    rule: str
    valid_from: date
    valid_to: date | None
    sentence: str
