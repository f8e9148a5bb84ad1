"""Opening a case in an emergency, and reviewing that."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from agencies.rules.facts import MAY_OPEN_IN_EMERGENCY
from core.refusals import Refusal
from nominals.rules.identity.identifiers import IDENTIFIERS, normalised


def request_refusals(
    *, roles: Collection[str], kind: str, value: str, hours: int, most_hours: int, reason: str
) -> Iterator[Refusal]:
    """Only whoever manages cases asks, by an exact identifier, for whole hours and a reason."""
    if not MAY_OPEN_IN_EMERGENCY.intersection(roles):
        sentence = "Only those who manage cases for an agency may open one in an emergency."
        yield Refusal("emergency_role", "user", sentence)
    if kind not in IDENTIFIERS:
        sentence = f"“{kind}” is no kind of identifier. Kinds are: {', '.join(IDENTIFIERS)}."
        yield Refusal("emergency_kind", "kind", sentence)
    elif not normalised(kind, value):
        sentence = f"Write the whole {IDENTIFIERS[kind]}."
        yield Refusal("emergency_value", "value", sentence)
    if not 1 <= hours <= most_hours:
        sentence = f"A case is opened for 1 to {most_hours} hours: give a number of them."
        yield Refusal("emergency_hours", "hours", sentence)
    if not reason.strip():
        sentence = "Say what the emergency is."
        yield Refusal("emergency_reason", "reason", sentence)


def found_refusal(unrestricted: Collection[object], seen: Collection[object]) -> Refusal | None:
    """One person is opened: of those `unrestricted` who have the identifier, whom nobody could see
    by being told of it. A restricted one is answered as nobody, unless `seen` by the asker."""
    if seen:
        sentence = "You see this person already: no emergency is needed."
        return Refusal("emergency_seen", "value", sentence)
    if len(unrestricted) > 1:
        sentence = "Several records have this identifier: give another kind of identifier."
        return Refusal("emergency_several", "value", sentence)
    if not unrestricted:
        sentence = "Nobody who can be opened in an emergency has this identifier."
        return Refusal("emergency_nobody", "value", sentence)
    return None


def review_refusals(*, is_own: bool, is_reviewed: bool, note: str) -> Iterator[Refusal]:
    """An opening is reviewed once, by somebody else, with a note."""
    if is_reviewed:
        yield Refusal("emergency_reviewed", "emergency", "This opening was reviewed already.")
    if is_own:
        sentence = "Whoever opened the case does not review it: ask somebody else of the area."
        yield Refusal("emergency_own", "user", sentence)
    if not note.strip():
        yield Refusal("emergency_note", "note", "Say what the review found.")
