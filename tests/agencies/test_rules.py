"""Which values a rule setting may have, and which of them an area of its own."""

import pytest

from agencies.choices import NATIONAL_ONLY, RuleCode
from agencies.rules.settings import area_refusal, is_alike, value_refusal


@pytest.mark.parametrize(
    ("value", "example", "alike"),
    [
        (True, False, True),
        (1, True, False),
        (True, 1, False),
        (0, 6, True),
        (-1, 6, False),
        (6.5, 6, False),
        ("6", 6, False),
        (None, 6, False),
        ("2022-06-28", "2018-04-01", True),
        ("28 June 2022", "2018-04-01", False),
        ("20220628", "2018-04-01", False),
        ("2022-02-30", "2018-04-01", False),
        ("any", "text", True),
        ([4, 1], [1, 2, 3], True),
        ([], [1, 2, 3], True),
        ([1, "2"], [1, 2, 3], False),
        ([True], [1, 2, 3], False),
        (["housing"], ["dwp"], True),
        ("housing", ["dwp"], False),
        ([1, "any"], [], True),
        ({"shpo": 3, "sro": 1}, {"shpo": 5, "sro": 2}, True),
        ({"shpo": 3}, {"shpo": 5, "sro": 2}, False),
        ({"shpo": 3, "sro": "1"}, {"shpo": 5, "sro": 2}, False),
        ({"shpo": 3, "sro": 1, "fto": 1}, {"shpo": 5, "sro": 2}, False),
    ],
)
def test_a_value_has_the_form_of_its_example(value, example, alike):
    assert is_alike(value, [example]) is alike


@pytest.mark.parametrize(("levels", "alike"), [([2], True), (["2"], False)])
def test_an_empty_list_learns_its_form_from_another_example(levels, alike):
    assert is_alike({"levels": levels}, [{"levels": []}, {"levels": [4]}]) is alike


def test_a_refused_value_is_told_the_form():
    assert value_refusal("level_1_review_months", 3, [4]) is None
    assert str(value_refusal("level_1_review_months", "3", [4])) == (
        "setting_form: The value of level_1_review_months is written like 4: keep that form."
    )


@pytest.mark.parametrize("code", RuleCode)
def test_an_area_has_no_value_of_its_own_for_what_is_national(code):
    assert (area_refusal(code) is not None) is (code in NATIONAL_ONLY)


def test_practice_may_differ_between_areas():
    assert RuleCode.LEVEL_1_REVIEW_MONTHS not in NATIONAL_ONLY
    assert RuleCode.CATEGORY_PRECEDENCE in NATIONAL_ONLY
