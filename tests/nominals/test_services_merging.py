"""Merging two records of one person."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from core.temporal import TemporalModel
from nominals.models import (
    Alias,
    EligibilityPeriod,
    EligibilitySupport,
    LevelPeriod,
    Nominal,
    Transfer,
)
from nominals.services.acts import act
from nominals.services.identity.merging import KINDS, merge_records, overlaps
from nominals.services.identity.parting import unmerge_records
from nominals.services.states import differing_nominals, restate
from nominals.services.transfers import refuse_transfer, request_transfer
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import (
    RECORDED,
    DetentionFactory,
    EligibilityPeriodFactory,
    NominalFactory,
    managed,
)
from tests.factories.orders import OrderFactory
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
    without,
)
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db


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
        pytest.raises(ValidationError, match="merged into another"),
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


def test_a_merged_record_is_seen_by_nobody_on_the_day_its_transfer_was_decided():
    survivor, merged = managed(is_restricted=True), managed()
    restate(nominals=[survivor.pk, merged.pk], at=FIRST, act=5)
    transfer = request_transfer(
        nominal=merged, to_area=area("suffolk"), on=DAY, reason="x", asked=asked(FIRST)
    )
    refuse_transfer(transfer=transfer, on=DAY, reason="x", asked=asked(FIRST))
    receiving = MembershipFactory(
        agency=default_agency("housing", "suffolk"), area=area("suffolk")
    ).user
    seen = Nominal.objects.visible_to(receiving, on=DAY)
    assert list(seen.all()) == [merged]

    merge = merge_records(
        survivor=survivor, merged=merged, choices=ALL, reason="One.", asked=asked()
    )
    assert not seen.all().exists()
    assert differing_nominals() == []

    unmerge_records(merge=merge, reason="Two.", asked=asked(PARTED_AT))
    assert list(seen.all()) == [merged]
