"""What is recorded as notified to the police, and the reasons asked for what came late."""

from datetime import date, timedelta

import pytest

from agencies.models import RuleSetting
from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.models import ForeignTravel, GivenReason, Notification
from nominals.services.notification.notifying import record_notification, record_travel
from tests.factories.nominals import (
    DetentionFactory,
    FlagFactory,
    NominalFactory,
    NotificationRequirementFactory,
    merged_into,
)
from tests.nominals.asking import NOW, asked
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


def subject(relevant_on=START, **facts):
    person = NominalFactory()
    NotificationRequirementFactory(nominal=person, relevant_on=relevant_on, **facts)
    return person


def notify(person, matter, on, **given):
    return record_notification(nominal=person, matter=matter, on=on, asked=asked(), **given)


def asks(person, matter, on):
    """The rule that asks a reason for a notification, which is stored if none does."""
    before = Notification.objects.count(), AuditEntry.objects.count()
    try:
        notify(person, matter, on)
    except NeedsReason as needs:
        assert (Notification.objects.count(), AuditEntry.objects.count()) == before
        return [each.rule for each in needs.warnings]
    return None


def test_a_notification_is_recorded_with_what_it_tells_of():
    person = subject()

    found = notify(
        person, "change", date(2020, 5, 4), event_on=date(2020, 5, 2), detail="New address"
    )

    stored = Notification.objects.get(pk=found.pk)
    assert (stored.matter, stored.notified_on, stored.event_on, stored.detail) == (
        "change",
        date(2020, 5, 4),
        date(2020, 5, 2),
        "New address",
    )
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.pk) == ("record_notification", stored.recorded_in)


@pytest.mark.parametrize(("day", "rules"), [(2, None), (3, None), (4, ["V28"])])
def test_v28_an_initial_notification_has_three_days(day, rules):
    assert asks(subject(), "initial", date(2020, 1, day)) == rules


@pytest.mark.parametrize(("day", "rules"), [(2, None), (3, None), (4, ["V28"])])
def test_v28_for_somebody_detained_they_begin_with_release(day, rules):
    person = subject()
    DetentionFactory(nominal=person, valid_to=date(2021, 6, 1))

    assert asks(person, "initial", date(2021, 6, day)) == rules


def test_v28_a_late_initial_notification_keeps_its_reason():
    person = subject()

    record_notification(
        nominal=person, matter="initial", on=date(2020, 1, 9), asked=asked(V28="In hospital.")
    )

    given = GivenReason.objects.get(nominal=person)
    assert (given.rule, given.reason) == ("V28", "In hospital.")
    assert "2020-01-03" in given.sentence


def test_v28_a_second_initial_notification_asks_nothing():
    person = subject()
    notify(person, "initial", date(2020, 1, 2))

    assert asks(person, "initial", date(2020, 6, 1)) is None


def test_v28_a_new_requirement_has_its_own_three_days():
    person = subject()
    notify(person, "initial", date(2020, 1, 2))
    NotificationRequirementFactory(
        nominal=person, source="shpo", valid_from=date(2022, 1, 1), relevant_on=date(2022, 1, 1)
    )

    assert asks(person, "initial", date(2022, 1, 4)) == ["V28"]


def test_v28_after_a_conviction_abroad_they_begin_with_the_order():
    person = subject(source="notification_order", relevant_on=date(2015, 1, 1))

    assert asks(person, "initial", date(2020, 1, 3)) is None


def test_what_was_notified_before_a_merge_counts():
    person = subject()
    merged = NominalFactory()
    notify(merged, "change", date(2020, 5, 4))
    merged_into(person, merged)

    assert asks(person, "annual", date(2021, 5, 4)) is None


@pytest.mark.parametrize("matter", ["initial", "annual"])
def test_of_an_imported_requirement_nothing_is_late(matter):
    assert asks(subject(relevant_on=None), matter, date(2023, 6, 1)) is None


@pytest.mark.parametrize(("day", "rules"), [(16, None), (17, None), (18, ["V29"])])
@pytest.mark.parametrize("matter", ["weekly", "change", "annual"])
def test_v29_without_a_fixed_address_a_week_passes_at_most(matter, day, rules):
    person = subject()
    FlagFactory(nominal=person, kind="no_fixed_address", valid_from=date(2020, 3, 1))
    notify(person, "weekly", date(2020, 3, 8))
    notify(person, "weekly", date(2020, 3, 10))

    assert asks(person, matter, date(2020, 3, day)) == rules


@pytest.mark.parametrize(
    ("on", "rules"),
    [
        (date(2012, 8, 19), None),
        (date(2012, 8, 20), None),
        (date(2012, 8, 21), ["V29"]),
    ],
)
def test_v29_the_weeks_begin_on_13_august_2012(on, rules):
    person = subject(valid_from=date(2010, 1, 1), relevant_on=date(2010, 1, 1))
    FlagFactory(nominal=person, kind="no_fixed_address", valid_from=date(2011, 1, 1))

    assert asks(person, "weekly", on) == rules


@pytest.mark.parametrize(
    ("on", "rules"),
    [(date(2020, 3, 31), ["V29"]), (date(2020, 4, 1), None), (date(2020, 4, 2), None)],
)
def test_v29_asks_nothing_once_there_is_an_address(on, rules):
    person = subject()
    FlagFactory(
        nominal=person,
        kind="no_fixed_address",
        valid_from=date(2020, 3, 1),
        valid_to=date(2020, 4, 1),
    )

    assert asks(person, "change", on) == rules


@pytest.mark.parametrize(
    ("matter", "on", "rules"),
    [
        ("change", date(2021, 5, 3), None),
        ("change", date(2021, 5, 4), None),
        ("change", date(2021, 5, 5), ["V31"]),
        ("added_matter", date(2021, 1, 1), None),
        ("added_matter", date(2021, 1, 2), None),
        ("added_matter", date(2021, 1, 3), ["V31"]),
    ],
)
def test_v31_a_change_moves_the_annual_date_and_a_matter_of_2012_does_not(matter, on, rules):
    person = subject()
    notify(person, "initial", date(2020, 1, 2))
    notify(person, matter, date(2020, 5, 4))

    assert asks(person, "annual", on) == rules


@pytest.mark.parametrize(
    ("on", "rules"),
    [(date(2012, 8, 12), ["V31"]), (date(2012, 8, 13), None), (date(2012, 8, 14), None)],
)
def test_v31_matters_of_2012_are_not_notified_before(on, rules):
    assert asks(subject(valid_from=date(2010, 1, 1)), "added_matter", on) == rules


def test_travel_is_recorded_with_its_notification():
    person = subject()

    found = record_travel(
        nominal=person,
        on=date(2020, 5, 1),
        departs_on=date(2020, 5, 8),
        returns_on=date(2020, 5, 9),
        destination="Calais",
        asked=asked(),
    )

    stored = ForeignTravel.objects.get(pk=found.pk)
    assert (stored.notification.matter, stored.notification.notified_on) == (
        "travel",
        date(2020, 5, 1),
    )
    assert (stored.notification.event_on, stored.destination) == (date(2020, 5, 8), "Calais")
    assert stored.recorded_in == stored.notification.recorded_in
    assert AuditEntry.objects.latest("id").act == "record_travel"


@pytest.mark.parametrize(
    ("on", "departs_on", "asks_reason"),
    [
        (date(2020, 5, 1), date(2020, 5, 9), False),
        (date(2020, 5, 1), date(2020, 5, 8), False),
        (date(2020, 5, 1), date(2020, 5, 7), True),
        (date(2012, 8, 12), date(2012, 8, 12), False),
        (date(2012, 8, 13), date(2012, 8, 13), True),
        (date(2012, 8, 14), date(2012, 8, 14), True),
    ],
)
def test_v30_short_notice_of_any_trip_asks_a_reason(on, departs_on, asks_reason):
    def travel(**reasons):
        return record_travel(
            nominal=person,
            on=on,
            departs_on=departs_on,
            returns_on=departs_on,
            destination="Calais",
            asked=asked(**reasons),
        )

    person = NominalFactory()
    if asks_reason:
        with pytest.raises(NeedsReason) as needs:
            travel()
        assert [each.rule for each in needs.value.warnings] == ["V30"]
        assert not Notification.objects.exists()
    travel(**({"V30": "A funeral."} if asks_reason else {}))

    assert GivenReason.objects.filter(rule="V30").exists() is asks_reason


def test_v30_the_notice_is_the_setting_of_the_day():
    setting = RuleSetting.objects.get(code="travel_notice_days")
    setting.supersede(at=NOW - timedelta(days=1), act=1, value=1)

    record_travel(
        nominal=NominalFactory(),
        on=date(2020, 5, 1),
        departs_on=date(2020, 5, 2),
        destination="Calais",
        asked=asked(),
    )

    assert not GivenReason.objects.exists()


def test_a_trip_that_returns_before_it_departs_is_refused():
    with refused("before the departure"):
        record_travel(
            nominal=NominalFactory(),
            on=date(2020, 5, 1),
            departs_on=date(2020, 5, 20),
            returns_on=date(2020, 5, 19),
            destination="Calais",
            asked=asked(),
        )

    assert not Notification.objects.exists()


def test_travel_has_its_own_service():
    with refused("days and destination"):
        notify(subject(), "travel", date(2020, 5, 1))


def test_nobody_notifies_after_death():
    person = subject()
    person.died_on = date(2020, 4, 30)
    person.save()

    assert notify(person, "change", date(2020, 4, 30))
    with refused("comes after the day of death"):
        notify(person, "change", date(2020, 5, 1))
    with refused("comes after the day of death"):
        record_travel(
            nominal=person,
            on=date(2020, 5, 1),
            departs_on=date(2020, 6, 1),
            destination="Calais",
            asked=asked(),
        )
