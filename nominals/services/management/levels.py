"""Sets the level of a person from a day on."""

from __future__ import annotations

from datetime import date

from agencies.choices import RuleCode
from core.periods import day_before
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import Category, Level
from nominals.models import (
    Detention,
    EligibilityPeriod,
    ExpectedRelease,
    LevelPeriod,
    Nominal,
    ResponsibleArea,
)
from nominals.rules import levels as rules
from nominals.rules.levels import Authority, Releases
from nominals.rules.periods import death_refusal
from nominals.rules.standing import no_basis_refusal
from nominals.services.acts import Act, Asked, act
from nominals.services.facts import rule_values
from nominals.services.management.consistency import consistently
from nominals.services.periods import take_over


def set_level(
    *, nominal: Nominal, level: Level, on: date, authority: Authority, asked: Asked
) -> LevelPeriod:
    """Manage the person at `level` from the day `on` to the next change of level known.

    The day may lie in the past or the future: the level that held then ends there.

    Raises:
        NeedsReason: by V38, or where a level falls near a release.
        ValidationError: by V1, V39, V40 or V73; if that level holds on the day already; if the
            person is not eligible then or has died before.
    """
    with (
        act("set_level", nominal, asked=asked, purpose=authority.reason) as this,
        consistently(nominal) as standing,
    ):
        refuse(
            [
                death_refusal("A level", on, nominal.died_on),
                no_basis_refusal(standing, on),
            ]
        )
        return place_level(this, nominal=nominal, level=level, on=on, authority=authority)


def level_on(nominal: Nominal, day: date) -> LevelPeriod | None:
    """The level that holds on `day`."""
    return LevelPeriod.objects.filter(nominal=nominal).on(day).first()


def place_level(
    this: Act, *, nominal: Nominal, level: Level, on: date, authority: Authority
) -> LevelPeriod:
    """Write `level` from `on` within an act, whose caller refuses what then contradicts.

    Raises:
        NeedsReason: by V38, or where a level falls near a release.
        ValidationError: by V39, or if that level holds on the day already.
    """
    held = level_on(nominal, on)
    former = level_on(nominal, day_before(on))
    refuse(rules.level_refusals(level, None if held is None else held.level, authority))
    before = former.level if former is not None else None
    this.ask(
        nominal,
        [
            rules.entry_warning(
                level, before, authority, is_category_3=_is_in_category_3(nominal, on)
            ),
            _fall_warning(nominal, level, before, on),
        ],
    )
    return take_over(
        this,
        LevelPeriod.objects.filter(nominal=nominal),
        on,
        nominal=nominal,
        level=level,
        reason=authority.reason,
        authority_kind=authority.kind,
        authority_reference=authority.reference,
        decided_by=authority.decider,
    )


def releases_of(nominal: Nominal) -> Releases:
    """When detentions of the person ended, and which releases were expected when."""
    detentions = Detention.objects.filter(nominal=nominal)
    expected = ExpectedRelease.objects.filter(nominal=nominal)
    return rules.releases(
        (each.period for each in detentions),
        expected.values_list("valid_from", "ends", "expected_on"),
    )


def _is_in_category_3(nominal: Nominal, on: date) -> bool:
    bases = EligibilityPeriod.objects.filter(nominal=nominal, category=Category.THREE)
    return bases.on(on).exists()


def _fall_warning(nominal: Nominal, level: int, former: int | None, on: date) -> Refusal | None:
    if former is None or level >= former:
        return None
    area = ResponsibleArea.objects.filter(nominal=nominal).on(on).first()
    settings = rule_values().settings
    weeks = settings.value(
        RuleCode.LEVEL_FALL_ALERT_WEEKS, on=on, area=area.area_id if area else None
    )
    release = rules.near_release(on, releases_of(nominal), weeks)
    if release is None:
        return None
    sentence = rules.lowered_near_release_sentence(level, release, weeks)
    return Refusal(rules.LOWERED_NEAR_RELEASE, "level", sentence)
