"""The strategies held to what they promise: an import takes all that they draw."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle.facts import COLUMNS
from tests.strategies.acceptance import KEYS, fills, refusals
from tests.strategies.caseloads import caseloads, years
from tests.strategies.later import histories, near_a_case

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def test_drawn_caseloads_are_acceptable_and_use_every_file():
    used = set()

    @FEW
    @given(st.data())
    def every(data):
        caseload = data.draw(caseloads(data.draw(years)))
        assert list(refusals(caseload)) == []
        for file, rows in caseload.items():
            assert all(row.keys() <= set(COLUMNS[file]) for row in rows)
            if rows:
                used.add(file)

    every()
    assert used == COLUMNS.keys()


@FEW
@given(st.data())
def test_a_changed_caseload_is_acceptable_and_loses_no_row(data):
    first, later = data.draw(histories(data.draw(years)))
    assert list(refusals(later)) == []
    for file, rows in first.items():
        if file == "breaches":
            assert all(any(fills(new, row) for new in later[file]) for row in rows)
        else:
            keys = {tuple(row.get(name, "") for name in KEYS[file]) for row in later[file]}
            assert {tuple(row.get(name, "") for name in KEYS[file]) for row in rows} <= keys


@FEW
@given(near_a_case())
def test_caseloads_near_a_case_are_acceptable(drawn):
    assert list(refusals(drawn[1])) == []
