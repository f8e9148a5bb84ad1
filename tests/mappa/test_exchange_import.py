"""What an import adds, changes and leaves alone, and how each change is kept."""

import pytest
from django.core.management.base import CommandError

from core.models import AuditEntry
from core.periods import FOREVER
from nominals.models import (
    Address,
    Change,
    Detention,
    EligibilityPeriod,
    LevelPeriod,
    Nominal,
    SenderReference,
    StatePeriod,
)
from orders.models import Breach, Order
from reporting.models import Population
from tests.mappa.caseloads import PEOPLE, counts, load, refused, write
from tests.mappa.whole import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(tmp_path):
    return write(tmp_path / "whole", **WHOLE)


def levels():
    rows = LevelPeriod.objects.order_by("nominal", "valid_from")
    return list(rows.values_list("level", "valid_from__year", "valid_to__year"))


def test_rows_are_counted_by_file_and_in_all(whole):
    lines, _ = load(whole)

    rows = {name: text for name, text in WHOLE.items() if name not in ("nominals", "addresses")}
    for name, text in rows.items():
        count = text.count("\n") - 1
        assert counts(lines, f"{name}.csv") == (count, count, 0, 0)
    assert counts(lines, "total") == (39, 39, 0, 0)


def test_a_second_import_of_the_same_files_changes_nothing(whole):
    load(whole)
    before = Change.objects.count()

    lines, _ = load(whole)

    assert counts(lines, "total") == (39, 0, 0, 39)
    assert Change.objects.count() == before
    assert AuditEntry.objects.filter(act="import_caseload").count() == 2
    assert not Nominal.history.exclude(recorded_to=FOREVER).exists()


def test_an_import_is_logged_with_the_digests_of_its_files(whole):
    load(whole)

    entry = AuditEntry.objects.get(act="import_caseload")
    assert entry.operation == AuditEntry.Operation.COLLECTION
    assert entry.actor.startswith("command:")
    levels_file = entry.detail["files"]["levels.csv"]
    assert levels_file["rows"] == 4
    assert len(levels_file["sha256"]) == 64
    assert LevelPeriod.objects.values_list("recorded_in", flat=True).distinct().get() == entry.pk


def test_states_and_grants_come_with_the_facts(whole):
    load(whole)

    person = SenderReference.objects.get(value="N1").nominal
    found = StatePeriod.objects.filter(nominal=person, level=2, category=1)
    assert found.exists()
    assert person.grants.exists()


def test_a_changed_row_supersedes_the_old_one(whole, tmp_path):
    load(whole)
    row = LevelPeriod.objects.get(valid_to__isnull=False)

    change = "nominal,level,valid_from,valid_to,reason\nN1,3,2015-01-01,2020-01-01,Reviewed\n"
    lines, _ = load(write(tmp_path / "new", levels=change))

    assert counts(lines, "levels.csv") == (1, 0, 1, 0)
    live = LevelPeriod.objects.get(pk=row.pk)
    closed = LevelPeriod.history.get(version_of=row.pk)
    act = AuditEntry.objects.latest("pk").pk
    assert (live.level, live.reason, live.recorded_in) == (3, "Reviewed", act)
    assert (closed.level, closed.reason, closed.recorded_in) == (1, "", row.recorded_in)
    assert (closed.recorded_from, closed.recorded_to) == (row.recorded_from, live.recorded_from)
    assert closed.superseded_in == act
    assert Change.objects.filter(act=act).count() == 1
    assert Nominal.objects.get(pk=row.nominal_id).changed_at == live.recorded_from


def test_a_changed_nominal_keeps_who_it_is(whole, tmp_path):
    load(whole)
    person = SenderReference.objects.get(value="N1").nominal
    new = "nominal,family_name\nN1,Archer-Jones\nN4,Elm\n"

    lines, _ = load(write(tmp_path / "new", nominals=new))

    assert counts(lines, "nominals.csv") == (2, 1, 1, 0)
    live, closed = Nominal.objects.get(pk=person.pk), Nominal.history.get(version_of=person.pk)
    assert (live.public_id, closed.public_id) == (person.public_id, person.public_id)
    assert (live.family_name, closed.family_name) == ("Archer-Jones", "Archer")
    assert SenderReference.objects.get(value="N4").nominal.family_name == "Elm"


def test_an_absent_column_leaves_the_value_and_an_empty_field_clears_it(whole, tmp_path):
    load(whole)
    new = "nominal,family_name,crn\nN1,Archer,\n"

    load(write(tmp_path / "new", nominals=new))

    person = SenderReference.objects.get(value="N1").nominal
    assert (person.crn, person.pnc_id, person.given_names) == ("", "70/1A", "Ann Mary")
    assert not person.is_restricted


def test_a_boolean_left_out_is_false_for_a_new_row(tmp_path):
    load(write(tmp_path / "in", nominals="nominal,family_name,restricted\nN1,Archer,\n"))

    assert not Nominal.objects.get().is_restricted


def test_only_the_other_files_are_needed_for_people_who_are_stored(whole, tmp_path):
    load(whole)

    new = "nominal,level,valid_from\nN10,1,2021-01-01\n"
    lines, _ = load(write(tmp_path / "new", levels=new))

    assert counts(lines, "total") == (1, 1, 0, 0)


def test_a_period_may_be_ended_and_the_next_begun_in_one_import(whole, tmp_path):
    load(whole)
    new = "nominal,level,valid_from,valid_to\nN1,2,2020-01-01,2022-01-01\nN1,3,2022-01-01,\n"

    load(write(tmp_path / "new", levels=new))

    assert (2, 2020, 2022) in levels()
    assert (3, 2022, None) in levels()


def test_a_boundary_may_move_either_way(whole, tmp_path):
    load(whole)
    for end in ("2018-01-01", "2021-01-01"):
        area = f"N1,norfolk,2015-01-01,{end}\nN1,suffolk,2021-01-01,\n"
        header = "nominal,area,valid_from,valid_to\n"
        load(write(tmp_path / "new", responsible_areas=header + area))

    lines, _ = load(whole)

    assert counts(lines, "responsible_areas.csv") == (5, 0, 0, 5)


def test_one_period_may_grow_where_another_shrinks(tmp_path):
    header = "nominal,setting,valid_from,valid_to\n"
    rows = "N1,prison,2015-01-01,2016-01-01\nN1,hospital,2016-06-01,2018-01-01\n"
    load(write(tmp_path / "in", nominals=PEOPLE, detentions=header + rows))

    rows = (
        "N1,prison,2015-01-01,2016-06-01\nN1,hospital,2016-06-01,2017-01-01\n"
        "N1,prison,2017-01-01,\n"
    )
    lines, _ = load(write(tmp_path / "in", detentions=header + rows))

    assert counts(lines, "detentions.csv") == (3, 1, 2, 0)
    assert Detention.objects.count() == 3


def test_the_same_basis_may_run_twice_and_two_bases_at_once(tmp_path):
    text = (
        "nominal,category,basis,valid_from,valid_to\n"
        "N1,2,violent_offence,2015-01-01,2016-01-01\n"
        "N1,2,violent_offence,2016-01-01,\n"
        "N1,1,sexual_offence,2015-06-01,\n"
    )

    load(write(tmp_path / "in", nominals=PEOPLE, eligibility=text))

    assert EligibilityPeriod.objects.count() == 3


def test_an_address_is_told_apart_by_all_but_its_end(whole, tmp_path):
    load(whole)
    text = "nominal,lines,valid_from,valid_to,kind\nN1,2 Low Street,2020-01-01,2022-01-01,home\n"

    lines, _ = load(write(tmp_path / "new", addresses=text))

    assert counts(lines, "addresses.csv") == (1, 0, 1, 0)
    assert Address.objects.count() == 2


def test_an_alias_means_the_one_stored_that_its_columns_fit(whole, tmp_path):
    load(whole)

    lines, _ = load(write(tmp_path / "new", aliases="nominal,family_name\nN1,Smith\nN2,Smith\n"))

    assert counts(lines, "aliases.csv") == (2, 1, 0, 1)


def test_a_population_is_superseded_by_its_key(whole, tmp_path):
    load(whole)
    text = (
        "area,mid_year,aged_10_and_over,edition\n"
        "norfolk,2020,800001,mid-2020 (June 2021)\n"
        "norfolk,2020,805000,Census 2021 estimate\n"
    )

    lines, _ = load(write(tmp_path / "new", populations=text))

    assert counts(lines, "populations.csv") == (2, 1, 1, 0)
    versions = Population.history.filter(mid_year=2020, area__code="norfolk")
    assert sorted(versions.values_list("aged_10_and_over", flat=True)) == [800000, 800001, 805000]


BREACHES = "nominal,of,order,outcome,outcome_on,breached_on,returned_to_custody_on\n"


@pytest.mark.parametrize(
    ("stored", "imported", "expected"),
    [
        pytest.param(
            ["N1,notification,,charged,,,"],
            ["N1,notification,,charged,2021-05-01,,"],
            (1, 0, 1, 0),
            id="a date is filled in",
        ),
        pytest.param(
            ["N1,notification,,charged,2021-05-01,,"],
            ["N1,notification,,charged,,,"],
            (1, 1, 0, 0),
            id="a date is not taken away",
        ),
        pytest.param(
            ["N1,notification,,charged,2021-05-01,,"],
            ["N1,notification,,charged,2021-05-02,,"],
            (1, 1, 0, 0),
            id="another date is another breach",
        ),
        pytest.param(
            ["N1,notification,,charged,,,"],
            ["N1,notification,,convicted,,,"],
            (1, 1, 0, 0),
            id="another outcome is another breach",
        ),
        pytest.param(
            ["N1,notification,,charged,,,", "N1,notification,,charged,,2021-01-01,"],
            ["N1,notification,,charged,2021-05-01,2021-01-01,"],
            (1, 1, 0, 0),
            id="two could be meant",
        ),
        pytest.param(
            ["N1,notification,,charged,,,", "N1,notification,,charged,,2021-01-01,"],
            ["N1,notification,,charged,2021-05-01,2021-01-01,", "N1,notification,,charged,,,"],
            (2, 0, 1, 1),
            id="one of two is in the file itself",
        ),
        pytest.param(
            ["N1,notification,,charged,,,"],
            ["N1,notification,,charged,,,", "N1,notification,,charged,2021-05-01,,"],
            (2, 1, 0, 1),
            id="the stored one is in the file beside a fuller one",
        ),
        pytest.param(
            ["N2,notification,,charged,,,"],
            ["N1,notification,,charged,2021-05-01,,"],
            (1, 1, 0, 0),
            id="somebody else's",
        ),
    ],
)
def test_a_breach_is_told_apart_by_everything_but_dates_filled_in_later(
    tmp_path, stored, imported, expected
):
    load(write(tmp_path / "in", nominals=PEOPLE, breaches=BREACHES + "\n".join(stored) + "\n"))

    new = write(tmp_path / "new", breaches=BREACHES + "\n".join(imported) + "\n")
    lines, _ = load(new)

    assert counts(lines, "breaches.csv") == expected
    assert Breach.objects.count() == len(stored) + expected[1]
    again, _ = load(new)
    assert counts(again, "breaches.csv") == (len(imported), 0, 0, len(imported))


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        pytest.param("nominal,of,outcome", "N1,notification,charged", (1, 0, 0, 1), id="dates"),
        pytest.param(
            "nominal,of,breached_on", "N1,notification,2021-01-01", (1, 0, 0, 1), id="the outcome"
        ),
        pytest.param(
            "nominal,of,outcome,outcome_on",
            "N1,notification,charged,2021-05-01",
            (1, 0, 1, 0),
            id="a date while another is filled in",
        ),
        pytest.param("nominal,of,outcome", "N1,notification,convicted", (1, 1, 0, 0), id="new"),
    ],
)
def test_columns_that_a_file_of_breaches_has_not_are_left_alone(tmp_path, header, row, expected):
    stored = BREACHES + "N1,notification,,charged,,2021-01-01,\n"
    load(write(tmp_path / "in", nominals=PEOPLE, breaches=stored))

    lines, _ = load(write(tmp_path / "new", breaches=f"{header}\n{row}\n"))

    assert counts(lines, "breaches.csv") == expected
    assert Breach.objects.filter(breached_on="2021-01-01", outcome="charged").count() == 1


def test_an_order_may_turn_out_to_be_another_persons(whole, tmp_path):
    load(whole)
    text = "order,nominal,kind,made_on,ends_on\nO2,N10,sro,2020-01-01,2022-01-01\n"

    lines, _ = load(write(tmp_path / "new", orders=text))

    assert counts(lines, "orders.csv") == (1, 0, 1, 0)
    owners = SenderReference.objects.filter(value__in=["N2", "N10"])
    assert Order.objects.get(kind="sro").nominal_id == owners.get(value="N10").nominal_id
    act = AuditEntry.objects.latest("pk").pk
    changed = Change.objects.filter(act=act).values_list("nominal_id", flat=True)
    assert set(changed) == set(owners.values_list("nominal_id", flat=True))


def test_an_order_with_breaches_stays_with_its_person(whole, tmp_path):
    load(whole)
    text = "order,nominal,kind,made_on\nO1,N10,shpo,2016-01-01\n"

    found = refused(write(tmp_path / "new", orders=text))

    assert found[0].startswith("orders.csv:2: nominal: Breaches of this order are stored")


def test_history_older_than_the_rules_is_taken_as_it_was(tmp_path):
    load(
        write(
            tmp_path / "in",
            nominals=PEOPLE,
            orders="order,nominal,kind,made_on\nO1,N1,sopo,2010-01-01\n",
            eligibility=(
                "nominal,category,basis,valid_from\n"
                "N1,2,violent_offence,2008-01-01\n"
                "N2,2,violent_offence,2019-01-01\n"
            ),
            levels="nominal,level,valid_from,valid_to\nN1,2,2008-01-01,2009-01-01\n",
        )
    )

    assert Order.objects.count() == 1


def test_warnings_are_stored_and_counted_by_rule(tmp_path):
    orders = (
        "order,nominal,kind,made_on\n"
        "O1,N1,shpo,2020-01-01\n"
        "O2,N1,notification_order,2022-11-29\n"
        "O3,N1,sro,2020-01-01\n"
    )
    breaches = "nominal,of,order,outcome,outcome_on\nN1,order,O3,convicted,2021-01-01\n"
    eligibility = (
        "nominal,category,basis,valid_from\n"
        "N2,2,disqualified_from_working_with_children,2019-01-01\n"
    )
    leads = "nominal,agency,valid_from,valid_to\nN2,dwp,2019-01-01,2020-01-01\n"
    levels = "nominal,level,valid_from,valid_to\nN2,1,2019-02-01,2020-01-01\nN2,1,2021-01-01,\n"
    people = "nominal,family_name,died_on\nN1,Archer,\nN2,Baker,2020-06-01\n"

    _, errors = load(
        write(
            tmp_path / "in",
            nominals=people,
            orders=orders,
            breaches=breaches,
            eligibility=eligibility,
            lead_agencies=leads,
            levels=levels,
        )
    )

    warned = dict(each.removeprefix("warning ").split(": ") for each in errors)
    assert warned == {
        "V16": "1",
        "V18": "1",
        "V20": "1",
        "V34": "1",
        "V36": "1",
        "V37": "1",
        "V40": "1",
        "period_after_death": "2",  # the basis that stays open, and the later level
        "undetermined_level": "1",
    }


def test_a_dry_run_says_what_it_would_do_and_stores_nothing(whole):
    lines, _ = load(whole, dry_run=True)

    assert counts(lines, "total") == (39, 39, 0, 0)
    assert lines[-1] == "Dry run: nothing was stored."
    assert not Nominal.history.exists()
    assert not AuditEntry.objects.filter(act="import_caseload").exists()


def test_a_dry_run_refuses_like_an_import(tmp_path):
    folder = write(tmp_path / "in", levels="nominal,level,valid_from\nN9,1,2021-01-01\n")

    assert refused(folder, dry_run=True) == refused(folder)


def test_many_nominals_take_no_query_each(tmp_path, django_assert_max_num_queries):
    def caseload(count):
        people = "".join(f"N{each},Archer\n" for each in range(count))
        rows = "".join(f"N{each},1,2021-01-01\n" for each in range(count))
        return write(
            tmp_path / f"in{count}",
            nominals=f"nominal,family_name\n{people}",
            levels=f"nominal,level,valid_from\n{rows}",
        )

    few, many = caseload(1), caseload(300)
    with django_assert_max_num_queries(100) as first:
        load(few)
    with django_assert_max_num_queries(len(first) + 15):
        load(many)


def test_what_the_database_refuses_all_the_same_stores_nothing(whole, monkeypatch):
    monkeypatch.setattr("mappa.exchange.batches.refuse_overlaps", lambda *args: None)
    (whole / "levels.csv").write_text(
        "nominal,level,valid_from\nN1,1,2015-01-01\nN1,2,2016-01-01\n"
    )

    with pytest.raises(Exception, match="nominals_level_no_overlap"):
        load(whole)

    assert not Nominal.history.exists()


@pytest.mark.parametrize("missing", ["nowhere", "nowhere.zip"])
def test_a_missing_path_exits_1_with_a_sentence(tmp_path, missing):
    with pytest.raises(CommandError, match="does not exist: name a folder") as caught:
        load(tmp_path / missing)

    assert caught.value.returncode == 1
