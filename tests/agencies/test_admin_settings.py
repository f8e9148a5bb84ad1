"""The admin of mailboxes, of the calendar, and of an area's own rule settings."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from agencies.models import BankHoliday, Mailbox, RuleSetting
from agencies.services.settings import rule_settings
from core.models import AuditEntry
from tests.factories.agencies import UserFactory, area, default_agency

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 5, 1, 10, tzinfo=UTC)
SETTINGS = reverse("admin:agencies_rulesetting_add")
HOLIDAYS = reverse("admin:agencies_bankholiday_add")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(username="administrator", is_staff=True))
    return client


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(username="superuser", is_staff=True, is_superuser=True))
    return client


def own(**changed):
    return {
        "code": "level_1_review_months",
        "area": area().pk,
        "value": "3",
        "source": "Board of May 2024",
        "valid_from": "2024-05-01",
        "valid_to": "",
        **changed,
    }


def areas_of_their_own():
    return RuleSetting.objects.filter(area__isnull=False)


def test_a_superuser_gives_an_area_its_own_value_through_the_service(superuser):
    response = superuser.post(SETTINGS, own(valid_to="2025-05-01"))

    assert response.status_code == 302
    added = areas_of_their_own().get()
    assert (added.area, added.value, added.source) == (area(), 3, "Board of May 2024")
    assert (added.valid_from, added.valid_to) == (date(2024, 5, 1), date(2025, 5, 1))
    entry = AuditEntry.objects.get(pk=added.recorded_in)
    assert (entry.act, entry.actor) == ("settle_for_area", "superuser")


def test_the_page_offers_what_areas_may_settle(superuser):
    page = superuser.get(SETTINGS).content.decode()

    assert 'value="level_1_review_months"' in page
    assert "category_precedence" not in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"value": '"three"'}, "is written like 4: keep that form"),
        ({"code": "category_precedence", "value": "[1]"}, "is one for England and Wales"),
        ({"area": ""}, "This field is required"),
        ({"valid_to": "2024-05-01"}, "A period must end after the day on which it starts"),
    ],
)
def test_an_own_value_that_the_service_refuses_is_told_on_the_page(superuser, changed, sentence):
    response = superuser.post(SETTINGS, own(**changed))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not areas_of_their_own().exists()


def test_an_area_has_one_value_at_a_time(superuser):
    superuser.post(SETTINGS, own())

    response = superuser.post(SETTINGS, own(valid_from="2024-06-01"))

    assert "This setting already has a value" in response.content.decode()
    assert areas_of_their_own().count() == 1


def test_a_change_keeps_the_form_of_the_value(superuser):
    setting = RuleSetting.objects.get(code="level_1_review_months")
    path = reverse("admin:agencies_rulesetting_change", args=[setting.pk])
    values = {"value": '"3"', "source": setting.source, "valid_from": "1900-01-01", "reason": "x"}

    response = superuser.post(path, values)

    assert "keep that form" in response.content.decode()
    assert RuleSetting.objects.get(pk=setting.pk).value == 4


def test_an_administrator_gives_no_area_its_own_value(administrator):
    assert administrator.post(SETTINGS, own()).status_code == 403


def test_an_administrator_adds_a_mailbox_and_the_log_says_so(administrator):
    response = administrator.post(
        reverse("admin:agencies_mailbox_add"),
        {
            "area": area().pk,
            "agency": default_agency().pk,
            "address": "role@example.org",
            "valid_from": "2024-05-01",
            "valid_to": "",
        },
    )

    assert response.status_code == 302
    assert Mailbox.objects.get().address == "role@example.org"
    assert AuditEntry.objects.first().act == "add_mailbox"


def test_a_proclaimed_holiday_counts_as_known_from_its_entry_on(administrator):
    proclaimed = date(2024, 9, 2)
    values = {"day": "2024-09-02", "name": "A jubilee", "source": "Proclamation"}

    assert administrator.post(HOLIDAYS, values).status_code == 302

    assert BankHoliday.objects.get(day=proclaimed).recorded_from == NOW
    assert proclaimed in rule_settings().holidays
    assert proclaimed not in rule_settings(datetime(2024, 4, 30, tzinfo=UTC)).holidays
    assert AuditEntry.objects.first().act == "add_bankholiday"


def test_a_day_of_the_calendar_does_not_move(administrator):
    holiday = BankHoliday.objects.get(day=date(2024, 12, 25))
    path = reverse("admin:agencies_bankholiday_change", args=[holiday.pk])

    administrator.post(path, {"day": "2024-12-24", "name": "Christmas", "source": "GOV.UK"})

    holiday.refresh_from_db()
    assert (holiday.day, holiday.name) == (date(2024, 12, 25), "Christmas")
    assert holiday.recorded_from < NOW
