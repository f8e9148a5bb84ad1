"""Who the log says has acted, and from where."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core import audit
from core.audit import Origin, coming_from, command_actor
from core.models import AuditEntry

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
REQUEST = Origin(address="192.0.2.1", request_id="request-1")


def test_a_command_is_run_by_the_user_of_the_operating_system(monkeypatch):
    monkeypatch.setattr("core.audit.getpass.getuser", lambda: "ann")

    assert command_actor() == "command:ann"


def test_a_user_without_a_name_is_told_by_number(monkeypatch):
    def unknown():
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("core.audit.getpass.getuser", unknown)
    monkeypatch.setattr("core.audit.os.getuid", lambda: 12345)

    assert command_actor() == "command:uid 12345"


def record():
    return audit.record(by="ann", at=NOW, operation=audit.Operation.CONSULTATION, act="look")


def origin_of(entry):
    stored = AuditEntry.objects.get(pk=entry.pk)
    return Origin(stored.address, stored.request_id, stored.on_behalf_of, stored.client)


@pytest.mark.django_db
def test_an_entry_says_where_its_act_comes_from():
    came = Origin("2001:db8::1", "request-1", "bob", "case system")

    with coming_from(came):
        entry = record()

    assert origin_of(entry) == came


@pytest.mark.django_db
def test_what_no_door_opened_comes_from_nowhere():
    assert origin_of(record()) == Origin()


@pytest.mark.django_db
def test_a_door_within_a_door_adds_what_it_knows_and_takes_it_back():
    with coming_from(REQUEST):
        with coming_from(replace(audit.origin(), client="case system")):
            inner = record()
        outer = record()

    assert origin_of(inner) == replace(REQUEST, client="case system")
    assert origin_of(outer) == REQUEST
    assert audit.origin() == Origin()


def test_an_act_that_fails_leaves_no_origin_behind():
    with pytest.raises(RuntimeError), coming_from(REQUEST):
        raise RuntimeError

    assert audit.origin() == Origin()


def test_another_thread_comes_from_elsewhere():
    with coming_from(REQUEST), ThreadPoolExecutor(max_workers=1) as other:
        assert other.submit(audit.origin).result() == Origin()


@pytest.mark.parametrize("name", ["address", "request_id", "on_behalf_of", "client"])
@pytest.mark.django_db
def test_an_origin_that_no_database_stores_is_refused(name):
    with (
        coming_from(Origin(**{name: "a\0b"})),
        pytest.raises(ValidationError, match="NUL character"),
    ):
        record()

    assert not AuditEntry.objects.filter(act="look").exists()


# Who looked at a record


def look(**values):
    return audit.record(
        by="ann", at=NOW, operation=audit.Operation.CONSULTATION, act="look", **values
    )


@pytest.mark.django_db
def test_who_looked_at_a_record_is_found_where_it_stands_alone_or_among_others():
    alone = look(label="nominals.Nominal", object_id="71")
    among = look(label="nominals.Nominal", objects=[70, 71, 72])
    both = look(label="nominals.Nominal", object_id="71", objects=[71])
    look(label="nominals.Nominal", object_id="7", objects=[1, 711])
    look(label="orders.Order", object_id="71", objects=[71])

    found = AuditEntry.objects.about(label="nominals.Nominal", key=71)

    assert list(found) == [both, among, alone]


@pytest.mark.django_db
def test_who_looked_at_a_record_is_asked_of_indexes_alone():
    look(label="nominals.Nominal", objects=range(2000))
    for key in range(2000):
        look(label="nominals.Nominal", object_id=str(key))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = AuditEntry.objects.about(label="nominals.Nominal", key=71).explain()

    assert "audited_object" in plan
    assert "audit_by_object" in plan
    # How PostgreSQL and SQLite call the reading of a whole table.
    assert "Seq Scan" not in plan
    assert "SCAN core_" not in plan
