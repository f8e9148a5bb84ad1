"""The command that lists the duties of a day: whose eyes, as known when, and what is logged."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from nominals.models import Duty
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, default_agency
from tests.factories.nominals import RECORDED, managed

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
SECOND = datetime(2021, 3, 1, 9, tzinfo=UTC)


def reviewed_every_four_months(**nominal):
    """Somebody at Level 1 since 1 January 2020."""
    person = managed(**nominal)
    restate(nominals=[person.pk], at=FIRST, act=5)
    return person


def listed(*arguments):
    printed = StringIO()
    call_command("list_duties", "--on", "2021-01-01", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_command_lists_the_overdue_by_opaque_id_and_the_look_is_logged():
    person = reviewed_every_four_months(family_name="Canary")
    user = MembershipFactory(role=Role.CO_ORDINATOR).user

    printed = listed("--user", user.username, "--area", "norfolk")

    assert f"{person.public_id}  overdue since 2020-05-01  Review at Level 1  Norfolk" in printed
    assert "1 duties open on 2021-01-01, 1 of them overdue." in printed
    assert "CANARY" not in printed.upper()
    entry = AuditEntry.objects.get(act="list_duties")
    assert entry.detail == {"on": "2021-01-01", "as": user.username}
    assert AuditedObject.objects.get(entry_id=entry.pk).object_id == person.pk


def test_the_command_names_the_agency_that_owes_by_name_and_not_the_lead_agency():
    housing = default_agency("housing")
    Duty.objects.create(
        nominal=managed(),
        kind="meeting_action",
        owed_by="named_agency",
        agency=housing,
        source_label="meetings.Action",
        source_id=1,
        arises_on=date(2020, 12, 1),
        due_on=date(2021, 1, 1),
        rule_version=1,
        recorded_from=FIRST,
    )

    assert f"due 2021-01-01  An action of a meeting  Norfolk  {housing}\n" in listed()


@pytest.mark.parametrize("arguments", [["--area", "nowhere"], ["--user", "nobody"]])
def test_the_command_refuses_what_names_nothing(arguments):
    with pytest.raises(CommandError):
        listed(*arguments)


@pytest.mark.parametrize(
    ("instant", "kind"),
    [
        ("2021-03-01T08:59:59+00:00", "Review at Level 1"),
        ("2021-03-01T09:00:00+00:00", "A first meeting at the level"),
        (None, "A first meeting at the level"),
    ],
)
def test_the_command_tells_what_was_known_at_an_instant(instant, kind):
    person = reviewed_every_four_months()
    person.level_periods.get().supersede(at=SECOND, act=6, level=2)
    restate(nominals=[person.pk], at=SECOND, act=6)

    printed = listed(*(("--as-known-at", instant) if instant else ()))

    assert f"  {kind}  " in printed
    assert "1 duties open on 2021-01-01" in printed
    assert AuditEntry.objects.get(act="list_duties").detail.get("as_known_at") == instant


@pytest.mark.parametrize("instant", ["yesterday", "2021-13-01T00:00", "0001-01-01T00:00+10:00"])
def test_the_command_refuses_what_is_no_instant(instant):
    with pytest.raises(CommandError, match="is no instant: write it like"):
        listed("--as-known-at", instant)


def test_who_has_left_an_area_is_not_shown_its_past():
    reviewed_every_four_months()
    left = MembershipFactory(role=Role.CO_ORDINATOR, valid_to=date(2022, 1, 1)).user

    assert "0 duties open on 2021-01-01" in listed("--user", left.username)
