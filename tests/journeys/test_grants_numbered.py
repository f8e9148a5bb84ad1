"""Whoever may see somebody from now on, or no longer, finds the nominal among the changed ones.

A trigger of the test notes each write of a grant, with the last act in the log and the last number
given, while the rehearsal plays eighteen months of casework through the services.
"""

from datetime import UTC, datetime, time

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agencies.choices import Role
from agencies.models import Agency, AreaService, RuleSetting
from core.models import AuditEntry
from core.periods import ONE_DAY
from mappa.duties import rebuild
from mappa.rehearsal.playing import play
from mappa.rehearsal.scenes import DAYS, scenes
from mappa.rehearsal.stage import Stage
from nominals.models import Grant, Nominal, ResponsibleArea
from nominals.services.access import lift_restriction, name_viewer, remove_viewer, restrict_case
from nominals.services.acts import Asked
from nominals.services.emergency import open_in_emergency
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed
from tests.mappa.caseloads import load, write
from tests.mappa.whole import WHOLE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]

NOTE = {
    "sqlite": [
        "CREATE TABLE test_granted (nominal bigint, act bigint, number bigint)",
        *(
            f"""
            CREATE TRIGGER test_grant_{when} AFTER {when} ON nominals_grant BEGIN
                INSERT INTO test_granted SELECT NEW.nominal_id,
                    (SELECT max(id) FROM core_auditentry),
                    COALESCE((SELECT last FROM nominals_numbering), 0) + 1;
            END
            """
            for when in ("INSERT", "UPDATE")
        ),
    ],
    "postgresql": [
        "CREATE TABLE test_granted (nominal bigint, act bigint, number bigint)",
        """
        CREATE FUNCTION test_note_grant() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO test_granted SELECT NEW.nominal_id,
                (SELECT max(id) FROM core_auditentry), pg_current_xact_id()::text::bigint;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER test_grant AFTER INSERT OR UPDATE ON nominals_grant
        FOR EACH ROW EXECUTE FUNCTION test_note_grant()
        """,
    ],
}
FORGET = {
    "sqlite": [
        "DROP TRIGGER test_grant_INSERT",
        "DROP TRIGGER test_grant_UPDATE",
        "DROP TABLE test_granted",
    ],
    "postgresql": [
        "DROP TRIGGER test_grant ON nominals_grant",
        "DROP FUNCTION test_note_grant",
        "DROP TABLE test_granted",
    ],
}


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def granted(reference_data):
    for statement in NOTE[connection.vendor]:
        execute(statement)
    yield lambda: execute("SELECT nominal, act, number FROM test_granted")
    for statement in FORGET[connection.vendor]:
        execute(statement)


WRITERS = {
    "accept_transfer",
    "begin_amendment",
    "cancel_meeting",
    "cancel_panel",
    "close_meeting",
    "enter_category",
    "host_case",
    "import_caseload",
    "impose_order",
    "issue_minutes",
    "leave_mappa",
    "lift_restriction",
    "merge_records",
    "name_viewer",
    "open_in_emergency",
    "place_meeting",
    "rebuild_states",
    "record_breach",
    "record_conviction",
    "refuse_transfer",
    "register_nominal",
    "remove_viewer",
    "request_transfer",
    "restrict_case",
    "send_invitations",
    "set_lead_agency",
    "unmerge_records",
}
"""The acts by which the rehearsal, and what the test does after it, gave or withdrew a grant."""


def restrict_and_lift(stage):
    person = ResponsibleArea.objects.filter(area=stage.home).latest("pk").nominal
    now = datetime.combine(DAYS.end, time(10), tzinfo=UTC)
    asked = Asked(by="ann", at=now)
    if person.is_restricted:
        lift_restriction(nominal=person, on=DAYS.end, reason="x", asked=asked)
    restrict_case(nominal=person, viewers={}, on=DAYS.end, reason="x", asked=asked)
    viewer = name_viewer(
        nominal=person, user=stage.co_ordinator, on=DAYS.end, reason="x", asked=asked
    )
    remove_viewer(viewer=viewer, on=DAYS.end + ONE_DAY, reason="x", asked=asked)
    lift_restriction(nominal=person, on=DAYS.end, reason="x", asked=asked)


def open_one_in_an_emergency():
    person = managed(pnc_id="2001/171310W")
    restate(nominals=[person.pk], at=RECORDED, act=1)
    stranger = MembershipFactory(
        area=area("kent"), agency=default_agency("probation", "kent"), role=Role.PRACTITIONER
    ).user
    open_in_emergency(
        kind="pnc_id",
        value="2001/171310W",
        hours=1,
        reason="A child may be at risk.",
        user=stranger,
        asked=Asked(by="ann", at=timezone.now()),
    )


def change_default_agency(stage):
    """The grants of the lead agency follow when all states are rebuilt."""
    service = AreaService.objects.get(area=stage.home, kind="police")
    other = Agency.objects.create(name="Another police force", kind="police")
    AreaService.objects.filter(pk=service.pk).update(is_default=False)
    AreaService.objects.create(agency=other, area=stage.home, kind="police", is_default=True)
    call_command("rebuild_states")


def change_days_of_invitations(stage):
    """The grants by meetings follow in the night."""
    setting = RuleSetting.objects.get(code="invitation_grant_days")
    at = datetime.combine(DAYS.end, time(12), tzinfo=UTC)
    setting.supersede(at=at, act=1, value=3)
    assert rebuild(now=at, by="timetable") > 0


def test_each_act_that_gives_or_withdraws_a_grant_numbers_the_nominal(granted, tmp_path):
    stage = Stage.set_up(DAYS.start)
    for _ in play(scenes(stage), stage=stage, days=DAYS):
        pass
    restrict_and_lift(stage)
    open_one_in_an_emergency()
    change_default_agency(stage)
    before = len(granted())
    change_days_of_invitations(stage)
    assert len(granted()) > before
    load(write(tmp_path / "caseload", **WHOLE))

    numbers = dict(Nominal.objects.values_list("pk", "change_number"))
    acts = dict(AuditEntry.objects.values_list("pk", "act"))
    written = {(nominal, acts[act], number) for nominal, act, number in granted()}
    assert {act for _, act, _ in written} >= WRITERS
    assert {act for nominal, act, number in written if numbers[nominal] < number} == set()
    assert 0 not in numbers.values()


def test_a_grant_written_without_a_number_would_be_found(granted):
    person = managed()
    restate(nominals=[person.pk], at=RECORDED, act=1)

    Grant.objects.filter(nominal=person).update(valid_to=DAYS.end)

    person.refresh_from_db()
    assert any(number > person.change_number for _, _, number in granted())
