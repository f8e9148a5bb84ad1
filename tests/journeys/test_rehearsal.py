"""The rehearsal: every duty on every day, what was known on each, and the return of its area."""

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from agencies.services.settings import rule_settings
from core.models import AuditEntry
from core.periods import Quarter
from core.working_days import is_working_day
from mappa.duties import differing_nominals as differing_duties
from mappa.rehearsal.playing import What, play
from mappa.rehearsal.scenes import DAYS, YEAR, scenes
from mappa.rehearsal.stage import Stage
from meetings.choices import Answer, DecisionKind, Pillar, Topic
from meetings.models import (
    Action,
    Attachment,
    Decision,
    Meeting,
    Minutes,
    Opening,
    Panel,
    Passage,
    PlanEntry,
)
from nominals.choices import DutyKind
from nominals.models import Duty, Nominal, StatePeriod
from nominals.services.states import differing_nominals
from reporting.services.indicators import count_indicators
from tests.factories.agencies import area
from tests.oracle.count import compile_return
from tests.oracle.duties import Everybody
from tests.reporting.comparing import as_counted, as_walked

pytestmark = pytest.mark.django_db


def owed_on(day, as_known_at=None):
    duties = Duty.objects if as_known_at is None else Duty.history
    found = duties.open_on(day, as_known_at=as_known_at)
    return set(found.values_list("nominal", "kind", "source_label", "source_id", "due_on"))


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """The rehearsal, played once for all tests here; what was printed, what was owed on the evening
    of each day on which anything happened, what by a walk over the facts of that evening, and the
    mails that were sent."""
    with django_db_blocker.unblock(), transaction.atomic():
        stage = Stage.set_up(DAYS.start)
        everybody = Everybody()
        lines, owed, walked = [], {}, {}
        mail.outbox.clear()

        def evening(day):
            owed[day], walked[day] = owed_on(day), everybody.owed_on(day)

        for each in play(scenes(stage), stage=stage, days=DAYS):
            if lines and each.day != lines[-1].day:
                # The line of an act comes before the act.
                evening(lines[-1].day)
            lines.append(each)
        evening(lines[-1].day)
        yield lines, owed, walked, list(mail.outbox)
        transaction.set_rollback(True)


def test_what_was_owed_on_a_past_day_can_be_told_as_it_was_known_then(played):
    _, owed, _, _ = played
    for day, then in owed.items():
        evening = datetime.combine(day, time(23), tzinfo=UTC)

        assert owed_on(day, evening) == then, day


def test_what_was_owed_on_an_evening_is_what_a_walk_over_the_facts_found(played):
    _, owed, walked, _ = played

    assert {day: then ^ walked[day] for day, then in owed.items() if then != walked[day]} == {}


def test_what_is_owed_on_every_day_is_what_a_walk_over_the_facts_finds(played):
    everybody = Everybody()
    days = [DAYS.start + timedelta(days=n) for n in range((DAYS.ends - DAYS.start).days + 60)]

    differing = {day: owed_on(day) ^ everybody.owed_on(day) for day in days}
    assert {day: each for day, each in differing.items() if each} == {}


def test_each_duty_is_printed_as_it_arises_and_as_it_falls(played):
    lines, _, _, _ = played
    open_ones: set[str] = set()
    for each in lines:
        if each.what is What.ARISES:
            assert each.sentence not in open_ones
            open_ones.add(each.sentence)
        elif each.what is What.FALLS:
            open_ones.remove(each.sentence)

    assert len([each for each in lines if each.what is What.ARISES]) > 50


def test_every_kind_of_duty_arises_in_the_rehearsal(played):
    _, owed, _, _ = played

    assert {kind for then in owed.values() for _, kind, *_ in then} == set(DutyKind.values)


def test_states_and_duties_are_those_of_the_facts(played):
    assert differing_nominals() == []
    assert differing_duties() == []
    assert StatePeriod.objects.exists()


def rows_of(folder):
    """The exported files by name, as the slow count reads them."""
    rows = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = list(csv.DictReader(file))
    return rows


@pytest.mark.parametrize("code", ["norfolk", "suffolk"])
def test_the_return_of_a_rehearsed_area_is_the_day_by_day_count(played, tmp_path, code):
    folder = tmp_path / "caseload"
    call_command("export_caseload", str(folder), stdout=StringIO())
    printed = StringIO()
    call_command(
        "compile_return",
        *("--area", code, "--year", YEAR.label, "--format", "json"),
        stdout=printed,
        stderr=StringIO(),
    )
    compiled = json.loads(printed.getvalue())

    assert compiled["tables"] == compile_return(rows_of(folder), code, YEAR.label)["tables"]


@pytest.mark.parametrize("label", [f"2024-25 Q{n}" for n in (1, 2, 3, 4)] + ["2025-26 Q1"])
def test_the_indicators_of_a_rehearsed_area_are_those_of_the_slow_count(played, label):
    quarter = Quarter.parse(label)
    on = DAYS.last_day

    found = count_indicators(area=area("norfolk"), quarter=quarter, on=on)

    first, last = quarter.period.start, quarter.period.last_day
    assert as_counted(found) == as_walked(area("norfolk"), first, last, on)
    assert {row.indicator for row in found.rows if row.counted} >= {"K1", "K3", "K8", "K10"}


def test_the_rehearsal_shows_each_indicator_reached_and_missed(played):
    rows = [
        row
        for n in (1, 2, 3, 4)
        for row in count_indicators(
            area=area("norfolk"), quarter=Quarter.parse(f"2024-25 Q{n}"), on=DAYS.last_day
        ).rows
    ]
    missed = {row.indicator for row in rows if row.is_reached is False}
    reached = {row.indicator for row in rows if row.is_reached}

    assert {row.indicator for row in rows if row.counted} == {
        f"K{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)
    }
    assert {"K1", "K2", "K3", "K4", "K5", "K10"} <= missed
    assert {"K1", "K2", "K3", "K4", "K5", "K10"} <= reached


def test_panels_minutes_and_actions_are_on_working_days(played):
    days = {
        *Panel.objects.values_list("held_on", flat=True),
        *Minutes.objects.values_list("issued_on", flat=True),
        *Action.objects.filter(completed_on__isnull=False).values_list("completed_on", flat=True),
    }

    holidays = rule_settings().holidays
    assert [day for day in sorted(days) if not is_working_day(day, holidays)] == []
    assert not {(12, 24), (12, 25)} & {(day.month, day.day) for day in days}


def test_a_panel_whose_day_has_come_met_about_somebody_or_was_cancelled(played):
    for panel in Panel.objects.all():
        met = Meeting.objects.closed().filter(panel=panel).count()
        open_ = Meeting.objects.not_cancelled().filter(panel=panel, closed_on=None)

        assert bool(met) is (panel.cancelled_on is None), panel
        assert not open_.exists(), panel


def test_the_number_of_meetings_that_is_printed_is_that_of_those_held(played):
    lines, _, _, _ = played
    printed = {}
    for each in lines:
        if found := re.match(r"The Level (\d) panel sits: (\d+) meeting", each.sentence):
            printed[each.day, int(found[1])] = int(found[2])

    held = Meeting.objects.closed().filter(panel__is_emergency=False)
    assert printed == Counter(held.values_list("panel__held_on", "panel__level"))


def test_one_meeting_shows_all_that_a_meeting_may_have(played):
    first, second = Minutes.objects.filter(meeting__minutes__number=2).order_by("number")

    assert second.reason
    assert first.content["passages"] != second.content["passages"]
    disclosure = Decision.objects.get(meeting=first.meeting, kind=DecisionKind.DISCLOSURE)
    assert disclosure.answer == Answer.DISCLOSE
    assert Attachment.objects.filter(report__invitation__meeting=first.meeting).exists()
    topics = set(Passage.objects.filter(meeting=first.meeting).values_list("topic", flat=True))
    assert topics == set(Topic.values)
    visits = PlanEntry.objects.filter(
        meeting__person=first.meeting.person_id, pillar=Pillar.MONITORING
    ).order_by("valid_from")
    (former, latter) = visits
    assert former.valid_to == latter.valid_from == first.meeting.held_on
    assert Action.objects.filter(replaced_by__meeting=first.meeting).exists()
    opened = Opening.objects.filter(recipient__minutes__meeting=first.meeting)
    assert set(opened.values_list("recipient__minutes__number", flat=True)) == {1, 2}


def test_somebody_unlawfully_at_large_is_not_told(played):
    told = Decision.objects.get(meeting__panel__is_emergency=True, kind=DecisionKind.TELLING)

    assert told.answer == Answer.IS_NOT_TOLD


def test_mails_are_sent_on_the_evenings_that_are_printed_and_name_nobody(played):
    lines, _, _, mails = played
    printed = [int(each.sentence.split()[0]) for each in lines if each.what is What.MAIL]

    assert sum(printed) == len(mails) > 100
    names = {
        name
        for person in Nominal.history.all()
        for name in (person.family_name, *person.given_names.split(), str(person.public_id))
    }
    told = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    for each in mails:
        files = [content for _, content, _ in each.attachments]
        text = "\n".join([each.subject, each.body, str(each.extra_headers), *each.to, *files])
        assert told.search(text) is None, text


def test_every_act_is_one_entry_of_whoever_acted(played):
    lines, _, _, _ = played
    acts = AuditEntry.objects.filter(actor__startswith="rehearsal-")

    assert acts.count() > len([each for each in lines if each.what is What.ACT])
    assert set(acts.values_list("actor", flat=True)) == {
        "rehearsal-chair",
        "rehearsal-co-ordinator",
        "rehearsal-minute-taker",
        "rehearsal-neighbour",
        "rehearsal-officer",
        "rehearsal-probation-officer",
        "rehearsal-senior-chair",
    }
