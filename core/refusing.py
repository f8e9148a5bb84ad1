"""Turns what rules say into the errors that every door shows, and asks for reasons.

A rule of severity E refuses: `refuse`. A rule of severity W lets pass what somebody gives a reason
for: `ask`. Both name the rule by its number and the field that is wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import Model

from core.refusals import Refusal

UNSTORABLE = "A NUL character, or half of a character pair: remove it."
"""What is said of a text that no database stores."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether both databases store `text`."""
    return _UNSTORABLE.search(text) is None


def refuse_unstorable(*texts: str) -> None:
    """Refuse what an entry of the log is to hold where no database stores it.

    Raises:
        ValidationError: if one of `texts` is such.
    """
    if not all(map(is_storable, texts)):
        raise ValidationError({"reason": UNSTORABLE})


class NeedsReason(ValidationError):
    """Rules that warn and to which nobody gave a reason yet: `warnings`, in order.

    Whoever asked may act again with `reasons`, by the number of each rule.
    """

    def __init__(self, warnings: Iterable[Refusal]) -> None:
        self.warnings = tuple(warnings)
        super().__init__(_by_column(self.warnings))

    def log(self) -> None:
        """Write into the log whom the warnings show, where they show anybody: whoever undoes what
        was begun does so afterwards, because a look that was shown is kept."""


class Unseen(ValidationError):
    """What somebody may not see, refused in the words for what does not exist.

    `row` is what was refused, where there is such a row: for doors, and for no answer.
    """

    def __init__(self, sentence: str, *, row: Model | None = None) -> None:
        self.row = row
        super().__init__(sentence, code="unseen")


class Outdated(ValidationError):
    """Somebody else acted on the record since it was read; nothing was stored.

    `version` is the version that now stands.
    """

    def __init__(self, sentence: str, *, version: int) -> None:
        self.version = version
        super().__init__(sentence, code="outdated")


def refuse(refusals: Iterable[Refusal | None]) -> None:
    """Refuse where a rule does.

    Raises:
        ValidationError: with every sentence, by field and with the rule's number.
    """
    found = [each for each in refusals if each is not None]
    if found:
        raise ValidationError(_by_column(found))


def ask(warnings: Iterable[Refusal | None], reasons: Mapping[str, str]) -> list[Refusal]:
    """The warnings to which `reasons`, by the rule's number, hold a reason.

    Raises:
        NeedsReason: if any warning has none. A blank reason is none.
    """
    found = [each for each in warnings if each is not None]
    missing = [each for each in found if not reasons.get(each.rule, "").strip()]
    if missing:
        raise NeedsReason(missing)
    return found


def _by_column(refusals: Iterable[Refusal]) -> dict[str, list[ValidationError]]:
    by_column: defaultdict[str, list[ValidationError]] = defaultdict(list)
    for each in refusals:
        by_column[each.column].append(ValidationError(str(each), code=each.rule))
    return dict(by_column)
