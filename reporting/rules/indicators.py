"""What the performance indicators of Level 2 and 3 meetings count (`docs/indicators.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from agencies.choices import RESPONSIBLE_AUTHORITY, AgencyKind
from core.periods import OPEN_END, Period, union
from meetings.choices import PRESENT, Outcome, Pillar
from nominals.rules.levels import LEVELS_WITH_MEETINGS

TITLES = {
    "K1": "Responsible authority attends",
    "K2": "Responsible authority attends",
    "K3": "Duty to co-operate attends",
    "K4": "Duty to co-operate attends",
    "K5": "Senior enough",
    "K6": "Reviewed in time",
    "K7": "Reviewed in time",
    "K8": "Disclosure decided and reasoned",
    "K10": "Minutes issued in time",
    "K11": "ViSOR updated",
    "K12": "Plan covers the four pillars",
}
"""The indicators that are counted, in their order."""

ATTENDANCE = (("K1", 2, True), ("K2", 3, True), ("K3", 2, False), ("K4", 3, False))
"""Attendance by level, of the responsible authority or of those under the duty to co-operate."""

REVIEWS = {2: "K6", 3: "K7"}
SENIORITY_AT = 3

_ORDER = {code: number for number, code in enumerate(TITLES)}


@dataclass(frozen=True, slots=True)
class Body:
    """An agency."""

    key: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was sent and stands; `outcome` is empty where none is recorded."""

    agency: int
    outcome: str
    is_senior_enough: bool | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A closed meeting of the quarter, at the `level` of its panel."""

    key: UUID
    person: int
    level: int
    invited: Sequence[Invited] = ()
    has_reasoned_disclosure: bool = False
    is_visor_updated: bool = False
    pillars: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Course:
    """The spells of somebody at Levels 2 and 3, the day of death, and the days of closed
    meetings."""

    levels: Sequence[tuple[Period, int]]
    died_on: date | None = None
    met_on: Sequence[date] = ()

    def level_on(self, day: date) -> int | None:
        """The level that holds on `day`; none from death on."""
        if self.died_on is not None and day >= self.died_on:
            return None
        return next((level for period, level in self.levels if day in period), None)

    def leaves_on(self, day: date) -> date:
        """The first day after `day`, on which one of the levels holds, on which neither does."""
        spells = union(period for period, _ in self.levels)
        ends = next(spell.ends for spell in spells if day in spell)
        return min(ends, self.died_on or OPEN_END)

    def next_met(self, day: date) -> date | None:
        """The first day of a meeting after `day`."""
        return min((each for each in self.met_on if each > day), default=None)


@dataclass(frozen=True, slots=True)
class Absences:
    """How agencies took part that count as not attending."""

    report_only: int = 0
    apologies: int = 0
    no_show: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator of a level, of one agency or of none, with the meetings behind it."""

    indicator: str
    level: int
    threshold: int
    met_by: tuple[UUID, ...] = ()
    missed_by: tuple[UUID, ...] = ()
    agency: Body | None = None
    absences: Absences | None = None

    @property
    def met(self) -> int:
        """How many meet it."""
        return len(self.met_by)

    @property
    def counted(self) -> int:
        """Of how many."""
        return len(self.met_by) + len(self.missed_by)

    @property
    def percent(self) -> int | None:
        """The rate as a whole number, half up; none where there is nothing to count."""
        return percent(self.met, self.counted)

    @property
    def is_reached(self) -> bool | None:
        """Whether the rate itself, not the rounded one, comes up to the threshold; none where
        there is nothing to count."""
        if self.counted == 0:
            return None
        return 100 * self.met >= self.threshold * self.counted


@dataclass(slots=True)
class Counts:
    """What the meetings of a quarter come to, before the rows are made. Minutes and reviews are
    judged meetings by level."""

    held: list[Held] = field(default_factory=list)
    minutes: list[tuple[int, UUID, bool]] = field(default_factory=list)
    reviews: list[tuple[int, UUID, bool]] = field(default_factory=list)


def percent(met: int, counted: int) -> int | None:
    """`met` of `counted` per cent, a whole number, half up; none where nothing is counted."""
    return None if counted == 0 else (200 * met + counted) // (2 * counted)


def is_reviewed_in_time(held_on: date, due_on: date, course: Course, *, on: date) -> bool | None:
    """Whether the next meeting after that of `held_on` came by `due_on`, at the end of the day
    `on`; `None` where no review is judged: the person left Levels 2 and 3 or died by then, or it is
    still to come."""
    following = course.next_met(held_on)
    if following is not None and following <= due_on:
        return True
    if course.leaves_on(held_on) <= due_on or due_on > on:
        return None
    return False


def are_minutes_in_time(due_on: date, issued_on: date | None, *, on: date) -> bool | None:
    """Whether minutes were issued by `due_on`; `None` where that cannot be told on the day `on`."""
    if issued_on is not None and issued_on <= on:
        return issued_on <= due_on
    return False if due_on < on else None


def pillars_in_force(
    entries: Iterable[tuple[int, str, date, date]], meeting: int, held_on: date
) -> frozenset[str]:
    """The pillars that a plan covers at a meeting: by entries, told by their meeting, pillar, first
    day and excluded end, that hold on its day or were made at it."""
    return frozenset(
        pillar
        for made_at, pillar, start, ends in entries
        if made_at == meeting or start <= held_on < ends
    )


def rows_of(counts: Counts, bodies: Iterable[Body], thresholds: Mapping[str, int]) -> list[Row]:
    """Every indicator, in their order, by level and agency; `counts.held` are in order of their
    days, and every agency of `bodies` has its rows."""
    agencies = sorted(
        (each for each in bodies if each.kind != AgencyKind.OTHER),
        key=lambda each: (each.name, each.key),
    )
    rows = [
        *_attendance(counts.held, agencies, thresholds),
        *_seniority(counts.held, agencies, thresholds["K5"]),
    ]
    for level in LEVELS_WITH_MEETINGS:
        held = [each for each in counts.held if each.level == level]
        last = list({each.person: each for each in held}.values())
        judged = {
            REVIEWS[level]: [each[1:] for each in counts.reviews if each[0] == level],
            "K8": [(each.key, each.has_reasoned_disclosure) for each in held],
            "K10": [each[1:] for each in counts.minutes if each[0] == level],
            "K11": [(each.key, each.is_visor_updated) for each in last],
            "K12": [(each.key, each.pillars.issuperset(Pillar)) for each in last],
        }
        rows += [_row(code, level, thresholds[code], found) for code, found in judged.items()]
    return sorted(rows, key=lambda each: _ORDER[each.indicator])


def _attendance(
    held: Sequence[Held], agencies: Sequence[Body], thresholds: Mapping[str, int]
) -> Iterator[Row]:
    for code, level, of_authority in ATTENDANCE:
        for agency in agencies:
            if (agency.kind in RESPONSIBLE_AUTHORITY) is of_authority:
                asked = [
                    each
                    for each in _invitations(held, agency, level)
                    if each[1].outcome != Outcome.NOT_REQUIRED
                ]
                judged = [(key, each.outcome in PRESENT) for key, each in asked]
                outcomes = [each.outcome for _, each in asked]
                absences = Absences(
                    outcomes.count(Outcome.REPORT_ONLY),
                    outcomes.count(Outcome.APOLOGIES),
                    outcomes.count(Outcome.NO_SHOW),
                )
                yield _row(code, level, thresholds[code], judged, agency, absences)


def _seniority(held: Sequence[Held], agencies: Sequence[Body], threshold: int) -> Iterator[Row]:
    for agency in agencies:
        judged = [
            (key, each.is_senior_enough is True)
            for key, each in _invitations(held, agency, SENIORITY_AT)
            if each.outcome in PRESENT
        ]
        yield _row("K5", SENIORITY_AT, threshold, judged, agency)


def _invitations(held: Sequence[Held], agency: Body, level: int) -> list[tuple[UUID, Invited]]:
    return [
        (each.key, invited)
        for each in held
        if each.level == level
        for invited in each.invited
        if invited.agency == agency.key
    ]


def _row(
    code: str,
    level: int,
    threshold: int,
    judged: Sequence[tuple[UUID, bool]],
    agency: Body | None = None,
    absences: Absences | None = None,
) -> Row:
    return Row(
        code,
        level,
        threshold,
        tuple(key for key, is_met in judged if is_met),
        tuple(key for key, is_met in judged if not is_met),
        agency,
        absences,
    )
