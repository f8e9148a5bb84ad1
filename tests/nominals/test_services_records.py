"""Which records are one person, now and as known at an instant."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominals.models import Merge
from nominals.services.records import records_of, survivors_of
from tests.factories.nominals import RECORDED, NominalFactory

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(days=1)
SECOND = RECORDED + timedelta(days=2)
THIRD = RECORDED + timedelta(days=3)


def merged(record, into, at=FIRST):
    return Merge.objects.create(
        survivor=into, merged=record, reason="One person.", recorded_from=at, recorded_in=2
    )


def chain():
    """The first record merged into the second on the first day, that into the third later."""
    people = [NominalFactory() for _ in range(3)]
    merged(people[0], people[1], FIRST)
    merged(people[1], people[2], SECOND)
    return [each.pk for each in people]


def test_a_record_without_merges_stands_for_itself():
    person = NominalFactory().pk

    assert records_of([person]) == {person: person}
    assert survivors_of([person]) == {person: person}
    assert records_of([]) == {}
    assert survivors_of([]) == {}


def test_records_merged_at_any_depth_name_the_last_survivor():
    first, second, third = chain()

    assert records_of([third]) == {first: third, second: third, third: third}
    assert survivors_of([first, second, third]) == {first: third, second: third, third: third}


def test_before_a_merge_was_known_each_record_stands_for_itself():
    first, second, third = chain()

    assert records_of([first, second, third], RECORDED) == {
        first: first, second: second, third: third,
    }  # fmt: skip
    assert records_of([second, third], FIRST) == {first: second, second: second, third: third}
    assert survivors_of([first], RECORDED) == {first: first}
    assert survivors_of([first], FIRST) == {first: second}
    assert survivors_of([first], SECOND) == {first: third}


def test_a_merge_undone_stands_no_more_but_is_told_of_the_time_before():
    first, second = NominalFactory(), NominalFactory()
    merge = merged(first, second)
    merge.supersede(at=THIRD, act=9, undone_at=THIRD, undone_reason="Two people.")

    assert records_of([second.pk]) == {second.pk: second.pk}
    assert records_of([second.pk], SECOND) == {first.pk: second.pk, second.pk: second.pk}
    assert records_of([second.pk], THIRD) == {second.pk: second.pk}


def test_the_number_of_queries_is_the_depth_of_merges_and_not_their_number():
    person = NominalFactory()
    for _ in range(3):
        merged(NominalFactory(), person)

    with CaptureQueriesContext(connection) as captured:
        records_of([person.pk])

    assert len(captured) == 2
