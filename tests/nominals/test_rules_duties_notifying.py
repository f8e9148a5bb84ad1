"""What is owed to the police and when, from plain facts."""

from datetime import date

import pytest

from agencies.rules import Setting, Settings
from core.periods import OPEN_END, Period
from nominals.choices import DutyKind
from nominals.rules.duties.notifying import (
    NotificationFacts,
    Notified,
    Required,
    Reviewed,
    duties_of_notification,
)
from nominals.rules.duties.owed import Terms
from nominals.rules.reviews import Stages

SETTINGS = Settings(
    Setting(code, None, date(1900, 1, 1), OPEN_END, value)
    for code, value in {
        "notification_end_notice_days": 56,
        "review_acknowledgement_days": 14,
        "review_bodies_days": 28,
        "review_decision_weeks": 6,
        "review_appeal_days": 21,
    }.items()
)
START = date(2024, 3, 1)
FIRST = "nominals.NotificationRequirement"
TOLD = "nominals.Notification"


def required(*, start=START, end=None, relevant=True, first=None, indefinite=False, key=1):
    return Required(
        key, "sentence", Period(start, end), start if relevant else None, first, indefinite
    )


def owed(kind, **facts):
    """What is owed of a kind, as (source, arises, due, falls)."""
    facts.setdefault("requirements", [required()])
    found = duties_of_notification(NotificationFacts(**facts), Terms(SETTINGS, []))
    return [
        (each.source, each.arises_on, each.due_on, each.discharged_on)
        for each in found
        if each.kind == kind
    ]


def initial(**facts):
    return [each[1:] for each in owed(DutyKind.INITIAL_NOTIFICATION, **facts)]


@pytest.mark.parametrize(
    ("detained", "expected"),
    [
        ([], (date(2024, 3, 1), date(2024, 3, 3))),
        ([(date(2024, 2, 1), date(2024, 3, 1))], (date(2024, 3, 1), date(2024, 3, 3))),
        ([(date(2024, 3, 1), date(2024, 3, 2))], (date(2024, 3, 2), date(2024, 3, 4))),
        ([(date(2024, 3, 1), date(2024, 9, 1))], (date(2024, 9, 1), date(2024, 9, 3))),
        (
            [(date(2024, 3, 1), date(2024, 4, 1)), (date(2024, 4, 1), date(2024, 5, 1))],
            (date(2024, 5, 1), date(2024, 5, 3)),
        ),
        ([(date(2024, 3, 2), date(2024, 3, 9))], (date(2024, 3, 1), date(2024, 3, 10))),
    ],
)
def test_the_first_notification_is_due_on_the_third_day_in_the_community(detained, expected):
    periods = [Period(*each) for each in detained]

    assert initial(detained=periods) == [(*expected, None)]


def test_nobody_in_prison_without_a_known_release_owes_the_first_notification():
    assert initial(detained=[Period(date(2024, 3, 1))]) == []


@pytest.mark.parametrize(
    ("facts", "falls"),
    [
        ({"requirements": [required(first=date(2024, 3, 2))]}, date(2024, 3, 2)),
        ({"notifications": [Notified(7, "initial", date(2024, 3, 5))]}, date(2024, 3, 5)),
        ({"notifications": [Notified(7, "initial", date(2024, 2, 29))]}, None),
        ({"notifications": [Notified(7, "change", date(2024, 3, 5))]}, None),
        ({"requirements": [required(end=date(2024, 3, 2))]}, date(2024, 3, 2)),
    ],
)
def test_the_first_notification_falls_when_it_is_made_or_nothing_is_required(facts, falls):
    assert initial(**facts) == [(date(2024, 3, 1), date(2024, 3, 3), falls)]


def test_whoever_notified_on_the_first_day_never_owed_it():
    assert initial(requirements=[required(first=START)]) == []


def test_imported_requirements_bring_no_duty_to_notify():
    told = [Notified(7, "annual", date(2024, 5, 1))]

    for kind in (DutyKind.INITIAL_NOTIFICATION, DutyKind.ANNUAL_NOTIFICATION):
        assert owed(kind, requirements=[required(relevant=False)], notifications=told) == []


@pytest.mark.parametrize(
    ("matter", "moves"),
    [
        ("initial", True),
        ("annual", True),
        ("change", True),
        ("weekly", True),
        ("added_matter", False),
        ("travel", False),
    ],
)
def test_only_some_notifications_move_the_annual_date(matter, moves):
    found = owed(
        DutyKind.ANNUAL_NOTIFICATION,
        requirements=[required(first=date(2024, 3, 2))],
        notifications=[Notified(7, matter, date(2024, 6, 1))],
    )
    if moves:
        assert found == [
            ((FIRST, 1), date(2024, 3, 2), date(2025, 3, 2), date(2024, 6, 1)),
            ((TOLD, 7), date(2024, 6, 1), date(2025, 6, 1), None),
        ]
    else:
        assert found == [((FIRST, 1), date(2024, 3, 2), date(2025, 3, 2), None)]


@pytest.mark.parametrize(
    ("detained", "due"),
    [
        (Period(date(2025, 2, 1), date(2025, 3, 1)), date(2025, 3, 1)),
        (Period(date(2025, 3, 1), date(2025, 6, 1)), date(2025, 6, 3)),
        (Period(date(2025, 3, 2), date(2025, 6, 1)), date(2025, 3, 1)),
    ],
)
def test_an_annual_date_in_custody_moves_to_the_third_day_after(detained, due):
    [(_, _, found, _)] = owed(
        DutyKind.ANNUAL_NOTIFICATION,
        requirements=[required(first=date(2024, 2, 29), start=date(2024, 2, 1))],
        detained=[detained],
    )

    assert found == due


def test_an_annual_date_in_a_detention_without_end_is_owed_by_nobody():
    assert (
        owed(
            DutyKind.ANNUAL_NOTIFICATION,
            requirements=[required(first=date(2024, 3, 2))],
            detained=[Period(date(2025, 3, 2))],
        )
        == []
    )


def test_of_two_notifications_of_one_day_the_first_by_key_begins_the_year():
    told = [Notified(9, "change", date(2024, 6, 1)), Notified(8, "annual", date(2024, 6, 1))]

    assert [each[0] for each in owed(DutyKind.ANNUAL_NOTIFICATION, notifications=told)] == [
        (TOLD, 8)
    ]


def test_without_a_home_the_police_are_told_every_week():
    found = owed(
        DutyKind.WEEKLY_NOTIFICATION,
        homeless=[(4, Period(date(2024, 6, 1), date(2024, 6, 20)))],
        notifications=[Notified(7, "weekly", date(2024, 6, 8)), Notified(8, "travel", START)],
    )

    assert found == [
        (("nominals.Flag", 4), date(2024, 6, 1), date(2024, 6, 8), date(2024, 6, 8)),
        ((TOLD, 7), date(2024, 6, 8), date(2024, 6, 15), date(2024, 6, 20)),
    ]


@pytest.mark.parametrize(
    ("since", "arises"),
    [
        (date(2012, 8, 12), date(2012, 8, 13)),
        (date(2012, 8, 13), date(2012, 8, 13)),
        (date(2012, 8, 14), date(2012, 8, 14)),
    ],
)
def test_the_weekly_duty_began_on_13_august_2012(since, arises):
    [(_, found, _, _)] = owed(
        DutyKind.WEEKLY_NOTIFICATION,
        requirements=[required(start=date(2010, 1, 1))],
        homeless=[(4, Period(since))],
    )

    assert found == arises


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ([required(end=date(2029, 3, 1))], [(1, date(2029, 1, 4), date(2029, 2, 28))]),
        ([required(end=date(2024, 3, 20))], [(1, date(2024, 3, 1), date(2024, 3, 19))]),
        ([required()], []),
        ([required(end=date(2025, 3, 1)), required(start=date(2025, 3, 1), key=2)], []),
        (
            [required(end=date(2025, 3, 1)), required(start=date(2025, 3, 2), key=2)],
            [(1, date(2025, 1, 4), date(2025, 2, 28))],
        ),
        (
            [required(end=date(2025, 3, 1), relevant=False, key=3)],
            [(3, date(2025, 1, 4), date(2025, 2, 28))],
        ),
    ],
)
def test_the_end_of_the_last_requirement_is_prepared(requirements, expected):
    found = owed(DutyKind.NOTIFICATION_END, requirements=requirements)

    assert [(key, arises, due) for (_, key), arises, due, _ in found] == expected


def indefinite(first=date(2005, 6, 1)):
    return required(start=date(2003, 1, 1), first=first, indefinite=True)


def review(key=5, **stages):
    further = stages.pop("further_application_on", None)
    return Reviewed(key, Stages(**stages), further)


def test_an_adult_may_apply_for_review_after_fifteen_years():
    found = owed(
        DutyKind.REVIEW_ELIGIBILITY,
        requirements=[indefinite()],
        date_of_birth=date(1970, 1, 1),
        reviews=[review(applied_on=date(2021, 1, 5))],
    )

    assert found == [((FIRST, 1), date(2020, 6, 1), date(2020, 6, 1), date(2021, 1, 5))]


def test_after_a_refusal_a_further_application_waits_for_its_day():
    refused = review(
        applied_on=date(2020, 7, 1),
        decided_on=date(2020, 9, 1),
        outcome="refused",
        further_application_on=date(2028, 9, 1),
    )
    found = owed(
        DutyKind.REVIEW_ELIGIBILITY,
        requirements=[indefinite()],
        date_of_birth=date(1970, 1, 1),
        reviews=[refused],
    )

    assert found == [
        ((FIRST, 1), date(2020, 6, 1), date(2020, 6, 1), date(2020, 7, 1)),
        (("nominals.NotificationReview", 5), date(2028, 9, 1), date(2028, 9, 1), None),
    ]


def test_a_review_is_acknowledged_and_decided_in_time():
    facts = {"reviews": [review(applied_on=date(2024, 5, 1), acknowledged_on=date(2024, 5, 9))]}
    source = ("nominals.NotificationReview", 5)

    assert owed(DutyKind.REVIEW_ACKNOWLEDGEMENT, **facts) == [
        (source, date(2024, 5, 1), date(2024, 5, 15), date(2024, 5, 9))
    ]
    # 28 days from the acknowledgement, then six weeks.
    assert owed(DutyKind.REVIEW_DECISION, **facts) == [
        (source, date(2024, 5, 1), date(2024, 7, 18), None)
    ]
