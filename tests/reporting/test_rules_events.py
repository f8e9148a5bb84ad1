"""What an event is counted as, from plain values, clause by clause."""

from datetime import date, timedelta

import pytest

from core.periods import OPEN_END
from nominals.rules.states import State
from reporting.rules import events

DAY = date(2021, 6, 1)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
START = date(2020, 1, 1)


def state(start=START, ends=OPEN_END, area=7, category=1, level=2, setting=None):
    return State(start, ends, area, category, level, setting)


def recall(**values):
    given = {
        "source": 1,
        "kind": "standard",
        "reason": "breach_of_licence",
        "decided_on": DAY,
        "returned_on": AFTER,
        "rescinded_on": None,
    }
    return events.of_recall(**given | values)


def breach(**values):
    given = {
        "source": 1,
        "of": "notification",
        "order_kind": None,
        "outcome": "convicted",
        "outcome_on": DAY,
        "returned_on": None,
    }
    return events.of_breach(**given | values)


def order(**values):
    given = {
        "source": 1,
        "kind": "shpo",
        "made_on": DAY,
        "is_interim": False,
        "has_foreign_travel_restriction": False,
        "ended_by": "",
    }
    return events.of_order(**given | values)


def stamped(event, *timeline, **values):
    return events.stamp(event, timeline=timeline or [state()], died_on=values.pop("died_on", None),
                        **values)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "clause"),
    [
        ("cautioned", ""),
        ("convicted", ""),
        ("charged", "T3.not_cautioned_or_convicted"),
        ("acquitted", "T3.not_cautioned_or_convicted"),
        ("no_further_action", "T3.not_cautioned_or_convicted"),
        ("", "T3.not_cautioned_or_convicted"),
    ],
)
def test_t3_counts_cautions_and_convictions_only(outcome, clause):
    found = breach(outcome=outcome)

    assert (found.table, found.excluded_by, found.counted_on) == ("T3", clause, DAY)


@pytest.mark.parametrize(("outcome", "clause"), [("revoked", ""), ("refused", "T4.not_revoked")])
def test_t4_counts_revocations_only(outcome, clause):
    found = events.of_review(source=1, outcome=outcome, decided_on=DAY)

    assert (found.table, found.excluded_by) == ("T4", clause)


@pytest.mark.parametrize(
    ("kind", "travel", "row"),
    [
        ("shpo", False, "SHPO"),
        ("shpo", True, "SHPO_with_foreign_travel_restriction"),
        ("sopo", True, "SOPO"),
        ("fto", True, "FTO"),
        ("notification_order", False, "NO"),
    ],
)
def test_t5_puts_each_kind_in_its_row_and_travel_matters_for_shpos_only(kind, travel, row):
    found = order(kind=kind, has_foreign_travel_restriction=travel)

    assert (found.detail, found.excluded_by) == (row, "")


@pytest.mark.parametrize(
    ("values", "clause"),
    [
        ({"is_interim": True}, "T5.interim"),
        ({"ended_by": "quashed"}, "T5.quashed"),
        ({"ended_by": "discharged"}, ""),
        ({"kind": "sro"}, "T5.kind_never_counted"),
        ({"kind": "rosho"}, "T5.kind_never_counted"),
    ],
)
def test_t5_leaves_out_interim_quashed_and_kinds_without_a_row(values, clause):
    assert order(**values).excluded_by == clause


@pytest.mark.parametrize(
    ("made_on", "clause"),
    [
        (date(2022, 11, 28), "T5.notice_before_start"),
        (date(2022, 11, 29), ""),
        (date(2022, 11, 30), ""),
    ],
)
def test_t5_counts_notification_notices_from_29_november_2022(made_on, clause):
    found = order(kind="notification_notice", made_on=made_on)

    assert (found.detail, found.excluded_by) == ("NO", clause)


@pytest.mark.parametrize("kind", ["sro", "rosho"])
def test_t6_sees_breaches_of_sros_and_risk_of_sexual_harm_orders(kind):
    assert breach(of="order", order_kind=kind).table == "T6"
    charged = breach(of="order", order_kind=kind, outcome="charged")
    assert charged.excluded_by == "T6.not_cautioned_or_convicted"


@pytest.mark.parametrize("kind", ["shpo", "sopo"])
@pytest.mark.parametrize("outcome", ["", "charged", "acquitted", "convicted"])
def test_t7b_sees_breaches_of_sopos_and_shpos_whatever_the_outcome(kind, outcome):
    found = breach(of="order", order_kind=kind, outcome=outcome, returned_on=AFTER)

    assert (found.table, found.excluded_by) == ("T7b", "")
    assert (found.counted_on, found.state_on) == (AFTER, AFTER)


@pytest.mark.parametrize("kind", ["fto", "notification_order", "notification_notice", None])
def test_no_table_counts_breaches_of_other_orders(kind):
    assert breach(of="order", order_kind=kind) is None


@pytest.mark.parametrize(
    ("values", "clause"),
    [
        ({"kind": "standard"}, ""),
        ({"kind": "fixed_term"}, ""),
        ({"kind": "emergency"}, ""),
        ({"kind": "home_detention_curfew"}, "T7a.home_detention_curfew"),
        ({"reason": "new_offence"}, "T7a.other_reason"),
        ({"reason": "other"}, "T7a.other_reason"),
        ({"rescinded_on": date(2030, 1, 1)}, "T7a.rescinded"),
    ],
)
def test_t7a_counts_recalls_for_breach_of_licence_that_stand(values, clause):
    found = recall(**values)

    assert (found.table, found.excluded_by) == ("T7a", clause)
    assert (found.counted_on, found.state_on) == (AFTER, DAY)


@pytest.mark.parametrize(
    ("level", "clause"),
    [(1, "not_at_level_2_or_3"), (2, ""), (3, ""), (None, "undetermined_level")],
)
@pytest.mark.parametrize("table", ["T7a", "T7b"])
def test_t7_counts_level_2_and_3_only(table, level, clause):
    event = recall() if table == "T7a" else breach(of="order", order_kind="shpo", returned_on=DAY)

    found = stamped(event, state(level=level))

    assert found.excluded_by == (clause and f"{table}.{clause}")


def test_a_recall_without_a_category_is_not_counted_and_a_return_for_an_order_is():
    bare = state(category=None)

    assert stamped(recall(), bare).excluded_by == "T7a.no_category"
    returned = breach(of="order", order_kind="shpo", returned_on=DAY)
    assert stamped(returned, bare).excluded_by == ""


@pytest.mark.parametrize(
    ("ends", "clause"),
    [(BEFORE, ""), (DAY, "T6.category_1_before"), (AFTER, "T6.category_1_before")],
)
def test_t6_asks_for_a_category_1_basis_on_the_day_before(ends, clause):
    event = breach(of="order", order_kind="sro")

    found = stamped(event, state(category=2), category_1=[(START, ends, 1)])

    assert found.excluded_by == clause


def test_t6_counts_where_the_basis_begins_on_the_day_of_the_outcome():
    event = breach(of="order", order_kind="sro")

    assert stamped(event, category_1=[(DAY, OPEN_END, 1)]).excluded_by == ""


@pytest.mark.parametrize(
    ("start", "ends", "area", "fell_back"),
    [
        (START, BEFORE, None, ()),
        (START, DAY, 7, ("area", "category", "level")),
        (START, AFTER, 7, ()),
        (DAY, OPEN_END, 7, ()),
        (AFTER, OPEN_END, None, ()),
    ],
)
def test_d8_takes_the_day_and_else_the_day_before_and_no_other(start, ends, area, fell_back):
    found = stamped(breach(), state(start, ends))

    assert (found.area, found.day_before) == (area, fell_back)
    assert found.excluded_by == ("" if area else "D7.no_area")


@pytest.mark.parametrize("kind", ["area", "category", "level"])
def test_d8_lets_each_of_area_level_and_category_fall_back_by_itself(kind):
    today = {"area": 8, "category": 2, "level": 3} | {kind: None}
    timeline = [state(START, DAY), state(DAY, OPEN_END, **today)]

    found = stamped(breach(), *timeline)

    expected = {"area": 8, "category": 2, "level": 3} | {kind: getattr(timeline[0], kind)}
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.day_before == (kind,)


@pytest.mark.parametrize(
    ("died_on", "clause"), [(BEFORE, "D6.after_death"), (DAY, ""), (AFTER, "")]
)
def test_d6_counts_an_event_on_the_day_of_death_and_none_later(died_on, clause):
    found = stamped(breach(), state(ends=died_on), died_on=died_on)

    assert found.excluded_by == clause


def test_d6_counts_no_return_later_than_death_though_the_recall_was_before():
    found = stamped(recall(), state(ends=DAY), died_on=DAY)

    assert found.excluded_by == "D6.after_death"


@pytest.mark.parametrize(
    "event", [breach(outcome_on=None), recall(returned_on=None)], ids=["breach", "recall"]
)
def test_an_event_without_its_date_is_in_no_year(event):
    assert stamped(event).excluded_by == "D2.undated"
