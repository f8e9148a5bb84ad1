"""Figures count a person once while the records are merged, and apart before and after."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from nominals.models import Nominal
from nominals.services.acts import Asked
from nominals.services.identity.merging import DEATH, KINDS, merge_records
from nominals.services.identity.parting import unmerge_records
from nominals.services.states import differing_nominals
from tests.journeys.test_as_known_at import assert_known
from tests.journeys.test_counts_agree import SOME, emptied, import_caseload, pytestmark
from tests.oracle import building
from tests.oracle.merging import merged
from tests.strategies.caseloads import caseloads, labels, years

__all__ = ["pytestmark"]

EVERY_CHOICE = [*KINDS, DEATH]


def nominal(reference):
    return Nominal.objects.get(references__value=reference)


def merge(survivor, other, choices):
    return merge_records(
        survivor=nominal(survivor),
        merged=nominal(other),
        choices=choices,
        reason="One person.",
        asked=Asked(by="A. Constable", at=timezone.now()),
    )


def merge_unless_category_3(survivor, other, choices):
    """V1 and V2 keep some records apart, and nothing else does."""
    try:
        return merge(survivor, other, choices)
    except ValidationError as refusal:
        if "category" not in refusal.message_dict:
            raise
        return None


def unmerge(done):
    asked = Asked(by="A. Constable", at=timezone.now())
    return unmerge_records(merge=done, reason="Two people.", asked=asked)


@SOME
@given(st.data())
def test_every_table_agrees_before_a_merge_while_it_stands_and_after_it(data):
    begins = data.draw(years)
    caseload = data.draw(caseloads(begins))
    names = [row["nominal"] for row in caseload["nominals"]]
    assume(len(names) > 1)
    survivor, other = data.draw(st.permutations(names))[:2]
    choices = {
        each: data.draw(st.sampled_from(["survivor", "merged"]), label=each)
        for each in EVERY_CHOICE
    }
    year = data.draw(st.sampled_from(labels(begins)))
    with emptied():
        import_caseload(caseload)
        before = timezone.now()
        done = merge_unless_category_3(survivor, other, choices)
        assume(done is not None)
        while_merged = timezone.now()
        as_one = merged(caseload, survivor, other, choices)
        assert_known(as_one, year, while_merged)
        assert_known(caseload, year, before)
        assert differing_nominals() == []
        unmerge(done)
        after = timezone.now()
        known = [(caseload, before), (as_one, while_merged), (caseload, after)]
        for expected, instant in data.draw(st.permutations(known)):
            assert_known(expected, year, instant)
        assert differing_nominals() == []


def two_people():
    return building.caseload(
        building.recall("2021-06-01", "2021-06-03"),
        building.order("shpo", "2021-05-01", "P1", "O1", ends_on="2030-05-01"),
        building.order("shpo", "2021-07-01", "P2", "O2", ends_on="2030-07-01"),
        building.breach("convicted", "2021-06-10", "P1"),
        building.breach("convicted", "2021-08-10", "P2"),
        people=2,
    )


CHOSEN = dict.fromkeys(["areas", "eligibility", "levels"], "survivor")


def test_people_are_counted_once_and_orders_twice():
    import_caseload(two_people())
    before = timezone.now()
    merge("P1", "P2", CHOSEN)
    as_one = merged(two_people(), "P1", "P2", CHOSEN)

    assert_known(two_people(), "2021-22", before)
    assert_known(as_one, "2021-22", timezone.now())
