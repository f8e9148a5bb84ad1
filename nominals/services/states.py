"""Stores what the facts of nominals add up to: states, grants, findings, duties, names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from agencies.choices import RuleCode
from agencies.models import AreaService
from agencies.rules.settings import Settings
from core.periods import OPEN_END, Period, end_of
from core.refusals import Warned
from nominals.models import Finding, Grant, Nominal, StatePeriod, TimelineRule
from nominals.rules import access, eligibility, levels
from nominals.rules.states import Precedence, State, states
from nominals.services.changes import batches, instant_for, note_changes
from nominals.services.derived import replace_rows
from nominals.services.duties import write_duties
from nominals.services.facts import Person, RuleValues, people, rule_values
from nominals.services.searching import differing_in_search, make_findable

STATE_COLUMNS = ("valid_from", "valid_to", "area_id", "category", "level", "setting")
GRANT_COLUMNS = (
    "valid_from",
    "valid_to",
    "area_id",
    "agency_id",
    "user_id",
    "is_for_co_ordinators",
    "ground",
    "source_label",
    "source_id",
)
FINDING_COLUMNS = ("valid_from", "valid_to", "source", "rule", "sentence")

SOURCE_OF_GROUND = {
    "responsible_area": "nominals.ResponsibleArea",
    "lead_agency": "nominals.LeadAgencyPeriod",
    "after_exit": "nominals.LeadAgencyPeriod",
    "named_viewer": "nominals.NamedViewer",
    "hosting": "nominals.Hosting",
    "transfer": "nominals.Transfer",
}


def restate(*, nominals: Sequence[int], at: datetime, act: int) -> None:
    """Note that facts of `nominals` changed at `at` in `act`, and bring what follows up to date.

    The caller holds the transaction in which the facts were written, and has locked the nominals.
    """
    values = rule_values()
    if not TimelineRule.objects.exists():
        TimelineRule.objects.create(precedence=_as_json(values.precedence))
    defaults = default_agencies()
    for batch in batches(nominals):
        found = people(batch)
        timelines = {pk: states(each.facts, values.precedence) for pk, each in found.items()}
        replace_rows(
            StatePeriod.objects.all(),
            columns=STATE_COLUMNS,
            wanted={pk: state_rows(timeline) for pk, timeline in timelines.items()},
            at=at,
        )
        replace_rows(
            Grant.objects.filter(ground__in=SOURCE_OF_GROUND),
            columns=GRANT_COLUMNS,
            wanted={pk: _grant_rows(each, defaults, values.settings) for pk, each in found.items()},
            at=at,
        )
        record_findings(
            source="nominals",
            warned={pk: _warnings(each, timelines[pk], values) for pk, each in found.items()},
            at=at,
        )
        write_duties(nominals=batch, settings=values.settings, at=at)
        make_findable(batch)
        note_changes(nominals=batch, at=at, act=act)


def rebuild(*, now: datetime, act: int) -> int:
    """Recompute every nominal whose stored states, grants or names for search differ; answers how
    many did.

    The caller holds the transaction. Afterwards no state is stale.
    """
    differing = differing_nominals()
    restate(nominals=differing, at=instant_for(nominals=differing, now=now), act=act)
    TimelineRule.objects.all().delete()
    TimelineRule.objects.create(precedence=_as_json(rule_values().precedence))
    return len(differing)


def differing_nominals() -> list[int]:
    """The nominals whose stored states, grants or names for search are not what their facts add
    up to.

    A new order of precedence makes states differ, a new default agency of an area grants, and so
    do other days after exit.
    """
    values = rule_values()
    defaults = default_agencies()
    differing: list[int] = []
    everybody = list(Nominal.objects.order_by("pk").values_list("pk", flat=True))
    for batch in batches(everybody):
        timelines = _stored(StatePeriod.objects.filter(nominal__in=batch), STATE_COLUMNS)
        grants = _stored(
            Grant.objects.filter(nominal__in=batch, ground__in=SOURCE_OF_GROUND), GRANT_COLUMNS
        )
        unfindable = differing_in_search(batch)
        for pk, person in people(batch).items():
            timeline = set(state_rows(states(person.facts, values.precedence)))
            granted = set(_grant_rows(person, defaults, values.settings))
            if pk in unfindable or (timeline, granted) != (timelines[pk], grants[pk]):
                differing.append(pk)
    return differing


def stale_reason() -> str | None:
    """Why the stored states may not be counted, as a sentence; `None` where they may."""
    rule = TimelineRule.objects.first()
    if rule is None or rule.precedence == _as_json(rule_values().precedence):
        return None
    return (
        "The order of precedence of the categories has changed since the states were computed: "
        "run `manage.py rebuild_states` first."
    )


def record_findings(*, source: str, warned: Mapping[int, Sequence[Warned]], at: datetime) -> None:
    """Make the findings of `source` about each nominal those in `warned`."""
    replace_rows(
        Finding.objects.filter(source=source),
        columns=FINDING_COLUMNS,
        wanted={
            pk: [(each.valid_from, each.valid_to, source, each.rule, each.sentence) for each in of]
            for pk, of in warned.items()
        },
        at=at,
    )


def default_agencies() -> dict[tuple[str, int], int]:
    """The default agency of each kind in each area, by kind and area."""
    rows = AreaService.objects.filter(is_default=True).order_by()
    return {
        (kind, area): agency for kind, area, agency in rows.values_list("kind", "area", "agency")
    }


def state_rows(timeline: Sequence[State]) -> list[tuple[object, ...]]:
    """A timeline as the rows that store it, in the order of `STATE_COLUMNS`."""
    return [
        (each.valid_from, each.valid_to, each.area, each.category, each.level, each.setting)
        for each in timeline
    ]


def _stored(
    rows: QuerySet[StatePeriod] | QuerySet[Grant], columns: Sequence[str]
) -> defaultdict[int, set[tuple[object, ...]]]:
    stored: defaultdict[int, set[tuple[object, ...]]] = defaultdict(set)
    for nominal, *row in rows.order_by().values_list("nominal_id", *columns):
        stored[nominal].add(tuple(row))
    return stored


def _grant_rows(
    person: Person, defaults: Mapping[tuple[str, int], int], settings: Settings
) -> list[tuple[object, ...]]:
    """Nobody sees a merged record by itself: its transfers stay with it, and would tell of it."""
    if person.is_merged:
        return []
    granted = access.grants(
        person.holders,
        defaults,
        is_restricted=person.is_restricted,
        days_after_exit=lambda day, area: settings.value(
            RuleCode.EXIT_GRANT_DAYS, on=day, area=area
        ),
    )
    return [
        (
            each.valid_from,
            end_of(each.ends),
            each.area,
            each.agency,
            each.user,
            each.is_for_co_ordinators,
            each.ground,
            SOURCE_OF_GROUND[each.ground],
            each.source,
        )
        for each in granted
    ]


def _warnings(person: Person, timeline: Sequence[State], values: RuleValues) -> list[Warned]:
    eligible = [Period(each.valid_from, each.valid_to) for each in timeline if each.category]
    at_level = [_period(start, ends) for start, ends, _ in person.facts.levels]
    leads = [(each.kind, _period(each.valid_from, each.ends)) for each in person.holders.leads]
    until = person.facts.died_on or OPEN_END
    closed = (
        eligibility.closed_basis_warning(each, values.disqualification_closed_on)
        for each in person.bases
    )
    return [
        *(each for each in closed if each is not None),
        *eligibility.lead_agency_warnings(eligible, leads, values.never_lead, until),
        *eligibility.level_warnings(eligible, at_level, until),
        *eligibility.death_warnings(person.facts.died_on, _named_periods(person)),
        *_list_warnings(person),
        *_proposed_leads(person),
        *_fall_warnings(person, values.settings),
    ]


def _fall_warnings(person: Person, settings: Settings) -> Iterator[Warned]:
    """The falls of a level near a release, by the weeks of the area responsible on each day."""
    weeks_on: dict[date, int] = {}
    for _, level in levels.falls(person.levels):
        areas = (
            each.area for each in person.holders.areas if each.valid_from <= level.start < each.ends
        )
        weeks_on[level.start] = settings.value(
            RuleCode.LEVEL_FALL_ALERT_WEEKS, on=level.start, area=next(areas, None)
        )
    yield from levels.lowered_near_release(person.levels, person.releases, weeks_on)


def _proposed_leads(person: Person) -> Iterator[Warned]:
    for lead in person.holders.leads:
        if lead.is_proposed:
            sentence = f"An agency of kind {lead.kind} is proposed as lead: confirm who leads."
            yield Warned("lead_proposed", lead.valid_from, end_of(lead.ends), sentence)


def _list_warnings(person: Person) -> Iterator[Warned]:
    if not person.is_restricted:
        return
    for days in access.days_without_a_list(person.holders):
        sentence = "Restricted without a list of named people: name those who may see the case."
        yield Warned("restricted_without_list", days.start, days.end, sentence)


def _named_periods(person: Person) -> Iterator[tuple[str, Period]]:
    for spell in person.holders.areas:
        yield "A responsible area", _period(spell.valid_from, spell.ends)
    for basis in person.bases:
        yield "A basis of eligibility", basis.period
    for start, ends, _ in person.facts.levels:
        yield "A level", _period(start, ends)
    for lead in person.holders.leads:
        yield "A lead agency", _period(lead.valid_from, lead.ends)
    for start, ends, _ in person.facts.detentions:
        yield "A detention", _period(start, ends)


def _period(start: date, ends: date) -> Period:
    return Period(start, end_of(ends))


def _as_json(precedence: Sequence[Precedence]) -> list[list[object]]:
    return [[each.valid_from.isoformat(), list(each.categories)] for each in precedence]
