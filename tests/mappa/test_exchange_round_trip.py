"""What goes in comes out: the same bytes, from a folder and from a zip, of one area and of all."""

import io
import stat
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.models import AuditedObject, AuditEntry
from nominals.models import Alias, Nominal, SenderReference
from orders.models import Order, OrderReference
from tests.factories.nominals import NominalFactory
from tests.mappa.caseloads import bytes_of, counts, dump, load, write
from tests.mappa.whole import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(tmp_path):
    return write(tmp_path / "whole", **WHOLE)


def test_an_export_gives_the_bytes_that_were_imported(whole, tmp_path):
    load(whole)

    dump(tmp_path / "out")

    assert bytes_of(tmp_path / "out") == bytes_of(whole)


def test_rows_and_columns_in_any_order_come_out_in_one(whole, tmp_path):
    for each in whole.iterdir():
        if b'"' not in each.read_bytes():
            rows = [line.split(",") for line in each.read_text().splitlines()]
            turned = [rows[0], *rows[:0:-1]]
            each.write_text("".join(",".join(row[::-1]) + "\r\n" for row in turned))

    load(whole)
    dump(tmp_path / "out")

    assert bytes_of(tmp_path / "out") == {
        f"{name}.csv": text.encode() for name, text in sorted(WHOLE.items())
    }


def test_a_zip_is_the_same_bytes_whenever_it_is_written(whole, tmp_path):
    load(whole)

    dump(tmp_path / "one.zip")
    dump(tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        found = {name: archive.read(name) for name in sorted(archive.namelist())}
    assert found == bytes_of(whole)


def test_a_zip_that_was_exported_imports_and_changes_nothing(whole, tmp_path):
    load(whole)
    dump(tmp_path / "one.zip")

    lines, _ = load(tmp_path / "one.zip")

    read, *changes = counts(lines, "total")
    assert changes == [0, 0, read]


def test_files_without_rows_are_left_out(tmp_path):
    load(write(tmp_path / "in", nominals="nominal,family_name\nN1,Archer\n"))

    dump(tmp_path / "out")

    assert [each.name for each in (tmp_path / "out").iterdir()] == ["nominals.csv"]


def test_nothing_stored_is_an_empty_folder_that_imports(tmp_path):
    dump(tmp_path / "out")

    assert list((tmp_path / "out").iterdir()) == []
    assert counts(load(tmp_path / "out")[0], "total") == (0, 0, 0, 0)


def test_what_is_superseded_stays_behind(whole, tmp_path):
    load(whole)
    load(write(tmp_path / "new", nominals="nominal,family_name\nN3,Dawe\n"))

    dump(tmp_path / "out")

    people = (tmp_path / "out" / "nominals.csv").read_text()
    assert "Dawe" in people
    assert "Daw," not in people


def test_an_area_has_its_people_of_any_day_with_their_whole_history(whole, tmp_path):
    load(whole)

    dump(tmp_path / "out", area="suffolk")

    found = bytes_of(tmp_path / "out")
    people = [line.split(b",")[0] for line in found["nominals.csv"].splitlines()]
    assert people == [b"nominal", b"N1", b"N10"]
    assert b"N1,norfolk,2015-01-01,2021-01-01\n" in found["responsible_areas.csv"]
    assert [line[:2] for line in found["orders.csv"].splitlines()] == [b"or", b"O1"]
    assert found["populations.csv"].splitlines()[1:] == [
        b"suffolk,2020,700000,mid-2020 (June 2021)"
    ]


def test_an_unknown_area_exits_2_and_names_those_there_are(tmp_path):
    with pytest.raises(CommandError, match="write one of avon-and-somerset, ") as caught:
        call_command("export_caseload", str(tmp_path / "out"), area="Norfolk")

    assert caught.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_who_was_never_named_goes_out_under_the_opaque_id(tmp_path):
    person = NominalFactory(family_name="Elm")

    dump(tmp_path / "out")

    rows = (tmp_path / "out" / "nominals.csv").read_text().splitlines()
    assert rows[1].startswith(f"{person.public_id},Elm,")


def test_the_opaque_id_means_the_record_and_names_it(tmp_path):
    person = NominalFactory(family_name="Elm")
    text = f"nominal,family_name\n{person.public_id},Ash\n"

    lines, _ = load(write(tmp_path / "in", nominals=text))

    assert counts(lines, "nominals.csv") == (1, 0, 1, 0)
    assert Nominal.objects.get().family_name == "Ash"
    reference = SenderReference.objects.get()
    assert (reference.value, reference.nominal_id) == (str(person.public_id), person.pk)
    assert counts(load(tmp_path / "in")[0], "nominals.csv") == (1, 0, 0, 1)


def test_the_opaque_id_of_somebody_named_otherwise_means_somebody_new(tmp_path):
    load(write(tmp_path / "in", nominals="nominal,family_name\nN1,Archer\n"))
    opaque = Nominal.objects.get().public_id

    load(write(tmp_path / "more", nominals=f"nominal,family_name\n{opaque},Baker\n"))

    assert set(Nominal.objects.values_list("family_name", flat=True)) == {"Archer", "Baker"}


def test_an_order_never_named_goes_out_and_in_under_its_opaque_id(whole, tmp_path):
    load(whole)
    OrderReference.objects.all().delete()

    dump(tmp_path / "out")
    lines, _ = load(tmp_path / "out")

    read, *changes = counts(lines, "total")
    assert changes == [0, 0, read]
    assert OrderReference.objects.count() == Order.objects.count() == 3


def test_equal_rows_that_another_door_made_go_out_once(whole, tmp_path):
    load(whole)
    row = Alias.objects.first()
    row.pk = None
    row.save(force_insert=True)

    dump(tmp_path / "out")

    assert bytes_of(tmp_path / "out") == bytes_of(whole)


def test_a_folder_in_use_is_not_mixed_with_an_export(whole, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")

    with pytest.raises(CommandError, match="name a new or an empty one"):
        dump(tmp_path / "out")

    assert bytes_of(tmp_path / "out") == {"mine.txt": b"mine"}


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_export_that_fails_leaves_no_half_file(whole, tmp_path, monkeypatch, name):
    load(whole)
    before = sorted(each.name for each in tmp_path.iterdir())

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.exporting._field", full)
    with pytest.raises(CommandError, match="No space left on device"):
        dump(tmp_path / name)

    assert sorted(each.name for each in tmp_path.iterdir()) == before
    assert not AuditEntry.objects.filter(act="export_caseload").exists()


def test_an_export_is_logged_with_whom_it_disclosed(whole, tmp_path):
    load(whole)

    dump(tmp_path / "out", area="suffolk")

    entry = AuditEntry.objects.get(act="export_caseload")
    assert entry.operation == AuditEntry.Operation.DISCLOSURE
    assert entry.actor.startswith("command:")
    assert entry.recipient == str(tmp_path / "out")
    assert entry.detail["area"] == "suffolk"
    seen = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    named = SenderReference.objects.filter(value__in=["N1", "N10"])
    assert set(seen) == set(named.values_list("nominal_id", flat=True))


def test_files_in_a_zip_are_plain_files(whole, tmp_path):
    load(whole)
    dump(tmp_path / "out.zip")

    with zipfile.ZipFile(io.BytesIO((tmp_path / "out.zip").read_bytes())) as archive:
        modes = {each.external_attr >> 16 for each in archive.infolist()}

    assert modes == {stat.S_IFREG | 0o644}


@pytest.mark.parametrize(("name", "mode"), [("out", 0o700), ("out.zip", 0o600)])
def test_only_whoever_exports_may_open_the_export(whole, tmp_path, name, mode):
    load(whole)

    dump(tmp_path / name)

    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode
