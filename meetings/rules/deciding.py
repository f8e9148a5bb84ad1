"""What a meeting may decide, and what keeps it from closing (MAPPA Guidance, 7, 10 and 13a)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import add_days
from core.refusals import Refusal
from meetings.choices import (
    ANSWERS,
    LEVEL_OF_ANSWER,
    PRESENT,
    Answer,
    DecisionKind,
)
from nominals.choices import Basis, Category, Level

CATEGORY_UNCHECKED = "category_unchecked"
"""A meeting checks the category (MAPPA Guidance, chapter 13a); what is missing asks a reason."""

LEFT_BY_DECISION = frozenset({Basis.DECISION, Basis.TERRORIST_RISK_DECISION})
"""The bases that a meeting ends: those that rest on a decision of the responsible authority."""


@dataclass(frozen=True, slots=True)
class Disclosing:
    """What is said of a disclosure besides the answer."""

    to_whom: str = ""
    what: str = ""
    by_whom: str = ""
    due_on: date | None = None
    is_person_told: bool | None = None
    is_agreement_signed: bool | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """How one invited agency took part; `outcome` is empty where nothing is recorded."""

    agency: str
    outcome: str
    is_senior_enough: bool | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is recorded of a meeting when it is to be closed; names of chair and minute taker are
    empty where nobody is named. `decided` are answers by kind."""

    level: int
    held_on: date
    chair: str
    chair_grade: str
    minute_taker: str
    seen: Sequence[Seen]
    decided: Mapping[str, str]
    is_confidentiality_acknowledged: bool = False


def decision_refusals(
    kind: str, answer: str, reason: str, disclosing: Disclosing, *, held_on: date
) -> Iterator[Refusal]:
    """A decision answers its own question and says why (V48); a disclosure says to whom, what, who
    does it and by when, and whether the person is told."""
    if kind not in DecisionKind.values:
        yield Refusal("decision_kind", "kind", f"A meeting decides no “{kind}”: choose a question.")
        return
    if answer not in ANSWERS[DecisionKind(kind)]:
        possible = ", ".join(each.label for each in ANSWERS[DecisionKind(kind)])
        sentence = f"“{DecisionKind(kind).label}” is decided by one of: {possible}."
        yield Refusal("decision_answer", "answer", sentence)
    if not reason.strip():
        sentence = f"Say why: “{DecisionKind(kind).label}” is decided with a reason."
        yield Refusal("V44" if kind == DecisionKind.DISCLOSURE else "V48", "reason", sentence)
    if answer == Answer.DISCLOSE:
        named = {
            "to_whom": ("to whom", bool(disclosing.to_whom.strip())),
            "what": ("what", bool(disclosing.what.strip())),
            "by_whom": ("who does it", bool(disclosing.by_whom.strip())),
            "due_on": ("by when", disclosing.due_on is not None),
            "is_person_told": (
                "whether the person is told",
                disclosing.is_person_told is not None,
            ),
        }
        for column, (what, is_said) in named.items():
            if not is_said:
                yield Refusal("disclosure_details", column, f"Say {what} of the disclosure.")
        if disclosing.due_on is not None and disclosing.due_on < held_on:
            sentence = f"The disclosure is decided on {held_on}: choose that day or a later one."
            yield Refusal("disclosure_details", "due_on", sentence)
    elif disclosing != Disclosing():
        sentence = "Details of a disclosure belong to the decision to disclose: leave them out."
        yield Refusal("disclosure_details", "to_whom", sentence)


def person_refusal(*, is_eligible: bool, held_on: date, died_on: date | None) -> Refusal | None:
    """Nothing is decided about somebody who has left MAPPA, or has died."""
    if died_on is not None and died_on <= held_on:
        sentence = f"The person died on {died_on}: cancel the meeting of {held_on}."
        return Refusal("after_death", "nominal", sentence)
    if is_eligible:
        return None
    sentence = (
        f"The person is in no category on {held_on} and has left MAPPA: enter a category first, or "
        "cancel the meeting."
    )
    return Refusal("not_eligible", "nominal", sentence)


def level_refusal(answer: str, bases: Collection[tuple[int, str]]) -> Refusal | None:
    """V1: Category 3 knows no Level 1. Leaving is decided of bases that rest on a decision only.

    `bases` are the categories and bases that hold on the day of the meeting.
    """
    categories = {category for category, _ in bases}
    if answer == Answer.LEVEL_1 and categories == {Category.THREE}:
        sentence = "Category 3 is not managed at Level 1: decide Level 2 or 3, or that it leaves."
        return Refusal("V1", "answer", sentence)
    lasting = sorted(basis for _, basis in bases if basis not in LEFT_BY_DECISION)
    if answer == Answer.LEAVES and lasting:
        sentence = (
            f"The person stays in MAPPA by {', '.join(Basis(each).label for each in lasting)}: "
            "decide a level."
        )
        return Refusal("V46", "answer", sentence)
    return None


def closing_refusals(record: Record) -> Iterator[Refusal]:
    """V42, V44 and V46: what a meeting is not closed without."""
    for column, name, who in (
        ("chair", record.chair, "chaired"),
        ("minute_taker", record.minute_taker, "took the minutes"),
    ):
        if not name:
            yield Refusal("V42", column, f"Say who {who}.")
    missing = sorted(each.agency for each in record.seen if not each.outcome)
    if missing:
        sentence = f"Say how each invited agency took part: {', '.join(missing)}."
        yield Refusal("V42", "attendance", sentence)
    elif not somebody_came(record.seen):
        sentence = "No agency attended: cancel the meeting, or record who came."
        yield Refusal("V42", "attendance", sentence)
    for rule, kind, what in (
        ("V44", DecisionKind.DISCLOSURE, "on disclosure, even that there is none"),
        ("V46", DecisionKind.LEVEL, "on the level"),
    ):
        if kind not in record.decided:
            yield Refusal(rule, kind.value, f"Decide {what}, with the reason.")


def closing_warnings(
    record: Record,
    *,
    grades: Collection[str],
    weeks: int | None,
    next_review_on: date | None,
    is_not_to_be_told: bool,
) -> Iterator[Refusal]:
    """V41, V43, V45, V78, V79 and the category check: what a meeting is closed without for a
    reason only.

    `grades` may chair at the level; `weeks` is the limit to the next review at the level decided,
    `None` where none follows.
    """
    if grades and record.chair_grade.casefold() not in {each.casefold() for each in grades}:
        sentence = (
            f"The chair's grade, {record.chair_grade or 'not given'}, may not chair at Level "
            f"{record.level}: {', '.join(grades)} may."
        )
        yield Refusal("V43", "chair_grade", sentence)
    if record.level == Level.THREE and (junior := _too_junior(record.seen)):
        sentence = f"Not senior enough for Level 3, or not said: {', '.join(junior)}."
        yield Refusal("V43", "attendance", sentence)
    if not record.is_confidentiality_acknowledged:
        sentence = "The confidentiality and diversity statement was not acknowledged."
        yield Refusal("V45", "is_confidentiality_acknowledged", sentence)
    yield from answer_warnings(record.decided, is_not_to_be_told=is_not_to_be_told)
    if DecisionKind.CATEGORY not in record.decided:
        sentence = "The meeting did not check the category."
        yield Refusal(CATEGORY_UNCHECKED, DecisionKind.CATEGORY.value, sentence)
    if weeks is not None and next_review_on is not None:
        latest = latest_review(record.held_on, weeks)
        if next_review_on > latest:
            sentence = (
                f"The next review on {next_review_on} comes more than {weeks} weeks after the "
                f"meeting: choose {latest} or an earlier day."
            )
            yield Refusal("V41", "next_review_on", sentence)


def answer_warnings(decided: Mapping[str, str], *, is_not_to_be_told: bool) -> Iterator[Refusal]:
    """V78 and V79, by the answers of a meeting that is closed or is to be."""
    told = decided.get(DecisionKind.TELLING)
    if told is None:
        sentence = "The meeting did not decide whether the person is told."
        yield Refusal("V78", DecisionKind.TELLING.value, sentence)
    elif told == Answer.IS_TOLD and is_not_to_be_told:
        sentence = "The person is flagged as not to be told, and the meeting decided to tell."
        yield Refusal("V78", DecisionKind.TELLING.value, sentence)
    if decided.get(DecisionKind.VISOR) != Answer.VISOR_UPDATED:
        sentence = "The meeting is closed while ViSOR is not updated."
        yield Refusal("V79", DecisionKind.VISOR.value, sentence)


def later_refusal(
    level: int | None, held: int | None, *, later_on: date | None, begins_on: date | None
) -> Refusal | None:
    """A meeting does not decide over one that sat later and is closed: `level` must be `held`, that
    of its own day. Nobody leaves from a day after which a level begins, on `begins_on`."""
    if later_on is not None and level != held:
        sentence = (
            f"A meeting of {later_on}, which sat later, is closed already: decide the level that "
            "holds on the day of this one, and leave the change to a meeting to come."
        )
        return Refusal("later_meeting", DecisionKind.LEVEL.value, sentence)
    if level is None and begins_on is not None:
        sentence = f"A level begins on {begins_on}, after the meeting: decide a level."
        return Refusal("later_level", DecisionKind.LEVEL.value, sentence)
    return None


def review_refusal(
    next_review_on: date | None, *, held_on: date, has_review: bool
) -> Refusal | None:
    """The next review comes after the meeting, and only where a level with meetings was decided."""
    if next_review_on is None:
        return None
    if not has_review:
        sentence = "No meeting reviews the case at the level decided: leave the next review out."
        return Refusal("next_review", "next_review_on", sentence)
    if next_review_on > held_on:
        return None
    sentence = f"The next review comes after the meeting of {held_on}: choose a later day."
    return Refusal("next_review", "next_review_on", sentence)


def latest_review(held_on: date, weeks: int) -> date:
    """The last day on which a meeting `weeks` after one on `held_on` is in time."""
    return add_days(held_on, 7 * weeks)


def level_decided(answer: str) -> int | None:
    """The level that an answer sets; `None` where the person leaves."""
    return LEVEL_OF_ANSWER.get(Answer(answer))


def somebody_came(seen: Iterable[Seen]) -> bool:
    """Whether any agency was at the table."""
    return any(each.outcome in PRESENT for each in seen)


def _too_junior(seen: Iterable[Seen]) -> list[str]:
    return sorted(
        each.agency for each in seen if each.outcome in PRESENT and not each.is_senior_enough
    )
