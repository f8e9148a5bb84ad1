"""Each kind of bad input, through the command: a clear refusal and not one row stored."""

import struct
import zipfile

import pytest
from django.core.management.base import CommandError

from core.models import AuditEntry
from nominals.models import Nominal
from tests.mappa.caseloads import PEOPLE, load, places, refused, write

pytestmark = pytest.mark.django_db
LEVELS = "nominal,level,valid_from\n"


@pytest.fixture(autouse=True)
def nothing_is_stored():
    yield
    assert not Nominal.history.exists()
    assert not AuditEntry.objects.filter(act="import_caseload").exists()


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"levels": LEVELS + "N1,1\n"}, "levels.csv:2: valid_from", id="few fields"),
        pytest.param({"levels": LEVELS + "N1,\0,x\n"}, "levels.csv:2: level", id="a NUL byte"),
        pytest.param(
            {"aliases": "nominal,family_name\nN1,Étienne\n".encode("latin-1")},
            "aliases.csv:2: family_name",
            id="Latin-1",
        ),
        pytest.param(
            {"levels": LEVELS + "N1,1,31/03/2022\n"},
            "levels.csv:2: valid_from",
            id="a British date",
        ),
        pytest.param(
            {"aliases": "nominal,family_name,date_of_birth\nN1,A,2999-01-01\n"},
            "aliases.csv:2: date_of_birth",
            id="a birth in the future",
        ),
        pytest.param(
            {"levels": "nominal,level,valid_from,note\nN1,1,2021-01-01,x\n"},
            "levels.csv:1: note",
            id="an unknown column",
        ),
        pytest.param({"meetings": "a,b\n"}, "meetings.csv:1: file", id="an unknown file"),
        pytest.param({"nominals": PEOPLE + "N2,Baker\n"}, "nominals.csv:4: nominal", id="twice"),
    ],
)
@pytest.mark.parametrize("is_zip", [False, True])
def test_bad_input_is_refused_by_file_line_and_column(tmp_path, files, expected, is_zip):
    path = write(tmp_path / "in", **{"nominals": PEOPLE, **files})
    if is_zip:
        path = zipped(
            tmp_path / "in.zip", {each.name: each.read_bytes() for each in path.iterdir()}
        )

    assert places(refused(path)) == [expected]


def test_a_zip_with_a_path_outside_itself_is_refused(tmp_path):
    path = zipped(tmp_path / "in.zip", {"nominals.csv": PEOPLE, "../nominals.csv": PEOPLE})

    found = refused(path)

    assert places(found) == ["../nominals.csv:1: file"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.zip"]


def test_a_file_of_2_gb_is_refused_before_it_is_read(tmp_path):
    folder = write(tmp_path / "in", nominals=PEOPLE)
    with (folder / "levels.csv").open("wb") as stream:
        stream.truncate(2_000_000_000)

    found = refused(folder)

    assert places(found) == ["levels.csv:1: file"]
    assert "more than 1 GiB" in found[0]


def test_a_zip_of_a_file_of_2_gb_is_refused_before_it_is_read(tmp_path):
    path = zipped(tmp_path / "in.zip", {"nominals.csv": PEOPLE})
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    raw[central + 24 : central + 28] = struct.pack("<I", 2_000_000_000)
    path.write_bytes(bytes(raw))

    assert places(refused(path)) == ["nominals.csv:1: file"]


def test_a_zip_packed_in_an_unknown_way_is_refused(tmp_path):
    path = zipped(tmp_path / "in.zip", {"nominals.csv": PEOPLE})
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    raw[8:10] = raw[central + 10 : central + 12] = struct.pack("<H", 97)
    path.write_bytes(bytes(raw))

    assert places(refused(path)) == ["nominals.csv:1: file"]


def test_a_hidden_file_of_the_system_is_an_unknown_file(tmp_path):
    folder = write(tmp_path / "in", nominals=PEOPLE)
    (folder / ".DS_Store").write_bytes(b"\0")

    assert places(refused(folder)) == [".DS_Store:1: file"]


def test_a_name_with_a_line_break_stays_on_one_line(tmp_path):
    folder = write(tmp_path / "in", nominals=PEOPLE)
    (folder / "a\nb\x1b[31m.csv").write_text("x")

    assert places(refused(folder)) == ["a\\nb\\x1b[31m.csv:1: file"]


def test_a_path_that_is_no_zip_exits_1_with_a_sentence(tmp_path):
    (tmp_path / "nominals.csv").write_text(PEOPLE)

    with pytest.raises(CommandError, match="cannot be read as a zip"):
        load(tmp_path / "nominals.csv")


def test_a_full_disk_stores_nothing(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.importing.spilling.Spill._put_down", full)

    with pytest.raises(CommandError, match="No space left on device"):
        load(write(tmp_path / "in", nominals=PEOPLE))


def test_a_full_disk_midway_stores_nothing(tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mappa.exchange.importing.find_warnings", full)

    with pytest.raises(CommandError, match="nothing was stored"):
        load(write(tmp_path / "in", nominals=PEOPLE))
