"""Duties recomputed by night and by command: when, of whom, and that nothing else moves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import BankHoliday, RuleSetting
from agencies.services.settings import settle_for_area
from core.models import AuditEntry
from mappa.duties import are_stale, differing_nominals
from mappa.tasks import rebuild_duties
from nominals.models import Duty, Grant, Nominal
from nominals.services.acts import Asked
from nominals.services.states import restate
from nominals.services.transfers import accept_transfer, request_transfer
from orders.services.duties import write_duties
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED, managed
from tests.factories.orders import OrderFactory
from tests.meetings.convening import HELD, Room

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
SECOND = datetime(2021, 3, 1, 9, tzinfo=UTC)


def reviewed_every_four_months():
    """Somebody at Level 1 since 1 January 2020."""
    person = managed()
    restate(nominals=[person.pk], at=FIRST, act=5)
    return person


def expiry():
    return Duty.objects.get(kind="order_expiry").arises_on


def test_the_night_brings_what_the_orders_of_a_case_that_moved_bring():
    suffolk = area("suffolk")
    settle_for_area(
        code="order_expiry_notice_days",
        area=suffolk,
        value=30,
        source="The board of Suffolk.",
        valid_from=date(2020, 1, 1),
        by="A. Officer",
        at=SECOND,
    )
    person = reviewed_every_four_months()
    OrderFactory(nominal=person, made_on=date(2021, 1, 1), ends_on=date(2026, 7, 3))
    write_duties(nominals=[person.pk], at=SECOND)
    rebuild_duties()
    assert expiry() == date(2026, 1, 1)
    asked = Asked(by="A. Officer", at=timezone.now())
    moving = request_transfer(
        nominal=person, to_area=suffolk, on=date(2024, 1, 2), reason="Moved.", asked=asked
    )
    accept_transfer(
        transfer=moving, on=date(2024, 1, 3), effective_on=date(2024, 1, 4), asked=asked
    )
    assert differing_nominals() == [person.pk]

    rebuild_duties()

    assert expiry() == date(2026, 6, 3)
    assert differing_nominals() == []


def test_an_ordinary_night_leaves_those_alone_about_whom_nothing_changed():
    person = reviewed_every_four_months()
    rebuild_duties()
    Duty.objects.update(due_on=date(2020, 5, 2))

    rebuild_duties()
    assert differing_nominals() == [person.pk]

    call_command("rebuild_duties")
    assert differing_nominals() == []


def test_a_changed_setting_makes_duties_stale_until_the_night(capsys):
    person = reviewed_every_four_months()
    rebuild_duties()
    assert not are_stale()
    assert differing_nominals() == []
    setting = RuleSetting.objects.get(code="level_1_review_months")
    setting.supersede(at=SECOND, act=6, value=3)
    assert are_stale()
    assert differing_nominals() == [person.pk]
    with pytest.raises(SystemExit):
        call_command("rebuild_duties", "--check")
    version = Nominal.objects.get(pk=person.pk).version

    rebuild_duties()

    assert not are_stale()
    assert Duty.objects.get().due_on == date(2020, 4, 1)
    assert Nominal.objects.get(pk=person.pk).version == version
    assert AuditEntry.objects.latest("id").detail == {"rebuilt": 1}
    call_command("rebuild_duties", "--check")
    assert "0 nominals have duties or grants that differ" in capsys.readouterr().out


def invited_until(instant=None):
    """The first day on which no invited agency sees the case any more."""
    known = Grant.history.as_known_at(instant) if instant else Grant.objects.all()
    invitations = known.filter(ground="invitation")
    assert invitations.count() == 3
    return set(invitations.values_list("valid_to", flat=True))


def test_a_changed_setting_of_invitations_changes_who_sees_a_case_by_meetings(capsys):
    room = Room()
    room.issued()
    rebuild_duties()
    assert invited_until() == {HELD + timedelta(days=29)}
    before, version = timezone.now(), Nominal.objects.get(pk=room.person.pk).version
    settle_for_area(
        code="invitation_grant_days",
        area=area(),
        value=60,
        source="The board of Norfolk.",
        valid_from=date(2024, 1, 1),
        by="A. Officer",
        at=before,
    )
    assert are_stale()
    assert differing_nominals() == [room.person.pk]
    with pytest.raises(SystemExit):
        call_command("rebuild_duties", "--check")

    call_command("rebuild_duties")

    assert differing_nominals() == []
    assert invited_until() == {HELD + timedelta(days=61)}
    assert invited_until(before) == {HELD + timedelta(days=29)}
    assert Nominal.objects.get(pk=room.person.pk).version == version
    printed = capsys.readouterr().out
    assert "1 nominals have duties or grants that differ from their facts." in printed
    assert "1 nominals had duties or grants that differed and have been rebuilt." in printed


def altered_minutes():
    Duty.objects.filter(kind="minutes_issue").update(due_on=HELD)


def lost_action():
    Duty.objects.filter(kind="meeting_action").update(recorded_to=timezone.now())


def action_of_nobody():
    Duty.objects.filter(kind="meeting_action").update(agency=None)


def lost_invitation():
    Grant.objects.filter(ground="invitation", agency__kind="housing").update(
        recorded_to=timezone.now()
    )


def conducting_without_end():
    Grant.objects.filter(ground="conducting").update(valid_to=date(2099, 1, 1))


@pytest.mark.parametrize(
    "alter",
    [altered_minutes, lost_action, action_of_nobody, lost_invitation, conducting_without_end],
)
def test_what_follows_from_meetings_is_found_where_it_differs_and_mended(alter):
    room = Room()
    meeting = room.ready()
    room.act(meeting)
    room.close(meeting)
    call_command("rebuild_duties")
    assert differing_nominals() == []
    alter()
    assert differing_nominals() == [room.person.pk]

    call_command("rebuild_duties")

    assert differing_nominals() == []


def comparing(people):
    """The statements that compare what is stored of so many people more with their facts."""
    room = Room()
    for _ in range(people):
        room.place(room.case())
    with CaptureQueriesContext(connection) as captured:
        assert differing_nominals() == []
    return len(captured)


def test_the_statements_that_compare_do_not_grow_with_the_people():
    assert comparing(1) == comparing(6)


def test_a_new_bank_holiday_makes_duties_stale():
    rebuild_duties()

    BankHoliday.objects.create(
        day=date(2029, 5, 7), name="A coronation", source="GOV.UK", recorded_from=SECOND
    )

    assert are_stale()
