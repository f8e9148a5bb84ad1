"""Who took part in a meeting (MAPPA Guidance, chapter 13a)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.refusals import Refusal
from meetings.choices import PRESENT, Outcome
from nominals.rules.identity.names import words_of

LONGEST_TEXT = 50_000
"""Characters that a report or a passage of minutes has at most."""


def attendance_refusals(
    outcome: str, name: str, *, names_of_person: Collection[str]
) -> Iterator[Refusal]:
    """Whoever was at the table is named, and is never the person the meeting is about (V52)."""
    if outcome not in Outcome.values:
        yield Refusal("outcome", "outcome", f"“{outcome}” is no outcome: choose one of the list.")
        return
    if outcome in PRESENT and not name.strip():
        sentence = "Say who was at the table for the agency."
        yield Refusal("attendee_named", "name", sentence)
    if outcome not in PRESENT and outcome != Outcome.REPORT_ONLY and name.strip():
        sentence = f"Nobody came for the agency ({Outcome(outcome).label.lower()}): name nobody."
        yield Refusal("attendee_named", "name", sentence)
    told = frozenset(words_of(name))
    if told and any(told == frozenset(words_of(each)) for each in names_of_person):
        sentence = (
            "The person whom a meeting is about never attends it: name who came for the agency."
        )
        yield Refusal("V52", "name", sentence)


def invited_refusal(*, is_sent: bool, is_withdrawn: bool) -> Refusal | None:
    """An agency takes part by an invitation that was sent and stands."""
    if is_sent and not is_withdrawn:
        return None
    sentence = "The agency is not invited to the meeting: send it an invitation first."
    return Refusal("not_invited", "agency", sentence)


def own_outcome_refusal(outcome: str, *, has_come: bool, is_recorded: bool) -> Refusal | None:
    """An agency does not excuse itself, and does not change what is recorded of it once the day of
    the meeting has come."""
    if outcome == Outcome.NOT_REQUIRED:
        sentence = "Whether an agency is required is for those who conduct the meeting: ask them."
        return Refusal("part", "outcome", sentence)
    if has_come and is_recorded:
        sentence = "How the agency took part is recorded: ask those who conduct to correct it."
        return Refusal("part", "outcome", sentence)
    return None


def report_refusals(author: str, text: str) -> Iterator[Refusal]:
    """A report has an author and says something, within the length that a document bears."""
    if len(text) > LONGEST_TEXT:
        sentence = f"The report is longer than {LONGEST_TEXT:,} characters: attach it as a file."
        yield Refusal("report", "text", sentence)
    if not author.strip():
        yield Refusal("report", "author", "Name who wrote the report.")
    if not text.strip():
        yield Refusal("report", "text", "Write what the agency reports.")
