"""Reading files strictly: fields, rows, places, and where a refusal points."""

import os
import zipfile
from datetime import date
from io import BytesIO
from itertools import chain

import pytest

from core.importing import reading, sources
from core.importing.columns import Code, Day, Number, Reference, Text, Truth, Wrong
from core.importing.faults import MOST_KEPT, Faults, UnreadableError
from core.importing.files import Column, File, ends_after_start
from core.importing.reading import Reading
from core.importing.sources import open_source
from core.importing.spilling import Spill
from core.models import AuditEntry

FILE = File(
    "stays.csv",
    AuditEntry,
    (
        Column("nominal", Reference(), needed=True),
        Column("name", Text(10), needed=True),
        Column("valid_from", Day()),
        Column("valid_to", Day()),
    ),
    key=("nominal",),
    checks=(ends_after_start,),
)


def read(raw):
    """The rows, the refusals, and the reading itself."""
    faults = Faults([(FILE.name, FILE.names)])
    found = Reading(FILE, BytesIO(raw if isinstance(raw, bytes) else raw.encode()), faults)
    rows = list(chain.from_iterable(found.rows()))
    return rows, [str(each) for each in faults.first()], found


def refusals(raw):
    return [": ".join(each.split(": ")[:2]) for each in read(raw)[1]]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Day(), "2024-02-29", date(2024, 2, 29)),
        (Day(), "1900-01-01", date(1900, 1, 1)),
        (Day(), "9998-12-31", date(9998, 12, 31)),
        (Day(latest=date(2022, 1, 1)), "2022-01-01", date(2022, 1, 1)),
        (Truth(), "true", True),
        (Truth(), "false", False),
        (Number(0, 9999, "figure"), "0", 0),
        (Number(0, 9999, "figure"), "9999", 9999),
        (Code({"a": 1}, "letter"), "a", 1),
        (Text(3), " é ", " é "),
        (Reference(), "x" * 64, "x" * 64),
        (Reference(), "Ünal 7/ö", "Ünal 7/ö"),
    ],
)
def test_a_field_is_read_and_written_back(kind, text, value):
    assert kind.reader()([text]) == [value]
    assert kind.write(value) == text


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        (Day(), "2023-02-29", "no day of the calendar"),
        (Day(), "2022-13-01", "no day of the calendar"),
        (Day(), "0000-01-01", "no day of the calendar"),
        (Day(), "1899-12-31", "outside the years 1900 to 9998"),
        (Day(), "9999-01-01", "outside the years 1900 to 9998"),
        (Day(), "31/03/2022", "write year-month-day like 2022-03-31"),
        (Day(), "2022-3-31", "write year-month-day"),
        (Day(), "20220331", "write year-month-day"),
        (Day(), "2022-03-31 ", "write year-month-day"),
        (Day(), "٢٠٢٢-٠٣-٣١", "write year-month-day"),
        (Day(latest=date(2022, 1, 1)), "2022-01-02", "in the future: write a day up to 2022-01-01"),
        (Truth(), "True", "neither true nor false"),
        (Truth(), "1", "neither true nor false"),
        (Number(1900, 9998, "year"), "1899", "from 1900 to 9998"),
        (Number(1900, 9998, "year"), "02020", "no year"),
        (Number(0, 99, "figure"), "+1", "no figure"),
        (Number(0, 99, "figure"), "²", "no figure"),
        (Code({"a": 1, "b": 2}, "letter"), "A", "write one of a, b"),
        (Text(3), "abcd", "4 characters are too many: write at most 3"),
        (Reference(), "x" * 65, "at most 64 printable"),
        (Reference(), "a\tb", "at most 64 printable"),
        (Reference(), "a\u200bb", "at most 64 printable"),
    ],
)
def test_a_field_of_another_form_is_wrong(kind, text, says):
    (value,) = kind.reader()([text])

    assert isinstance(value, Wrong)
    assert says in value.sentence


@pytest.mark.parametrize(
    ("kind", "empty"),
    [(Day(), None), (Truth(), False), (Text(), ""), (Reference(), ""), (Reference(None), None)],
)
def test_an_empty_field_has_the_value_of_its_kind(kind, empty):
    assert kind.reader()([""]) == [empty]


def test_columns_may_stand_in_any_order_and_stay_away():
    rows, faults, found = read("name,nominal\nArcher,N1\n")

    assert rows == [(2, "N1", "Archer", None, None)]
    assert faults == []
    assert found.present == {"name", "nominal"}


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xef\xbb\xbfnominal,name\nN1,Archer\n", id="a byte-order mark"),
        pytest.param(b"nominal,name\r\nN1,Archer\r\n", id="CRLF"),
        pytest.param(b"nominal,name\nN1,Archer", id="no line break at the end"),
        pytest.param(b'"nominal","name"\n"N1","Archer"\n', id="all quoted"),
    ],
)
def test_what_is_tolerated(raw):
    rows, faults, _ = read(raw)

    assert (rows, faults) == ([(2, "N1", "Archer", None, None)], [])


def test_a_field_may_hold_what_is_quoted():
    rows, _, _ = read('nominal,name\nN1,"a,b"\nN2,"a\n""b"""\nN3,Archer\n')

    assert [(row[0], row[2]) for row in rows] == [(2, "a,b"), (3, 'a\n"b"'), (5, "Archer")]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"", ["stays.csv:1: nominal"], id="no header"),
        pytest.param(b"\xef\xbb\xbf", ["stays.csv:1: nominal"], id="only a byte-order mark"),
        pytest.param("nominal,name,age\nN1,Archer,7\n", ["stays.csv:1: age"], id="unknown column"),
        pytest.param("nominal,Name\nN1,A\n", ["stays.csv:1: name", "stays.csv:1: Name"], id="case"),
        pytest.param("nominal\nN1\n", ["stays.csv:1: name"], id="a needed column is missing"),
        pytest.param("nominal,name,name\n", ["stays.csv:1: name"], id="a column twice"),
        pytest.param("nominal,name\nN1\n", ["stays.csv:2: name"], id="too few fields"),
        pytest.param("nominal,name\nN1,A,B\n", ["stays.csv:2: name"], id="too many fields"),
        pytest.param("nominal,name\n\nN1,A\n", ["stays.csv:2: nominal"], id="an empty line"),
        pytest.param("nominal,name\nN1,\n", ["stays.csv:2: name"], id="a needed field is empty"),
        pytest.param("nominal,name\nN1,a\0b\n", ["stays.csv:2: name"], id="a NUL byte"),
        pytest.param(b"nominal,name\nN1,\xe9t\xe9\n", ["stays.csv:2: name"], id="Latin-1"),
        pytest.param(b"nominal,name\n\xe9,A\n", ["stays.csv:2: nominal"], id="Latin-1, first"),
        pytest.param(
            "nominal,name\nN1,A\n".encode("utf-16"), ["stays.csv:1: nominal"], id="UTF-16"
        ),
        pytest.param('nominal,name\nN1,a"b\n', ["stays.csv:2: name"], id="a bare quotation mark"),
        pytest.param('nominal,name\nN1,"a"b\n', ["stays.csv:2: name"], id="text after a quote"),
        pytest.param('nominal,name\nN1,"a\nb\n', ["stays.csv:2: name"], id="a quote left open"),
        pytest.param("nominal,name\rN1,A\r", ["stays.csv:1: nominal"], id="CR alone"),
        pytest.param(
            "nominal,name,valid_from,valid_to\nN1,A,2021-01-01,2021-01-01\n",
            ["stays.csv:2: valid_to"],
            id="an end on the first day",
        ),
    ],
)
def test_a_refusal_names_line_and_column(raw, expected):
    assert refusals(raw) == expected


def test_the_line_of_a_row_is_the_one_on_which_it_begins():
    raw = 'nominal,name,valid_from\nN1,"two\nlines",2021-01-01\nN2,"two\nlines",never\nN3,A,never\n'

    assert refusals(raw) == ["stays.csv:4: valid_from", "stays.csv:6: valid_from"]


def test_a_badly_written_row_does_not_hide_the_rows_after_it():
    rows, faults, _ = read(b'nominal,name\nN1,"a"b\nN2,\xff\nN3,a\0\nN4,A\nN5,a"\nN6,B\n')

    assert [row[1] for row in rows] == ["N4", "N6"]
    assert [each.split(":")[1] for each in faults] == ["2", "3", "4", "6"]


def test_every_wrong_field_of_a_row_is_refused():
    raw = "nominal,name,valid_from,valid_to\nN1,01234567890,x,y\n"

    assert refusals(raw) == [f"stays.csv:2: {name}" for name in FILE.names[1:]]


def test_a_line_without_end_is_not_read_into_memory(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 100)

    _, faults, _ = read("nominal,name\nN1," + "a" * 200 + "\nN2,A\n")

    assert any("more than 1 MiB" in each for each in faults)
    assert any("The lines after this row were not read" in each for each in faults)


def test_a_field_beyond_the_limit_ends_the_reading():
    _, faults, _ = read('nominal,name\nN1,"' + "a\n" * 100_000)

    assert any("field larger than field limit" in each for each in faults)


def test_a_file_is_digested_whole_even_where_its_header_is_refused():
    rows, _, found = read("wrong\n" + "x\n" * 10)

    assert rows == []
    assert found.digested.size == len("wrong\n") + 20


def test_a_file_that_grows_beyond_1_gib_while_read_is_refused(monkeypatch):
    monkeypatch.setattr(sources, "MOST_BYTES", 20)

    assert refusals("nominal,name\nN1,Archer\n") == ["stays.csv:1: file"]


def look(path):
    faults = Faults([])
    with open_source(path) as source:
        source.refuse_unsafe(faults)
        return sorted(source.sizes()), [str(each) for each in faults.first()]


def zipped(path, *entries, **names):
    with zipfile.ZipFile(path, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "x")
        for name, text in names.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(
    "name",
    ["../levels.csv", "/etc/levels.csv", "a/../../b.csv", "..\\levels.csv", "C:\\levels.csv", ".."],
)
def test_a_zip_entry_outside_the_zip_is_refused(tmp_path, name):
    sizes, faults = look(zipped(tmp_path / "in.zip", name, "levels.csv"))

    assert sizes == ["levels.csv"]
    assert len(faults) == 1
    assert "leads out of the zip" in faults[0]


def test_a_folder_in_a_zip_is_refused(tmp_path):
    sizes, faults = look(zipped(tmp_path / "in.zip", "caseload/levels.csv", "empty/"))

    assert sizes == []
    assert all("at the top of the zip" in each for each in faults)
    assert len(faults) == 2


def test_a_link_in_a_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("levels.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16

    sizes, faults = look(zipped(tmp_path / "in.zip", link))

    assert (sizes, len(faults)) == ([], 1)
    assert "A link is not followed" in faults[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_in_a_zip_is_refused(tmp_path):
    _, faults = look(zipped(tmp_path / "in.zip", "levels.csv", "levels.csv"))

    assert [each.split(": ")[0] for each in faults] == ["levels.csv:1"]


def declaring(path, *, size=None, flag=None):
    """A zip whose one entry says something of itself that is not so."""
    zipped(path, "levels.csv")
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    if size is not None:
        raw[central + 24 : central + 28] = size.to_bytes(4, "little")
        raw[22:26] = size.to_bytes(4, "little")
    if flag is not None:
        raw[central + 8] |= flag
        raw[6] |= flag
    path.write_bytes(bytes(raw))
    return path


def test_an_encrypted_file_is_refused(tmp_path):
    _, faults = look(declaring(tmp_path / "in.zip", flag=1))

    assert "encrypted" in faults[0]


@pytest.mark.parametrize(
    ("size", "refused"), [((1 << 30) - 1, 0), (1 << 30, 0), ((1 << 30) + 1, 1), (1 << 31, 1)]
)
def test_a_file_that_declares_more_than_1_gib_is_refused_before_it_is_read(tmp_path, size, refused):
    _, faults = look(declaring(tmp_path / "in.zip", size=size))

    assert len(faults) == refused
    assert all("more than 1 GiB" in each for each in faults)


@pytest.mark.parametrize(("size", "refused"), [(1 << 30, 0), ((1 << 30) + 1, 1), (1 << 31, 1)])
def test_a_file_of_more_than_1_gib_is_refused_before_it_is_read(tmp_path, size, refused):
    with (tmp_path / "levels.csv").open("wb") as stream:
        stream.truncate(size)

    _, faults = look(tmp_path)

    assert len(faults) == refused


def test_a_zip_that_breaks_off_or_lies_is_refused_where_it_does(tmp_path):
    zipped(tmp_path / "in.zip", **{"stays.csv": "nominal,name\nN1,Archer\n"})
    raw = (tmp_path / "in.zip").read_bytes()
    (tmp_path / "in.zip").write_bytes(raw.replace(b"N1,Archer", b"N1,Archen"))
    faults = Faults([(FILE.name, FILE.names)])

    with open_source(tmp_path / "in.zip") as source:
        source.refuse_unsafe(faults)
        with source.open("stays.csv") as stream:
            list(Reading(FILE, stream, faults).rows())

    assert ["The file cannot be read" in str(each) for each in faults.first()] == [True]


def test_a_broken_zip_is_no_caseload(tmp_path):
    (tmp_path / "in.zip").write_bytes(b"PK\x03\x04 and nothing else")

    with pytest.raises(UnreadableError, match="cannot be read as a zip"):
        look(tmp_path / "in.zip")


def test_what_is_no_file_in_a_folder_is_refused(tmp_path):
    folder = tmp_path / "in"
    (folder / "inner").mkdir(parents=True)
    os.mkfifo(folder / "levels.csv")
    (tmp_path / "secret.csv").write_text("x")
    (folder / "aliases.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "orders.csv").symlink_to(folder / "gone.csv")

    sizes, faults = look(folder)

    assert sizes == []
    assert [each.split(":")[0] for each in faults] == [
        "aliases.csv",
        "inner",
        "levels.csv",
        "orders.csv",
    ]


def test_refusals_are_remembered_up_to_a_thousand_and_counted_beyond():
    faults = Faults([("b.csv", ()), ("a.csv", ("x", "y"))])
    for line in range(20_000, 1, -1):
        faults.add("a.csv", line, "y", "wrong")
        faults.add("a.csv", line, "x", "wrong")
    faults.add("b.csv", 7, "z", "wrong")

    first = [str(each) for each in faults.first()]

    assert faults.count == 39_999
    assert len(first) == MOST_KEPT
    assert first[:3] == ["b.csv:7: z: wrong", "a.csv:2: x: wrong", "a.csv:2: y: wrong"]


def test_a_spill_gives_back_the_rows_of_an_owner_together(monkeypatch):
    monkeypatch.setattr("core.importing.spilling.ROWS_IN_MEMORY", 10)
    rows = [(line, f"N{line % 7}", date(2021, 1, 1)) for line in range(2, 102)]

    with Spill() as spill:
        spill.add("a.csv", rows[:50], 1)
        spill.add("b.csv", rows[50:], 1)
        parts = list(spill.parts())
        taken = [spill.take([part]) for part in parts]
        sizes = [spill.sizes[part] for part in parts]

    for name, expected in (("a.csv", rows[:50]), ("b.csv", rows[50:])):
        assert sorted(chain.from_iterable(each.get(name, []) for each in taken)) == expected
    owners = [{row[1] for each in of.values() for row in each} for of in taken]
    assert sum(map(len, owners)) == 7
    assert sum(sizes) == 100
