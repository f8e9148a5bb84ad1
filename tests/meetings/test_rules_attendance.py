"""Who took part in a meeting: V52, and who is named."""

import pytest

from meetings.choices import Outcome
from meetings.rules.attendance import attendance_refusals, invited_refusal, report_refusals

NAMES = ["José Ángel O'Brien Smith-Jones", "Bobby Łukasz"]


def rules_of(outcome, name):
    return [each.rule for each in attendance_refusals(outcome, name, names_of_person=NAMES)]


@pytest.mark.parametrize(
    ("outcome", "name", "refused"),
    [
        (Outcome.ATTENDED, "Kim Wren", []),
        (Outcome.DEPUTY, "Kim Wren", []),
        (Outcome.ATTENDED, "", ["attendee_named"]),
        (Outcome.DEPUTY, "  ", ["attendee_named"]),
        (Outcome.REPORT_ONLY, "", []),
        (Outcome.REPORT_ONLY, "Kim Wren", []),
        (Outcome.APOLOGIES, "", []),
        (Outcome.NO_SHOW, "", []),
        (Outcome.NOT_REQUIRED, "", []),
        (Outcome.APOLOGIES, "Kim Wren", ["attendee_named"]),
        (Outcome.NO_SHOW, "Kim Wren", ["attendee_named"]),
        (Outcome.NOT_REQUIRED, "Kim Wren", ["attendee_named"]),
    ],
)
def test_whoever_was_at_the_table_is_named_and_nobody_else(outcome, name, refused):
    assert rules_of(outcome, name) == refused


@pytest.mark.parametrize(
    ("name", "is_the_person"),
    [
        pytest.param("José Ángel O'Brien Smith-Jones", True, id="as recorded"),
        pytest.param("jose angel obrien smith jones", True, id="case, accents and punctuation"),
        pytest.param("SMITH-JONES, José Ángel O\u2019Brien", True, id="the family name first"),
        pytest.param("Jose\u0301 A\u0301ngel O'Brien Smith-Jones", True, id="accents apart"),
        pytest.param("Łukasz Bobby", True, id="an alias in another order"),
        pytest.param("lukasz BOBBY", True, id="a letter that is like an accent"),
        pytest.param("  Bobby   Łukasz ", True, id="spaces"),
        pytest.param("Bobby Łukasz Wren", False, id="a longer name"),
        pytest.param("Bobby", False, id="a given name alone"),
        pytest.param("Kim Wren", False, id="somebody else"),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.ATTENDED, Outcome.DEPUTY, Outcome.REPORT_ONLY])
def test_the_person_never_attends_under_any_name(name, is_the_person, outcome):
    assert rules_of(outcome, name) == (["V52"] if is_the_person else [])


def test_a_person_without_a_name_is_no_attendee():
    assert not list(attendance_refusals(Outcome.APOLOGIES, "", names_of_person=["", "-"]))


@pytest.mark.parametrize(
    ("is_sent", "is_withdrawn", "takes_part"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_an_agency_takes_part_by_an_invitation_that_was_sent_and_stands(
    is_sent, is_withdrawn, takes_part
):
    refusal = invited_refusal(is_sent=is_sent, is_withdrawn=is_withdrawn)

    assert (refusal is None) is takes_part
    assert takes_part or refusal.rule == "not_invited"


@pytest.mark.parametrize(
    ("author", "text", "columns"),
    [
        ("Kim Wren", "All is well.", []),
        (" ", "All is well.", ["author"]),
        ("Kim Wren", "\n", ["text"]),
        ("", "", ["author", "text"]),
    ],
)
def test_a_report_has_an_author_and_says_something(author, text, columns):
    assert [each.column for each in report_refusals(author, text)] == columns
