"""Times meetings: each act, who sees what, duties, indicators and documents, on five years of
panels that `convening` adds to a database that `fill` made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from statistics import median
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from agencies.choices import Fact
from agencies.models import User
from benchmarks.convening import ANSWERS, GRADE, TOPICS, convene
from benchmarks.databases import say, use
from benchmarks.panels import DAY, LAST_DAY, Staff
from benchmarks.rounds import Way, in_turn, recorded, replay, seconds
from core.documents import as_odt, as_pdf, as_text
from core.periods import OPEN_END, Quarter
from meetings.choices import Answer, DecisionKind, DocumentKind, MeetingMode, Outcome, Pillar, Topic
from meetings.documents import compose
from meetings.models import Action, Decision, Invitation, Meeting, Minutes, MinutesDraft, Panel
from meetings.services import (
    actions,
    attendance,
    convening,
    deciding,
    inviting,
    minutes,
    panels,
    planning,
)
from meetings.services.content import content_of
from nominals.choices import Level
from nominals.models import Duty, Grant, LevelMeeting, Nominal, StatePeriod
from nominals.querysets.holding import held_by, memberships_of
from nominals.services.acts import Asked
from reporting.services.indicators import Indicators, count_indicators
from tests.oracle import indicators as oracle

_T = TypeVar("_T")
Rows = Callable[[User | None], QuerySet[Any]]

ON = date(2024, 6, 25)
"""Some days before the data end."""

ROUNDS = 15
LIST = 50
"""Rows of a list that are read."""

PLACED_ON = LAST_DAY + DAY
QUARTERS = [Quarter.containing(date(2019 + n // 4, n % 4 * 3 + 1, 1)) for n in range(2, 22)]
TEXT = "The agencies agreed that visits continue weekly because the risk of harm remains high."
ONCE = ("close", "close, bare rows", "approve", "issue")
"""What is done with one of the two meetings of a round."""


def measure(sizes: Sequence[int]) -> None:
    """All of it, in each database; the panels are added where there are none."""
    for size in sizes:
        use(size)
        who = convene(size)
        name = f"{size} {connection.vendor}"
        _measure_lists(name, who)
        _measure_nominals(name, who)
        _measure_indicators(name, who)
        _measure_documents(name)
        _measure_acts(name, who)


class _Acts:
    """Times acts by name. The first round counts statements instead, which warms up as well."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, list[float]] = defaultdict(list)
        self.statements: defaultdict[str, set[int]] = defaultdict(set)
        self.is_counting = True

    def do(self, called: str, service: Callable[..., _T], /, **given: Any) -> _T:
        """Let `service` do what is `given` to it, as an act so `called`."""
        done: list[_T] = []
        if self.is_counting:
            self.statements[called].add(len(recorded(lambda: done.append(service(**given)))))
        else:
            self.taken[called].append(seconds(lambda: done.append(service(**given))))
        return done[0]


def _measure_acts(name: str, who: Staff) -> None:
    """Each round leads two meetings to their closing, closes one by the service and the other by
    its bare rows, and issues the minutes of the first."""
    people, acts = _at_level_2(who), _Acts()
    for number in range(ROUNDS + 1):
        held_on = PLACED_ON + (14 + number) * DAY
        panel = _panel(who, held_on)
        pair = [people[(2 * number + each) % len(people)] for each in range(2)]
        first, second = (_held(acts, who, panel, each, at) for at, each in enumerate(pair))
        by_chair: dict[str, Any] = {"meeting": first, "user": who.chair, "asked": _asked(held_on)}
        by_area = {"meeting": first, "user": who.co_ordinator, "asked": _asked(held_on + DAY)}
        acts.do("close", deciding.close_meeting, **by_chair)
        acts.do("close, bare rows", _bare, meeting=second)
        acts.do("approve", minutes.approve_minutes, **by_chair)
        acts.do("issue", minutes.issue_minutes, **by_area)
        acts.is_counting = False
    whole = 0.0
    for act, each in acts.taken.items():
        of_meeting = len(each) // (ROUNDS if act in ONCE else 2 * ROUNDS)
        whole += 0 if act == "close, bare rows" else of_meeting * median(each)
        found = sorted(acts.statements[act])
        say(f"{name}: {act}: {_times(each)}, statements {found}, {of_meeting} of a meeting")
    ratio = median(acts.taken["close"]) / median(acts.taken["close, bare rows"])
    say(f"{name}: closing / its bare rows {ratio:.1f}; the acts of a whole meeting {whole:.1f} s")


def _at_level_2(who: Staff) -> list[Nominal]:
    """People of the area at Level 2 to the end, in the order of their keys."""
    states = StatePeriod.objects.filter(
        area=who.area, level=Level.TWO, ends=OPEN_END, valid_from__lt=ON, category__isnull=False
    )
    living = Nominal.objects.filter(died_on__isnull=True, is_restricted=False)
    return list(living.filter(pk__in=states.order_by().values("nominal")).order_by("pk"))


def _asked(day: date) -> Asked:
    return Asked(by="benchmarks", at=datetime.combine(day, time(12), tzinfo=UTC))


def _panel(who: Staff, held_on: date) -> Panel:
    return panels.plan_panel(
        area=who.area,
        level=Level.TWO,
        sitting=panels.Sitting(held_on, time(9), "the line of the area", MeetingMode.REMOTE),
        conduct=panels.Conduct(who.chair, GRADE, who.minute_taker),
        user=who.co_ordinator,
        asked=_asked(PLACED_ON),
    )


def _held(acts: _Acts, who: Staff, panel: Panel, person: Nominal, at: int) -> Meeting:
    """A meeting that could be closed, with all that is written at it."""
    by: dict[str, Any] = {"user": who.co_ordinator, "asked": _asked(PLACED_ON)}
    times = {"starts_at": time(9 + at), "ends_at": time(9 + at, 45)}
    meeting = acts.do("place", convening.place_meeting, panel=panel, nominal=person, **times, **by)
    of: dict[str, Any] = {"meeting": meeting, **by}
    acts.do("invite six", inviting.invite, agencies=who.agencies, **of)
    acts.do("send six", inviting.send_invitations, on=PLACED_ON, **of)

    by = {"user": who.minute_taker, "asked": _asked(panel.held_on)}
    of = {"meeting": meeting, **by}
    came = {"outcome": Outcome.ATTENDED, "name": "Kim Wren", "grade": GRADE}
    for each in Invitation.objects.filter(meeting=meeting):
        acts.do("attendance", attendance.record_attendance, invitation=each, **came, **by)
    acts.do("acknowledge", attendance.acknowledge_confidentiality, **of)
    for kind, answer in {DecisionKind.LEVEL: Answer.LEVEL_2, **ANSWERS}.items():
        acts.do("decide", deciding.decide, kind=kind, answer=answer, reason=TEXT, **of)
    agency, held_on, owner = who.agencies[0], panel.held_on, "Kim Wren"
    for pillar in Pillar:
        entry = planning.Entry(pillar, TEXT, agency, owner, held_on, held_on + 56 * DAY)
        acts.do("plan entry", planning.add_plan_entry, entry=entry, **of)
    wanted = actions.Wanted(TEXT, TEXT, Pillar.SUPERVISION, agency, owner, held_on + 14 * DAY)
    for _ in range(3):
        acts.do("action", actions.give_action, wanted=wanted, **of)
    for topic in TOPICS:
        acts.do("passage", minutes.write_passage, topic=topic, text=TEXT, **of)
    for agency in who.agencies:
        told = {"topic": Topic.INFORMATION, "agency": agency, "text": TEXT}
        acts.do("passage", minutes.write_passage, **told, **of)
    return meeting


def _bare(meeting: Meeting) -> None:
    """The three rows that closing gives new values or adds, and nothing else: no lock, log, former
    version, state, grant or duty."""
    at, held_on = datetime.now(tz=UTC), meeting.panel.held_on
    with transaction.atomic():
        decision = Decision.objects.get(meeting=meeting, kind=DecisionKind.LEVEL)
        decision.recorded_from = at
        decision.save(update_fields=["level_period", "recorded_from"])
        meeting.closed_on, meeting.next_review_on = held_on, held_on + 112 * DAY
        meeting.save(update_fields=["closed_on", "next_review_on"])
        LevelMeeting.objects.create(
            nominal_id=meeting.person_id,
            meeting_id=meeting.pk,
            held_on=held_on,
            level=Level.TWO,
            next_review_on=meeting.next_review_on,
            recorded_from=at,
            recorded_in=1,
        )


def _measure_lists(name: str, who: Staff) -> None:
    """The first fifty of each list under the rule of who sees what, and of the same list without
    it: whole, and the statement of the list alone."""
    lists: dict[str, Rows] = {
        "meetings": _meetings,
        "overdue actions": _overdue,
        "minutes": _minutes,
        "duties": partial(_duties, area=who.area.pk),
    }
    users = {"co-ordinator": who.co_ordinator, "invited agency": who.practitioner}
    for what, rows in lists.items():
        ways: dict[str, Way] = {"no rule": partial(_first, rows, None)}
        ways |= {whose: partial(_first, rows, user) for whose, user in users.items()}
        alone = {whose: replay(recorded(way)[-1:]) for whose, way in ways.items()}
        taken = in_turn(ways, rounds=ROUNDS)
        slim = in_turn(alone, rounds=ROUNDS)
        for whose in ways:
            ratio, of_statement = (
                median(each[whose]) / median(each["no rule"]) for each in (taken, slim)
            )
            say(
                f"{name}: {what}, {whose}: {_times(taken[whose])}, {ratio:.2f} of no rule; "
                f"statement {_times(slim[whose])}, {of_statement:.2f}"
            )
        for whose, user in users.items():
            counted = {len(recorded(partial(_first, rows, user, most))) for most in (1, LIST, 9999)}
            say(f"{name}: {what}, {whose}: {rows(user).count()} rows, statements {counted}")
    ways = {
        "all duties of the area": partial(_first, lists["duties"], who.co_ordinator, 9999),
        "50 nominals by key": lambda: list(Nominal.objects.order_by("pk")[:LIST]),
    }
    for what, each in in_turn(ways, rounds=ROUNDS).items():
        say(f"{name}: {what}: {_times(each)}")


def _first(rows: Rows, user: User | None, most: int = LIST) -> list[Any]:
    return list(rows(user)[:most])


def _meetings(user: User | None) -> QuerySet[Meeting]:
    found = Meeting.objects.all()
    found = found if user is None else found.visible_to(user, on=ON)
    return found.select_related("panel").order_by("-panel__held_on", "starts_at", "pk")


def _overdue(user: User | None) -> QuerySet[Action]:
    found = Action.objects.open_on(ON).filter(due_on__lt=ON)
    found = found if user is None else found.visible_to(user, on=ON)
    return found.select_related("agency", "meeting").order_by("due_on", "pk")


def _minutes(user: User | None) -> QuerySet[Minutes]:
    found = Minutes.objects.all()
    found = found if user is None else found.readable_by(user, on=ON)
    return found.defer("content").order_by("-issued_on", "pk")


def _duties(user: User | None, *, area: int) -> QuerySet[Duty]:
    return Duty.objects.due_list(user, on=ON, area=area)


def _measure_nominals(name: str, who: Staff) -> None:
    """Whom one may see, with and without leaving out what meetings grant of restricted cases."""
    for whose, user in (("co-ordinator", who.co_ordinator), ("invited agency", who.practitioner)):
        ways: dict[str, Way] = {
            "first 50, formerly": partial(_first, _seen_before, user),
            "first 50": partial(_first, _seen, user),
            "count, formerly": lambda user=user: _seen_before(user).count(),  # type: ignore[misc]
            "count": lambda user=user: _seen(user).count(),  # type: ignore[misc]
        }
        taken = in_turn(ways, rounds=ROUNDS)
        for way, each in taken.items():
            ratio = median(each) / median(taken[f"{way.removesuffix(', formerly')}, formerly"])
            counted = len(recorded(ways[way]))
            say(f"{name}: nominals, {whose}, {way}: {_times(each)}, {ratio:.2f}, {counted} queries")


def _seen(user: User | None) -> QuerySet[Nominal]:
    return Nominal.objects.shown_to(user, on=ON).order_by("pk")


def _seen_before(user: User | None) -> QuerySet[Nominal]:
    """The rule before meetings granted anything."""
    assert user is not None
    grants = Grant.objects.filter(
        held_by(user, memberships_of(user, on=ON), Fact.IDENTITY),
        nominal=OuterRef("pk"),
        valid_from__lte=ON,
        ends__gt=ON,
    )
    return Nominal.objects.filter(Exists(grants)).order_by("pk")


def _measure_indicators(name: str, who: Staff) -> None:
    """One quarter, all twenty, and the slow count of one, which must agree."""
    quarter, on = QUARTERS[-2], QUARTERS[-1].period.ends
    ways: dict[str, Way] = {}
    for whose, user in (("of all", None), ("of the co-ordinator", who.co_ordinator)):
        count = partial(count_indicators, area=who.area, on=on, user=user)
        ways[f"one quarter, {whose}"] = partial(count, quarter=quarter)
        ways[f"twenty quarters, {whose}"] = partial(_each_quarter, count)
    taken = in_turn(ways, rounds=ROUNDS)
    for way, each in taken.items():
        say(f"{name}: indicators, {way}: {_times(each)}, {len(recorded(ways[way]))} statements")
    counts = {
        len(recorded(partial(count_indicators, area=who.area, quarter=each, on=on)))
        for each in QUARTERS
    }
    say(f"{name}: indicators, statements of each of the quarters {sorted(counts)}")

    tallies: list[dict[Any, Any]] = []
    world: Any = partial(
        oracle.World, who.area, quarter.period.start, quarter.period.ends - DAY, on
    )
    slow = seconds(
        lambda: tallies.append(oracle.count(world()))  # type: ignore[no-untyped-call]
    )
    found = count_indicators(area=who.area, quarter=quarter, on=on)
    if _as_told(found) != {key: (each.met, each.missed) for key, each in tallies[0].items()}:
        raise AssertionError(quarter)
    ratio = slow / median(taken["one quarter, of all"])
    say(f"{name}: indicators, slow count of one quarter: {slow:.1f} s, {ratio:.0f} x; they agree")


def _each_quarter(count: Callable[..., Indicators]) -> list[Indicators]:
    return [count(quarter=each) for each in QUARTERS]


def _as_told(found: Indicators) -> dict[Any, tuple[set[Any], set[Any]]]:
    return {
        (row.indicator, row.level, row.agency and row.agency.key): (
            set(row.met_by),
            set(row.missed_by),
        )
        for row in found.rows
    }


def _measure_documents(name: str) -> None:
    """The content of a meeting and its documents; the meeting is the one with the longest minutes
    among the latest fifty."""
    latest = Minutes.objects.order_by("-issued_on", "pk").select_related("meeting__panel__area")
    issued = max(latest[:LIST], key=lambda each: len(str(each.content)))
    draft = MinutesDraft(number=1)
    content = recorded(lambda: content_of(issued.meeting, draft))
    ways: dict[str, Way] = {"content": lambda: content_of(issued.meeting, draft)}
    writers = {"PDF": as_pdf, "ODT": as_odt, "text": as_text}
    for kind in (DocumentKind.MINUTES, DocumentKind.AGENDA):
        made = compose(kind, issued.content, issued=issued.issued_at)
        for form, write in writers.items():
            ways[f"{kind.value} as {form}"] = partial(write, made)
    for what, each in in_turn(ways, rounds=ROUNDS).items():
        say(f"{name}: {what}: {_times(each)}")
    say(f"{name}: content of {len(str(issued.content))} characters by {len(content)} statements")


def _times(taken: Sequence[float]) -> str:
    last = sorted(taken)[len(taken) * 99 // 100]
    return f"p50 {median(taken) * 1000:.1f} ms, p99 {last * 1000:.1f} ms"
