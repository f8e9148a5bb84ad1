"""What a meeting is not closed without, and what it is closed with for a reason only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from meetings.choices import Answer, DecisionKind, Outcome
from meetings.rules.deciding import (
    Record,
    Seen,
    closing_refusals,
    closing_warnings,
    latest_review,
    review_refusal,
    somebody_came,
)

HELD = date(2024, 5, 21)
ONE_DAY = timedelta(days=1)
LATEST = HELD + timedelta(weeks=16)
CAME = Seen("Police", Outcome.ATTENDED, is_senior_enough=True)
DECIDED: dict[str, str] = {
    DecisionKind.LEVEL: Answer.LEVEL_2,
    DecisionKind.CATEGORY: Answer.CATEGORY_RIGHT,
    DecisionKind.DISCLOSURE: Answer.NOT_NOW,
    DecisionKind.VISOR: Answer.VISOR_UPDATED,
    DecisionKind.TELLING: Answer.IS_TOLD,
}
WHOLE = Record(
    level=2,
    held_on=HELD,
    chair="Ann Chair",
    chair_grade="Superintendent",
    minute_taker="Tom Taker",
    seen=[CAME],
    decided=DECIDED,
    is_confidentiality_acknowledged=True,
)
GRADES = ["Detective Inspector", "Superintendent"]


def refused(**changed):
    found = closing_refusals(replace(WHOLE, **changed))
    return [(each.rule, each.column) for each in found]


def warned(*, grades=GRADES, weeks=16, next_review_on=None, not_to_be_told=False, **changed):
    return [
        (each.rule, each.column)
        for each in closing_warnings(
            replace(WHOLE, **changed),
            grades=grades,
            weeks=weeks,
            next_review_on=next_review_on,
            is_not_to_be_told=not_to_be_told,
        )
    ]


def test_a_whole_record_is_closed_without_a_word():
    assert refused() == []
    assert warned() == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"chair": ""}, [("V42", "chair")]),
        ({"minute_taker": ""}, [("V42", "minute_taker")]),
        ({"seen": []}, [("V42", "attendance")]),
        ({"seen": [CAME, Seen("Housing", "")]}, [("V42", "attendance")]),
        ({"seen": [Seen("Police", Outcome.APOLOGIES)]}, [("V42", "attendance")]),
        ({"seen": [Seen("Police", Outcome.REPORT_ONLY)]}, [("V42", "attendance")]),
        ({"seen": [Seen("Police", Outcome.NO_SHOW)]}, [("V42", "attendance")]),
        ({"seen": [Seen("Police", Outcome.NOT_REQUIRED)]}, [("V42", "attendance")]),
        ({"seen": [Seen("Police", Outcome.DEPUTY)]}, []),
        ({"seen": [CAME, Seen("Housing", Outcome.NO_SHOW)]}, []),
    ],
)
def test_a_meeting_has_a_chair_a_minute_taker_and_an_outcome_for_each_invited_agency(
    changed, found
):
    assert refused(**changed) == found


def test_the_agencies_without_an_outcome_are_named():
    record = replace(WHOLE, seen=[Seen("Prison", ""), CAME, Seen("Housing", "")])

    (refusal,) = closing_refusals(record)

    assert refusal.sentence == "Say how each invited agency took part: Housing, Prison."


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (DecisionKind.DISCLOSURE, "V44"),
        (DecisionKind.LEVEL, "V46"),
    ],
)
def test_a_meeting_is_not_closed_without_each_decision(kind, rule):
    decided = {each: answer for each, answer in DECIDED.items() if each != kind}

    assert refused(decided=decided) == [(rule, kind.value)]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (DecisionKind.CATEGORY, "category_unchecked"),
        (DecisionKind.VISOR, "V79"),
        (DecisionKind.TELLING, "V78"),
    ],
)
def test_without_other_decisions_a_meeting_is_closed_for_a_reason(kind, rule):
    decided = {each: answer for each, answer in DECIDED.items() if each != kind}

    assert refused(decided=decided) == []
    assert warned(decided=decided) == [(rule, kind.value)]


@pytest.mark.parametrize(
    ("level", "grade", "seen", "found"),
    [
        (2, "Superintendent", [CAME], []),
        (2, "Constable", [CAME], [("V43", "chair_grade")]),
        (2, "", [CAME], [("V43", "chair_grade")]),
        (2, "Superintendent", [replace(CAME, is_senior_enough=False)], []),
        (3, "Superintendent", [CAME], []),
        (3, "Superintendent", [replace(CAME, is_senior_enough=False)], [("V43", "attendance")]),
        (3, "Superintendent", [replace(CAME, is_senior_enough=None)], [("V43", "attendance")]),
        (3, "Superintendent", [CAME, Seen("Housing", Outcome.APOLOGIES)], []),
        (3, "Superintendent", [Seen("Housing", Outcome.DEPUTY)], [("V43", "attendance")]),
        (
            3,
            "Constable",
            [replace(CAME, is_senior_enough=False)],
            [("V43", "chair_grade"), ("V43", "attendance")],
        ),
    ],
)
def test_a_chair_of_a_lower_grade_and_at_level_3_junior_attendees_ask_a_reason(
    level, grade, seen, found
):
    assert warned(level=level, chair_grade=grade, seen=seen) == found


def test_a_grade_is_the_same_in_capitals_and_without():
    assert warned(chair_grade="detective inspector") == []


def test_where_no_grades_are_settled_any_grade_chairs():
    assert warned(grades=[], chair_grade="Constable") == []


def test_the_too_junior_are_named():
    junior = [Seen("Prison", Outcome.DEPUTY), CAME, Seen("Housing", Outcome.ATTENDED)]

    (warning,) = closing_warnings(
        replace(WHOLE, level=3, seen=junior),
        grades=GRADES,
        weeks=None,
        next_review_on=None,
        is_not_to_be_told=False,
    )

    assert warning.sentence == "Not senior enough for Level 3, or not said: Housing, Prison."


def test_a_statement_that_was_not_acknowledged_asks_a_reason():
    found = warned(is_confidentiality_acknowledged=False)

    assert found == [("V45", "is_confidentiality_acknowledged")]


@pytest.mark.parametrize(
    ("answer", "not_to_be_told", "found"),
    [
        (Answer.IS_TOLD, False, []),
        (Answer.IS_TOLD, True, [("V78", "telling")]),
        (Answer.IS_NOT_TOLD, True, []),
        (Answer.IS_NOT_TOLD, False, []),
    ],
)
def test_telling_somebody_who_is_not_to_be_told_asks_a_reason(answer, not_to_be_told, found):
    decided = DECIDED | {DecisionKind.TELLING: answer}

    assert warned(decided=decided, not_to_be_told=not_to_be_told) == found


def test_closing_without_an_update_of_visor_asks_a_reason():
    found = warned(decided=DECIDED | {DecisionKind.VISOR: Answer.VISOR_NOT_UPDATED})

    assert found == [("V79", "visor")]


@pytest.mark.parametrize(
    ("next_review_on", "weeks", "found"),
    [
        (LATEST - ONE_DAY, 16, []),
        (LATEST, 16, []),
        (LATEST + ONE_DAY, 16, [("V41", "next_review_on")]),
        (HELD + timedelta(weeks=8), 8, []),
        (HELD + timedelta(weeks=8, days=1), 8, [("V41", "next_review_on")]),
        (LATEST + ONE_DAY, None, []),
        (None, 16, []),
    ],
)
def test_a_next_review_after_the_limit_asks_a_reason(next_review_on, weeks, found):
    assert warned(next_review_on=next_review_on, weeks=weeks) == found


def test_the_last_day_for_a_review_is_so_many_weeks_after_the_meeting():
    assert latest_review(HELD, 16) == date(2024, 9, 10)


@pytest.mark.parametrize(
    ("next_review_on", "has_review", "is_refused"),
    [
        (None, True, False),
        (None, False, False),
        (HELD - ONE_DAY, True, True),
        (HELD, True, True),
        (HELD + ONE_DAY, True, False),
        (HELD + ONE_DAY, False, True),
    ],
)
def test_a_next_review_comes_after_the_meeting_and_only_where_meetings_review(
    next_review_on, has_review, is_refused
):
    refusal = review_refusal(next_review_on, held_on=HELD, has_review=has_review)

    assert (refusal is not None) is is_refused


@pytest.mark.parametrize(
    ("outcomes", "came"),
    [
        ([], False),
        ([Outcome.ATTENDED], True),
        ([Outcome.NO_SHOW, Outcome.DEPUTY], True),
        ([Outcome.REPORT_ONLY, Outcome.APOLOGIES, ""], False),
    ],
)
def test_somebody_came_who_attended_or_sent_a_deputy(outcomes, came):
    assert somebody_came(Seen("Police", each) for each in outcomes) is came
