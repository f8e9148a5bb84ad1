"""Change numbers are in the order of commits: a sweep during writes neither misses nor repeats."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEntry
from nominals.models import Change, Nominal, Numbering
from nominals.services.changes import note_changes
from nominals.services.numbering import (
    LEAP,
    are_ahead,
    leap,
    number_begun,
    number_changes,
    settled_number,
)
from nominals.services.states import restate
from nominals.services.transfers import host_case
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, NominalFactory, managed
from tests.nominals.asking import asked
from tests.nominals.writing import NOW, Writer

DAY = date(2024, 5, 1)
ONE_DAY = timedelta(days=1)
PEOPLE = 12


@pytest.fixture
def writers():
    made = [Writer() for _ in range(3)]
    yield made
    for each in made:
        each.close()


def changed_after(number, key=None):
    found = Nominal.objects.changed_after(number, key=key, up_to=settled_number())
    return list(found.values_list("pk", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_began_later_and_committed_first_is_not_read_before_who_began_first(writers):
    """Otherwise a reader would go past the number of the one still under way, and miss it."""
    slow, quick = NominalFactory().pk, NominalFactory().pk
    first, second, _ = writers
    before = settled_number()
    first.begin()
    first.change(slow)
    second.begin()
    second.change(quick)
    second.commit()

    assert Nominal.objects.get(pk=quick).change_number > before
    assert changed_after(before) == []
    assert settled_number() == before

    first.commit()

    assert changed_after(before) == [slow, quick]
    assert settled_number() == Nominal.objects.get(pk=quick).change_number
    assert changed_after(settled_number()) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_change_rolled_back_holds_nobody_up_and_is_not_read(writers):
    slow, quick = NominalFactory().pk, NominalFactory().pk
    first, second, _ = writers
    first.begin()
    first.change(slow)
    second.begin()
    second.change(quick)
    second.commit()

    first.roll_back()

    assert changed_after(0) == [quick]


class Reader:
    """Keeps a copy by sweeps in pages of two, as a subscriber would."""

    def __init__(self):
        self.copy, self.seen, self.came = {}, defaultdict(list), set()
        self.after, self.place, self.up_to = 0, None, None

    def read_page(self):
        if self.place is None:
            self.place, self.up_to, self.came = (self.after, None), settled_number(), set()
        number, key = self.place
        page = Nominal.objects.changed_after(number, key=key, up_to=self.up_to)
        rows = list(page.values_list("change_number", "pk", "crn")[:2])
        for number, key, version in rows:
            assert key not in self.came, "nobody comes twice in a sweep"
            self.came.add(key)
            self.copy[key] = version
            self.seen[key].append((number, version))
            self.place = (number, key)
        if len(rows) < 2:
            self.after, self.place = self.up_to, None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 2), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("commit"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("roll_back"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("read"), st.just(0), st.just(0)),
    ),
    min_size=5,
    max_size=40,
)


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_sweeps_during_writes_neither_miss_nor_repeat(writers, steps):
    """Three writers at once, whatever the order of their commits; on SQLite one after the other."""
    people = [NominalFactory().pk for _ in range(PEOPLE)]
    reader = Reader()
    reader.after = settled_number()
    most_open = 3 if connection.vendor == "postgresql" else 1
    for version, (step, which, person) in enumerate(steps):
        writer = writers[which]
        if step == "read":
            reader.read_page()
        elif step == "change":
            held = any(people[person] in each.holds for each in writers if each is not writer)
            room = writer.open or sum(each.open is not None for each in writers) < most_open
            if held or not room:
                continue
            if writer.open is None:
                writer.begin()
            writer.change(people[person], str(version))
        elif writer.open is not None:
            getattr(writer, step)()
    for each in writers:
        if each.open is not None:
            each.commit()
    reader.read_page()
    while reader.place is not None:
        reader.read_page()
    # Whoever changed during the sweep that was under way is in the next one.
    reader.read_page()
    while reader.place is not None:
        reader.read_page()

    changed = Nominal.objects.filter(pk__in=people).exclude(crn="")
    assert reader.copy == dict(changed.values_list("pk", "crn"))
    for each in reader.seen.values():
        assert len(each) == len(set(each)), "no change comes twice"


@pytest.mark.django_db(transaction=True)
def test_changes_of_one_transaction_are_paged_by_key():
    people = sorted(NominalFactory().pk for _ in range(3))
    with transaction.atomic():
        note_changes(nominals=people, at=NOW, act=1)
    number = settled_number()

    assert changed_after(0) == people
    assert changed_after(number, key=people[0]) == people[1:]
    assert changed_after(number, key=people[2]) == []
    assert changed_after(number) == []


@pytest.mark.django_db
def test_numbering_moves_no_version():
    person = NominalFactory()
    note_changes(nominals=[person.pk], at=NOW, act=7)
    before = Nominal.objects.get(pk=person.pk)

    number_changes([person.pk])

    after = Nominal.objects.get(pk=person.pk)
    assert (after.changed_at, after.changed_in) == (before.changed_at, 7)
    assert after.change_number >= before.change_number
    assert Change.objects.count() == 1


def hosted(person, *, on):
    restate(nominals=[person.pk], at=RECORDED + timedelta(minutes=1), act=1)
    kent = area("kent")
    host = MembershipFactory(area=kent, agency=default_agency(code="kent")).user
    host_case(nominal=person, area=kent, user=host, on=on, reason="x", asked=asked())
    Nominal.objects.filter(pk=person.pk).update(change_number=0)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "numbered"), [(-1, 0), (0, 1), (1, 1)])
def test_whom_somebody_may_see_from_a_day_on_is_numbered_on_that_day(days, numbered):
    person = managed()
    hosted(person, on=DAY)
    number_begun(on=DAY - 2 * ONE_DAY)

    assert number_begun(on=DAY + days * ONE_DAY) == numbered

    person.refresh_from_db()
    assert (person.change_number > 0) == bool(numbered)


@pytest.mark.django_db
def test_days_that_have_come_are_numbered_once():
    hosted(managed(), on=DAY)
    number_begun(on=DAY - ONE_DAY)

    assert number_begun(on=DAY) == 1
    assert number_begun(on=DAY) == 0
    assert number_begun(on=DAY - ONE_DAY) == 0
    assert Numbering.objects.get().begun_on == DAY


@pytest.mark.django_db(transaction=True)
def test_after_a_restoration_numbers_go_on_above_all_that_were_given(capsys):
    person = NominalFactory()
    note_changes(nominals=[person.pk], at=NOW, act=1)
    person.refresh_from_db()
    before = person.change_number

    call_command("renumber_changes")

    note_changes(nominals=[person.pk], at=NOW, act=2)
    person.refresh_from_db()
    assert person.change_number >= before + LEAP
    assert not are_ahead()
    entry = AuditEntry.objects.get(act="renumber_changes")
    assert capsys.readouterr().out == f"Change numbers go on above {entry.detail['after']}.\n"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_from_another_cluster_are_noticed():
    person = NominalFactory()
    note_changes(nominals=[person.pk], at=NOW, act=1)
    assert not are_ahead()

    Nominal.objects.filter(pk=person.pk).update(change_number=2**50)

    assert are_ahead()
    leap(by="ann", at=NOW)
    assert not are_ahead()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_in_another_database_holds_nobody_up():
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            begun_elsewhere = cursor.fetchone()[0]
        person = NominalFactory().pk
        with transaction.atomic():
            note_changes(nominals=[person], at=NOW, act=1)

        assert Nominal.objects.get().change_number > begun_elsewhere
        assert changed_after(0) == [person]
    finally:
        other.rollback()
        other.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_the_reader_itself_has_not_committed_is_not_settled():
    person = NominalFactory().pk
    with transaction.atomic():
        note_changes(nominals=[person], at=NOW, act=1)
        assert changed_after(0) == []

    assert changed_after(0) == [person]
