"""National statistics: due on a day of the settings, written whole or not at all, once."""

import hashlib
import json
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import AuditEntry
from mappa import statistics, tasks
from mappa.models import StatisticsExport
from reporting.models import CompilationRequest
from reporting.services.requests import start_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FILES = {"returns.csv": b"area\n", "returns.json": b"{}\n"}


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2022, 6, 29), date(2021, 6, 30)),
        (date(2022, 6, 30), date(2022, 6, 30)),
        (date(2022, 7, 1), date(2022, 6, 30)),
    ],
)
def test_the_latest_day_of_the_setting_is_due(on, due):
    assert statistics.day_due(on=on, month_and_day=(6, 30), installed_at=LONG_AGO) == due


def test_a_day_before_the_installation_is_not_due():
    day, moment = date(2022, 6, 30), timedelta(microseconds=1)
    for installed_at, due in ((start_of(day), day), (start_of(day) + moment, None)):
        assert statistics.day_due(on=day, month_and_day=(6, 30), installed_at=installed_at) == due


def write(folder, files=FILES):
    return statistics.write_whole(into=folder, name="all", files=files)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_manifest_tells_the_digest_of_every_file(tmp_path):
    digest = write(tmp_path)

    manifest = (tmp_path / "all" / "manifest.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == digest
    told = {each["name"]: each["sha256"] for each in json.loads(manifest)["files"]}
    assert told == {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
    assert names(tmp_path / "all") == ["manifest.json", "returns.csv", "returns.json"]


def test_writing_the_same_again_changes_nothing(tmp_path):
    digest = write(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "all").iterdir()}

    assert write(tmp_path) == digest
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "all").iterdir()} == before
    assert names(tmp_path) == ["all"]


@pytest.mark.parametrize("file", ["returns.csv", "manifest.json", "more.txt"])
def test_other_content_of_the_same_name_is_left_as_it_is(tmp_path, file):
    write(tmp_path)
    (tmp_path / "all" / file).write_text("altered")

    with pytest.raises(FileExistsError, match="holds other statistics"):
        write(tmp_path)
    assert (tmp_path / "all" / file).read_text() == "altered"
    assert names(tmp_path) == ["all"]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(statistics.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path)
    assert names(tmp_path) == []


def test_what_a_killed_writer_left_goes_with_the_next(tmp_path):
    (tmp_path / ".all-abc").mkdir()
    (tmp_path / ".all-abc" / "returns.csv").write_text("half")

    write(tmp_path)

    assert names(tmp_path) == ["all"]


# The task


@pytest.fixture
def _on_its_day(settings, tmp_path):
    """Half past three on 30 June of the year after the installation."""
    settings.MAPPA_STATISTICS_DAY = (6, 30)
    settings.MAPPA_STATISTICS_FOLDER = tmp_path
    day = datetime(timezone.now().year + 1, 6, 30, 2, 30, tzinfo=UTC)
    with time_machine.travel(day, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_its_day")
def test_the_statistics_of_all_areas_are_written_once_they_are_compiled(queue, tmp_path):
    tasks.ask_for_statistics()
    assert names(tmp_path) == []
    queue.publish("reporting.sweep_requests")
    queue.work()

    tasks.export_statistics()

    export = StatisticsExport.objects.get()
    year = CompilationRequest.objects.get(area=None).year
    folder = tmp_path / f"statistics-{year}-as-known-{export.day}"
    assert export.finished_at is not None
    written = (folder / "manifest.json").read_bytes()
    assert hashlib.sha256(written).hexdigest() == export.digest
    returns = json.loads((folder / "returns.json").read_text())
    assert len(returns["areas"]) == 42
    assert returns["england_and_wales"]["area"] == "England and Wales"
    assert returns["areas"][0]["year_label"] == year == f"{export.day.year - 1}-{export.day:%y}"
    cells = (folder / "returns.csv").read_text().splitlines()
    assert cells[0] == "area,year,table,row,column,value"
    assert len({line.partition(",")[0] for line in cells[1:]}) == 43


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_its_day")
def test_a_second_run_on_the_day_exports_nothing_again(queue, tmp_path):
    tasks.ask_for_statistics()
    tasks.ask_for_statistics()
    queue.publish("reporting.sweep_requests")
    queue.work()
    tasks.export_statistics()
    (folder,) = tmp_path.iterdir()
    before = folder.stat().st_mtime_ns

    tasks.ask_for_statistics()

    assert StatisticsExport.objects.count() == 1
    assert folder.stat().st_mtime_ns == before


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_its_day")
def test_a_failure_is_kept_on_the_row_raised_and_made_good_later(queue, tmp_path, monkeypatch):
    tasks.ask_for_statistics()
    queue.publish("reporting.sweep_requests")
    queue.work()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(statistics.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            tasks.export_statistics()
    export = StatisticsExport.objects.get()
    assert (export.attempts, export.finished_at) == (1, None)
    assert export.failure == "OSError: The log of the worker has the rest."

    tasks.export_statistics()

    assert StatisticsExport.objects.get().finished_at is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_its_day")
def test_one_export_that_fails_keeps_no_other_waiting(queue, tmp_path):
    tasks.ask_for_statistics()
    queue.publish("reporting.sweep_requests")
    queue.work()
    due = StatisticsExport.objects.get()
    blocked = due.day - timedelta(days=1)
    StatisticsExport.objects.create(day=blocked, requested_at=due.requested_at)
    tasks.export_statistics()
    queue.publish("reporting.sweep_requests")
    queue.work()
    StatisticsExport.objects.update(finished_at=None)
    for each in tmp_path.glob(f"*{due.day}"):
        shutil.rmtree(each)
    (tmp_path / f"statistics-{statistics.year_of(due)}-as-known-{blocked}").mkdir()
    (tmp_path / f"statistics-{statistics.year_of(due)}-as-known-{blocked}" / "other").touch()

    with pytest.raises(FileExistsError):
        tasks.export_statistics()

    finished = StatisticsExport.objects.exclude(finished_at=None)
    assert [each.day for each in finished] == [due.day]


@pytest.mark.django_db
def test_nothing_is_exported_where_no_day_is_set(queue, settings):
    assert settings.MAPPA_STATISTICS_DAY is None

    tasks.ask_for_statistics()
    tasks.export_statistics()

    assert StatisticsExport.objects.count() == 0
    assert CompilationRequest.objects.count() == 0
    assert AuditEntry.objects.count() > 0
