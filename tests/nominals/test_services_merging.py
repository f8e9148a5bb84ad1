"""Merging two records of one person, and parting them again."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from core.temporal import TemporalModel
from nominals.models import (
    Alias,
    DuplicatePair,
    EligibilityPeriod,
    EligibilitySupport,
    LevelPeriod,
    Licence,
    LicenceCondition,
    Nominal,
    NotificationRequirement,
    StatePeriod,
    Transfer,
)
from nominals.services.acts import Asked, act
from nominals.services.duplicates import likely_duplicates
from nominals.services.merging import KINDS, merge_records, overlaps
from nominals.services.parting import unmerge_records
from nominals.services.registration import Details
from nominals.services.states import differing_nominals, restate
from tests.factories.agencies import area
from tests.factories.nominals import (
    RECORDED,
    DetentionFactory,
    EligibilityPeriodFactory,
    NominalFactory,
    NotificationRequirementFactory,
    ResponsibleAreaFactory,
    managed,
)
from tests.factories.orders import OrderFactory
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
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


def test_every_kind_of_period_of_a_nominal_takes_part():
    models = {
        each
        for each in apps.get_models()
        if issubclass(each, TemporalModel)
        and any(field.name == "nominal" for field in each._meta.fields)
    }

    assert models == {kind.model for kind in KINDS.values()} | {EligibilitySupport}


def test_the_merged_record_points_to_its_survivor_and_has_no_state():
    survivor, merged = two()

    merge(survivor, merged)

    assert Nominal.objects.get(pk=merged.pk).merged_into == survivor
    assert states(merged) == []
    assert states(survivor) == [(date(2020, 1, 1), None, 1, "norfolk")]
    assert len(states(merged, FIRST)) == 1
    entry = AuditEntry.objects.get(act="merge_records")
    assert (entry.operation, entry.purpose) == ("combination", "One person.")
    assert differing_nominals() == []


def test_events_do_not_move():
    survivor, merged = two()
    order = OrderFactory(nominal=merged)

    merge(survivor, merged)

    order.refresh_from_db()
    assert order.nominal == merged


def test_no_act_is_on_a_merged_record():
    survivor, merged = two()
    merge(survivor, merged)

    with (
        pytest.raises(ValidationError, match="merged into SMITH"),
        act("anything", merged, asked=asked()),
    ):
        pass
    with refused("merged into"):
        merge(merged, survivor)


def test_a_period_in_nobodys_way_is_carried_under_its_own_key():
    survivor, merged = two()
    detention = DetentionFactory(nominal=merged, valid_to=date(2020, 2, 1))

    merge(survivor, merged)

    detention.refresh_from_db()
    assert detention.nominal == survivor
    assert states(survivor)[0] == (date(2020, 1, 1), date(2020, 2, 1), 1, "norfolk")


def test_touching_periods_are_in_nobodys_way():
    survivor, merged = two()
    survivor.level_periods.get().supersede(at=SINCE, act=6, valid_to=date(2021, 1, 1))
    merged.level_periods.get().supersede(at=SINCE, act=6, valid_from=date(2021, 1, 1), level=2)
    assert "levels" not in overlaps(survivor, merged)

    merge(survivor, merged, at=PARTED_AT)

    assert [row[2] for row in states(survivor)] == [1, 2]


def test_without_a_choice_an_overlap_is_refused_with_its_kind_and_days():
    survivor, merged = two()

    with refused("a level for the same days .from 2020-01-01 on and from 2020-01-01 on."):
        merge(survivor, merged, without("levels"))


@pytest.mark.parametrize(("choice", "level"), [("survivor", 1), ("merged", 3)])
def test_the_chosen_history_stands(choice, level):
    survivor, merged = two(level=3)

    merge(survivor, merged, ALL | {"levels": choice})

    assert [each.level for each in LevelPeriod.objects.filter(nominal=survivor)] == [level]
    assert not LevelPeriod.objects.filter(nominal=merged).exists()


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [({"levels": "both"}, "is no choice"), ({"orders": "survivor"}, "no history of this kind")],
)
def test_a_choice_that_is_none_is_refused(choices, sentence):
    survivor, merged = two()

    with refused(sentence):
        merge(survivor, merged, choices)


def test_a_record_is_not_merged_into_itself_nor_without_a_reason():
    survivor, merged = two()

    with refused("two records"):
        merge(survivor, survivor)
    with refused("Say why"):
        merge_records(survivor=survivor, merged=merged, choices=ALL, reason=" ", asked=asked())


def test_a_transfer_that_waits_is_answered_first():
    survivor, merged = two()
    Transfer.objects.create(
        nominal=merged,
        from_area=area(),
        to_area=area("suffolk"),
        requested_on=DAY,
        reason="Moves.",
        recorded_from=FIRST,
        recorded_in=5,
    )

    with refused("waits for its answer"):
        merge(survivor, merged)


def test_the_case_is_restricted_if_either_was_and_the_death_is_known_of_both():
    survivor, merged = two(is_restricted=True, died_on=DAY)
    before = everything(survivor, merged)

    done = merge(survivor, merged)
    survivor.refresh_from_db()
    assert (survivor.is_restricted, survivor.died_on) == (True, DAY)

    unmerge(done)
    assert everything(survivor, merged) == before


def test_of_two_days_of_death_one_is_chosen():
    survivor, merged = two(died_on=DAY)
    survivor.supersede(at=SINCE, act=6, died_on=DAY + timedelta(days=1))

    with refused("two days of death"):
        merge(survivor, merged, at=PARTED_AT)
    merge(survivor, merged, ALL | {"death": "merged"}, at=PARTED_AT)

    assert Nominal.objects.get(pk=survivor.pk).died_on == DAY


def test_category_3_stands_beside_no_other_category():
    survivor, merged = managed(), managed(basis="decision", level=2)
    restate(nominals=[survivor.pk, merged.pk], at=FIRST, act=5)

    with refused("bases of eligibility for the same days"):
        merge(survivor, merged, without("eligibility"))
    with refused("V1: Category 3 cannot be at Level 1"):
        merge(survivor, merged, ALL | {"eligibility": "merged"})
    merge(survivor, merged, ALL | {"eligibility": "merged", "levels": "merged"})

    assert [each.basis for each in EligibilityPeriod.objects.all()] == ["decision"]


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


def test_supports_go_with_the_eligibility_that_they_carry():
    survivor, merged = two()
    support(survivor), support(merged)
    EligibilityPeriodFactory(nominal=merged, basis="violent_offence", valid_to=DAY)
    other = EligibilitySupport.objects.create(
        nominal=merged,
        basis="violent_offence",
        source_label="nominals.Sentence",
        source_id=7,
        valid_from=date(2020, 1, 1),
        valid_to=DAY,
        recorded_from=RECORDED,
        recorded_in=1,
    )

    merge(survivor, merged)

    found = EligibilitySupport.objects.filter(nominal=survivor).order_by("basis")
    assert [each.basis for each in found] == ["sexual_offence", "violent_offence"]
    assert found[1].pk == other.pk
    assert not EligibilitySupport.objects.filter(nominal=merged).exists()


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


def test_a_merged_person_is_known_by_both_names():
    survivor, merged = two()

    done = merge(survivor, merged)
    assert Alias.objects.get(nominal=survivor).family_name == "Smyth"

    unmerge(done)
    assert not Alias.objects.exists()


def test_a_record_without_anything_is_merged_without_a_choice():
    survivor, _ = two()
    empty = NominalFactory(family_name="Smith")

    merge(survivor, empty, {})

    assert not Alias.objects.exists()
    assert LevelPeriod.objects.filter(nominal=survivor).count() == 1
