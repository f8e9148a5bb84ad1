"""What a meeting may decide: V1, V46 to V48, the person who left, and details of a disclosure."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from meetings.choices import ANSWERS, Answer, DecisionKind
from meetings.rules.deciding import (
    Disclosing,
    decision_refusals,
    level_decided,
    level_refusal,
    person_refusal,
)
from nominals.choices import Basis

HELD = date(2024, 5, 21)
ONE_DAY = timedelta(days=1)
DISCLOSING = Disclosing(
    to_whom="The head of a school",
    what="The conviction",
    by_whom="DC Wren",
    due_on=HELD,
    is_person_told=False,
)
SEXUAL = (1, Basis.SEXUAL_OFFENCE)
VIOLENT = (2, Basis.VIOLENT_OFFENCE)
BY_DECISION = (3, Basis.DECISION)
TERRORIST = (4, Basis.TERRORIST_RISK_DECISION)


def refused(kind, answer, reason="It was weighed.", disclosing=None):
    found = decision_refusals(kind, answer, reason, disclosing or Disclosing(), held_on=HELD)
    return [(each.rule, each.column) for each in found]


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_question_is_decided_by_one_of_its_own_answers(kind):
    answered = [
        each
        for each in Answer
        if not refused(kind, each, disclosing=DISCLOSING if each == Answer.DISCLOSE else None)
    ]

    assert answered == list(ANSWERS[kind])


@pytest.mark.parametrize(
    ("kind", "answer", "rule"),
    [
        (DecisionKind.LEVEL, Answer.LEVEL_2, "V48"),
        (DecisionKind.CATEGORY, Answer.CATEGORY_RIGHT, "V48"),
        (DecisionKind.DISCLOSURE, Answer.NOT_NOW, "V44"),
        (DecisionKind.VISOR, Answer.VISOR_UPDATED, "V48"),
        (DecisionKind.TELLING, Answer.IS_NOT_TOLD, "V48"),
    ],
)
def test_every_decision_says_why(kind, answer, rule):
    assert refused(kind, answer, reason=" ") == [(rule, "reason")]


@pytest.mark.parametrize(
    ("changed", "columns"),
    [
        ({}, []),
        ({"to_whom": " "}, ["to_whom"]),
        ({"what": ""}, ["what"]),
        ({"by_whom": ""}, ["by_whom"]),
        ({"due_on": None}, ["due_on"]),
        ({"is_person_told": None}, ["is_person_told"]),
        ({"is_person_told": True}, []),
        ({"is_agreement_signed": False}, []),
        ({"due_on": HELD - ONE_DAY}, ["due_on"]),
        ({"due_on": HELD + ONE_DAY}, []),
    ],
)
def test_a_disclosure_says_to_whom_what_who_by_when_and_whether_the_person_is_told(
    changed, columns
):
    found = refused(
        DecisionKind.DISCLOSURE, Answer.DISCLOSE, disclosing=replace(DISCLOSING, **changed)
    )

    assert found == [("disclosure_details", column) for column in columns]


def test_a_disclosure_without_details_says_all_that_is_missing():
    found = refused(DecisionKind.DISCLOSURE, Answer.DISCLOSE)

    assert [column for _, column in found] == [
        "to_whom",
        "what",
        "by_whom",
        "due_on",
        "is_person_told",
    ]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (DecisionKind.DISCLOSURE, Answer.NOT_NOW),
        (DecisionKind.DISCLOSURE, Answer.SELF_DISCLOSE),
        (DecisionKind.VISOR, Answer.VISOR_UPDATED),
    ],
)
def test_details_belong_to_the_decision_to_disclose_alone(kind, answer):
    found = refused(kind, answer, disclosing=Disclosing(is_person_told=False))

    assert found == [("disclosure_details", "to_whom")]


@pytest.mark.parametrize(
    ("is_eligible", "died_on", "rule"),
    [
        (True, None, None),
        (False, None, "not_eligible"),
        (True, HELD - ONE_DAY, "after_death"),
        (True, HELD, "after_death"),
        (True, HELD + ONE_DAY, None),
        (False, HELD, "after_death"),
        (False, HELD + ONE_DAY, "not_eligible"),
    ],
)
def test_nothing_is_decided_about_somebody_who_left_or_died(is_eligible, died_on, rule):
    refusal = person_refusal(is_eligible=is_eligible, held_on=HELD, died_on=died_on)

    assert (refusal.rule if refusal else None) == rule


@pytest.mark.parametrize(
    ("answer", "bases", "rule"),
    [
        (Answer.LEVEL_1, [BY_DECISION], "V1"),
        (Answer.LEVEL_1, [SEXUAL], None),
        (Answer.LEVEL_1, [VIOLENT, BY_DECISION], None),
        (Answer.LEVEL_2, [BY_DECISION], None),
        (Answer.LEVEL_3, [BY_DECISION], None),
        (Answer.LEAVES, [BY_DECISION], None),
        (Answer.LEAVES, [TERRORIST], None),
        (Answer.LEAVES, [SEXUAL], "V46"),
        (Answer.LEAVES, [VIOLENT], "V46"),
        (Answer.LEAVES, [BY_DECISION, SEXUAL], "V46"),
        (Answer.CATEGORY_WRONG, [BY_DECISION], None),
    ],
)
def test_a_level_agrees_with_the_category_and_only_decisions_are_left(answer, bases, rule):
    refusal = level_refusal(answer, bases)

    assert (refusal.rule if refusal else None) == rule


def test_what_keeps_somebody_in_mappa_is_named():
    refusal = level_refusal(Answer.LEAVES, [SEXUAL, BY_DECISION])

    assert Basis.SEXUAL_OFFENCE.label in refusal.sentence
    assert Basis.DECISION.label not in refusal.sentence


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (Answer.LEVEL_1, 1),
        (Answer.LEVEL_2, 2),
        (Answer.LEVEL_3, 3),
        (Answer.LEAVES, None),
    ],
)
def test_an_answer_sets_its_level_and_leaving_sets_none(answer, level):
    assert level_decided(answer) == level
