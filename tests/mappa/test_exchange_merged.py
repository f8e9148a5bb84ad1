"""Caseloads in and out once two records of one person were merged."""

import pytest
from django.db import transaction
from django.utils import timezone

from nominals.models import Alias, Nominal
from nominals.services.acts import Asked
from nominals.services.identity.merging import merge_records
from nominals.services.identity.parting import unmerge_records
from orders.models import Breach, Order, Recall
from tests.mappa.caseloads import bytes_of, counts, dump, load, places, refused, write

pytestmark = pytest.mark.django_db

TWO = {
    "nominals": "nominal,family_name\nN1,Archer\nN2,Baker\n",
    "addresses": "nominal,lines\nN1,1 High Street\nN2,1 High Street\n",
    "responsible_areas": "nominal,area,valid_from\nN1,norfolk,2020-01-01\n",
    "levels": "nominal,level,valid_from,valid_to\nN1,1,2020-01-01,\nN2,2,2015-01-01,2016-01-01\n",
    "orders": (
        "order,nominal,kind,made_on,ends_on\n"
        "O1,N1,shpo,2021-05-01,2030-05-01\nO2,N2,shpo,2021-07-01,2030-07-01\n"
    ),
    "breaches": (
        "nominal,of,order,outcome,outcome_on\nN1,notification,,convicted,2021-06-10\n"
        "N2,notification,,convicted,2021-06-10\nN2,order,O2,convicted,2021-08-10\n"
    ),
    "recalls": (
        "nominal,kind,reason,decided_on,returned_on\n"
        "N1,standard,breach_of_licence,2021-06-01,2021-06-03\n"
        "N2,emergency,breach_of_licence,2021-06-01,2021-06-04\n"
        "N2,standard,breach_of_licence,2021-09-01,\n"
    ),
}


def asked():
    return Asked(by="A. Constable", at=timezone.now())


def nominal(reference):
    return Nominal.objects.get(references__value=reference)


@pytest.fixture
def merge(tmp_path):
    load(write(tmp_path / "two", **TWO))
    return merge_records(
        survivor=nominal("N1"),
        merged=nominal("N2"),
        choices={},
        reason="One person.",
        asked=asked(),
    )


def text_of(folder):
    return {name: raw.decode() for name, raw in bytes_of(folder).items()}


def test_a_merged_record_is_written_under_its_survivor(merge, tmp_path):
    dump(tmp_path / "out")

    found = text_of(tmp_path / "out")
    assert "N2" not in "".join(found.values())
    assert found["nominals.csv"].count("\n") == 2
    assert "N1,Baker,," in found["aliases.csv"]
    assert found["orders.csv"].count(",N1,shpo,") == 2
    assert found["levels.csv"].count("\nN1,") == 2


def test_of_rows_with_one_key_the_survivors_own_is_written(merge, tmp_path):
    dump(tmp_path / "out")

    found = text_of(tmp_path / "out")
    assert found["recalls.csv"].count("2021-06-01") == 1
    assert "N1,standard,breach_of_licence,2021-06-01,2021-06-03" in found["recalls.csv"]
    assert found["breaches.csv"].count("notification") == 1
    assert found["addresses.csv"].count("High Street") == 1


def test_the_export_imports_again_and_changes_nothing(merge, tmp_path):
    dump(tmp_path / "out")

    lines, _ = load(tmp_path / "out")

    read, *changes = counts(lines, "total")
    assert changes == [0, 0, read]
    assert Breach.objects.count() == 3


def test_the_export_imports_elsewhere_and_is_exported_alike(merge, tmp_path):
    dump(tmp_path / "out")
    with transaction.atomic():
        # As good as elsewhere: nothing here goes by these references.
        for name, text in text_of(tmp_path / "out").items():
            there = tmp_path / "there"
            moved = text.replace("N1", "X1").replace("O1", "Y1").replace("O2", "Y2")
            write(there, **{name.removesuffix(".csv"): moved})

        lines, _ = load(tmp_path / "there")

    read, *changes = counts(lines, "total")
    assert changes == [read, 0, 0]


def test_rows_of_a_merged_record_are_refused_by_line(merge, tmp_path):
    refusals = refused(tmp_path / "two")

    assert "merged into “N1”" in refusals[0]
    assert places(refusals)[:2] == ["nominals.csv:3: nominal", "addresses.csv:3: nominal"]
    assert len(refusals) == 8


def test_an_order_of_a_merged_record_changes_under_the_survivor_and_stays_where_it_is(
    merge, tmp_path
):
    rows = {
        "orders": "order,nominal,kind,made_on,ends_on,ended_on,ended_by\n"
        "O2,N1,shpo,2021-07-01,2030-07-01,2022-01-01,discharged\n",
        "breaches": "nominal,of,order,outcome,outcome_on\nN1,order,O2,convicted,2021-08-10\n",
    }

    lines, _ = load(write(tmp_path / "change", **rows))

    assert counts(lines, "total")[1:] == (0, 1, 1)
    order = Order.objects.get(references__value="O2")
    assert (order.nominal, order.ended_by) == (nominal("N2"), "discharged")
    unmerge_records(merge=merge, reason="Two people.", asked=asked())
    assert Order.objects.filter(nominal=nominal("N2")).count() == 1


def test_after_unmerging_the_first_caseload_imports_and_changes_nothing(merge, tmp_path):
    unmerge_records(merge=merge, reason="Two people.", asked=asked())

    lines, _ = load(tmp_path / "two")

    read, *changes = counts(lines, "total")
    assert changes == [0, 0, read]
    assert Recall.objects.count() == 3
    assert not Alias.objects.exists()
