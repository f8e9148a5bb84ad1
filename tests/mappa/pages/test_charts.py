"""Charts: from figures to shapes, from shapes to a page, the same figures as a table."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.periods import ReportingYear
from mappa.pages.charts.drawing import (
    FLOW_EDGE,
    FLOW_HALF,
    NAMES,
    Bar,
    Rate,
    bars_across,
    line_over_years,
    rates_across,
    up_and_down,
)
from mappa.pages.charts.shapes import WIDTH, share
from nominals.services.states import restate
from reporting.services.storing import store_compilation
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import RECORDED, managed
from tests.mappa.pages.casework import MORNING, Morning, at_work, entry, reader_of, somebody
from tests.mappa.pages.words import member, superuser, text

PATH = "/returns/2023-24/norfolk/charts/"


@pytest.mark.parametrize(
    ("value", "of", "drawn"), [(0, 10, 0), (5, 10, 50), (10, 10, 100), (1, 3, 33.3), (0, 0, 0)]
)
def test_a_share_is_drawn_in_proportion(value, of, drawn):
    assert share(value, of, 100) == drawn


@pytest.mark.parametrize(
    ("values", "widths"),
    [
        ([10, 5, 0], [184, 92]),
        ([1, None], [184]),
        ([0, 0], []),
        ([None], []),
        ([], []),
    ],
)
def test_bars_share_a_scale_and_only_numbers_above_nought_have_one(values, widths):
    bars = [
        Bar(f"Category {at}", value, "-" if value is None else str(value), "category-1")
        for at, value in enumerate(values)
    ]

    picture = bars_across("Level 1", bars)

    assert [each.width for each in picture.boxes] == widths
    assert all(each.x == NAMES for each in picture.boxes)
    assert [each.text for each in picture.words[1::2]] == [each.text for each in bars]
    assert picture.height == 28 * len(values)


def test_a_picture_says_in_words_what_it_shows():
    bars = [Bar("Category 1", 12, "12", "category-1"), Bar("Category 3", None, "-", "category-3")]

    assert bars_across("Level 1", bars).said == "Category 1: 12; Category 3: -."


@pytest.mark.parametrize(
    ("values", "lines", "dots"),
    [
        ([1, 2, 3, 4, 5], [5], 5),
        ([1, None, 3, 4, None], [2], 3),
        ([None, 2, None, 4, None], [], 2),
        ([None] * 5, [], 0),
        ([0, 0, 0, 0, 0], [5], 5),
        ([7], [], 1),
    ],
)
def test_a_line_is_broken_where_a_year_has_no_figure(values, lines, dots):
    points = [(f"20{at}-{at + 1}", value) for at, value in enumerate(values, 10)]

    picture = line_over_years("Category 1", points, "category-1")

    assert [len(each.points) for each in picture.strokes[1:]] == lines
    assert len(picture.dots) == dots
    said = [each.text for each in picture.words if each.look == "figure"]
    assert said == ["none" if value is None else str(value) for value in values]


def test_a_line_stands_on_nought_and_goes_up_with_the_figures():
    points = [("2019-20", 0), ("2020-21", 5), ("2021-22", 10)]

    first, second, third = line_over_years("Level 2", points, "level-2").dots

    assert first.x < second.x < third.x <= WIDTH
    assert first.y > second.y > third.y
    assert first.y - second.y == second.y - third.y, "nought is the ground"


@pytest.mark.parametrize(
    ("groups", "heights", "said"),
    [
        ([("Q1", 4, 2)], [FLOW_HALF, FLOW_HALF / 2], ["+4", "-2"]),
        ([("Q1", 0, 2), ("Q2", 1, 0)], [FLOW_HALF, FLOW_HALF / 2], ["0", "-2", "+1", "0"]),
        ([("Q1", 0, 0)], [], ["0", "0"]),
    ],
)
def test_what_came_goes_up_and_what_left_goes_down(groups, heights, said):
    picture = up_and_down("Level 2", groups, "level-2")
    line = FLOW_HALF + FLOW_EDGE

    assert sorted((each.height for each in picture.boxes), reverse=True) == heights
    for each in picture.boxes:
        assert (each.y > line) is (each.pattern == "hatch"), "what left is hatched, and below"
    assert picture.said.startswith("Q1: ")
    figures = [each.text for each in picture.words if each.look == "figure"]
    assert figures == said


def test_a_rate_is_filled_as_far_as_it_goes_and_marked_at_the_least():
    rates = [Rate("Housing", 50, "50 %, below 75", 75, "level-2"), Rate("Fire", 0, "0 %", 0, "x")]

    picture = rates_across("K3", rates)

    whole, filled, nothing = picture.boxes
    assert filled.width == whole.width / 2
    assert nothing.look == "ground"
    assert picture.strokes[0].points[0][0] == whole.width * 0.75
    assert picture.said == "Housing: 50 %, below 75; Fire: 0 %."


# The page


@pytest.fixture
def _morning():
    with at_work():
        yield


@pytest.fixture
def morning(db, _morning):
    return Morning()


def stored(label, code="norfolk"):
    year = ReportingYear.parse(label)
    where = area(code) if code else None
    return store_compilation(area=where, year=year, as_known_at=MORNING, by="clerk", at=MORNING)


def table(page, key):
    """The rows of the table behind a chart, each a list of its texts."""
    of_chart = page.partition(f'<section aria-labelledby="{key}">')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", of_chart.partition("<table>")[2])
    return [re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in rows]


def test_the_charts_of_a_co_ordinator_are_four_with_their_tables(client, morning):
    stored("2021-22")
    stored("2024-25")
    reader_of(client)

    page = text(client.get("/returns/2024-25/norfolk/charts/"))

    assert re.findall(r'<h2 id="(\w+)">', page) == ["snapshot", "trend", "flow", "rates"]
    assert table(page, "trend")[0] == ["", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25"]
    assert table(page, "trend")[1][1:] == ["none", "5", "none", "5", "5"]
    assert table(page, "snapshot")[1][0] == "Level 1"
    assert table(page, "snapshot")[1][3] == "-"
    assert table(page, "flow")[0] == ["", "Q1", "Q2"], "the year is not over"
    assert ["Level 2: at the end of it", "2", "2"] in table(page, "flow")
    assert ["Police, Norfolk", "K2", "1", "1", "100 %", "90 %"] in table(page, "rates")
    assert "2024-25 Q1" in page
    assert entry("list_indicators").detail["quarter"] == "2024-25 Q1"


def test_every_picture_has_a_name_and_says_what_it_shows(client, morning):
    reader_of(client)

    page = text(client.get(PATH))
    pictures = page.count('role="img"')

    assert pictures >= 9
    assert len(set(re.findall(r'<title id="([\w-]+)">', page))) == pictures
    assert len(set(re.findall(r'<desc id="([\w-]+)">[^<]+', page))) == pictures
    assert "style=" not in page
    assert page.count("<script") == page.count("mappa/keys.js") == 1


def test_another_quarter_of_the_year_is_chosen_and_none_that_has_not_begun(client, morning):
    stored("2024-25")
    reader_of(client)
    path = "/returns/2024-25/norfolk/charts/"

    assert "Attendance by agency in 2024-25 Q2" in text(client.get(f"{path}?quarter=2024-25+Q2"))
    assert client.get(f"{path}?quarter=2024-25+Q3").status_code == 404


def test_restricted_people_count(client, morning):
    before = stored("2024-25")
    hidden = somebody(3, family_name="Hidden", is_restricted=True)
    hidden.grants.all().delete()
    later = MORNING.replace(second=1)
    year = ReportingYear.parse("2024-25")
    store_compilation(area=area(), year=year, as_known_at=later, by="clerk", at=later)
    reader_of(client)

    page = text(client.get("/returns/2024-25/norfolk/charts/"))

    assert before.number == 1
    assert ["Level 3: at the end of it", "1", "1"] in table(page, "flow")


@pytest.mark.parametrize(
    ("role", "charts"),
    [
        (Role.CO_ORDINATOR, 4),
        (Role.BOARD_MEMBER, 4),
        (Role.LAY_ADVISER, 4),
        (Role.AUDITOR, 4),
        (None, 2),
    ],
)
def test_a_reader_has_the_charts_of_what_he_or_she_is_shown(client, morning, role, charts):
    member(client, role) if role else client.force_login(UserFactory())

    assert text(client.get(PATH)).count("<h2") == charts


def test_england_and_wales_has_no_attendance(client, morning):
    stored("2023-24", code=None)
    reader_of(client)

    page = text(client.get("/returns/2023-24/england-and-wales/charts/"))

    assert re.findall(r'<h2 id="(\w+)">', page) == ["snapshot", "trend", "flow"]


def test_a_return_that_is_not_compiled_has_no_charts(client, morning):
    superuser(client)

    assert client.get("/returns/2020-21/norfolk/charts/").status_code == 404
    assert client.get("/returns/2020-21/atlantis/charts/").status_code == 404


def test_the_number_of_queries_depends_neither_on_people_nor_on_years(client, morning):
    reader_of(client)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        return len(queries)

    asked()
    less = asked()
    more = [managed(level=2) for _ in range(5)]
    restate(nominals=[each.pk for each in more], at=RECORDED, act=1)
    Morning(times=2)
    for label in ("2020-21", "2021-22", "2022-23"):
        stored(label)

    assert asked() == less <= 40
