"""The made-up caseloads: the printed figures to the last cell, and rows that an import takes."""

import csv
from collections import Counter
from datetime import date

import pytest

from mappa.published import published_return
from mappa.synthetic.caseloads import caseload, caseload_with_clauses
from mappa.synthetic.clauses.register import groups_of
from mappa.synthetic.clauses.table import CLAUSES, LEFT_TO_TESTS
from mappa.synthetic.demonstration import demonstration
from mappa.synthetic.format import FILES
from mappa.synthetic.shape import NoRoom
from mappa.synthetic.writing import write
from tests.oracle.facts import COLUMNS
from tests.strategies.acceptance import refusals
from tests.synthetic.counting import by_person, compiled

PRINTED = [
    ("norfolk", "norfolk-2021-22"),
    ("northamptonshire", "northamptonshire-2017-18"),
    ("lancashire", "lancashire-2020-21"),
]


@pytest.fixture(scope="module")
def norfolk():
    """The demonstration's caseload."""
    return caseload_with_clauses(seed=1)[0]


def as_the_rules_have_it(name):
    """The printed tables; Lancashire's Level 3 of the year is raised to that of 31 March."""
    tables = published_return(name)["tables"]
    del tables["population_estimate"]
    if name == "lancashire-2020-21":
        year = tables["managed_l2_l3_in_year"]
        year["level_3"] |= {"category_2": 4, "total": 12}
        year["total"] |= {"category_2": 32, "total": 97}
        tables["notification_breach_cautioned_or_convicted"] = 0
        tables["lifetime_notification_revoked"] = 0
    return tables


@pytest.mark.parametrize(("area", "name"), PRINTED)
def test_a_caseload_gives_the_printed_return(area, name):
    printed = published_return(name)
    made = caseload(printed, area=area, seed=1)
    assert compiled(made, area, printed["year_label"])["tables"] == as_the_rules_have_it(name)


def test_norfolk_gives_the_printed_return_with_the_people_of_every_clause(norfolk):
    assert compiled(norfolk, "norfolk", "2021-22")["tables"] == as_the_rules_have_it(
        "norfolk-2021-22"
    )


def test_norfolk_has_about_1700_people_before_the_people_of_clauses():
    made = caseload(published_return("norfolk-2021-22"), area="norfolk", seed=1)
    assert 1675 <= len(made.of("nominals.csv")) <= 1750


def test_figures_that_contradict_one_another_are_refused():
    printed = published_return("norfolk-2021-22")
    printed["tables"]["managed_l2_l3_in_year"]["level_2"]["category_1"] = 3
    with pytest.raises(NoRoom):
        caseload(printed, area="norfolk", seed=1)


def test_one_seed_gives_the_same_bytes_and_another_seed_other_people(tmp_path):
    for folder, seed in (("one", 5), ("same", 5), ("other", 6)):
        write(caseload_with_clauses(seed=seed)[0], tmp_path / folder)
    one, same, other = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("one", "same", "other")
    )
    assert one == same
    assert one["nominals.csv"] != other["nominals.csv"]


def test_a_folder_holds_the_files_of_the_exchange_and_nothing_else(tmp_path, norfolk):
    write(norfolk, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    for name, file in FILES.items():
        written = (tmp_path / name).read_bytes()
        assert not written.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in written
        with (tmp_path / name).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert tuple(rows[0]) == file.columns == COLUMNS[name.removesuffix(".csv")]
        keys = [file.key_of(row) for row in rows]
        assert keys == sorted(set(keys))


@pytest.mark.parametrize("seed", [1, 2])
def test_an_import_refuses_nobody(seed):
    made, _ = caseload_with_clauses(seed=seed)
    others = [caseload(published_return(name), area=area, seed=seed) for area, name in PRINTED[1:]]
    for every in (made, *others):
        for nominal, person in by_person(every).items():
            assert not list(refusals(person)), nominal


def test_identifiers_belong_to_one_person_each_across_areas():
    everyone = [
        row
        for area, name in PRINTED
        for row in caseload(published_return(name), area=area, seed=1).of("nominals.csv")
    ]
    for column in ("nominal", "pnc_id", "cro_number", "crn", "prison_number", "visor_reference"):
        values = Counter(row[column] for row in everyone)
        assert max(values.values()) == 1, column


def test_nobody_was_under_ten_when_an_order_was_made(norfolk):
    born = {row["nominal"]: row["date_of_birth"] for row in norfolk.of("nominals.csv")}
    for order in norfolk.of("orders.csv"):
        made, birth = (
            date.fromisoformat(day) for day in (order["made_on"], born[order["nominal"]])
        )
        assert (made - birth).days > 11 * 366, order["nominal"]


def test_only_the_people_of_one_clause_have_no_level_while_eligible(norfolk):
    without = set()
    for nominal, person in by_person(norfolk).items():
        died_on = person["nominals"][0]["died_on"] or "9999"
        for basis in person.get("eligibility", []):
            day = basis["valid_from"]
            until = min(basis["valid_to"] or "9999", died_on)
            for level in sorted(person.get("levels", []), key=lambda row: row["valid_from"]):
                if level["valid_from"] <= day:
                    day = max(day, level["valid_to"] or "9999")
            if day < until:
                without.add(nominal)
    assert without == {f"T1-NO-LEVEL-{number}" for number in range(1, 6)}


def test_everybody_eligible_has_a_lead_agency(norfolk):
    for nominal, person in by_person(norfolk).items():
        agencies = person.get("lead_agencies", [])
        died_on = person["nominals"][0]["died_on"] or "9999"
        for basis in person.get("eligibility", []):
            assert agencies[0]["valid_from"] <= basis["valid_from"], nominal
            last = agencies[-1]["valid_to"] or "9999"
            assert last >= min(basis["valid_to"] or "9999", died_on), nominal


def test_a_live_shpo_or_sopo_comes_with_category_1(norfolk):
    for nominal, person in by_person(norfolk).items():
        for order in person.get("orders", []):
            if order["kind"] in ("shpo", "sopo"):
                ends = order["ended_on"] or order["ends_on"]
                assert any(
                    (basis["basis"], basis["valid_from"], basis["valid_to"])
                    == (order["kind"], order["made_on"], ends)
                    for basis in person["eligibility"]
                ), nominal


def test_a_proved_breach_of_a_sexual_risk_order_comes_with_category_1(norfolk):
    for nominal, person in by_person(norfolk).items():
        kinds = {order["order"]: order["kind"] for order in person.get("orders", [])}
        for breach in person.get("breaches", []):
            if kinds.get(breach["order"]) not in ("sro", "rosho"):
                continue
            if breach["outcome"] in ("cautioned", "convicted"):
                assert any(
                    basis["valid_from"] <= breach["outcome_on"] < (basis["valid_to"] or "9999")
                    for basis in person["eligibility"]
                    if basis["basis"] == "sro_breach"
                ), nominal


def test_the_demonstration_says_what_it_wrote(tmp_path):
    shown = demonstration(tmp_path / "caseload")
    with (shown.folder / "nominals.csv").open(encoding="utf-8") as stream:
        references = [row["nominal"] for row in csv.DictReader(stream)]
    assert shown.people == len(references)
    of_clauses = {reference for clause in CLAUSES for reference in clause.references}
    assert of_clauses <= set(references)
    assert shown.people_of_clauses == len(of_clauses) == 5 * len(groups_of(CLAUSES))
    assert shown.left_to_tests == LEFT_TO_TESTS
    assert all(reason for reason in shown.left_to_tests.values())
