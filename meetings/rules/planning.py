"""Entries of a plan, and actions: what each says, and how an action ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.refusals import Refusal


class ActionState(StrEnum):
    """What has become of an action by a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done late"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Task:
    """The days of an action, and whether another took its place."""

    due_on: date
    completed_on: date | None = None
    cancelled_on: date | None = None
    is_replaced: bool = False


def action_refusals(
    *, text: str, owner: str, due_on: date, held_on: date, rationale: str
) -> Iterator[Refusal]:
    """V49: an action has one owner and is due after its meeting. It says what is done, and why."""
    if not text.strip():
        yield Refusal("V49", "text", "Say what is to be done.")
    if not owner.strip():
        yield Refusal("V49", "owner", "Name the one person who owns the action.")
    if due_on <= held_on:
        sentence = f"An action is due after its meeting of {held_on}: choose a later day."
        yield Refusal("V49", "due_on", sentence)
    if not rationale.strip():
        yield Refusal("V48", "rationale", "Say why the action is needed.")


def agency_warning(agency: str, *, is_invited: bool) -> Refusal | None:
    """V50: an agency that is given an action was invited, or has agreed."""
    if is_invited:
        return None
    sentence = f"{agency} was not invited to the meeting: say how it agreed to the action."
    return Refusal("V50", "agency", sentence)


def open_refusal(task: Task, doing: str) -> Refusal | None:
    """An action ends once."""
    if task.completed_on is not None:
        sentence = f"The action was completed on {task.completed_on}: nobody may {doing} it."
        return Refusal("action_ended", "action", sentence)
    if task.cancelled_on is not None:
        sentence = f"The action was cancelled on {task.cancelled_on}: nobody may {doing} it."
        return Refusal("action_ended", "action", sentence)
    return None


def evidence_refusal(evidence: str) -> Refusal | None:
    """An action is completed with what shows that it is done."""
    if evidence.strip():
        return None
    return Refusal("action_evidence", "evidence", "Say what shows that the action is done.")


def late_warning(due_on: date, on: date) -> Refusal | None:
    """V51: an action that is completed late is explained."""
    if on <= due_on:
        return None
    return Refusal("V51", "explanation", f"The action was due on {due_on}: say why it is late.")


def state_on(task: Task, day: date) -> ActionState:
    """What had become of an action by the end of `day`."""
    if task.completed_on is not None and task.completed_on <= day:
        return ActionState.DONE if task.completed_on <= task.due_on else ActionState.DONE_LATE
    if task.cancelled_on is not None and task.cancelled_on <= day:
        return ActionState.REPLACED if task.is_replaced else ActionState.CANCELLED
    return ActionState.OVERDUE if task.due_on < day else ActionState.OPEN


def entry_refusals(
    *, text: str, owner: str, starts_on: date, review_on: date, held_on: date, is_anothers: bool
) -> Iterator[Refusal]:
    """An entry of a plan says what is done and by whom, starts with its meeting or later, is
    reviewed, and rests on conditions of the same person."""
    if not text.strip():
        yield Refusal("plan_entry", "text", "Say what the plan is to do.")
    if not owner.strip():
        yield Refusal("plan_entry", "owner", "Name the person who owns the entry.")
    if starts_on < held_on:
        sentence = f"The plan is made on {held_on}: choose that day or a later one."
        yield Refusal("plan_entry", "starts_on", sentence)
    if review_on <= starts_on:
        sentence = f"The entry is reviewed after it starts on {starts_on}: choose a later day."
        yield Refusal("plan_entry", "review_on", sentence)
    if is_anothers:
        sentence = "The condition is one of somebody else: choose one of the same person's."
        yield Refusal("plan_entry", "condition", sentence)


def ending_refusal(*, is_anothers: bool, is_over: bool, is_taken_up: bool) -> Refusal | None:
    """A meeting ends entries of its own person's plan that it took up, or made itself."""
    if is_anothers:
        sentence = "The entry is of somebody else's plan: choose one of the same person's."
        return Refusal("plan_entry", "entry", sentence)
    if is_over:
        return Refusal("plan_entry", "entry", "The entry has ended already: leave it.")
    if not is_taken_up:
        sentence = "The entry began with another meeting, or begins later: end it at a later one."
        return Refusal("plan_entry", "entry", sentence)
    return None


def trigger_refusals(*, sign: str, response: str, owner: str) -> Iterator[Refusal]:
    """A trigger says what shows it, what is done then and by whom."""
    for column, text, what in (
        ("sign", sign, "what would show that the plan fails"),
        ("response", response, "what is done then"),
        ("owner", owner, "who does it"),
    ):
        if not text.strip():
            yield Refusal("trigger", column, f"Say {what}.")
