"""Rule settings are changed, confirmed and settled for an area; what nobody confirmed is listed."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from agencies.models import BankHoliday, RuleSetting
from agencies.services.settings import (
    change_setting,
    confirm_setting,
    rule_settings,
    settle_for_area,
)
from core.models import AuditEntry
from tests.factories.agencies import area

pytestmark = pytest.mark.django_db
AT = datetime(2024, 5, 1, 10, tzinfo=UTC)
BY = {"by": "ann", "at": AT}
CODE = "level_1_review_months"


def setting(code=CODE, **which):
    return RuleSetting.objects.get(code=code, **which)


def settle(value=3, code=CODE, valid_from=date(2024, 5, 1), **more):
    return settle_for_area(
        code=code, area=area(), value=value, source="Board", valid_from=valid_from, **more, **BY
    )


def refuse(sentence):
    return pytest.raises(ValidationError, match=sentence)


def test_a_value_of_another_form_changes_nothing():
    entries = AuditEntry.objects.count()

    with refuse("is written like 4: keep that form"):
        change_setting(setting=setting().pk, values={"value": "4"}, reason="x", **BY)

    assert setting().value == 4
    assert AuditEntry.objects.count() == entries


def test_a_changed_value_is_known_from_its_instant_on():
    change_setting(setting=setting().pk, values={"value": 5}, reason="minutes", **BY)

    on = date(2024, 5, 1)
    assert rule_settings().value(CODE, on=on) == 5
    assert rule_settings(datetime(2024, 4, 1, tzinfo=UTC)).value(CODE, on=on) == 4


def test_an_area_has_its_own_value_on_its_days_and_others_the_national_one():
    settle(valid_to=date(2024, 7, 1))

    settings = rule_settings()
    found = [
        settings.value(CODE, on=day, area=area().pk)
        for day in (date(2024, 4, 30), date(2024, 5, 1), date(2024, 6, 30), date(2024, 7, 1))
    ]
    assert found == [4, 3, 3, 4]
    assert settings.value(CODE, on=date(2024, 5, 1), area=area("kent").pk) == 4
    entry = AuditEntry.objects.get(act="settle_for_area")
    assert entry.detail == {"code": CODE, "area": "norfolk"}


def test_an_area_settles_no_law_and_no_value_of_another_form():
    with refuse("is one for England and Wales: change the national value"):
        settle([1, 2, 3], code="category_precedence")
    with refuse("keep that form"):
        settle("three")
    settle()
    with refuse("This setting already has a value"):
        settle(valid_from=date(2024, 6, 1))
    assert RuleSetting.objects.filter(area=area()).count() == 1


def confirm(by_whom="A. Lawyer"):
    return confirm_setting(
        setting=setting().pk, by_whom=by_whom, on=date(2024, 5, 1), reason="Guidance", **BY
    )


def test_a_confirmed_setting_says_who_when_and_where():
    confirm(" A. Lawyer ")

    assert (setting().confirmed_by, setting().confirmed_on) == ("A. Lawyer", date(2024, 5, 1))
    entry = AuditEntry.objects.get(act="confirm_setting")
    assert (entry.actor, entry.purpose, entry.object_id) == ("ann", "Guidance", str(setting().pk))
    assert RuleSetting.history.get(version_of=setting().pk).confirmed_by == ""


def test_a_setting_is_confirmed_by_somebody_and_once():
    with refuse("Say who confirmed the setting"):
        confirm(" ")
    confirm()
    with refuse("The setting is confirmed already"):
        confirm()
    assert AuditEntry.objects.filter(act="confirm_setting").count() == 1


# The list


def listed():
    out = StringIO()
    call_command("list_unconfirmed", stdout=out)
    return out.getvalue().splitlines()


def test_the_list_names_each_unconfirmed_setting_by_area_with_days_value_and_source():
    settle(valid_to=date(2024, 7, 1))

    lines = listed()

    assert lines[0] == "England and Wales:"
    at = lines.index("  level_1_review_months from 1900-01-01: 4")
    assert lines[at + 1] == "      Months between reviews at Level 1"
    assert lines[at + 2].startswith("      Unverified: probation reviews Level 1")
    assert "  category_precedence from 1900-01-01 until 2022-06-27: [1, 2, 3]" in lines
    own = lines.index("Norfolk:")
    assert lines[own + 1] == "  level_1_review_months from 2024-05-01 until 2024-06-30: 3"
    count = RuleSetting.objects.count()
    assert lines[-2] == f"{count} of {count} are unconfirmed."


def test_a_confirmed_setting_leaves_the_list():
    confirm()

    lines = listed()

    assert not any(CODE in line for line in lines)
    count = RuleSetting.objects.count()
    assert lines[-2] == f"{count - 1} of {count} are unconfirmed."


def test_the_list_says_how_far_the_calendar_reaches():
    assert listed()[-1].startswith("Bank holidays are known until 2028-12-26, Boxing Day.")

    BankHoliday.objects.all().delete()

    assert listed()[-1].startswith("The calendar holds no bank holiday")
