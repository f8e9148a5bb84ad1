"""A compiled return as JSON, CSV and text."""

import csv
import io
import json

import pytest

from agencies.models import Area
from reporting import export
from reporting.rules import checks
from reporting.services.compiling import compile_figures
from tests.factories.nominals import managed
from tests.reporting.figures import LATER, YEAR, compiled, populate, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def norfolk():
    record(managed(level=1), managed(level=2))
    populate(819_807)
    return compiled()


def test_the_machine_form_has_these_keys_in_this_order(norfolk):
    form = json.loads(export.as_json(norfolk))

    assert list(form) == [
        "area",
        "year_label",
        "period",
        "snapshot_date",
        "printed_heading_date",
        "tables",
        "population",
    ]
    assert (form["area"], form["year_label"]) == ("Norfolk", "2021-22")
    assert form["period"] == ["2021-04-01", "2022-03-31"]
    assert form["snapshot_date"] == form["printed_heading_date"] == "2022-03-31"
    assert form["population"] == {"named_in_print": "mid-2021", "aged_10_plus": 819_807}
    assert list(form["tables"]) == [
        "eligible_on_31_march",
        "managed_l2_l3_in_year",
        "notification_breach_cautioned_or_convicted",
        "lifetime_notification_revoked",
        "orders_imposed",
        "notification_following_sro_breach",
        "returned_to_custody",
        "rso_per_100k",
    ]
    assert form["tables"]["eligible_on_31_march"]["level_1"] == {
        "category_1": 1,
        "category_2": 0,
        "category_3": None,
        "total": 1,
    }
    assert form["tables"]["orders_imposed"] == {
        "SHPO": 0,
        "SHPO_with_foreign_travel_restriction": 0,
        "NO": 0,
    }
    assert list(form["tables"]["returned_to_custody"]) == [
        "breach_of_licence",
        "breach_of_sopo_or_shpo",
    ]


def test_a_table_that_the_edition_does_not_print_is_absent():
    form = json.loads(export.as_json(compiled(year="2014-15")))

    assert "lifetime_notification_revoked" not in form["tables"]
    assert list(form["tables"]["orders_imposed"]) == ["SOPO", "NO", "FTO"]


def test_what_is_not_supplied_says_so():
    form = json.loads(export.as_json(compiled()))

    assert form["tables"]["rso_per_100k"] == "not_supplied"
    assert form["population"]["aged_10_plus"] == "not_supplied"


def test_the_machine_form_is_read_by_the_checks(norfolk):
    assert checks.read(json.loads(export.as_json(norfolk))).area == "Norfolk"


def test_all_areas_come_by_code_with_england_and_wales_last():
    everything = compile_figures(year=YEAR, area_codes=None, as_known_at=LATER)

    form = json.loads(export.as_json(everything))

    assert list(form) == ["areas", "england_and_wales"]
    names = list(Area.objects.order_by("code").values_list("name", flat=True))
    assert [each["area"] for each in form["areas"]] == names
    assert form["england_and_wales"]["area"] == "England and Wales"
    rows = list(csv.DictReader(io.StringIO(export.as_csv(everything))))
    assert rows[-1]["area"] == "England and Wales"
    text = export.as_text(everything)
    assert text.index("Wiltshire, 2021-22") < text.index("England and Wales, 2021-22")


def test_the_csv_has_one_row_a_cell(norfolk):
    text = export.as_csv(norfolk)
    rows = list(csv.DictReader(io.StringIO(text)))

    assert text.startswith("area,year,table,row,column,value\n")
    assert "\r" not in text
    found = {(row["table"], row["row"], row["column"]): row["value"] for row in rows}
    assert len(found) == len(rows) == 16 + 12 + 1 + 1 + 3 + 1 + 12 + 12 + 1
    assert {row["area"] for row in rows} == {"Norfolk"}
    assert {row["year"] for row in rows} == {"2021-22"}
    assert found["eligible_on_31_march", "level_1", "category_3"] == "-"
    assert found["eligible_on_31_march", "total", "total"] == "2"
    assert found["orders_imposed", "SHPO", "total"] == "0"
    assert found["returned_to_custody.breach_of_sopo_or_shpo", "level_2", "category_2"] == "-"
    assert found["lifetime_notification_revoked", "total", "total"] == "0"
    assert found["rso_per_100k", "total", "total"] == "0"


def test_the_csv_says_what_is_not_supplied():
    assert "rso_per_100k,total,total,not_supplied\n" in export.as_csv(compiled())


@pytest.mark.parametrize("year", ["2013-14", "2017-18", "2021-22", "2022-23"])
def test_the_text_fits_100_columns_and_shows_each_rule(year):
    found = compiled(year=year)
    text = export.as_text(found)

    assert max(map(len, text.splitlines())) <= 100
    for table in found.edition.tables:
        assert f"  {table.rule}: {table.sentence[:20]}" in text


def test_the_text_prints_titles_labels_and_dashes_as_the_print_has_them(norfolk):
    text = export.as_text(norfolk)

    assert "MAPPA-eligible offenders on 31 March 2022\n" in text
    assert "Level 2 and 3 offenders returned to custody\n" in text
    assert text.count("Level 2 and 3 offenders returned to custody") == 1
    level_1 = next(line for line in text.splitlines() if line.startswith("Level 1"))
    assert level_1.split() == ["Level", "1", "1", "0", "-", "1"]
    assert "819807 residents aged 10 and over, mid-2021" in text


def test_an_assumed_layout_is_marked():
    assert "assumption" in export.as_text(compiled(year="2022-23"))
    assert "assumption" not in export.as_text(compiled(year="2021-22"))


def test_equal_figures_have_one_digest_and_others_another(norfolk):
    again, other = compiled(), compiled(year="2020-21")

    assert export.digest(norfolk.areas[0]) == export.digest(again.areas[0])
    assert export.digest(norfolk.areas[0]) != export.digest(other.areas[0])
    assert len(export.digest(again.areas[0])) == 64
