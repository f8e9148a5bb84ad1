"""What an import refuses by the rules of the apps: where, and that nothing is stored."""

import pytest

from agencies.models import RuleSetting
from nominals.models import Nominal
from tests.mappa.caseloads import PEOPLE, load, places, refused, write

pytestmark = pytest.mark.django_db

AREA = "nominal,area,valid_from,valid_to\n"
LEVEL = "nominal,level,valid_from,valid_to\n"
BASIS = "nominal,category,basis,valid_from,valid_to\n"
ORDER = "order,nominal,kind,made_on,ends_on,interim\n"
REVIEW = "nominal,applied_on,decided_on,outcome,authorised_by_rank\n"
REQUIREMENT = "nominal,source,valid_from,first_notified_on,indefinite\n"
BREACH = "nominal,of,order,outcome_on\n"

CASES = {
    "unknown nominal": ({"levels": LEVEL + "N9,1,2021-01-01,\n"}, ["levels.csv:2: nominal"]),
    "unknown area": (
        {"responsible_areas": AREA + "N1,Norfolk,2021-01-01,\n"},
        ["responsible_areas.csv:2: area"],
    ),
    "unknown code": ({"levels": LEVEL + "N1,4,2021-01-01,\n"}, ["levels.csv:2: level"]),
    "a day that does not exist": (
        {"levels": LEVEL + "N1,1,2021-02-29,\n"},
        ["levels.csv:2: valid_from"],
    ),
    "a day in another form": (
        {"levels": LEVEL + "N1,1,31/03/2022,\n"},
        ["levels.csv:2: valid_from"],
    ),
    "a day without its noughts": (
        {"levels": LEVEL + "N1,1,2022-3-1,\n"},
        ["levels.csv:2: valid_from"],
    ),
    "the day of an open end": (
        {"levels": LEVEL + "N1,1,2022-03-01,9999-12-31\n"},
        ["levels.csv:2: valid_to"],
    ),
    "a birth in the future": (
        {"nominals": "nominal,family_name,date_of_birth\nN1,A,2999-01-01\n"},
        ["nominals.csv:2: date_of_birth"],
    ),
    "an end on the first day": (
        {"levels": LEVEL + "N1,1,2021-01-01,2021-01-01\n"},
        ["levels.csv:2: valid_to"],
    ),
    "an address that ends before it starts": (
        {"addresses": "nominal,lines,valid_from,valid_to\nN1,Street,2021-01-02,2021-01-01\n"},
        ["addresses.csv:2: valid_to"],
    ),
    "a category of another basis": (
        {"eligibility": BASIS + "N1,2,shpo,2021-01-01,\n"},
        ["eligibility.csv:2: category"],
    ),
    "the same nominal twice": ({"nominals": PEOPLE + "N1,Archer\n"}, ["nominals.csv:4: nominal"]),
    "the same order twice": (
        {"orders": ORDER + "O1,N1,sro,2021-01-01,,\nO1,N2,sro,2021-01-01,,\n"},
        ["orders.csv:3: order"],
    ),
    "two rows of one key": (
        {"levels": LEVEL + "N1,1,2021-01-01,2021-02-01\nN1,2,2021-01-01,2021-02-01\n"},
        ["levels.csv:3: nominal"],
    ),
    "two equal breaches": (
        {"breaches": BREACH + "N1,notification,,\nN1,notification,,\n"},
        ["breaches.csv:3: nominal"],
    ),
    "two recalls of one day": (
        {
            "recalls": "nominal,kind,reason,decided_on\nN1,standard,other,2021-01-01\n"
            "N1,emergency,other,2021-01-01\n"
        },
        ["recalls.csv:3: nominal"],
    ),
    "an overlap in the file": (
        {"levels": LEVEL + "N1,1,2021-01-01,2021-03-02\nN1,2,2021-03-01,\n"},
        ["levels.csv:3: valid_from"],
    ),
    "an overlap that begins earlier but stands later": (
        {"levels": LEVEL + "N1,2,2021-03-01,\nN1,1,2021-01-01,\n"},
        ["levels.csv:2: valid_from"],
    ),
    "an overlap of areas": (
        {"responsible_areas": AREA + "N1,norfolk,2021-01-01,\nN1,norfolk,2021-03-01,\n"},
        ["responsible_areas.csv:3: valid_from"],
    ),
    "an overlap of lead agencies": (
        {
            "lead_agencies": "nominal,agency,valid_from\nN1,police,2021-01-01\n"
            "N1,police,2021-03-01\n"
        },
        ["lead_agencies.csv:3: valid_from"],
    ),
    "an overlap of detentions": (
        {
            "detentions": "nominal,setting,valid_from\nN1,prison,2021-01-01\n"
            "N1,hospital,2021-03-01\n"
        },
        ["detentions.csv:3: valid_from"],
    ),
    "an overlap of one basis": (
        {"eligibility": BASIS + "N1,1,shpo,2021-01-01,\nN1,1,shpo,2021-03-01,\n"},
        ["eligibility.csv:3: valid_from"],
    ),
    "V1": (
        {
            "eligibility": BASIS + "N1,3,decision,2021-01-01,\n",
            "levels": LEVEL + "N1,1,2021-03-01,\n",
        },
        ["eligibility.csv:2: category"],
    ),
    "V2": (
        {"eligibility": BASIS + "N1,3,decision,2021-01-01,\nN1,1,shpo,2021-03-01,\n"},
        ["eligibility.csv:2: category"],
    ),
    "V3": (
        {"eligibility": BASIS + "N1,4,terrorism_offence,2022-06-27,\n"},
        ["eligibility.csv:2: valid_from"],
    ),
    "V4": ({"orders": ORDER + "O1,N1,shpo,2021-01-01,2025-12-31,\n"}, ["orders.csv:2: ends_on"]),
    "V7": ({"orders": ORDER + "O1,N1,sro,2021-01-01,2022-12-31,\n"}, ["orders.csv:2: ends_on"]),
    "V9": ({"orders": ORDER + "O1,N1,shpo,2015-03-07,,\n"}, ["orders.csv:2: made_on"]),
    "V10": ({"orders": ORDER + "O1,N1,fto,2015-03-08,,\n"}, ["orders.csv:2: made_on"]),
    "V11": ({"orders": ORDER + "O1,N1,sopo,2010-01-01,2014-12-31,\n"}, ["orders.csv:2: ends_on"]),
    "V15": (
        {"orders": ORDER + "O1,N1,notification_notice,2022-11-28,,\n"},
        ["orders.csv:2: made_on"],
    ),
    "V24": (
        {
            "notification_requirements": REQUIREMENT + "N1,sentence,2000-01-01,2005-01-01,true\n",
            "notification_reviews": REVIEW + "N1,2012-08-01,2012-12-31,revoked,\n",
        },
        ["notification_reviews.csv:2: decided_on"],
    ),
    "V25": (
        {
            "orders": ORDER + "O1,N1,shpo,2020-01-01,,\n",
            "notification_reviews": REVIEW + "N1,2021-01-01,2021-02-01,revoked,\n",
        },
        ["notification_reviews.csv:2: decided_on"],
    ),
    "V26": (
        {"notification_reviews": REVIEW + "N1,2021-01-01,2021-02-01,revoked,inspector\n"},
        ["notification_reviews.csv:2: authorised_by_rank"],
    ),
    "V59": (
        {
            "recalls": "nominal,kind,reason,decided_on,returned_on\n"
            "N1,standard,other,2021-01-02,2021-01-01\n"
        },
        ["recalls.csv:2: returned_on"],
    ),
    "V75": (
        {
            "nominals": "nominal,family_name,date_of_birth\nN1,A,2011-01-02\n",
            "orders": ORDER + "O1,N1,sro,2021-01-01,,\n",
        },
        ["orders.csv:2: made_on"],
    ),
    "an unknown order": ({"breaches": BREACH + "N1,order,O9,\n"}, ["breaches.csv:2: order"]),
    "somebody else's order": (
        {"orders": ORDER + "O1,N2,sro,2021-01-01,,\n", "breaches": BREACH + "N1,order,O1,\n"},
        ["breaches.csv:2: order"],
    ),
    "a breach of an order without it": (
        {"breaches": BREACH + "N1,order,,\n"},
        ["breaches.csv:2: order"],
    ),
    "a breach of notification with an order": (
        {
            "orders": ORDER + "O1,N1,sro,2021-01-01,,\n",
            "breaches": BREACH + "N1,notification,O1,\n",
        },
        ["breaches.csv:2: order"],
    ),
    "a population of an unknown area": (
        {"populations": "area,mid_year,aged_10_and_over,edition\nnowhere,2020,1,x\n"},
        ["populations.csv:2: area"],
    ),
    "a population twice": (
        {
            "populations": "area,mid_year,aged_10_and_over,edition\n"
            "norfolk,2020,1,x\nnorfolk,2020,2,x\n"
        },
        ["populations.csv:3: area"],
    ),
    "a year of five figures": (
        {"populations": "area,mid_year,aged_10_and_over,edition\nnorfolk,20200,1,x\n"},
        ["populations.csv:2: mid_year"],
    ),
    "fewer than nobody": (
        {"populations": "area,mid_year,aged_10_and_over,edition\nnorfolk,2020,-1,x\n"},
        ["populations.csv:2: aged_10_and_over"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_import_refuses(tmp_path, case):
    files, expected = CASES[case]

    found = refused(write(tmp_path / "in", **{"nominals": PEOPLE, **files}))

    assert places(found) == expected
    if case.startswith("V"):
        assert f": {case}: " in found[0]
    assert not Nominal.history.exists()


STORED = {
    "an overlap with what is stored": (
        {"levels": LEVEL + "N1,1,2021-01-01,\n"},
        {"levels": LEVEL + "N1,2,2021-03-01,\n"},
        ["levels.csv:2: valid_from"],
    ),
    "a stored period reopened into the next": (
        {"levels": LEVEL + "N1,1,2021-01-01,2021-03-01\nN1,2,2021-03-01,\n"},
        {"levels": LEVEL + "N1,1,2021-01-01,\n"},
        ["levels.csv:2: valid_to"],
    ),
    "V1 by a new level": (
        {"eligibility": BASIS + "N1,3,decision,2021-01-01,\n"},
        {"levels": LEVEL + "N1,1,2021-03-01,\n"},
        ["levels.csv:2: level"],
    ),
    "V2 by a new basis": (
        {"eligibility": BASIS + "N1,3,decision,2021-01-01,\n"},
        {"eligibility": BASIS + "N1,1,shpo,2021-03-01,\n"},
        ["eligibility.csv:2: category"],
    ),
    "V25 by a new order": (
        {"notification_reviews": REVIEW + "N1,2021-01-01,2021-02-01,revoked,\n"},
        {"orders": ORDER + "O1,N1,shpo,2020-01-01,,\n"},
        ["orders.csv:2: made_on"],
    ),
    "V24 by a new requirement": (
        {"notification_reviews": REVIEW + "N1,2012-08-01,2012-12-31,revoked,\n"},
        {"notification_requirements": REQUIREMENT + "N1,sentence,2000-01-01,2005-01-01,true\n"},
        ["notification_requirements.csv:2: first_notified_on"],
    ),
    "V24 by a date of birth": (
        {
            "notification_requirements": REQUIREMENT + "N1,sentence,2000-01-01,2002-01-01,true\n",
            "notification_reviews": REVIEW + "N1,2012-08-01,2012-12-31,revoked,\n",
        },
        {"nominals": "nominal,family_name,date_of_birth\nN1,Archer,1970-01-01\n"},
        ["nominals.csv:2: date_of_birth"],
    ),
    "V75 by a date of birth": (
        {"orders": ORDER + "O1,N1,sro,2021-01-01,,\n"},
        {"nominals": "nominal,family_name,date_of_birth\nN1,Archer,2011-01-02\n"},
        ["nominals.csv:2: date_of_birth"],
    ),
    "an order of somebody else stored": (
        {"orders": ORDER + "O1,N2,sro,2021-01-01,,\n"},
        {"breaches": BREACH + "N1,order,O1,\n"},
        ["breaches.csv:2: order"],
    ),
}


@pytest.mark.parametrize("case", STORED)
def test_a_rule_looks_at_what_stands_after_the_import(tmp_path, case):
    before, after, expected = STORED[case]
    load(write(tmp_path / "in", nominals=PEOPLE, **before))
    versions = Nominal.history.count()

    found = refused(write(tmp_path / "new", **after))

    assert places(found) == expected
    assert Nominal.history.count() == versions


def test_what_is_stored_already_is_not_held_against_other_rows(tmp_path):
    load(
        write(
            tmp_path / "in",
            nominals=PEOPLE,
            eligibility=BASIS + "N1,4,terrorism_offence,2022-06-28,\n",
        )
    )
    RuleSetting.objects.filter(code="category_4_start").update(value="2023-01-01")
    load(tmp_path / "in")
    load(write(tmp_path / "new", levels=LEVEL + "N1,1,2022-06-28,\n"))

    changed = BASIS + "N1,4,terrorism_offence,2022-06-28,2024-01-01\n"
    found = refused(write(tmp_path / "changed", eligibility=changed))
    assert places(found) == ["eligibility.csv:2: valid_from"]


def test_refusals_come_in_the_order_of_the_files_and_lines(tmp_path):
    found = refused(
        write(
            tmp_path / "in",
            nominals="nominal,family_name,sex\nN1,Archer,m\nN2,,f\n",
            levels=LEVEL + "N1,9,2021-13-01,\nN9,1,2021-01-01,\n",
            recalls="nominal,kind,reason,decided_on\nN1,x,y,z\n",
            notes="a\n",
        )
    )

    assert places(found) == [
        "nominals.csv:2: sex",
        "nominals.csv:3: family_name",
        "nominals.csv:3: sex",
        "levels.csv:2: level",
        "levels.csv:2: valid_from",
        "levels.csv:3: nominal",
        "recalls.csv:2: kind",
        "recalls.csv:2: reason",
        "recalls.csv:2: decided_on",
        "notes.csv:1: file",
    ]


def test_the_first_thousand_refusals_are_printed_and_the_others_counted(tmp_path):
    rows = "".join(f"N{each},x,2021-01-01,\n" for each in range(10_500))

    found = refused(write(tmp_path / "in", levels=LEVEL + rows))

    assert len(found) == 1001
    assert found[0].startswith("levels.csv:2: level: ")
    assert found[999].startswith("levels.csv:1001: level: ")
    assert found[1000] == "... and 9500 more"


def test_people_refused_in_their_own_file_are_not_unknown_in_the_others(tmp_path):
    found = refused(
        write(
            tmp_path / "in",
            nominals="nominal,family_name,sex\nN1,Archer,m\n",
            levels=LEVEL + "N1,1,2021-01-01,\n",
            orders=ORDER + "O1,N1,sro,2021-01-01,,\n",
            breaches=BREACH + "N1,order,O1,\n",
        )
    )

    assert places(found) == ["nominals.csv:2: sex"]
