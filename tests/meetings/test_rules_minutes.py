"""Minutes from draft to issue: V42, V47 and whose draft a chair approves."""

import pytest

from meetings.choices import Topic
from meetings.rules.minutes import (
    Draft,
    amendment_refusals,
    approval_refusals,
    issue_refusals,
    no_draft_refusal,
    recipients_refusal,
    writing_refusals,
)

OWN, ANOTHERS = Draft(1, frozenset({"chair", "taker"})), Draft(1, frozenset({"taker"}))


def rules_of(found):
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("topic", "text", "has_agency", "somebody_came", "refused"),
    [
        (Topic.SUMMARY, "It was said.", False, True, []),
        (Topic.INFORMATION, "It was said.", True, True, []),
        (Topic.SUMMARY, "It was said.", False, False, ["V42"]),
        (Topic.SUMMARY, " \n", False, True, ["passage"]),
        (Topic.SUMMARY, "It was said.", True, True, ["passage"]),
        (Topic.INFORMATION, "It was said.", False, True, ["passage"]),
        (Topic.INFORMATION, "", False, False, ["V42", "passage", "passage"]),
    ],
)
def test_minutes_say_something_of_a_meeting_to_which_somebody_came(
    topic, text, has_agency, somebody_came, refused
):
    found = writing_refusals(topic, text, has_agency=has_agency, somebody_came=somebody_came)

    assert rules_of(found) == refused


@pytest.mark.parametrize(
    ("draft", "is_closed", "may_approve_own", "refused"),
    [
        (ANOTHERS, True, False, []),
        (ANOTHERS, True, True, []),
        (OWN, True, True, []),
        (OWN, True, False, ["own_draft"]),
        (OWN, False, False, ["minutes_of_open_meeting", "own_draft"]),
        (ANOTHERS, False, True, ["minutes_of_open_meeting"]),
        (None, True, True, ["no_draft"]),
        (None, False, False, ["minutes_of_open_meeting", "no_draft"]),
    ],
)
def test_the_chair_approves_the_draft_of_a_closed_meeting_and_an_own_one_where_allowed(
    draft, is_closed, may_approve_own, refused
):
    found = approval_refusals(
        draft, is_closed=is_closed, chair="chair", may_approve_own=may_approve_own
    )

    assert rules_of(found) == refused


def test_without_a_draft_there_is_nothing_to_issue():
    assert no_draft_refusal(None).rule == "no_draft"
    assert no_draft_refusal(ANOTHERS) is None


@pytest.mark.parametrize(
    ("approved", "has_recipients", "refused"),
    [
        ("as it stands", True, []),
        ("", True, ["not_approved"]),
        ("as it stood", True, ["not_approved"]),
        ("as it stands", False, ["no_recipients"]),
        ("", False, ["not_approved", "no_recipients"]),
    ],
)
def test_what_is_issued_is_what_the_chair_approved(approved, has_recipients, refused):
    found = issue_refusals(approved, digest="as it stands", has_recipients=has_recipients)

    assert rules_of(found) == refused


def test_what_changed_since_approval_is_told_apart_from_what_was_never_approved():
    (never,) = issue_refusals("", digest="now", has_recipients=True)
    (changed,) = issue_refusals("then", digest="now", has_recipients=True)

    assert "has not approved" in never.sentence
    assert "has changed since" in changed.sentence


@pytest.mark.parametrize(
    ("issued", "is_under_way", "reason", "refused"),
    [
        (1, False, "A date was wrong.", []),
        (0, False, "A date was wrong.", ["not_issued"]),
        (1, True, "A date was wrong.", ["amendment_under_way"]),
        (1, False, " ", ["V47"]),
        (2, True, "", ["amendment_under_way", "V47"]),
    ],
)
def test_issued_minutes_are_amended_one_version_at_a_time_for_a_reason(
    issued, is_under_way, reason, refused
):
    found = list(amendment_refusals(issued=issued, is_under_way=is_under_way, reason=reason))

    assert rules_of(found) == refused


def test_the_version_under_work_is_named():
    (refusal,) = amendment_refusals(issued=2, is_under_way=True, reason="A date was wrong.")

    assert refusal.sentence == "Version 3 is under work already: change its draft."


@pytest.mark.parametrize(
    ("wanted", "is_refused"), [({1}, False), ({1, 2}, False), (set(), False), ({1, 3}, True)]
)
def test_minutes_go_to_invited_agencies_only(wanted, is_refused):
    assert (recipients_refusal(wanted, {1, 2}) is not None) is is_refused
