"""How minutes go from draft to issue (MAPPA Guidance, chapter 13b)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from core.refusals import Refusal
from meetings.choices import Topic
from meetings.rules.attendance import LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Draft:
    """The version under work: its number, who wrote in it, and the digest of what was approved."""

    number: int
    writers: frozenset[str] = frozenset()
    approved_content: str = ""


def writing_refusals(
    topic: str, text: str, *, has_agency: bool, somebody_came: bool
) -> Iterator[Refusal]:
    """Minutes are of a meeting to which somebody came; agencies' information names the agency."""
    if not somebody_came:
        sentence = "Nobody is recorded as having attended: record who came before the minutes."
        yield Refusal("V42", "attendance", sentence)
    if topic not in Topic.values:
        yield Refusal("passage", "topic", f"Minutes have no topic “{topic}”: choose one.")
    if not text.strip():
        yield Refusal("passage", "text", "Write what was said, or leave the topic out.")
    if len(text) > LONGEST_TEXT:
        sentence = f"The passage is longer than {LONGEST_TEXT:,} characters: write less."
        yield Refusal("passage", "text", sentence)
    if has_agency is not (topic == Topic.INFORMATION):
        sentence = "Information from the agencies names its agency, and no other topic does."
        yield Refusal("passage", "agency", sentence)


def approval_refusals(
    draft: Draft | None, *, is_closed: bool, chair: str, may_approve_own: bool
) -> Iterator[Refusal]:
    """The chair approves the minutes of a closed meeting; not what he or she wrote, where the area
    forbids it."""
    if not is_closed:
        sentence = "The meeting is not closed: close it before its minutes are approved."
        yield Refusal("minutes_of_open_meeting", "meeting", sentence)
    missing = no_draft_refusal(draft)
    if missing is not None:
        yield missing
    elif draft is not None and chair in draft.writers and not may_approve_own:
        sentence = (
            "The area does not let a chair approve minutes that he or she wrote: another must "
            "write them, or chair."
        )
        yield Refusal("own_draft", "user", sentence)


def no_draft_refusal(draft: Draft | None) -> Refusal | None:
    """There is something to approve and to issue."""
    if draft is not None:
        return None
    return Refusal("no_draft", "meeting", "There is no draft: write the minutes first.")


def issue_refusals(approved: str, *, digest: str, has_recipients: bool) -> Iterator[Refusal]:
    """V47: what is issued is what the chair approved, each known by its digest."""
    if not approved:
        yield Refusal("not_approved", "meeting", "The chair has not approved the minutes yet.")
    elif approved != digest:
        sentence = "The record has changed since the chair approved it: have it approved again."
        yield Refusal("not_approved", "meeting", sentence)
    if not has_recipients:
        yield Refusal("no_recipients", "recipients", "Say to whom the minutes are issued.")


def amendment_refusals(*, issued: int, is_under_way: bool, reason: str) -> Iterator[Refusal]:
    """V47: minutes are amended once they are issued, by the next version, and for a reason."""
    if not issued:
        sentence = "The minutes are not issued yet: change the draft."
        yield Refusal("not_issued", "meeting", sentence)
    elif is_under_way:
        sentence = f"Version {issued + 1} is under work already: change its draft."
        yield Refusal("amendment_under_way", "meeting", sentence)
    if not reason.strip():
        yield Refusal("V47", "reason", "Say why the minutes are amended.")


def recipients_refusal(wanted: Collection[int], invited: Collection[int]) -> Refusal | None:
    """Minutes are issued to agencies that were invited."""
    if set(wanted) <= set(invited):
        return None
    sentence = "Minutes are issued to agencies invited to the meeting: leave the others out."
    return Refusal("recipient_not_invited", "recipients", sentence)
