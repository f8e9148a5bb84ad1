"""Indicators, the meetings behind a rate, and the funnel over the API: what the caller may see."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from agencies.choices import Role, Scope
from core.models import AuditedObject, AuditEntry
from core.periods import Quarter
from meetings.models import Meeting
from reporting.services.indicators import count_indicators
from tests.api.calling import Person, System
from tests.factories.agencies import UserFactory, area, default_agency
from tests.meetings.convening import Room
from tests.meetings.referring import Desk
from tests.reporting.comparing import as_counted

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 12, tzinfo=UTC)
SPRING = {"area": "norfolk", "quarter": "2024-25 Q1"}
SINCE = {"area": "norfolk", "since": "2024-04-01"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def two_rooms():
    """A meeting about somebody, and one about somebody whom only a list may see."""
    seen, hidden = Room(family_name="Twin"), Room(family_name="Canary")
    shown, kept = seen.held(), hidden.held()
    hidden.person.grants.all().delete()
    return shown, kept


def rates(caller, query=SPRING, **headers):
    answer = caller.get("indicators/", query, **headers)
    assert answer.status_code == 200, answer.content
    return {
        (each["indicator"], each["level"], each["agency"] and each["agency"]["name"]): (
            each["met"],
            each["counted"],
        )
        for each in answer.json()["items"]
    }


def test_the_indicators_are_those_that_the_service_counts_for_the_caller():
    two_rooms()
    caller = Person()
    on = NOW.date()

    found = count_indicators(
        area=area(), quarter=Quarter.parse("2024-25 Q1"), on=on, user=caller.user, looked_on=on
    )

    expected = {
        (row.indicator, row.level, row.agency and row.agency.name): (row.met, row.counted)
        for row in found.rows
    }
    assert rates(caller) == expected
    assert expected["K8", 2, None] == (1, 1)
    assert as_counted(found) != {}


def test_the_command_prints_the_rates_of_the_same_user():
    Room().held()
    caller, printed = Person(), StringIO()
    call_command(
        "list_indicators", "--area=norfolk", "--quarter=2024-25 Q1",
        f"--user={caller.user.username}", stdout=printed,
    )  # fmt: skip

    items = caller.items("indicators/", SPRING)

    assert f"{len(items)} rates: " in printed.getvalue()
    reached = [each["is_reached"] for each in items]
    assert f"{reached.count(True)} reach their threshold" in printed.getvalue()
    assert {each["percent"] for each in items if each["counted"] == 0} == {None}


def test_each_look_is_logged_with_the_people_whose_meetings_were_counted():
    shown, kept = two_rooms()
    caller = Person()

    rates(caller)

    entry = AuditEntry.objects.get(act="list_indicators")
    assert (entry.operation, entry.detail["as"]) == ("consultation", caller.user.username)
    people = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    assert list(people) == [shown.person_id]
    assert kept.person_id not in people


def test_the_meetings_behind_a_rate_are_those_that_the_caller_may_see():
    shown, kept = two_rooms()
    police = default_agency("police").pk
    caller = Person()

    of_area = caller.get("indicators/meetings/", SPRING | {"indicator": "K8", "level": 2})
    of_agency = caller.get(
        "indicators/meetings/", SPRING | {"indicator": "K1", "level": 2, "agency": police}
    )

    expected = [{"meeting": str(shown.public_id), "is_met": True}]
    assert of_area.json()["items"] == of_agency.json()["items"] == expected
    assert of_area.json()["notice"] == "You may see fewer meetings here than the rate counts."
    assert str(kept.public_id) not in (of_area.content + of_agency.content).decode()
    assert AuditEntry.objects.filter(act="list_meetings_behind_rate").count() == 2


def test_who_is_shown_figures_only_counts_the_meetings_and_is_named_none():
    Room().held()
    member = Person(Role.BOARD_MEMBER)

    answer = member.get("indicators/meetings/", SPRING | {"indicator": "K8", "level": 2})

    assert rates(member)["K8", 2, None] == (1, 1)
    assert answer.json()["items"] == []


def test_on_behalf_of_somebody_a_system_counts_what_both_may_see():
    room = Room()
    room.held()
    system = System("housing")
    assert room.co_ordinator.username
    colleague = room.member("housing", Role.CO_ORDINATOR)

    alone, together = rates(system), rates(system, On_Behalf_Of=colleague.username)

    # By the invitation housing sees the meeting, and none of the reviews of the case.
    assert alone["K8", 2, None] == together["K8", 2, None] == (1, 1)
    with time_machine.travel(datetime(2024, 10, 1, 12, tzinfo=UTC), tick=False):
        system.token = system.ask_token().json()["access_token"]
        summer = SPRING | {"quarter": "2024-25 Q2"}
        person = Person(Role.CO_ORDINATOR)
        assert rates(person, summer)["K6", 2, None] == (0, 1)
        assert rates(system, summer, On_Behalf_Of=colleague.username)["K6", 2, None] == (0, 0)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"area": "atlantis", "quarter": "2024-25 Q1"}, 400),
        (SPRING | {"quarter": "2024-25 Q5"}, 400),
        (SPRING | {"quarter": "2024-25 Q3"}, 400),
        (SPRING | {"quarter": "x\0"}, 400),
        (SPRING | {"on": "2024-09-21"}, 400),
        (SPRING | {"on": "2024-03-31"}, 400),
        (SPRING | {"on": "0001-01-01"}, 400),
        (SPRING | {"nominal": "1"}, 400),
        (SPRING | {"on": "2024-09-20"}, 200),
    ],
)
def test_what_names_no_quarter_of_an_area_is_refused(query, status):
    assert Person().get("indicators/", query).status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"indicator": "K9", "level": 2}, 400),
        ({"indicator": "K8", "level": "x"}, 400),
        ({"indicator": "K8", "level": 1}, 404),
        ({"indicator": "K1", "level": 2}, 404),
        ({"indicator": "K1", "level": 2, "agency": 0}, 404),
        ({"indicator": "K8"}, 400),
    ],
)
def test_a_rate_that_there_is_not_is_not_opened(query, status):
    assert Person().get("indicators/meetings/", SPRING | query).status_code == status


# The funnel


def test_the_funnel_counts_the_referrals_that_the_caller_may_see():
    desk, hidden = Desk(), Desk()
    desk.accept(desk.submitted())
    hidden.submitted()
    hidden.person.grants.all().delete()
    caller = Person()

    body = caller.get("referral-funnel/", SINCE).json()

    assert (body["submitted"], body["waiting"]) == (1, 0)
    assert body["accepted"] == [{"level": 2, "count": 1}, {"level": 3, "count": 0}]
    entry = AuditEntry.objects.get(act="count_referrals")
    assert entry.detail == {
        "area": "norfolk",
        "since": "2024-04-01",
        "until": None,
        "as": caller.user.username,
    }
    people = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    assert list(people) == [desk.person.pk]


@pytest.mark.parametrize(
    ("until", "submitted"), [("2024-05-01", 0), ("2024-05-02", 1), ("2024-05-03", 1)]
)
def test_the_funnel_ends_before_its_day(until, submitted):
    Desk().submitted(on=date(2024, 5, 1))

    assert Person().get("referral-funnel/", SINCE | {"until": until}).json()[
        "submitted"
    ] == submitted  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {},
        SINCE | {"area": "atlantis"},
        SINCE | {"until": "2024-04-01"},
        SINCE | {"since": "1.4.2024"},
        SINCE | {"user": "ann"},
    ],
)
def test_what_names_no_period_of_an_area_is_refused(query):
    assert Person().get("referral-funnel/", query).status_code == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("indicators/", SPRING),
        ("indicators/meetings/", SPRING | {"indicator": "K8", "level": 2}),
        ("referral-funnel/", SINCE),
    ],
)
def test_counting_needs_a_role_that_is_shown_figures_and_the_scope(path, query):
    nobody = Person()
    nobody.http.force_login(UserFactory())

    assert nobody.get(path, query).status_code == 403
    assert System(scopes=[Scope.MEETINGS_READ]).get(path, query).status_code == 403
    assert Meeting.objects.count() == 0
