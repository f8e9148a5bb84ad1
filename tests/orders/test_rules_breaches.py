"""V20, and what a breach needs: the day before, the day, the day after."""

from datetime import date

import pytest

from core.periods import Period
from orders.rules.breaches import breach_warning


@pytest.mark.parametrize(
    ("of", "kind", "outcome", "category_1", "is_warned"),
    [
        pytest.param("order", "sro", "convicted", [], True, id="conviction, SRO"),
        pytest.param("order", "rosho", "cautioned", [], True, id="caution, RoSHO"),
        pytest.param("order", "sro", "charged", [], False, id="not yet decided"),
        pytest.param("order", "shpo", "convicted", [], False, id="SHPO"),
        pytest.param("notification", None, "convicted", [], False, id="notification"),
        pytest.param(
            "order", "sro", "convicted", [Period(date(2021, 5, 1))], False, id="from that day"
        ),
        pytest.param(
            "order", "sro", "convicted", [Period(date(2021, 5, 2))], True, id="from a day later"
        ),
        pytest.param(
            "order",
            "sro",
            "convicted",
            [Period(date(2020, 5, 1), date(2021, 5, 1))],
            True,
            id="until that day",
        ),
    ],
)
def test_a_breach_of_a_risk_order_brings_category_1(of, kind, outcome, category_1, is_warned):
    warned = breach_warning(of, kind, outcome, date(2021, 5, 1), category_1)

    assert (warned is not None and warned.rule == "V20") == is_warned
