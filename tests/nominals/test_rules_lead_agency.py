"""Who leads: one case for each row of the decision table, and one for each pair that competes."""

from dataclasses import replace

import pytest

from agencies.choices import AgencyKind
from nominals.rules.lead_agency import (
    Situation,
    manager_refusal,
    never_leads_warning,
    proposed_lead,
)

POLICE, PROBATION = AgencyKind.POLICE, AgencyKind.PROBATION
YOUTH, HEALTH = AgencyKind.YOUTH_OFFENDING, AgencyKind.MENTAL_HEALTH
EVERYTHING = Situation(
    category=4,
    age=17,
    is_supervised=True,
    is_patient=True,
    is_in_custody=True,
    is_in_category_4=True,
)


@pytest.mark.parametrize(
    ("situation", "kind"),
    [
        (Situation(1, age=17, is_supervised=True), YOUTH),
        (Situation(1, age=17, is_in_custody=True), YOUTH),
        (Situation(1, age=18, is_supervised=True), PROBATION),
        (Situation(1, age=17), POLICE),
        (Situation(2, age=None, is_supervised=True), PROBATION),
        (Situation(4, is_in_category_4=True), PROBATION),
        (Situation(4, is_in_category_4=True, is_patient=True), PROBATION),
        (Situation(1, is_supervised=True), PROBATION),
        (Situation(2, is_supervised=True, is_patient=True), PROBATION),
        (Situation(2, is_patient=True), HEALTH),
        (Situation(1, is_patient=True), HEALTH),
        (Situation(1), POLICE),
        (Situation(1, is_in_custody=True), PROBATION),
        (Situation(3), POLICE),
        (Situation(3, is_in_custody=True), POLICE),
        (Situation(2, is_in_custody=True), PROBATION),
        (Situation(2), None),
        (Situation(None), None),
    ],
)
def test_the_first_row_that_fits_says_who_leads(situation, kind):
    proposal = proposed_lead(situation)

    assert (proposal.kind if proposal else None) == kind


def test_each_row_gives_way_to_those_above_it():
    adult = replace(EVERYTHING, age=18)
    outside_4 = replace(adult, is_in_category_4=False, category=1)
    unsupervised = replace(outside_4, is_supervised=False)

    explanations = [
        proposed_lead(each).explanation for each in (EVERYTHING, adult, outside_4, unsupervised)
    ]

    assert [each.split()[0] for each in explanations] == ["Under", "Terrorist", "On", "Under"]
    assert "hospital" in explanations[-1]


@pytest.mark.parametrize(("manager", "refused"), [("A Name", None), ("", "V36"), (" ", "V36")])
def test_a_case_is_led_by_a_named_manager(manager, refused):
    refusal = manager_refusal(manager)

    assert (refusal.rule if refusal else None) == refused


@pytest.mark.parametrize(
    ("kind", "asks"), [(AgencyKind.DWP, True), (AgencyKind.HOUSING, True), (POLICE, False)]
)
def test_a_kind_of_agency_that_never_leads_asks_why(kind, asks):
    warning = never_leads_warning(kind, frozenset({"dwp", "housing"}))

    assert (warning.rule if warning else None) == ("V37" if asks else None)
