"""Actions and entries of plans: V48 to V51, and what has become of an action by a day."""

from datetime import date, timedelta

import pytest

from meetings.rules.planning import (
    ActionState,
    Task,
    action_refusals,
    agency_warning,
    ending_refusal,
    entry_refusals,
    evidence_refusal,
    late_warning,
    open_refusal,
    state_on,
    trigger_refusals,
)

HELD = date(2024, 5, 21)
DUE = date(2024, 6, 4)
ONE_DAY = timedelta(days=1)
ACTION = {"text": "Find a room", "owner": "Pat Rook", "due_on": DUE, "rationale": "It is needed."}
ENTRY = {
    "text": "Weekly visits",
    "owner": "Kim Wren",
    "starts_on": HELD,
    "review_on": DUE,
    "is_anothers": False,
}


def found_in(refusals):
    return [(each.rule, each.column) for each in refusals]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, []),
        ({"text": " "}, [("V49", "text")]),
        ({"owner": ""}, [("V49", "owner")]),
        ({"due_on": HELD - ONE_DAY}, [("V49", "due_on")]),
        ({"due_on": HELD}, [("V49", "due_on")]),
        ({"due_on": HELD + ONE_DAY}, []),
        ({"rationale": "\t"}, [("V48", "rationale")]),
        (
            {"text": "", "owner": "", "due_on": HELD, "rationale": ""},
            [("V49", "text"), ("V49", "owner"), ("V49", "due_on"), ("V48", "rationale")],
        ),
    ],
)
def test_an_action_says_what_and_why_has_an_owner_and_is_due_after_its_meeting(changed, refused):
    assert found_in(action_refusals(held_on=HELD, **ACTION | changed)) == refused


def test_an_agency_that_was_not_invited_is_asked_how_it_agreed():
    assert agency_warning("Norfolk housing", is_invited=True) is None
    warning = agency_warning("Norfolk housing", is_invited=False)
    assert (warning.rule, warning.column) == ("V50", "agency")
    assert "Norfolk housing was not invited" in warning.sentence


@pytest.mark.parametrize(
    ("on", "warned"), [(DUE - ONE_DAY, False), (DUE, False), (DUE + ONE_DAY, True)]
)
def test_an_action_completed_after_its_day_is_explained(on, warned):
    warning = late_warning(DUE, on)

    assert (warning is not None) is warned
    assert not warned or (warning.rule, warning.column) == ("V51", "explanation")


@pytest.mark.parametrize(("evidence", "is_refused"), [("A letter.", False), (" ", True)])
def test_an_action_is_completed_with_evidence(evidence, is_refused):
    assert (evidence_refusal(evidence) is not None) is is_refused


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (Task(DUE), None),
        (Task(DUE, completed_on=HELD), "was completed on 2024-05-21: nobody may cancel it"),
        (Task(DUE, cancelled_on=HELD), "was cancelled on 2024-05-21: nobody may cancel it"),
    ],
)
def test_an_action_ends_once(task, sentence):
    refusal = open_refusal(task, "cancel")

    assert (refusal is None) is (sentence is None)
    assert refusal is None or sentence in refusal.sentence


@pytest.mark.parametrize(
    ("task", "days", "states"),
    [
        pytest.param(
            Task(DUE), DUE, [ActionState.OPEN, ActionState.OPEN, ActionState.OVERDUE], id="due"
        ),
        pytest.param(
            Task(DUE, completed_on=DUE),
            DUE,
            [ActionState.OPEN, ActionState.DONE, ActionState.DONE],
            id="completed on the day it was due",
        ),
        pytest.param(
            Task(DUE, completed_on=DUE + ONE_DAY),
            DUE + ONE_DAY,
            [ActionState.OPEN, ActionState.DONE_LATE, ActionState.DONE_LATE],
            id="completed the day after",
        ),
        pytest.param(
            Task(DUE, completed_on=DUE + 2 * ONE_DAY),
            DUE + 2 * ONE_DAY,
            [ActionState.OVERDUE, ActionState.DONE_LATE, ActionState.DONE_LATE],
            id="overdue, then completed",
        ),
        pytest.param(
            Task(DUE, cancelled_on=HELD),
            HELD,
            [ActionState.OPEN, ActionState.CANCELLED, ActionState.CANCELLED],
            id="cancelled",
        ),
        pytest.param(
            Task(DUE, cancelled_on=HELD, is_replaced=True),
            HELD,
            [ActionState.OPEN, ActionState.REPLACED, ActionState.REPLACED],
            id="replaced",
        ),
    ],
)
def test_what_has_become_of_an_action_on_the_day_before_on_the_day_and_after(task, days, states):
    assert [state_on(task, days + each * ONE_DAY) for each in (-1, 0, 1)] == states


@pytest.mark.parametrize(
    ("changed", "columns"),
    [
        ({}, []),
        ({"text": ""}, ["text"]),
        ({"owner": " "}, ["owner"]),
        ({"starts_on": HELD - ONE_DAY}, ["starts_on"]),
        ({"starts_on": HELD + ONE_DAY}, []),
        ({"review_on": HELD}, ["review_on"]),
        ({"review_on": HELD + ONE_DAY}, []),
        ({"is_anothers": True}, ["condition"]),
    ],
)
def test_an_entry_of_a_plan_is_whole_and_reviewed_after_it_starts(changed, columns):
    found = found_in(entry_refusals(held_on=HELD, **ENTRY | changed))

    assert found == [("plan_entry", column) for column in columns]


@pytest.mark.parametrize(
    ("is_anothers", "is_over", "is_taken_up", "said"),
    [
        (False, False, True, None),
        (True, False, True, "somebody else's plan"),
        (False, True, True, "ended already"),
        (False, False, False, "began with another meeting"),
    ],
)
def test_a_meeting_ends_entries_that_it_took_up(is_anothers, is_over, is_taken_up, said):
    refusal = ending_refusal(is_anothers=is_anothers, is_over=is_over, is_taken_up=is_taken_up)

    assert (refusal is None) is (said is None)
    assert refusal is None or said in refusal.sentence


@pytest.mark.parametrize("missing", ["sign", "response", "owner"])
def test_a_trigger_says_what_shows_it_what_is_done_and_by_whom(missing):
    whole = {"sign": "He drinks.", "response": "A visit.", "owner": "Kim Wren"}

    assert not list(trigger_refusals(**whole))
    assert found_in(trigger_refusals(**whole | {missing: " "})) == [("trigger", missing)]
