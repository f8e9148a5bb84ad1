"""What each edition contains, as the counting rules' page and the printed labels have it."""

import pytest

from core.periods import ReportingYear
from reporting.editions import EDITIONS, edition_of
from reporting.rules.sentences import CLAUSES, RULES, sentence


def edition(label):
    return edition_of(ReportingYear.parse(label))


@pytest.mark.parametrize(
    ("last", "first"), [("2014-15", "2015-16"), ("2018-19", "2019-20"), ("2021-22", "2022-23")]
)
def test_the_editions_change_between_these_years(last, first):
    assert edition(last) is not edition(first)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2009-10", "2014-15"), ("2015-16", "2018-19"), ("2019-20", "2021-22"),
     ("2022-23", "2030-31")],
)  # fmt: skip
def test_the_editions_hold_between_these_years(first, last):
    assert edition(first) is edition(last)


@pytest.mark.parametrize(
    ("year", "rules"),
    [
        ("2014-15", ["T1", "T2", "T3", "T5", "T7a", "T7b", "T8"]),
        ("2015-16", ["T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b", "T8"]),
        ("2019-20", ["T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b", "T8"]),
        ("2022-23", ["T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b", "T8"]),
    ],
)
def test_each_edition_prints_these_tables(year, rules):
    assert [str(table.rule) for table in edition(year).tables] == rules


@pytest.mark.parametrize(
    ("year", "rows", "breach"),
    [
        ("2014-15", {"SOPO": "SOPOs", "NO": "NOs", "FTO": "FTOs"}, "Breach of SOPO"),
        (
            "2015-16",
            {
                "SHPO": "SHPOs",
                "SHPO_with_foreign_travel_restriction": "SHPOs with Foreign Travel Restriction",
                "NO": "NOs",
            },
            "Breach of SOPO/SHPO",
        ),
        (
            "2019-20",
            {
                "SHPO": "SHPO",
                "SHPO_with_foreign_travel_restriction": "SHPO with foreign travel restriction",
                "NO": "NOs",
            },
            "Breach of SOPO",
        ),
        (
            "2022-23",
            {
                "SHPO": "SHPO",
                "SHPO_with_foreign_travel_restriction": "SHPO with foreign travel restriction",
                "NO": "NOs",
            },
            "Breach of SOPO/SHPO",
        ),
    ],
)
def test_orders_and_the_block_of_their_breach_are_labelled_as_printed(year, rows, breach):
    found = edition(year)

    assert {row.key: row.label for row in found.table("T5").rows} == rows
    assert list(rows) == [row.key for row in found.table("T5").rows]
    assert found.table("T7b").title == breach


@pytest.mark.parametrize(("year", "last"), [("2021-22", 3), ("2022-23", 4)])
def test_category_4_has_a_column_from_2022_23(year, last):
    for rule in ("T1", "T2", "T7a", "T7b"):
        columns = [column.key for column in edition(year).table(rule).columns]
        assert columns == [*(f"category_{each}" for each in range(1, last + 1)), "total"]


@pytest.mark.parametrize(("year", "last"), [("2021-22", 3), ("2022-23", 4)])
def test_dashes_stand_where_nobody_can_be(year, last):
    assert edition(year).table("T1").dashes == {("level_1", "category_3")}
    assert edition(year).table("T2").dashes == edition(year).table("T7a").dashes == frozenset()
    assert edition(year).table("T7b").dashes == {
        (f"level_{level}", f"category_{category}")
        for level in (2, 3)
        for category in range(2, last + 1)
    }


def test_only_the_newest_edition_is_an_assumption_and_says_so():
    assert [bool(each.assumption) for each in EDITIONS] == [False, False, False, True]


def test_every_table_has_a_rule_with_a_sentence():
    for each in EDITIONS:
        for table in each.tables:
            assert table.sentence == sentence(table.rule)


def test_no_clause_shares_its_identifier_with_a_rule():
    assert not RULES.keys() & CLAUSES.keys()
    with pytest.raises(LookupError, match=r"T9\.nothing"):
        sentence("T9.nothing")
