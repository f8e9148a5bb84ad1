"""Parting two records that were merged: everything stands again as before."""

from datetime import date, timedelta

import pytest

from nominals.models import (
    Alias,
    DuplicatePair,
    EligibilityPeriod,
    EligibilitySupport,
    LevelPeriod,
    Licence,
    LicenceCondition,
    NotificationRequirement,
)
from nominals.services.acts import act
from nominals.services.identity.duplicates import likely_duplicates
from nominals.services.identity.registration import Details
from nominals.services.states import differing_nominals, restate
from tests.factories.agencies import area
from tests.factories.nominals import (
    RECORDED,
    DetentionFactory,
    NotificationRequirementFactory,
    ResponsibleAreaFactory,
    managed,
)
from tests.nominals.merged import (
    ALL,
    DAY,
    FIRST,
    PARTED_AT,
    SINCE,
    asked,
    everything,
    merge,
    states,
    support,
    two,
    unmerge,
)
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("choice", ["survivor", "merged"])
def test_unmerging_restores_everything(choice):
    survivor, merged = two(level=2)
    DetentionFactory(nominal=merged, valid_to=date(2020, 2, 1))
    ResponsibleAreaFactory(
        nominal=merged, area=area("suffolk"), valid_from=date(2019, 1, 1), valid_to=date(2020, 1, 1)
    )
    restate(nominals=[merged.pk], at=FIRST + timedelta(days=1), act=6)
    before = everything(survivor, merged), states(survivor), states(merged)

    done = merge(survivor, merged, dict.fromkeys(ALL, choice))
    assert everything(survivor, merged) != before[0]
    unmerge(done)

    assert (everything(survivor, merged), states(survivor), states(merged)) == before
    assert differing_nominals() == []
    assert not Alias.objects.exists()
    assert done.undone_reason == "Two people."


def test_what_was_recorded_since_stands_and_what_is_restored_is_cut():
    survivor, merged = two(level=2)
    done = merge(survivor, merged, ALL | {"levels": "merged"})
    with act("set_level", survivor, asked=asked(SINCE)) as this:
        this.supersede(survivor.level_periods.get(), valid_to=date(2021, 1, 1))
        this.record(
            LevelPeriod(
                nominal=survivor, level=3, valid_from=date(2021, 1, 1), valid_to=date(2021, 6, 1)
            )
        )

    unmerge(done)

    assert [(row[0], row[2]) for row in states(survivor)] == [
        (date(2020, 1, 1), 1),
        (date(2021, 1, 1), 3),
        (date(2021, 6, 1), 1),
    ]
    assert [(row[0], row[1], row[2]) for row in states(merged)] == [(date(2020, 1, 1), None, 2)]


def test_supports_and_conditions_follow_what_got_a_new_key():
    survivor, merged = two()
    licence = Licence.objects.create(
        nominal=merged, valid_from=date(2020, 1, 1), recorded_from=RECORDED, recorded_in=1
    )
    condition = LicenceCondition.objects.create(
        licence=licence,
        text="Reside as directed.",
        valid_from=date(2020, 1, 1),
        recorded_from=RECORDED,
        recorded_in=1,
    )
    Licence.objects.create(
        nominal=survivor, valid_from=date(2020, 1, 1), recorded_from=RECORDED, recorded_in=1
    )
    requirement = NotificationRequirementFactory(nominal=merged)
    NotificationRequirementFactory(nominal=survivor)
    support(merged)
    rests = support(merged, "notification_order", "nominals.NotificationRequirement",
                    requirement.pk)  # fmt: skip

    done = merge(survivor, merged, ALL | {"licences": "survivor", "requirements": "survivor"})
    unmerge(done)

    condition.refresh_from_db()
    rests.refresh_from_db()
    assert condition.licence == Licence.objects.get(nominal=merged)
    assert rests.nominal == merged
    assert rests.source_id == NotificationRequirement.objects.get(nominal=merged).pk
    again = EligibilitySupport.objects.get(nominal=merged, basis="sexual_offence")
    assert again.source_id == EligibilityPeriod.objects.get(nominal=merged).pk


def test_the_later_merge_is_undone_first():
    survivor, merged = two()
    third = managed(family_name="Smythe")
    first = merge(survivor, merged)
    second = merge(survivor, third, at=SINCE)

    with refused("undo that merge first"):
        unmerge(first)
    unmerge(second)
    unmerge(first, at=PARTED_AT + timedelta(days=1))
    with refused("undone already"):
        unmerge(first, at=PARTED_AT + timedelta(days=2))


def test_a_survivor_is_merged_on_and_parted_again():
    first, second = two()
    third = managed(family_name="Smythe")
    before = everything(first, second, third)
    inner = merge(second, first)
    outer = merge(third, second, at=SINCE)

    with refused("was merged into"):
        unmerge(inner)
    unmerge(outer)
    unmerge(inner, at=PARTED_AT + timedelta(days=1))

    assert everything(first, second, third) == before


def test_the_pair_is_merged_then_dismissed_and_never_suggested_again():
    survivor, merged = two()
    survivor.supersede(at=SINCE, act=6, given_names="John")
    details = Details("Smyth", "John").identity

    done = merge(survivor, merged, at=PARTED_AT)
    assert DuplicatePair.objects.get().status == "merged"
    unmerge(done, at=PARTED_AT + timedelta(days=1))

    assert DuplicatePair.objects.get().status == "dismissed"
    assert likely_duplicates(details, apart_from=merged, user=None, on=DAY) == []
