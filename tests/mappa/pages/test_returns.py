"""Returns: those of a year, and one exactly as printed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.periods import ReportingYear
from nominals.services.states import restate
from reporting.services.storing import store_compilation
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import managed
from tests.mappa.pages.words import NOW, YEAR, text

pytestmark = pytest.mark.django_db


def figures_of_row(page, label):
    """The figures of the first row of a label, without what stands below them."""
    row = page.partition(f'<th scope="row">{label}</th>')[2].partition("</tr>")[0]
    return re.findall(r'<td class="number[^>]*>(?:<a [^>]*>)?([^<]+)', row)


def test_the_start_leads_to_the_latest_year_compiled(reader, compilation):
    assert reader.get("/returns/").url == "/returns/2021-22/"


def test_the_start_leads_to_the_year_just_ended_where_nothing_is_compiled(reader):
    with time_machine.travel(datetime(2024, 4, 1, 12, tzinfo=UTC)):
        reader.force_login(UserFactory())
        assert reader.get("/returns/").url == "/returns/2023-24/"


def test_a_year_lists_every_area_with_its_latest_compilation(reader, compilation):
    later = NOW + timedelta(hours=1)
    with time_machine.travel(later):
        latest = store_compilation(area=area(), year=YEAR, as_known_at=later, by="clerk", at=later)
    page = text(reader.get("/returns/2021-22/"))

    assert "1 of 42 areas has a compiled return" in page
    assert (
        f'<a href="/compilations/{latest.pk}/">Norfolk</a></th> <td class="number">3</td>' in page
    )
    assert f"/compilations/{compilation.pk}/" not in page
    assert page.count("Not compiled.") == 42  # 41 areas, and England and Wales


def test_a_word_that_is_no_year_is_no_page(reader):
    assert reader.get("/returns/2021-23/").status_code == 404
    assert reader.get("/returns/2021/").status_code == 404


def test_an_area_and_year_lead_to_the_latest_compilation(reader, compilation):
    assert reader.get("/returns/2021-22/norfolk/").url == f"/compilations/{compilation.pk}/"


@pytest.mark.parametrize("code", ["suffolk", "england-and-wales"])
def test_a_return_that_is_not_compiled_says_so_and_how_to_ask(reader, compilation, code):
    response = reader.get(f"/returns/2021-22/{code}/")

    assert response.status_code == 404
    assert f'href="/requests/?area={code}&amp;year=2021-22"' in text(response)


def test_an_unknown_area_or_compilation_is_no_page(reader):
    assert reader.get("/returns/2021-22/atlantis/").status_code == 404
    assert reader.get("/compilations/1/").status_code == 404


def test_a_return_shows_figures_dashes_and_the_rule_of_each_table(reader, compilation):
    page = text(reader.get(f"/compilations/{compilation.pk}/"))

    assert "MAPPA-eligible offenders on 31 March 2022" in page
    assert "Category 1: Registered sex offenders" in page
    assert figures_of_row(page, "Level 1") == ["1", "0", "-", "1"]
    for rule in ("T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b", "T8"):
        assert f"<b>{rule}</b>" in page
    assert '<td class="number">not supplied</td>' in page
    assert "No population of mid-2021 is recorded" in page


def test_a_return_says_that_errors_stop_it_and_counts_none_to_a_stranger(reader, compilation):
    page = text(reader.get(f"/compilations/{compilation.pk}/"))
    records = [
        record
        for finding in compilation.findings
        for fault in finding["faults"]
        for record in fault["records"]
    ]

    assert records != []
    assert "Errors stop the seal." in page
    assert "whom you may see</b>" not in page
    assert not [record for record in records if record in page]


def test_an_assumed_layout_says_that_it_is_one(reader):
    year = ReportingYear.parse("2022-23")
    at = datetime(2023, 6, 1, tzinfo=UTC)
    stored = store_compilation(area=area(), year=year, as_known_at=at, by="clerk", at=at)

    page = text(reader.get(f"/compilations/{stored.pk}/"))

    assert "is an assumption" in page
    assert "Category 4: Terrorist or terrorist risk offenders" in page


def test_a_return_leads_to_the_other_compilations_of_it(reader, compilation):
    later = NOW + timedelta(seconds=1)
    other = store_compilation(area=area(), year=YEAR, as_known_at=later, by="clerk", at=later)

    assert f'href="/compilations/{other.pk}/"' in text(
        reader.get(f"/compilations/{compilation.pk}/")
    )


def test_a_figure_has_the_compilation_before_and_last_year_beside_it(reader, compilation):
    last_year = ReportingYear.parse("2020-21")
    store_compilation(area=area(), year=last_year, as_known_at=NOW, by="clerk", at=NOW)
    newcomer = managed(level=2)
    restate(nominals=[newcomer.pk], at=NOW, act=2)
    later = NOW + timedelta(minutes=1)
    with time_machine.travel(later):
        latest = store_compilation(area=area(), year=YEAR, as_known_at=later, by="clerk", at=later)
        page = text(reader.get(f"/compilations/{latest.pk}/"))

    assert figures_of_row(page, "Level 2") == ["2", "0", "0", "2"]
    assert "Under each figure: compilation no. 1 where it differs (8 figures) and 2020-21." in page
    assert "<small>no. 1: 1 (+1, more)</small><small>2020-21: 1 (+1, more)</small>" in page
    assert "<small>2020-21: same</small>" in page
    assert "no. 1: same" not in page


def test_every_number_and_no_dash_is_a_door(reader, compilation):
    page = text(reader.get(f"/compilations/{compilation.pk}/"))

    doors = re.findall(rf'href="/compilations/{compilation.pk}/cells/([^/]+)/">(\d+)<', page)
    assert ("T1:level_2:category_1", "1") in doors
    assert ("T1:total:total", "3") in doors
    assert ("T3", "0") in doors
    assert "T1:level_1:category_3" not in dict(doors)
    assert "T8" not in dict(doors), "without a population there is no rate to open"
