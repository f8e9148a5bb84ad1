"""Two records of one person, merged and parted in tests."""

from datetime import date, timedelta

from nominals.models import (
    EligibilitySupport,
    StatePeriod,
)
from nominals.services.acts import Asked
from nominals.services.identity.merging import KINDS, merge_records
from nominals.services.identity.parting import unmerge_records
from nominals.services.states import restate
from tests.factories.nominals import (
    RECORDED,
    managed,
)

FIRST = RECORDED + timedelta(minutes=1)
MERGED_AT = RECORDED + timedelta(days=10)
SINCE = RECORDED + timedelta(days=20)
PARTED_AT = RECORDED + timedelta(days=30)
DAY = date(2022, 3, 31)
ALL = {"areas": "survivor", "eligibility": "survivor", "levels": "survivor",
       "lead_agencies": "survivor"}  # fmt: skip


def asked(at=MERGED_AT):
    return Asked(by="A. Constable", at=at)


def without(kind):
    return {name: choice for name, choice in ALL.items() if name != kind}


def two(**merged):
    """A survivor and a record to merge, both managed since 1 January 2020."""
    people = [managed(family_name="Smith"), managed(family_name="Smyth", **merged)]
    restate(nominals=[each.pk for each in people], at=FIRST, act=5)
    return people


def merge(survivor, merged, choices=None, at=MERGED_AT):
    return merge_records(
        survivor=survivor,
        merged=merged,
        choices=ALL if choices is None else choices,
        reason="One person.",
        asked=asked(at),
    )


def unmerge(merge, at=PARTED_AT):
    return unmerge_records(merge=merge, reason="Two people.", asked=asked(at))


def everything(*records):
    """All that is now known of records, without keys and when it came to be known."""
    found = {}
    for name, kind in KINDS.items():
        for record in records:
            found[name, record.pk] = [
                (each.period, *kind.fact(each).group) for each in kind.rows(record)
            ]
    for record in records:
        record.refresh_from_db()
        found[record.pk] = (record.is_restricted, record.died_on, record.merged_into_id)
    return found


def states(record, instant=None):
    rows = StatePeriod.history.as_known_at(instant).filter(nominal=record)
    return list(rows.values_list("valid_from", "valid_to", "level", "area__code"))


def support(nominal, basis="sexual_offence", label="nominals.EligibilityPeriod", source=0):
    return EligibilitySupport.objects.create(
        nominal=nominal,
        basis=basis,
        source_label=label,
        source_id=source or nominal.eligibility_periods.get().pk,
        valid_from=date(2020, 1, 1),
        recorded_from=RECORDED,
        recorded_in=1,
    )
