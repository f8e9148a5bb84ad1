"""The digest of an entry covers every column of it and every record that it names."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import models

from core.audit import Origin, coming_from
from core.chain.digests import digests_of, head_of
from core.models import AuditedObject, AuditEntry, LogBlock
from tests.core.chain.writing import LABEL, NOW, without_guards, write

pytestmark = pytest.mark.django_db

COLUMNS = [field.attname for field in AuditEntry._meta.concrete_fields if not field.primary_key]


def full():
    with coming_from(Origin("192.0.2.1", "request-1", "bob", "case system")):
        return write(
            object_id="7", purpose="why", agency="Police", recipient="court", detail={"n": 1}
        )


def digest(entry):
    return digests_of([entry.pk])[entry.pk]


def another(field, value):
    if isinstance(field, models.DateTimeField):
        return value + timedelta(microseconds=1)
    if isinstance(field, models.JSONField):
        return {"n": 2}
    if isinstance(field, models.IntegerField):
        return value + 1
    return "disclosure" if field.choices else f"{value}x"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_another_digest(column):
    entry = full()
    former = digest(entry)

    field = AuditEntry._meta.get_field(column)
    with without_guards():
        AuditEntry.objects.filter(pk=entry.pk).update(
            **{column: another(field, getattr(entry, column))}
        )

    assert digest(entry) != former


@pytest.mark.parametrize("column", [each for each in COLUMNS if each not in ("at", "transaction")])
def test_emptying_any_column_is_another_digest(column):
    entry = full()
    former = digest(entry)

    with without_guards():
        AuditEntry.objects.filter(pk=entry.pk).update(**{column: {} if column == "detail" else ""})

    assert digest(entry) != former


CHANGES_OF_RECORDS = {
    "another id": lambda named: named.filter(object_id=8).update(object_id=9),
    "another kind": lambda named: named.filter(object_id=8).update(object_label="orders.Order"),
    "one removed": lambda named: named.filter(object_id=8).delete(),
    "all removed": lambda named: named.delete(),
    "another order": lambda named: named.update(object_id=15 - models.F("object_id")),
}


@pytest.mark.parametrize("change", CHANGES_OF_RECORDS.values(), ids=CHANGES_OF_RECORDS)
def test_a_change_of_the_records_named_is_another_digest(change):
    entry = full()
    former = digest(entry)

    with without_guards():
        change(AuditedObject.objects.filter(entry_id=entry.pk))

    assert digest(entry) != former


def test_a_record_named_besides_is_another_digest():
    entry = full()
    former = digest(entry)

    AuditedObject.objects.create(entry_id=entry.pk, object_label=LABEL, object_id=9)

    assert digest(entry) != former


def test_each_entry_has_the_digest_that_it_has_alone():
    entries = [write(objects=()), write(objects=range(20)), full()]

    assert digests_of([each.pk for each in entries]) == {each.pk: digest(each) for each in entries}
    assert len(set(map(digest, entries))) == 3


def test_the_canonical_form_is_this_one_whatever_the_database():
    entry = full()

    columns = {
        "id": entry.pk,
        "at": "2024-06-01T12:30:15.123456+00:00",
        "actor": "ann",
        "agency": "Police",
        "operation": "consultation",
        "act": "look",
        "purpose": "why",
        "recipient": "court",
        "object_label": LABEL,
        "object_id": "7",
        "detail": {"n": 1},
        "address": "192.0.2.1",
        "request_id": "request-1",
        "on_behalf_of": "bob",
        "client": "case system",
        "transaction": entry.transaction,
    }
    text = json.dumps(columns, sort_keys=True, separators=(",", ":"))
    assert digest(entry) == hashlib.sha256(f'{text}[["{LABEL}",7],["{LABEL}",8]]'.encode()).digest()


def test_a_column_that_is_empty_does_not_count_so_that_a_later_one_may_be_added():
    entry = write(objects=())

    columns = {
        "id": entry.pk,
        "at": "2024-06-01T12:30:15.123456+00:00",
        "actor": "ann",
        "operation": "consultation",
        "act": "look",
        "object_label": LABEL,
        "transaction": entry.transaction,
    }
    text = json.dumps(columns, sort_keys=True, separators=(",", ":"))
    assert digest(entry) == hashlib.sha256(text.encode()).digest()


def test_an_entry_that_is_gone_has_no_digest():
    entry = full()
    with without_guards():
        entry.delete()

    assert digests_of([entry.pk]) == {}


def block(**changed):
    values = {"number": 2, "at": NOW, "entries": 1, "former": "f" * 64, "cluster": "c"}
    return LogBlock(**values | {"horizon": 5, "floor": 6} | changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 3},
        {"at": NOW + timedelta(microseconds=1)},
        {"entries": 2},
        {"former": "e" * 64},
        {"former": ""},
        {"cluster": ""},
        {"horizon": 0},
        {"floor": 0},
    ],
)
def test_the_head_follows_from_every_column_of_the_block(changed):
    assert head_of(block(**changed), [b"a"]) != head_of(block(), [b"a"])


def test_the_head_follows_from_the_digests_in_their_order():
    heads = {head_of(block(), digests) for digests in ([], [b"a"], [b"a", b"b"], [b"b", b"a"])}

    assert len(heads) == 4
    assert head_of(block(head="0" * 64), [b"a"]) == head_of(block(), [b"a"])
