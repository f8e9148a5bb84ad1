"""Fills a database that `fill` made with five years of panels of its largest area."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from django.db import models, transaction

from agencies.models import Agency
from benchmarks.databases import analyse, say, size_mib
from benchmarks.filling import Rows
from benchmarks.panels import DAY, FILLED_AT, LAST_DAY, Held, Staff, sit, spells_of, staff
from core import audit
from core.bulk import allocate_ids, copy_rows
from core.periods import FOREVER
from meetings.choices import PRESENT, Answer, DecisionKind, MeetingMode, Outcome, Pillar, Topic
from meetings.models import (
    Action,
    Attendance,
    Decision,
    Invitation,
    Meeting,
    Minutes,
    MinutesDraft,
    Panel,
    Passage,
    PlanEntry,
    Recipient,
)
from meetings.services.content import content_of, digest_of
from meetings.services.following import follow
from nominals.choices import Level
from nominals.models import LevelMeeting
from nominals.services.states import restate

GRADE = "Superintendent"
WEEKS = {Level.TWO: 16, Level.THREE: 8}
ANSWER = {Level.TWO: Answer.LEVEL_2, Level.THREE: Answer.LEVEL_3}
ANSWERS = {
    DecisionKind.CATEGORY: Answer.CATEGORY_RIGHT,
    DecisionKind.DISCLOSURE: Answer.NOT_NOW,
    DecisionKind.VISOR: Answer.VISOR_UPDATED,
    DecisionKind.TELLING: Answer.IS_TOLD,
}
WORDS = [
    "the", "agencies", "agreed", "that", "visits", "continue", "weekly", "because", "the", "risk",
    "of", "harm", "to", "partners", "remains", "high", "when", "alcohol", "is", "used",
]  # fmt: skip
TOPICS = [each for each in Topic if each not in (Topic.INFORMATION, Topic.DISSENT)]

COLUMNS: dict[type[models.Model], Sequence[str]] = {
    Panel: (
        "id", "public_id", "area_id", "level", "held_on", "starts_at", "mode", "place",
        "is_emergency", "chair_id", "chair_grade", "minute_taker_id", "cancelled_because",
    ),
    Meeting: (
        "id", "public_id", "panel_id", "nominal_id", "person_id", "placed_on", "starts_at",
        "ends_at", "chair_id", "chair_grade", "minute_taker_id", "is_confidentiality_acknowledged",
        "next_review_on", "closed_on", "cancelled_because", "changed_in",
    ),
    LevelMeeting: ("nominal_id", "meeting_id", "held_on", "level", "next_review_on"),
    Invitation: ("id", "meeting_id", "agency_id", "wants_report", "sent_on"),
    Attendance: ("invitation_id", "outcome", "name", "grade", "is_senior_enough"),
    Decision: (
        "meeting_id", "kind", "answer", "reason", "to_whom", "what", "by_whom", "level_period_id",
    ),
    PlanEntry: (
        "meeting_id", "valid_from", "valid_to", "pillar", "text", "risk", "agency_id", "owner",
        "review_on",
    ),
    Action: (
        "public_id", "meeting_id", "text", "rationale", "pillar", "agency_id", "owner", "due_on",
        "completed_on", "evidence", "explanation", "cancelled_because",
    ),
    Passage: ("meeting_id", "topic", "agency_id", "text", "written_by", "number"),
}  # fmt: skip
"""What is written of each fact, besides when and in which act it was recorded."""


def convene(size: int) -> Staff:
    """Add five years of panels where there are none; answers who has to do with them."""
    who = staff()
    if Panel.objects.exists():
        return who
    chance = random.Random(f"panels {size}")
    started = perf_counter()
    with transaction.atomic():
        act = audit.record(
            by="benchmarks", at=FILLED_AT, operation=audit.Operation.COLLECTION, act="convene"
        ).pk
        spells = spells_of(who.area, chance, act)
        panels, held = sit(spells, chance)
        rows = _rows(who, panels, held, chance, act)
        known = ("recorded_from", "recorded_to", "recorded_in")
        for model, columns in COLUMNS.items():
            facts = ((*row, FILLED_AT, FOREVER, act) for row in rows[model])
            copy_rows(model, (*columns, *known), facts)
    total = sum(map(len, rows.values()))
    seconds = perf_counter() - started
    say(
        f"{size}: {len(panels)} panels, {len(held)} meetings about "
        f"{len({each.spell.person for each in held})} people of {who.area}, {total} facts in "
        f"{seconds:.1f} s, {total / seconds:.0f} rows/s"
    )
    analyse()

    started = perf_counter()
    issued = _issue(who, held, chance, act)
    say(f"{size}: {issued} minutes composed and issued in {perf_counter() - started:.1f} s")

    people = sorted({each.person for each in spells})
    started = perf_counter()
    with transaction.atomic():
        restate(nominals=people, at=FILLED_AT + timedelta(seconds=1), act=act)
        follow(nominals=people, at=FILLED_AT + timedelta(seconds=1))
    seconds = perf_counter() - started
    analyse()
    say(
        f"{size}: states, grants and duties of {len(people)} people in {seconds:.1f} s; "
        f"{size_mib():.0f} MiB"
    )
    return who


def _rows(
    who: Staff,
    panels: Sequence[tuple[int, Level, date]],
    held: Sequence[Held],
    chance: random.Random,
    act: int,
) -> dict[type[models.Model], Rows]:
    """Every row of the panels and their meetings but minutes, model by model."""
    rows: dict[type[models.Model], Rows] = {model: [] for model in COLUMNS}
    conduct = (who.chair.pk, GRADE, who.minute_taker.pk)
    for key, level, day in panels:
        sits = (
            who.area.pk,
            level,
            day,
            "09:00:00",
            MeetingMode.REMOTE,
            "the line of the area",
            False,
        )
        rows[Panel].append((key, uuid.UUID(int=key), *sits, *conduct, ""))
    invitations = iter(allocate_ids(Invitation, len(held) * len(who.agencies)))
    for each in held:
        day, spell = each.held_on, each.spell
        review_on = day + 7 * WEEKS[spell.level] * DAY
        hours = [f"{9 + each.place % 8:02}:{minutes}:00" for minutes in ("00", "45")]
        rows[Meeting].append(
            (
                each.key, uuid.UUID(int=each.key), each.panel, spell.person, spell.person,
                day - 21 * DAY, *hours, *conduct, True, review_on, day, "", act,
            )
        )  # fmt: skip
        rows[LevelMeeting].append((spell.person, each.key, day, spell.level, review_on))
        rows[Decision].append(
            (each.key, "level", ANSWER[spell.level], _text(chance), "", "", "", spell.period)
        )
        rows[Decision] += [
            (each.key, kind, answer, _text(chance), "", "", "", None)
            for kind, answer in ANSWERS.items()
        ]
        for agency in who.agencies:
            _take_part(each, agency, next(invitations), chance, rows)
        for pillar in Pillar:
            agency = chance.choice(who.agencies)
            entry = (pillar, _text(chance), _text(chance, 9), agency.pk, "Kim Wren", review_on)
            rows[PlanEntry].append((each.key, day, each.next_on, *entry))
        for _ in range(3):
            rows[Action].append(_action(each, chance.choice(who.agencies), chance))
        for topic in TOPICS:
            rows[Passage].append((each.key, topic, None, _text(chance, 70), "benchmarks", 1))
    return rows


def _take_part(
    each: Held, agency: Agency, key: int, chance: random.Random, rows: dict[Any, Rows]
) -> None:
    rows[Invitation].append((key, each.key, agency.pk, True, each.held_on - 14 * DAY))
    (outcome,) = chance.choices(list(Outcome), (80, 8, 4, 5, 3, 0))
    if agency.kind == "police":
        outcome = Outcome.ATTENDED
    came = outcome in PRESENT
    named = ("Kim Wren", GRADE, chance.random() < 0.95) if came else ("", "", None)
    rows[Attendance].append((key, outcome, *named))
    if came:
        text = _text(chance, 70)
        rows[Passage].append((each.key, Topic.INFORMATION, agency.pk, text, "benchmarks", 1))


def _action(each: Held, agency: Agency, chance: random.Random) -> Sequence[Any]:
    due_on = each.held_on + chance.randrange(14, 43) * DAY
    done_on: date | None = (
        due_on + (chance.randrange(-13, 1) if chance.random() < 0.85 else 9) * DAY
    )
    if chance.random() < 0.04 or (done_on is not None and done_on >= LAST_DAY):
        done_on = None
    is_late = done_on is not None and done_on > due_on
    return (
        uuid.UUID(int=chance.getrandbits(128)), each.key, _text(chance, 12), _text(chance),
        chance.choice(Pillar.values), agency.pk, "Kim Wren", due_on, done_on,
        _text(chance) if done_on else "", _text(chance) if is_late else "", "",
    )  # fmt: skip


def _text(chance: random.Random, words: int = 20) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _issue(who: Staff, held: Sequence[Held], chance: random.Random, act: int) -> int:
    """Compose the minutes of every meeting, and issue those whose day has come."""
    found = Meeting.objects.select_related("panel__area", "chair", "minute_taker").in_bulk()
    known: dict[str, Any] = {"recorded_from": FILLED_AT, "recorded_in": act}
    drafts, issued = [], []
    for each in held:
        meeting, draft = found[each.key], MinutesDraft(meeting_id=each.key, number=1, **known)
        issued_on = each.held_on + chance.randrange(3, 14 if each.spell.level == 2 else 8) * DAY
        drafts.append(draft)
        if issued_on >= LAST_DAY:
            continue
        content = content_of(meeting, draft)
        draft.approved_on, draft.approved_by = issued_on, str(who.chair)
        draft.approved_content = digest_of(content)
        issued.append(
            Minutes(
                meeting_id=each.key,
                number=1,
                content=content,
                digest=draft.approved_content,
                approved_on=issued_on,
                approved_by=str(who.chair),
                issued_on=issued_on,
                issued_by=str(who.co_ordinator),
                issued_at=datetime.combine(issued_on, time(12), tzinfo=UTC),
                issued_in=act,
            )
        )
    came = Attendance.objects.filter(outcome__in=PRESENT).order_by("pk")
    present: defaultdict[int, list[int]] = defaultdict(list)
    for key, agency in came.values_list("invitation__meeting", "invitation__agency"):
        present[key].append(agency)
    with transaction.atomic():
        MinutesDraft.objects.bulk_create(drafts, batch_size=500)
        Minutes.objects.bulk_create(issued, batch_size=100)
        Recipient.objects.bulk_create(
            (
                Recipient(minutes=each, agency_id=agency, added_on=each.issued_on)
                for each in issued
                for agency in present[each.meeting_id]
            ),
            batch_size=500,
        )
    return len(issued)
