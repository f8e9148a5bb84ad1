"""The caseload files about people: their columns and keys, and the rules that refuse a row."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from agencies.choices import LEADING_KINDS
from core.importing.batches import Batch
from core.importing.columns import Code, Day, Reference, Text, Truth, codes_of
from core.importing.files import Chunk, Column, File, Row, ends_after_start
from core.periods import Period
from nominals.choices import (
    CATEGORY_OF_BASIS,
    Basis,
    Category,
    Level,
    NotificationSource,
    Rank,
    ReviewOutcome,
    Setting,
    Sex,
)
from nominals.models import (
    Address,
    Alias,
    Detention,
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    Nominal,
    NotificationRequirement,
    NotificationReview,
    ResponsibleArea,
    SenderReference,
)
from nominals.rules.eligibility import AtLevel, Eligible, category_3_refusal, category_4_refusal
from nominals.services.facts import RuleValues

PEOPLE = "nominals.csv"
AREAS = "responsible_areas.csv"
ELIGIBILITY = "eligibility.csv"
LEVELS = "levels.csv"
REQUIREMENTS = "notification_requirements.csv"
REVIEWS = "notification_reviews.csv"

_LONGEST_NAME = 200
_LONGEST_IDENTIFIER = 64

_CATEGORIES = {basis.value: category.value for basis, category in CATEGORY_OF_BASIS.items()}


def files(areas: Mapping[str, int], today: date | None = None) -> tuple[File, ...]:
    """The files of this app in the page's order.

    `areas` are the primary keys of the areas by code. Nobody is born after `today`.
    """
    owner = Column("nominal", Reference(), needed=True, attribute="nominal_id")
    born = Column("date_of_birth", Day(latest=today))
    name, identifier = Text(_LONGEST_NAME), Text(_LONGEST_IDENTIFIER)
    family_name = Column("family_name", name, needed=True)
    since, until = Column("valid_from", Day(), needed=True), Column("valid_to", Day())
    one = ("nominal", "valid_from")
    return (
        File(
            PEOPLE,
            Nominal,
            (
                Column("nominal", Reference(), needed=True, attribute="id"),
                family_name,
                Column("given_names", name),
                born,
                Column("sex", codes_of(Sex, "sex")),
                *(
                    Column(each, identifier)
                    for each in ("pnc_id", "cro_number", "crn", "prison_number", "visor_reference")
                ),
                Column("died_on", Day()),
                Column("restricted", Truth(), attribute="is_restricted"),
            ),
            key=("nominal",),
            references=SenderReference,
            fresh={"public_id": lambda at: uuid.uuid4(), "changed_at": lambda at: at},
        ),
        File(
            "aliases.csv",
            Alias,
            (owner, family_name, Column("given_names", name), born),
            key=("nominal", "family_name", "given_names", "date_of_birth"),
        ),
        File(
            "addresses.csv",
            Address,
            (
                owner,
                Column("lines", Text(), needed=True),
                Column("postcode", Text(20)),
                Column("uprn", Text(20)),
                Column("valid_from", Day()),
                until,
                Column("kind", Text(100)),
            ),
            key=("nominal", "lines", "postcode", "uprn", "valid_from", "kind"),
            checks=(ends_after_start,),
        ),
        File(
            AREAS,
            ResponsibleArea,
            (
                owner,
                Column("area", Code(areas, "area"), needed=True, attribute="area_id"),
                since,
                until,
            ),
            key=one,
            one_at_a_time=(),
            checks=(ends_after_start,),
        ),
        File(
            ELIGIBILITY,
            EligibilityPeriod,
            (
                owner,
                Column("category", codes_of(Category, "category"), needed=True),
                Column("basis", codes_of(Basis, "basis"), needed=True),
                since,
                until,
                Column("offence", Text()),
                Column("sentence", Text()),
            ),
            key=("nominal", "basis", "valid_from"),
            one_at_a_time=("basis",),
            checks=(ends_after_start, _category_of_basis),
        ),
        File(
            LEVELS,
            LevelPeriod,
            (
                owner,
                Column("level", codes_of(Level, "level"), needed=True),
                since,
                until,
                Column("reason", Text()),
            ),
            key=one,
            one_at_a_time=(),
            checks=(ends_after_start,),
        ),
        File(
            "lead_agencies.csv",
            LeadAgencyPeriod,
            (
                owner,
                Column("agency", codes_of(LEADING_KINDS, "agency"), needed=True, attribute="kind"),
                since,
                until,
            ),
            key=one,
            one_at_a_time=(),
            checks=(ends_after_start,),
        ),
        File(
            "detentions.csv",
            Detention,
            (
                owner,
                Column("setting", codes_of(Setting, "setting"), needed=True),
                since,
                until,
                Column("establishment", Text(_LONGEST_NAME)),
            ),
            key=one,
            one_at_a_time=(),
            checks=(ends_after_start,),
        ),
        File(
            REQUIREMENTS,
            NotificationRequirement,
            (
                owner,
                Column("source", codes_of(NotificationSource, "source"), needed=True),
                since,
                until,
                Column("first_notified_on", Day()),
                Column("indefinite", Truth(), attribute="is_indefinite"),
            ),
            key=("nominal", "source", "valid_from"),
            checks=(ends_after_start,),
        ),
        File(
            REVIEWS,
            NotificationReview,
            (
                owner,
                Column("applied_on", Day(), needed=True),
                Column("decided_on", Day()),
                Column("outcome", codes_of(ReviewOutcome, "outcome")),
                Column("authorised_by_rank", codes_of(Rank, "rank")),
            ),
            key=("nominal", "applied_on"),
        ),
    )


READ_BY_RULES = frozenset({PEOPLE, ELIGIBILITY, LEVELS, REQUIREMENTS, REVIEWS})
"""The files whose stored rows the rules need to know beside the imported ones."""


def refuse(batch: Batch, values: RuleValues) -> None:
    """V1, V2 and V3, for what the import adds or changes (the rules' own page has the sources)."""
    bases = [
        (row, Eligible(row[2], row[3], Period(row[4], row[5])))
        for row in batch.standing(ELIGIBILITY)
        if row[2] in (Category.THREE, Category.FOUR)
    ]
    of_category_3: defaultdict[int, list[tuple[Row, Eligible]]] = defaultdict(list)
    for row, basis in bases:
        refusal = category_4_refusal(basis, values.category_4_start) if row[0] else None
        if refusal is not None:
            batch.refuse(ELIGIBILITY, row[0], refusal.column, refusal)
        if basis.category == Category.THREE:
            of_category_3[row[1]].append((row, basis))
    if of_category_3:
        _refuse_category_3(batch, of_category_3)


def _refuse_category_3(batch: Batch, bases: Mapping[int, list[tuple[Row, Eligible]]]) -> None:
    """V1 and V2 name the row of Category 3 where the import touches it, else the other fact."""
    others: defaultdict[int, dict[int, Row]] = defaultdict(dict)
    facts: defaultdict[int, list[Eligible]] = defaultdict(list)
    levels: defaultdict[int, list[AtLevel]] = defaultdict(list)
    for row in batch.standing(ELIGIBILITY):
        if row[1] in bases and row[2] != Category.THREE:
            other = Eligible(row[2], row[3], Period(row[4], row[5]))
            facts[row[1]].append(other)
            others[row[1]][id(other)] = row
    for row in batch.standing(LEVELS):
        if row[1] in bases and row[2] == Level.ONE:
            level = AtLevel(row[2], Period(row[3], row[4]))
            levels[row[1]].append(level)
            others[row[1]][id(level)] = row
    for nominal, found in bases.items():
        for row, basis in found:
            for refusal, named in category_3_refusal(basis, facts[nominal], levels[nominal]):
                other_line = others[nominal][id(named)][0]
                if row[0]:
                    batch.refuse(ELIGIBILITY, row[0], refusal.column, refusal)
                elif other_line:
                    is_level = isinstance(named, AtLevel)
                    file, column = (LEVELS, "level") if is_level else (ELIGIBILITY, "category")
                    batch.refuse(file, other_line, column, refusal)


def births(batch: Batch) -> dict[int, tuple[date | None, int]]:
    """The date of birth of each nominal as it will stand, and the line that touches the nominal."""
    return {row[1]: (row[4], row[0]) for row in batch.standing(PEOPLE)}


def _category_of_basis(chunk: Chunk) -> Iterator[tuple[int, str, str]]:
    for place, (category, basis) in enumerate(zip(chunk["category"], chunk["basis"], strict=True)):
        if _CATEGORIES[basis] != category:
            sentence = f"The basis {basis} leads to Category {_CATEGORIES[basis]}: write that one."
            yield place, "category", sentence
