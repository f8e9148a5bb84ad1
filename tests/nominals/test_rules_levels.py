"""Authority for a level (V38, V39), and levels that fall near a release."""

from datetime import date, timedelta

import pytest

from core.periods import Period
from nominals.choices import AuthorityKind
from nominals.rules.levels import (
    Authority,
    LevelSpell,
    entry_warning,
    level_refusals,
    lowered_near_release,
    near_release,
    releases,
)

FULL = Authority(AuthorityKind.MEETING, "M-1", "A Chair", "risk has risen")
DAY = date(2024, 6, 1)


def rules_of(found):
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("level", "former", "authority", "refused"),
    [
        (1, None, Authority(AuthorityKind.SCREENING, "", "", ""), []),
        (2, None, FULL, []),
        (2, 1, FULL, []),
        (3, 1, FULL, []),
        (1, 3, FULL, []),
        (2, 3, FULL, []),
        (1, 1, FULL, ["same_level"]),
        (2, 2, FULL, ["same_level"]),
        (2, None, Authority(AuthorityKind.REFERRAL, "", "A Chair", "risk"), ["V39"]),
        (2, 1, Authority(AuthorityKind.MEETING, "M-1", " ", "risk"), ["V39"]),
        (3, 2, Authority(AuthorityKind.MEETING, "M-1", "A Chair", ""), ["V39"]),
        (1, 2, Authority(AuthorityKind.SCREENING, "", "", ""), ["V39"]),
        (1, 3, Authority(AuthorityKind.MEETING, "", "A Chair", "risk"), ["V39"]),
    ],
)
def test_a_change_to_or_from_level_2_or_3_names_reason_decider_and_meeting(
    level, former, authority, refused
):
    assert rules_of(level_refusals(level, former, authority)) == refused


def test_what_is_missing_of_the_authority_is_said():
    (refusal,) = level_refusals(2, 1, Authority(AuthorityKind.MEETING, "", "", "risk"))

    assert "give who decided, the meeting or referral" in refusal.sentence


@pytest.mark.parametrize(
    ("level", "former", "kind", "category_3", "asks"),
    [
        (1, None, AuthorityKind.SCREENING, False, False),
        (2, None, AuthorityKind.REFERRAL, False, False),
        (2, 1, AuthorityKind.REFERRAL, False, False),
        (2, None, AuthorityKind.ADOPTION, True, False),
        (3, None, AuthorityKind.ADOPTION, True, False),
        (2, None, AuthorityKind.ADOPTION, False, True),
        (2, 1, AuthorityKind.MEETING, False, True),
        (3, None, AuthorityKind.SCREENING, False, True),
        (3, 2, AuthorityKind.MEETING, False, False),
        (2, 3, AuthorityKind.MEETING, False, False),
        (1, 2, AuthorityKind.MEETING, False, False),
    ],
)
def test_level_2_or_3_begins_with_a_referral_or_with_adoption_into_category_3(
    level, former, kind, category_3, asks
):
    authority = Authority(kind, "R-1", "A Chair", "risk")
    warning = entry_warning(level, former, authority, is_category_3=category_3)

    assert (warning.rule if warning else None) == ("V38" if asks else None)


def weeks(number, days=0):
    return timedelta(weeks=number, days=days)


@pytest.mark.parametrize(
    ("on", "near"),
    [
        pytest.param(DAY - timedelta(days=1), False, id="the day before the release"),
        pytest.param(DAY, True, id="the day of the release"),
        pytest.param(DAY + weeks(12, -1), True, id="a day short of twelve weeks after"),
        pytest.param(DAY + weeks(12), True, id="twelve weeks after"),
        pytest.param(DAY + weeks(12, 1), False, id="a day more"),
    ],
)
def test_a_fall_within_the_weeks_after_a_release_is_near_it(on, near):
    found = releases([Period(date(2023, 1, 1), DAY)], [])

    assert near_release(on, found, 12) == (DAY if near else None)


@pytest.mark.parametrize(
    ("on", "near"),
    [
        pytest.param(DAY - weeks(12, 1), False, id="a day too early"),
        pytest.param(DAY - weeks(12), True, id="twelve weeks before"),
        pytest.param(DAY, True, id="on the day itself"),
        pytest.param(DAY + timedelta(days=1), False, id="after it"),
    ],
)
def test_a_fall_within_the_weeks_before_an_expected_release_is_near_it(on, near):
    found = releases([], [(date(2023, 1, 1), date(2025, 1, 1), DAY)])

    assert near_release(on, found, 12) == (DAY if near else None)


@pytest.mark.parametrize(
    ("start", "ends", "near"),
    [
        (DAY, DAY + timedelta(days=1), True),
        (DAY + timedelta(days=1), date(2025, 1, 1), False),
        (date(2023, 1, 1), DAY, False),
    ],
)
def test_only_what_was_expected_on_that_day_is_near(start, ends, near):
    found = releases([], [(start, ends, DAY + timedelta(days=5))])

    assert (near_release(DAY, found, 12) is not None) is near


def test_a_detention_that_another_follows_at_once_is_no_release():
    inside = [
        Period(date(2023, 1, 1), DAY),
        Period(DAY, date(2026, 1, 1)),
        Period(date(2027, 1, 1)),
    ]

    assert releases(inside, []).ended_on == (date(2026, 1, 1),)


@pytest.mark.parametrize(
    ("former", "level", "decided", "touching", "found"),
    [
        (2, 1, True, True, True),
        (3, 2, True, True, True),
        (2, 1, False, True, False),
        (2, 1, True, False, False),
        (1, 2, True, True, False),
        (2, 2, True, True, False),
    ],
)
def test_a_fall_is_found_that_was_decided_here(former, level, decided, touching, found):
    gap = timedelta(days=0 if touching else 1)
    spells = [
        LevelSpell(DAY, date(2026, 1, 1), level, decided),
        LevelSpell(date(2020, 1, 1), DAY - gap, former, is_decided_here=True),
    ]
    warned = lowered_near_release(spells, releases([Period(date(2023, 1, 1), DAY)], []), {DAY: 12})

    assert [(each.rule, each.valid_from, each.valid_to) for each in warned] == (
        [("level_lowered_near_release", DAY, DAY + timedelta(days=1))] if found else []
    )
