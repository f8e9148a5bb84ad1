"""Input that is odd rather than wrong: refused in a sentence, never by a crash."""

import os
import zipfile

import pytest
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError

from core.models import AuditEntry
from nominals.models import Address, Nominal
from orders.models import Breach
from tests.mappa.caseloads import PEOPLE, counts, dump, load, places, refused, write

pytestmark = pytest.mark.django_db

ORDER = "order,nominal,kind,made_on,ends_on\n"
BREACH = "nominal,of,order,outcome,outcome_on,breached_on,returned_to_custody_on\n"
LEVEL = "nominal,level,valid_from\n"


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_breach_of_an_order_given_to_nobody_known_is_refused(tmp_path, is_stored):
    if is_stored:
        stored = ORDER + "O1,N1,sro,2021-01-01,\n"
        load(write(tmp_path / "in", nominals=PEOPLE, orders=stored))

    found = refused(
        write(
            tmp_path / "new",
            nominals=PEOPLE,
            orders=ORDER + "O1,N9,sro,2021-01-01,\n",
            breaches="nominal,of,order\nN2,order,O1\n",
        )
    )

    assert places(found) == ["orders.csv:2: nominal", "breaches.csv:2: order"]


@pytest.mark.parametrize(
    ("end", "is_refused"),
    [("2019-12-31", True), ("2020-01-01", True), ("2020-01-02", False)],
)
def test_an_end_is_held_against_the_start_that_is_stored(tmp_path, end, is_refused):
    header = "nominal,lines,valid_from\n"
    load(
        write(
            tmp_path / "in",
            nominals=PEOPLE,
            addresses=header + "N1,1 High Street,2020-01-01\n",
        )
    )
    rows = f"nominal,lines,valid_to\nN2,1 High Street,{end}\nN1,1 High Street,{end}\n"
    new = write(tmp_path / "new", addresses=rows)

    if is_refused:
        assert places(refused(new)) == ["addresses.csv:3: valid_to"]
        assert Address.history.count() == 1
    else:
        assert counts(load(new)[0], "addresses.csv") == (2, 1, 1, 0)


def test_an_order_that_outlasts_the_calendar_is_refused(tmp_path):
    orders = ORDER + "O1,N1,shpo,9998-01-01,9998-02-01\n"

    found = refused(write(tmp_path / "in", nominals=PEOPLE, orders=orders))

    assert places(found) == ["orders.csv:2: ends_on"]


@pytest.mark.parametrize("is_fuller_first", [True, False])
def test_which_breach_is_meant_does_not_hang_on_the_order_of_rows(tmp_path, is_fuller_first):
    stored = "N1,notification,,charged,,,\nN1,notification,,charged,,2021-01-01,\n"
    load(write(tmp_path / "in", nominals=PEOPLE, breaches=BREACH + stored))
    either = "N1,notification,,charged,2021-05-01,2021-01-01,\n"
    first_alone = "N1,notification,,charged,2021-05-01,2021-02-02,\n"
    rows = [either, first_alone] if is_fuller_first else [first_alone, either]

    lines, _ = load(write(tmp_path / "new", breaches=BREACH + "".join(rows)))

    assert counts(lines, "breaches.csv") == (2, 1, 1, 0)
    assert Breach.objects.filter(outcome_on=None, breached_on="2021-01-01").exists()


def test_nobody_is_unknown_for_a_refused_header_of_the_file_of_people(tmp_path):
    people = "nominal,surname\nN1,Archer\n"

    found = refused(write(tmp_path / "in", nominals=people, levels=LEVEL + "N1,1,2021-01-01\n"))

    assert places(found) == ["nominals.csv:1: family_name", "nominals.csv:1: surname"]


def test_no_order_is_unknown_for_a_refused_header_of_the_file_of_orders(tmp_path):
    orders = "order,nominal,type,made_on\nO1,N1,sro,2021-01-01\n"
    breaches = "nominal,of,order\nN1,order,O1\n"

    found = refused(write(tmp_path / "in", nominals=PEOPLE, orders=orders, breaches=breaches))

    assert places(found) == ["orders.csv:1: kind", "orders.csv:1: type"]


def test_a_field_that_is_too_long_is_named_with_what_would_be_right(tmp_path):
    addresses = "nominal,lines\nN1," + "x" * 131_073 + "\n"

    found = refused(write(tmp_path / "in", nominals=PEOPLE, addresses=addresses))

    assert found[0].startswith("addresses.csv:2: lines: Too long")
    assert "shorten it" in found[0]


def test_a_link_to_itself_is_refused(tmp_path):
    folder = write(tmp_path / "in", nominals=PEOPLE)
    (folder / "levels.csv").symlink_to("levels.csv")

    assert places(refused(folder)) == ["levels.csv:1: file"]


def test_a_path_that_never_ends_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(CommandError, match="neither folder nor file"):
        load(tmp_path / "pipe")


def test_a_zip_whose_inner_name_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nominals.csv", PEOPLE)
    raw = bytearray(path.read_bytes())
    raw[30] = 0xFF
    raw[raw.index(b"PK\x01\x02") + 9] |= 0x08
    path.write_bytes(bytes(raw))

    assert places(refused(path)) == ["nominals.csv:1: file"]


@pytest.mark.parametrize("trouble", [DatabaseError, InterfaceError])
def test_a_database_that_cannot_be_written_is_said_in_a_sentence(tmp_path, monkeypatch, trouble):
    def refuse(**values):
        raise trouble("cannot execute INSERT in a read-only transaction")

    load(write(tmp_path / "in", nominals=PEOPLE))
    monkeypatch.setattr("core.audit.record", refuse)

    with pytest.raises(CommandError, match="nothing was stored: cannot execute INSERT"):
        load(write(tmp_path / "new", nominals="nominal,family_name\nN3,Cook\n"))
    with pytest.raises(CommandError, match="nothing was written: cannot execute INSERT"):
        dump(tmp_path / "out")

    assert Nominal.history.count() == 2
    assert not (tmp_path / "out").exists()


def test_an_area_that_is_no_text_exits_2(tmp_path):
    with pytest.raises(CommandError, match="is no area: write one of avon-and-somerset") as caught:
        dump(tmp_path / "out", area="\udcff")

    assert caught.value.returncode == 2


def test_a_place_whose_name_is_no_text_is_logged_with_its_bytes_spelt_out(tmp_path):
    load(write(tmp_path / "in", nominals=PEOPLE))

    dump(tmp_path / "out\udcff")

    assert AuditEntry.objects.get(act="export_caseload").recipient.endswith("out\\udcff")
