"""What a merge would move, and what follows for orders once it is done."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from mappa.merging import merge_people, preview_merge, unmerge_people
from nominals.models import Change, Duty, Finding, Merge, Nominal
from nominals.services.acts import Asked
from nominals.services.consulting import Looking
from nominals.services.states import restate
from orders.services.duties import write_duties
from orders.services.findings import find_warnings
from reporting.models import AnnualReturn, Compilation, EventStamping, StampedEvent
from reporting.services.opening import open_cell, open_nominal
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, DetentionFactory, managed
from tests.factories.orders import BreachFactory, OrderFactory
from tests.reporting.figures import YEAR, figure

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
ASKED = Asked(by="A. Constable", at=RECORDED + timedelta(days=10))
LATER = Asked(by="A. Constable", at=RECORDED + timedelta(days=20))
DAY = date(2022, 3, 31)
CHOICES = dict.fromkeys(["areas", "eligibility", "levels", "lead_agencies"], "survivor")


@pytest.fixture
def two():
    people = [managed(family_name="Smith", level=2), managed(family_name="Smyth", level=1)]
    for each in people:
        BreachFactory(nominal=each, outcome="convicted", outcome_on=date(2021, 6, 1))
        OrderFactory(nominal=each)
    restate(nominals=[each.pk for each in people], at=FIRST, act=5)
    return people


def preview(survivor, merged, **choices):
    return preview_merge(survivor=survivor, merged=merged, choices=choices, on=DAY, asked=ASKED)


def moved(found):
    return {
        (each.place.year.label, each.place.cell): (each.before, each.after) for each in found.moved
    }


def test_a_preview_says_which_figures_move_and_which_do_not(two):
    found = moved(preview(*two))

    assert found["2021-22", "T1:level_1:category_1"] == (1, 0)
    assert ("2021-22", "T1:level_2:category_1") not in found
    assert found["2021-22", "T3"] == (2, 1)
    assert not any(cell.startswith("T5") for _, cell in found)
    assert all(year in ("2019-20", "2020-21", "2021-22") for year, _ in found)


def test_a_preview_follows_the_choices(two):
    found = moved(preview(*two, levels="merged"))

    assert found["2021-22", "T1:level_2:category_1"] == (1, 0)
    assert "T1:level_1:category_1" not in {cell for _, cell in found}


def test_a_preview_says_what_there_is_to_choose_and_what_the_record_holds(two):
    DetentionFactory(nominal=two[1], valid_to=date(2020, 2, 1))

    found = preview(*two)

    assert found.to_choose.keys() == CHOICES.keys()
    assert "from 2020-01-01 on" in found.to_choose["levels"]
    assert found.held["orders.Order"] == 1
    assert found.held["nominals.Detention"] == 1


def test_a_figure_that_was_compiled_is_named_as_stored(two):
    assert not any(each.is_stored for each in preview(*two).moved)
    year = AnnualReturn.objects.create(area=area(), year="2021-22")
    Compilation.objects.create(
        annual_return=year,
        number=1,
        rule_version=1,
        as_known_at=ASKED.at,
        compiled_at=ASKED.at,
        compiled_by="A. Constable",
        edition="any",
        digest="any",
    )

    stored = {each.place.year.label for each in preview(*two).moved if each.is_stored}

    assert stored == {"2021-22"}


def test_a_preview_stores_nothing_but_that_it_was_looked_at(two):
    before = Change.objects.count(), StampedEvent.history.count(), EventStamping.history.count()

    preview(*two)

    assert (
        Change.objects.count(), StampedEvent.history.count(), EventStamping.history.count(),
    ) == before  # fmt: skip
    assert not Merge.history.exists()
    assert not Nominal.objects.filter(merged_into__isnull=False).exists()
    assert AuditEntry.objects.latest("id").act == "preview_merge"


def test_what_a_preview_says_is_what_the_merge_does(two):
    found = moved(preview(*two))
    merge_people(survivor=two[0], merged=two[1], choices=CHOICES, reason="One.", asked=ASKED)

    for cell in ("T1:level_1:category_1", "T3"):
        assert figure(cell) == found["2021-22", cell][1]


def test_records_that_cannot_be_merged_have_no_preview_and_the_look_is_logged(two):
    with pytest.raises(ValidationError, match="two records"):
        preview(two[0], two[0])
    assert AuditEntry.objects.get(act="preview_merge").object_id == str(two[0].pk)


def test_what_is_found_of_orders_follows_the_survivor_and_goes_back():
    survivor, merged = managed(), managed(basis="violent_offence")
    OrderFactory(nominal=merged, kind="shpo", made_on=date(2021, 1, 1))
    both = [survivor.pk, merged.pk]
    restate(nominals=both, at=FIRST, act=5)
    find_warnings(nominals=both, at=FIRST)
    assert rules(merged) == ["V18"]
    choices = CHOICES | {"eligibility": "merged"}

    done = merge_people(
        survivor=survivor, merged=merged, choices=choices, reason="One.", asked=ASKED
    )
    assert (rules(survivor), rules(merged)) == ([], [])

    unmerge_people(merge=done, reason="Two.", asked=LATER)
    assert (rules(survivor), rules(merged)) == ([], ["V18"])


def test_what_is_owed_by_orders_follows_the_survivor_and_goes_back():
    survivor, merged = managed(), managed()
    order = OrderFactory(nominal=merged, ends_on=date(2030, 6, 1))
    both = [survivor.pk, merged.pk]
    restate(nominals=both, at=FIRST, act=5)
    write_duties(nominals=both, at=FIRST)
    expiry = Duty.objects.filter(kind="order_expiry", source_id=order.pk)
    assert expiry.get().nominal == merged

    done = merge_people(
        survivor=survivor, merged=merged, choices=CHOICES, reason="One.", asked=ASKED
    )
    assert expiry.get().nominal == survivor
    assert not Duty.objects.filter(nominal=merged).exists()

    unmerge_people(merge=done, reason="Two.", asked=LATER)
    assert expiry.get().nominal == merged


def rules(person):
    return sorted(Finding.objects.filter(nominal=person).values_list("rule", flat=True))


def opened(nominal, at, user=None):
    looking = Looking(by="A. Constable", at=LATER.at, on=DAY, user=user)
    return open_nominal(
        reference=str(nominal.public_id), year=YEAR, as_known_at=at, looking=looking
    )


def test_a_merged_record_opens_as_its_survivor_once_it_was_merged(two):
    survivor, merged = two
    merge_people(survivor=survivor, merged=merged, choices=CHOICES, reason="One.", asked=ASKED)
    user = MembershipFactory(agency=default_agency("housing")).user

    for looks in (None, user):
        assert opened(merged, LATER.at, looks).public_id == survivor.public_id
        assert opened(merged, FIRST, looks).public_id == merged.public_id
    counted = [each.what for each in opened(survivor, LATER.at).places if each.table == "T5"]
    assert len(counted) == 2


def test_a_cell_as_known_before_the_merge_shows_both_to_whoever_may_see_the_survivor(two):
    merge_people(survivor=two[0], merged=two[1], choices=CHOICES, reason="One.", asked=ASKED)
    user = MembershipFactory(agency=default_agency("housing")).user

    def people(at):
        looking = Looking(by="A. Constable", at=LATER.at, on=DAY, user=user)
        found = open_cell(area=area(), year=YEAR, cell="T3", as_known_at=at, looking=looking)
        return {each.public_id for each in found.people}

    assert people(FIRST) == {each.public_id for each in two}
    assert people(LATER.at) == {two[0].public_id}


def test_whom_one_may_not_see_opens_no_record_merged_into_it(two):
    survivor, merged = two
    merge_people(survivor=survivor, merged=merged, choices=CHOICES, reason="One.", asked=ASKED)
    stranger = MembershipFactory(
        agency=default_agency("housing", "suffolk"), area=area("suffolk")
    ).user

    with pytest.raises(ValidationError, match="No nominal is called"):
        opened(merged, LATER.at, stranger)


def test_a_record_parted_again_opens_for_those_who_see_it_now_whatever_was_known():
    survivor, parted = managed(), managed(code="suffolk")
    restate(nominals=[survivor.pk, parted.pk], at=FIRST, act=5)
    done = merge_people(
        survivor=survivor, merged=parted, choices=CHOICES, reason="One.", asked=ASKED
    )
    unmerge_people(merge=done, reason="Two.", asked=LATER)
    of_survivor, both = (MembershipFactory(agency=default_agency("housing")).user for _ in "12")
    MembershipFactory(user=both, agency=default_agency("housing", "suffolk"), area=area("suffolk"))

    assert opened(parted, ASKED.at, both).public_id == survivor.public_id
    assert opened(survivor, ASKED.at, of_survivor).public_id == survivor.public_id
    with pytest.raises(ValidationError, match="No nominal is called"):
        opened(parted, ASKED.at, of_survivor)
