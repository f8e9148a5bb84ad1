"""The rehearsal: every duty on every day, what was known on each, and the return of its area."""

import csv
import json
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from core.models import AuditEntry
from core.periods import Quarter
from mappa.duties import differing_nominals as differing_duties
from mappa.rehearsal.playing import What, play
from mappa.rehearsal.scenes import DAYS, YEAR, scenes
from mappa.rehearsal.stage import Stage
from nominals.choices import DutyKind
from nominals.models import Duty, StatePeriod
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
    of each day on which anything happened, and what by a walk over the facts of that evening."""
    with django_db_blocker.unblock(), transaction.atomic():
        stage = Stage.set_up(DAYS.start)
        everybody = Everybody()
        lines, owed, walked = [], {}, {}
        for each in play(scenes(stage), stage=stage, days=DAYS):
            lines.append(each)
            owed[each.day] = owed_on(each.day)
            walked[each.day] = everybody.owed_on(each.day)
        yield lines, owed, walked
        transaction.set_rollback(True)


def test_what_was_owed_on_a_past_day_can_be_told_as_it_was_known_then(played):
    _, owed, _ = played
    for day, then in owed.items():
        evening = datetime.combine(day, time(23), tzinfo=UTC)

        assert owed_on(day, evening) == then, day


def test_what_was_owed_on_an_evening_is_what_a_walk_over_the_facts_found(played):
    _, owed, walked = played

    assert {day: then ^ walked[day] for day, then in owed.items() if then != walked[day]} == {}


def test_what_is_owed_on_every_day_is_what_a_walk_over_the_facts_finds(played):
    everybody = Everybody()
    days = [DAYS.start + timedelta(days=n) for n in range((DAYS.ends - DAYS.start).days + 60)]

    differing = {day: owed_on(day) ^ everybody.owed_on(day) for day in days}
    assert {day: each for day, each in differing.items() if each} == {}


def test_each_duty_is_printed_as_it_arises_and_as_it_falls(played):
    lines, _, _ = played
    open_ones: set[str] = set()
    for each in lines:
        if each.what is What.ARISES:
            assert each.sentence not in open_ones
            open_ones.add(each.sentence)
        elif each.what is What.FALLS:
            open_ones.remove(each.sentence)

    assert len([each for each in lines if each.what is What.ARISES]) > 50


def test_every_kind_of_duty_arises_in_the_rehearsal(played):
    _, owed, _ = played

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

    assert {row.indicator for row in rows if row.counted} == {
        f"K{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)
    }
    assert {"K1", "K2", "K3", "K4", "K5", "K10"} <= missed


def test_every_act_is_one_entry_of_whoever_acted(played):
    lines, _, _ = played
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
