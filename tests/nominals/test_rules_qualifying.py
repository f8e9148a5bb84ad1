"""Which sentence brings which basis (V32, V33, V35), before and from the start of Category 4."""

from dataclasses import replace
from datetime import date

import pytest

from core.periods import Period
from nominals.choices import Basis, Disposal, Established, OffenceKind
from nominals.rules.qualifying import (
    Sentenced,
    bases_brought,
    claim_refusal,
    incomplete_warning,
    is_qualifying,
    terrorism_warning,
    words_warning,
)

START = date(2022, 6, 28)
IMPOSED = date(2023, 1, 31)
ENDS = date(2027, 1, 31)
TWELVE = Sentenced(
    OffenceKind.VIOLENT,
    Established.CONVICTED,
    Disposal.IMPRISONMENT,
    IMPOSED,
    months=12,
    ends_on=ENDS,
)


@pytest.mark.parametrize(
    ("changes", "qualifies"),
    [
        ({}, True),
        ({"months": 11}, False),
        ({"months": 11, "days": 30}, False),
        ({"months": 11, "days": 31}, True),
        ({"months": None, "days": 364}, False),
        ({"months": None, "days": 365}, True),
        ({"months": None, "days": 365, "imposed_on": date(2024, 1, 31)}, False),
        ({"months": None, "days": 366, "imposed_on": date(2024, 1, 31)}, True),
        ({"months": None}, False),
        ({"disposal": Disposal.YOUTH_DETENTION}, True),
        ({"disposal": Disposal.DETENTION_AND_TRAINING}, True),
        ({"disposal": Disposal.DETENTION_AND_TRAINING, "months": 10}, False),
        ({"disposal": Disposal.LIFE, "months": None}, True),
        ({"disposal": Disposal.INDETERMINATE, "months": None}, True),
        ({"disposal": Disposal.SUSPENDED}, True),
        ({"disposal": Disposal.SUSPENDED, "months": 11}, False),
        ({"disposal": Disposal.SUSPENDED, "suspended_counts": False}, False),
        ({"disposal": Disposal.RESTRICTED_HOSPITAL, "months": None}, True),
        ({"disposal": Disposal.HOSPITAL, "months": None}, True),
        ({"disposal": Disposal.GUARDIANSHIP, "months": None}, True),
        ({"disposal": Disposal.COMMUNITY, "months": 24}, False),
        ({"disposal": Disposal.FINE}, False),
        ({"disposal": Disposal.CONDITIONAL_DISCHARGE, "months": 12}, False),
        ({"disposal": Disposal.ABSOLUTE_DISCHARGE}, False),
        ({"established": Established.CAUTIONED}, False),
        ({"established": Established.NOT_GUILTY_BY_INSANITY}, False),
        ({"established": Established.UNFIT_BUT_DID_THE_ACT}, False),
        (
            {
                "established": Established.NOT_GUILTY_BY_INSANITY,
                "disposal": Disposal.HOSPITAL,
                "months": None,
            },
            True,
        ),
        (
            {
                "established": Established.UNFIT_BUT_DID_THE_ACT,
                "disposal": Disposal.GUARDIANSHIP,
                "months": None,
            },
            True,
        ),
        ({"kind": OffenceKind.OTHER, "months": 48}, False),
        ({"kind": OffenceKind.SEXUAL}, True),
        ({"kind": OffenceKind.OTHER_SEXUAL}, True),
        ({"kind": OffenceKind.TERRORISM}, True),
    ],
)
def test_a_sentence_qualifies(changes, qualifies):
    assert is_qualifying(replace(TWELVE, **changes)) is qualifies


@pytest.mark.parametrize(
    ("changes", "basis", "section"),
    [
        ({}, Basis.VIOLENT_OFFENCE, "Part 1"),
        ({"kind": OffenceKind.OTHER_SEXUAL}, Basis.OTHER_SEXUAL_OFFENCE, "Part 2"),
        ({"kind": OffenceKind.SEXUAL}, Basis.OTHER_SEXUAL_OFFENCE, "Part 2"),
        ({"disposal": Disposal.HOSPITAL}, Basis.HOSPITAL_ORDER, "327(3)"),
        (
            {
                "disposal": Disposal.HOSPITAL,
                "established": Established.NOT_GUILTY_BY_INSANITY,
                "kind": OffenceKind.SEXUAL,
            },
            Basis.HOSPITAL_ORDER,
            "327(4)",
        ),
    ],
)
def test_a_qualifying_sentence_brings_category_2_for_its_days(changes, basis, section):
    (brought,) = bases_brought(replace(TWELVE, **changes), category_4_start=START)

    assert (brought.basis, brought.period) == (basis, Period(IMPOSED, ENDS))
    assert section in brought.section


def test_a_sentence_that_does_not_qualify_brings_nothing():
    assert bases_brought(replace(TWELVE, months=11), category_4_start=START) == []


def test_a_sentence_whose_end_is_not_known_brings_a_basis_without_end():
    (brought,) = bases_brought(replace(TWELVE, ends_on=None), category_4_start=START)

    assert brought.period == Period(IMPOSED)


DAY_BEFORE, DAY_AFTER = date(2022, 6, 27), date(2022, 6, 29)
VIOLENT, TERRORISM = Basis.VIOLENT_OFFENCE, Basis.TERRORISM_OFFENCE


@pytest.mark.parametrize(
    ("imposed_on", "ends_on", "brought"),
    [
        (date(2020, 1, 1), DAY_BEFORE, [(VIOLENT, date(2020, 1, 1), DAY_BEFORE)]),
        (date(2020, 1, 1), START, [(VIOLENT, date(2020, 1, 1), START)]),
        (
            date(2020, 1, 1),
            DAY_AFTER,
            [(VIOLENT, date(2020, 1, 1), START), (TERRORISM, START, DAY_AFTER)],
        ),
        (DAY_BEFORE, None, [(VIOLENT, DAY_BEFORE, START), (TERRORISM, START, None)]),
        (START, None, [(TERRORISM, START, None)]),
        (DAY_AFTER, ENDS, [(TERRORISM, DAY_AFTER, ENDS)]),
    ],
)
def test_terrorism_brings_category_2_before_and_category_4_from_its_start(
    imposed_on, ends_on, brought
):
    sentenced = replace(TWELVE, kind=OffenceKind.TERRORISM, imposed_on=imposed_on, ends_on=ends_on)
    found = bases_brought(sentenced, category_4_start=START)

    assert [(each.basis, each.period.start, each.period.end) for each in found] == brought


def test_a_hospital_order_for_terrorism_is_category_4_from_its_start():
    sentenced = replace(
        TWELVE,
        kind=OffenceKind.TERRORISM,
        disposal=Disposal.HOSPITAL,
        imposed_on=DAY_BEFORE,
        ends_on=None,
    )
    found = bases_brought(sentenced, category_4_start=START)

    assert [each.basis for each in found] == [Basis.HOSPITAL_ORDER, TERRORISM]


@pytest.mark.parametrize(
    ("basis", "on", "sentences", "refused"),
    [
        (VIOLENT, IMPOSED, [TWELVE], False),
        (VIOLENT, IMPOSED, [replace(TWELVE, months=11)], True),
        (VIOLENT, IMPOSED, [replace(TWELVE, months=8), replace(TWELVE, months=8)], True),
        (VIOLENT, IMPOSED, [replace(TWELVE, months=8), TWELVE], False),
        (VIOLENT, IMPOSED, [], False),
        (VIOLENT, date(2023, 1, 30), [replace(TWELVE, months=11)], False),
        (Basis.HOSPITAL_ORDER, IMPOSED, [replace(TWELVE, months=11)], True),
        (Basis.SHPO, IMPOSED, [replace(TWELVE, months=11)], False),
        (Basis.DECISION, IMPOSED, [replace(TWELVE, months=11)], False),
        (
            Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN,
            IMPOSED,
            [replace(TWELVE, months=11)],
            False,
        ),
    ],
)
def test_category_2_by_hand_needs_a_recorded_sentence_that_qualifies(basis, on, sentences, refused):
    refusal = claim_refusal(basis, on, sentences)

    assert (refusal.rule if refusal else None) == ("V32" if refused else None)


TERRORIST = replace(TWELVE, kind=OffenceKind.TERRORISM, imposed_on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("on", "sentences", "asks"),
    [
        (DAY_BEFORE, [TERRORIST], False),
        (START, [TERRORIST], True),
        (DAY_AFTER, [TERRORIST], True),
        (START, [TERRORIST, replace(TWELVE, imposed_on=date(2020, 1, 1))], False),
        (START, [], False),
    ],
)
def test_category_2_for_terrorism_asks_why_from_the_start_of_category_4(on, sentences, asks):
    warning = terrorism_warning(VIOLENT, on, sentences, category_4_start=START)

    assert (warning.rule if warning else None) == ("V33" if asks else None)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({}, None),
        ({"months": None}, "months"),
        ({"months": None, "days": 400}, None),
        ({"ends_on": None}, "ends_on"),
        ({"disposal": Disposal.LIFE, "months": None, "ends_on": None}, None),
        ({"disposal": Disposal.HOSPITAL, "months": None}, None),
        ({"disposal": Disposal.HOSPITAL, "months": None, "ends_on": None}, "ends_on"),
        ({"disposal": Disposal.FINE, "months": None, "ends_on": None}, None),
        ({"kind": OffenceKind.OTHER, "months": None, "ends_on": None}, None),
    ],
)
def test_an_incomplete_sentence_asks_why(changes, column):
    warning = incomplete_warning(replace(TWELVE, **changes))

    assert (warning and (warning.rule, warning.column)) == (column and ("V35", column))


@pytest.mark.parametrize(
    ("basis", "offence", "sentence", "column"),
    [
        (VIOLENT, "Wounding", "4 years", None),
        (VIOLENT, "", "4 years", "offence"),
        (VIOLENT, "Wounding", " ", "sentence"),
        (Basis.SEXUAL_OFFENCE, "", "", "offence"),
        (Basis.DECISION, "", "", None),
        (Basis.TERRORIST_RISK_DECISION, "", "", None),
    ],
)
def test_category_1_or_2_by_hand_asks_for_offence_and_sentence(basis, offence, sentence, column):
    warning = words_warning(basis, offence, sentence)

    assert (warning and (warning.rule, warning.column)) == (column and ("V35", column))
