"""The commands: what they print, where, and how they end."""

import io
import json
import os
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.models import AuditedObject, AuditEntry
from mappa.published import FOLDER
from reporting.models import AnnualReturn
from tests.factories.agencies import MembershipFactory
from tests.factories.nominals import managed
from tests.factories.orders import OrderFactory
from tests.reporting.figures import record

pytestmark = pytest.mark.django_db

NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)
CORRECTED = datetime(2020, 1, 1, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def run(command, *arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def compile_return(*arguments, area="norfolk", year="2021-22"):
    return run("compile_return", "--area", area, "--year", year, *arguments)


def refused(*arguments, command="compile_return"):
    with pytest.raises(CommandError) as error:
        run(command, *arguments)
    return str(error.value), error.value.returncode


def test_figures_go_to_standard_output_and_findings_to_standard_error():
    undetermined = managed()
    undetermined.level_periods.update(valid_to=datetime(2021, 1, 1).date())  # noqa: DTZ001 - a day
    record(undetermined)

    out, err = compile_return()

    assert out.startswith("Norfolk, 2021-22\n")
    assert "undetermined" not in out
    lines = err.splitlines()
    named = next(line for line in lines if "undetermined" in line)
    assert named.startswith("Norfolk: error: undetermined: ")
    assert str(undetermined.public_id) in named
    severities = [line.split(": ")[1] for line in lines if line.startswith("Norfolk: ")]
    assert severities == sorted(severities)


def test_json_is_the_machine_form():
    out, _ = compile_return("--format", "json")

    assert json.loads(out)["area"] == "Norfolk"


def test_csv_is_one_row_a_cell():
    out, _ = compile_return("--format", "csv")

    assert out.splitlines()[0] == "area,year,table,row,column,value"


def test_all_areas_end_with_england_and_wales():
    out, _ = compile_return("--format", "json", area="all")

    assert len(json.loads(out)["areas"]) == 42


def test_nothing_is_stored_but_the_look():
    record(managed())

    compile_return("--format", "csv")

    assert not AnnualReturn.objects.exists()
    entry = AuditEntry.objects.get(act="compile_return")
    assert (entry.operation, entry.actor.partition(":")[0]) == ("consultation", "command")
    assert entry.detail == {"area": "norfolk", "year": "2021-22", "format": "csv"}


def test_the_look_names_the_people_whom_the_findings_name():
    faulty, sound = managed(), managed()
    faulty.lead_agency_periods.get().supersede(at=CORRECTED, act=2, valid_to=date(2020, 2, 1))
    record(faulty)
    record(sound)

    _, err = compile_return()

    assert str(faulty.public_id) in err
    assert str(sound.public_id) not in err
    entry = AuditEntry.objects.get(act="compile_return")
    named = AuditedObject.objects.filter(entry_id=entry.pk, object_label="nominals.Nominal")
    assert list(named.values_list("object_id", flat=True)) == [faulty.pk]


def test_a_file_is_written_whole(tmp_path):
    out, _ = compile_return("--format", "json", "--output", str(tmp_path / "return.json"))

    assert out == ""
    assert json.loads((tmp_path / "return.json").read_text())["area"] == "Norfolk"
    assert [each.name for each in tmp_path.iterdir()] == ["return.json"]


def test_what_was_there_stays_where_the_file_cannot_be_written(tmp_path, monkeypatch):
    path = tmp_path / "return.json"
    path.write_text("former")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reporting.management.output.os.fsync", full)

    sentence, status = refused("--area", "norfolk", "--year", "2021-22", "--output", str(path))

    assert ("No space left" in sentence, status) == (True, 1)
    assert path.read_text() == "former"
    assert [each.name for each in tmp_path.iterdir()] == ["return.json"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "nowhere" / "return.json"

    sentence, status = refused("--area", "norfolk", "--year", "2021-22", "--output", str(path))

    assert (str(path) in sentence, status) == (True, 1)


def test_a_device_or_pipe_is_refused_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)

    sentence, status = refused("--area", "norfolk", "--year", "2021-22", "--output", str(path))

    assert ("Name a file" in sentence, status) == (True, 1)
    assert path.is_fifo()


def test_what_a_link_names_is_written_and_the_link_stays(tmp_path):
    (tmp_path / "link").symlink_to("return.txt")

    compile_return("--output", str(tmp_path / "link"))

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "return.txt").read_text().startswith("Norfolk, 2021-22\n")


@pytest.mark.parametrize(
    ("area", "year", "words"),
    [
        ("atlantis", "2021-22", "norfolk"),
        ("Norfolk", "2021-22", "norfolk"),
        ("norfolk", "2021-23", "2021-22"),
        ("norfolk", "2021", "2021-22"),
        ("norfolk", "2024-25", "2023-24"),
    ],
)
def test_an_unknown_area_or_year_ends_with_2_and_names_the_right_form(area, year, words):
    sentence, status = refused("--area", area, "--year", year)

    assert (words in sentence, status) == (True, 2)


def test_a_year_not_yet_over_compiles_and_says_so():
    _, err = compile_return(year="2023-24")

    assert "Norfolk: warning: year_not_over: The year ends on 2024-03-31" in err


@pytest.mark.parametrize(
    ("now", "is_over"),
    [
        (datetime(2022, 3, 31, 22, 59, tzinfo=UTC), False),
        (datetime(2022, 3, 31, 23, 0, tzinfo=UTC), True),
    ],
)
def test_a_year_is_over_when_its_last_day_is_in_england_and_wales(now, is_over):
    with time_machine.travel(now, tick=False):
        _, err = compile_return()

    assert ("year_not_over" not in err) is is_over


def test_the_printed_return_of_lancashire_fails_its_checks_by_name(capsys):
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_return", FOLDER / "lancashire-2020-21.json", stdout=out)

    assert error.value.returncode == 1
    assert "T2:level_3:category_2" in out.getvalue()
    assert "printed_heading_date" in out.getvalue()
    assert "not made" in out.getvalue()


@pytest.mark.parametrize("name", ["norfolk-2021-22", "northamptonshire-2017-18"])
def test_the_other_printed_returns_pass(name):
    out, _ = run("check_return", str(FOLDER / f"{name}.json"))

    assert "failed" not in out


def test_a_compiled_national_return_is_checked_area_by_area(tmp_path):
    path = tmp_path / "all.json"
    compile_return("--format", "json", "--output", str(path), area="all")
    out = io.StringIO()

    with pytest.raises(CommandError, match="43 checks"):
        call_command("check_return", path, stdout=out)

    assert "England and Wales, 2021-22" in out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"5",
        b"[]",
        b"{}",
        b'{"areas": []}',
        b'{"areas": [5]}',
        b'{"area": "Norfolk", "year_label": "2021-23"}',
        b"[" * 100_000,
        b'{"area": "\\ud800", "year_label": "2021-22"}',
    ],
)
def test_what_is_no_return_ends_with_1_and_a_sentence(tmp_path, content):
    path = tmp_path / "return.json"
    path.write_bytes(content)

    sentence, status = refused(str(path), command="check_return")

    assert (str(path) in sentence, status) == (True, 1)


def test_a_file_that_is_not_there_ends_with_1(tmp_path):
    sentence, status = refused(str(tmp_path / "none.json"), command="check_return")

    assert ("cannot be read" in sentence, status) == (True, 1)


def test_a_figure_is_opened_and_says_that_one_may_see_fewer():
    person = managed(level=2)
    OrderFactory(nominal=person)
    record(person)

    out, _ = run(
        "open_return", "--area", "norfolk", "--year", "2021-22", "--cell", "T5:SHPO",
        "--purpose", "a question",
    )  # fmt: skip

    assert str(person.public_id) in out
    assert "You may see fewer people" in out
    assert "counted on 2021-06-01" in out
    assert AuditEntry.objects.get(act="open_return").purpose == "a question"


def test_a_nominal_is_opened_by_its_opaque_id():
    person = managed(level=2)
    record(person)

    out, _ = run("open_return", "--year", "2021-22", "--nominal", str(person.public_id))

    assert "counted in T1:level_2:category_1" in out
    assert "T1: People in the community" in out


def test_an_earlier_instant_can_be_opened():
    record(managed(level=2))

    out, _ = run(
        "open_return", "--area", "norfolk", "--year", "2021-22", "--cell", "T1:total:total",
        "--as-known-at", "2019-12-31T00:00:00+00:00",
    )  # fmt: skip

    assert "counted on" not in out


def test_a_user_opens_only_whom_he_or_she_may_see():
    person = managed()
    record(person)
    person.grants.all().delete()
    member = MembershipFactory().user

    out, _ = run(
        "open_return", "--area", "norfolk", "--year", "2021-22", "--cell", "T1:total:total",
        "--user", member.username,
    )  # fmt: skip

    assert str(person.public_id) not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cell", "T9", "--area", "norfolk"], "T1:level_2:category_1"),
        (["--cell", "T3", "--area", "atlantis"], "norfolk"),
        (["--cell", "T3"], "norfolk"),
        (["--cell", "T3", "--area", "all"], "one area"),
        (["--nominal", "nobody"], "nobody"),
        (["--cell", "T3", "--area", "norfolk", "--user", "nobody"], "nobody"),
        (["--cell", "T3", "--area", "norfolk", "--as-known-at", "yesterday"], "2022-06-01T12"),
        (["--cell", "T3", "--area", "norfolk", "--as-known-at", "2099-01-01T00:00Z"], "to come"),
        (["--nominal", "x", "--as-known-at", "0001-01-01T00:00+14:00"], "outside the calendar"),
    ],
)
def test_what_cannot_be_opened_ends_with_2_and_a_sentence(arguments, words):
    sentence, status = refused("--year", "2021-22", *arguments, command="open_return")

    assert (words in sentence, status) == (True, 2)


@pytest.mark.parametrize("given", ["\udcff", "\0"])
@pytest.mark.parametrize("name", ["--nominal", "--area", "--cell", "--user", "--purpose"])
def test_what_no_database_can_store_is_refused_before_it_is_asked_for(name, given):
    with pytest.raises(CommandError, match=f"argument {name}: this"):
        run("open_return", "--year", "2021-22", name, given)
