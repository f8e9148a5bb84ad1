"""Who may apply, on what proof, and what asks a reason: the day before, the day, the day after."""

from datetime import date

import pytest

from orders.choices import ApplicantKind, OrderKind
from orders.rules.applying import (
    Application,
    application_refusals,
    application_warnings,
    force_refusal,
)

ADULT = date(1970, 1, 1)
BEFORE, FIRST, AFTER = date(2022, 11, 28), date(2022, 11, 29), date(2022, 11, 30)


def application(**values):
    standard = {
        "kind": "shpo",
        "made_on": date(2023, 6, 1),
        "is_interim": False,
        "applicant_kind": "police",
        "proof": "balance",
        "main_application": "",
        "authorised_by_rank": "",
        "given_in_person": False,
    }
    return Application(**standard | values)


def refusals(**values):
    return [(each.rule, each.column) for each in application_refusals(application(**values))]


def warnings(born=ADULT, *, is_managed=True, **values):
    found = application_warnings(application(**values), date_of_birth=born, is_managed=is_managed)
    return [(each.rule, each.column) for each in found]


@pytest.mark.parametrize("kind", ["shpo", "sro"])
@pytest.mark.parametrize("force", ["british_transport_police", "ministry_of_defence_police"])
@pytest.mark.parametrize(
    ("made_on", "proof", "refused"),
    [(BEFORE, "criminal", True), (FIRST, "balance", False), (AFTER, "balance", False)],
)
def test_two_forces_apply_from_29_november_2022(kind, force, made_on, proof, refused):
    found = refusals(kind=kind, applicant_kind=force, made_on=made_on, proof=proof)

    assert found == ([("V14", "applicant_kind")] if refused else [])
    assert (force_refusal(force, made_on) is not None) == refused
    assert force_refusal("police", made_on) is None


@pytest.mark.parametrize("kind", ["shpo", "sro"])
@pytest.mark.parametrize(
    ("made_on", "right", "wrong"),
    [
        (BEFORE, "criminal", "balance"),
        (FIRST, "balance", "criminal"),
        (AFTER, "balance", "criminal"),
    ],
)
def test_the_standard_of_proof_is_that_of_the_day(kind, made_on, right, wrong):
    assert refusals(kind=kind, made_on=made_on, proof=right) == []
    assert refusals(kind=kind, made_on=made_on, proof=wrong) == [("proof", "proof")]
    assert refusals(kind=kind, made_on=made_on, proof="") == [("proof", "proof")]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"applicant_kind": "court"}, id="at sentence"),
        pytest.param({"is_interim": True}, id="interim"),
        pytest.param({"kind": "sopo"}, id="SOPO"),
        pytest.param({"kind": "notification_order"}, id="notification order"),
    ],
)
def test_only_free_standing_full_orders_need_a_proof(values):
    assert refusals(proof="", **values) == []


MAY_APPLY = {
    "shpo": {
        "court",
        "police",
        "national_crime_agency",
        "british_transport_police",
        "ministry_of_defence_police",
    },
    "sro": {
        "police",
        "national_crime_agency",
        "british_transport_police",
        "ministry_of_defence_police",
    },
    "sopo": {"court", "police"},
    "fto": {"police"},
    "rosho": {"police"},
    "notification_order": {"police"},
    "notification_notice": {"police"},
}


@pytest.mark.parametrize("kind", list(OrderKind))
@pytest.mark.parametrize("who", list(ApplicantKind))
def test_who_may_ask_for_each_kind(kind, who):
    notice = {"authorised_by_rank": "inspector", "given_in_person": True}

    found = refusals(kind=kind, applicant_kind=who, **notice)

    refused = [each for each in found if each[0] == "applicant"]
    assert refused == ([] if who in MAY_APPLY[kind] else [("applicant", "applicant_kind")])


def test_an_applicant_is_named():
    assert refusals(applicant_kind="", proof="balance") == [("applicant", "applicant_kind")]


@pytest.mark.parametrize(
    ("rank", "in_person", "columns"),
    [
        ("inspector", True, []),
        ("chief_constable", True, []),
        ("", True, ["authorised_by_rank"]),
        ("inspector", False, ["given_in_person"]),
        ("", False, ["authorised_by_rank", "given_in_person"]),
    ],
)
def test_a_notice_is_authorised_and_given_in_person(rank, in_person, columns):
    found = refusals(kind="notification_notice", authorised_by_rank=rank, given_in_person=in_person)

    assert found == [("V15", column) for column in columns]


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("shpo", False),
        ("sro", False),
        ("sopo", False),
        ("rosho", False),
        ("notification_order", False),
        ("fto", True),
        ("notification_notice", True),
    ],
)
def test_which_kinds_may_be_interim(kind, refused):
    notice = {"authorised_by_rank": "inspector", "given_in_person": True}

    found = refusals(kind=kind, is_interim=True, **notice)

    assert found == ([("no_interim", "is_interim")] if refused else [])


@pytest.mark.parametrize(
    ("is_interim", "main_application", "warned"),
    [(True, "", True), (True, "23/1", False), (False, "", False)],
)
def test_an_interim_order_names_its_main_application(is_interim, main_application, warned):
    found = warnings(is_interim=is_interim, main_application=main_application)

    assert found == ([("V12", "main_application")] if warned else [])


@pytest.mark.parametrize(("made_on", "warned"), [(BEFORE, False), (FIRST, True), (AFTER, True)])
def test_courts_make_no_notification_order_once_there_are_notices(made_on, warned):
    found = warnings(kind="notification_order", made_on=made_on)

    assert found == ([("V16", "made_on")] if warned else [])


@pytest.mark.parametrize(
    ("kind", "is_managed", "warned"),
    [
        ("sro", False, True),
        ("rosho", False, True),
        ("sro", True, False),
        ("shpo", False, False),
    ],
)
def test_a_risk_order_alone_asks_as_what_somebody_is_managed(kind, is_managed, warned):
    found = warnings(kind=kind, is_managed=is_managed)

    assert found == ([("V19", "kind")] if warned else [])


@pytest.mark.parametrize(
    ("born", "kind", "warned"),
    [
        pytest.param(date(2005, 6, 2), "shpo", True, id="18 tomorrow"),
        pytest.param(date(2005, 6, 1), "shpo", False, id="18 today"),
        pytest.param(date(2005, 5, 31), "shpo", False, id="18 yesterday"),
        pytest.param(None, "shpo", False, id="unknown"),
        pytest.param(date(2010, 1, 1), "sro", False, id="SRO"),
    ],
)
def test_an_shpo_against_somebody_under_18_is_exceptional(born, kind, warned):
    assert warnings(born, kind=kind) == ([("V74", "made_on")] if warned else [])
