"""An event leaves logged, signed and held by one worker, and comes again until it has arrived."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError
from psycopg.errors import CheckViolation

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from mappa.celery import app
from mappa.events.backing_off import MOST_ATTEMPTS, wait_after
from mappa.events.posting import TIME_OUT, Answer
from mappa.events.sending import LEASE, note, ready, take_up
from mappa.events.subscribing import resume, rotate_secret, secrets_in_force
from mappa.models import Delivery, Told
from mappa.tasks import send_events, sweep_events
from nominals.models import Nominal
from nominals.services.access import lift_restriction, restrict_case
from tests.databases import database_url
from tests.locking import elsewhere
from tests.mappa.events.receiving import endpoint
from tests.mappa.events.telling import AT, ON, change, known, member, subscribed, sweep, told
from tests.mappa.events.test_signing import verifies
from tests.nominals.asking import asked

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
TOP = Path(__file__).parent.parent.parent.parent
SECOND = timedelta(seconds=1)
ARRIVED = Answer(204)
DOWN = Answer(503, Delivery.Failure.STATUS)
CANARY = "Zzyzxcanary"


def take(mine, at=AT):
    return take_up(subscription=mine.pk, on=ON, at=at, by="timetable")


def end(taken, answer=ARRIVED, at=AT, jitter=1.0):
    note(taken=taken, answer=answer, at=at, jitter=jitter, by="timetable")


def waiting(count=1, **values):
    """A subscription for which so many events wait."""
    people = [known() for _ in range(count)]
    mine, secret = subscribed(**values)
    for each in people:
        change(each)
    sweep(mine)
    return mine, people, secret


# What arrives


def test_what_arrives_is_a_type_an_address_and_an_id_and_it_is_signed(settings):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    with endpoint() as theirs:
        mine, (person,), secret = waiting(address=theirs.address)
        send_events(subscription=mine.pk)

    ((path, headers, body),) = theirs.came
    event = Delivery.objects.get()
    assert json.loads(body) == {
        "id": str(event.public_id),
        "type": "nominal.changed",
        "url": f"/api/v1/nominals/{person.public_id}/",
        "at": AT.isoformat(),
    }
    assert path == "/hook"
    assert headers["Content-Type"] == "application/json"
    assert verifies(secret, headers, body)
    assert not verifies(secret, headers, body.replace(b"changed", b"removed"))
    assert (event.status, event.answer, event.failure, event.attempts) == ("delivered", 204, "", 1)
    assert event.leased_until is None


def test_a_canary_name_is_in_no_byte_of_what_is_sent_stored_or_logged(settings, caplog):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    with endpoint() as theirs:
        person = known(family_name=CANARY, given_names=CANARY, crn=CANARY, pnc_id=CANARY)
        mine, _ = subscribed(member(role=Role.ADMINISTRATOR), theirs.address)
        assert Nominal.objects.filter(family_name=CANARY).exists()
        change(person)
        sweep(mine)
        send_events(subscription=mine.pk)
        restrict_case(nominal=person, viewers={}, on=ON, reason="x", asked=asked())
        sweep(mine)
        send_events(subscription=mine.pk)

    assert [kind for kind, _ in theirs.events] == ["nominal.changed", "nominal.withdrawn"]
    assert {whom for _, whom in theirs.events} == {str(person.public_id)}
    sent = b"".join(
        path.encode() + str(headers).encode() + body for path, headers, body in theirs.came
    )
    assert CANARY.encode() not in sent
    assert CANARY not in caplog.text
    assert CANARY not in str(list(Delivery.objects.values()))
    assert CANARY not in str(list(AuditEntry.objects.filter(act="send_event").values()))


def test_each_sending_is_a_disclosure_to_the_user_also_one_that_fails():
    mine, (person,), _ = waiting()

    end(take(mine), DOWN)
    end(take(mine, AT + timedelta(minutes=1)), at=AT + timedelta(minutes=1))

    entries = list(AuditEntry.objects.filter(act="send_event").order_by("pk"))
    assert [each.detail["attempt"] for each in entries] == [1, 2]
    for each in entries:
        assert (each.operation, each.actor) == ("disclosure", "timetable")
        assert each.recipient == mine.user.username
        assert each.detail["event"] == str(Delivery.objects.get().public_id)
        assert each.detail["host"] == "agency.example"
        named = AuditedObject.objects.filter(entry_id=each.pk)
        assert [each.object_id for each in named] == [person.pk]


# While it is true


def test_what_may_be_seen_no_longer_is_not_mentioned_even_before_the_next_sweep():
    mine, (person,), _ = waiting(user=member(role=Role.ADMINISTRATOR))
    restrict_case(nominal=person, viewers={}, on=ON, reason="x", asked=asked())

    assert take(mine) is None
    assert told(mine, status="overtaken") == [("nominal.changed", person.pk)]

    sweep(mine)

    assert take(mine).delivery.type == "nominal.withdrawn"


def test_what_may_be_seen_again_is_not_withdrawn():
    mine, (person,), _ = waiting(user=member(role=Role.ADMINISTRATOR))
    restrict_case(nominal=person, viewers={}, on=ON, reason="x", asked=asked())
    sweep(mine)
    lift_restriction(nominal=person, on=ON, reason="x", asked=asked(days=1))

    assert take(mine) is None

    sweep(mine)

    assert take(mine).delivery.type == "nominal.appeared"


# Held by one at a time


def test_who_takes_an_event_up_holds_it_for_the_lease():
    mine, _, _ = waiting()

    assert take(mine) is not None
    for at in (AT, AT + SECOND, AT + LEASE - SECOND):
        assert take(mine, at) is None
        assert not ready(on=ON, at=at).exists()
    assert ready(on=ON, at=AT + LEASE).exists()
    again = take(mine, AT + LEASE)
    assert (again.delivery.attempts, Delivery.objects.get().attempts) == (2, 2)


def test_a_worker_that_comes_too_late_changes_nothing_of_what_another_holds():
    mine, _, _ = waiting()
    late = take(mine)
    later = AT + LEASE
    in_time = take(mine, later)

    end(late, DOWN, at=later)

    assert Delivery.objects.get().leased_until == in_time.delivery.leased_until
    end(in_time, at=later)
    assert Delivery.objects.get().status == "delivered"


@pytest.mark.postgres
def test_two_workers_at_once_take_two_events():
    mine, people, _ = waiting(count=2)
    with ThreadPoolExecutor(max_workers=4) as workers:
        found = [workers.submit(elsewhere, lambda: take(mine)) for _ in range(4)]
        taken = [each.result() for each in found]

    assert sorted(each.delivery.nominal for each in taken if each) == [each.pk for each in people]
    assert [each for each in taken if each is None] == [None, None]


KILLED = """
import django; django.setup()
from mappa.tasks import send_events
send_events(subscription={subscription})
"""


def test_an_event_arrives_although_its_worker_was_killed(settings):
    """It was posted, and the worker died before the answer: so it arrives twice, and is closed
    once."""
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    with endpoint(is_slow=True) as theirs:
        mine, _, _ = waiting(address=theirs.address)
        worker = subprocess.Popen(
            [sys.executable, "-c", KILLED.format(subscription=mine.pk)],
            cwd=TOP,
            env=os.environ
            | {"DATABASE_URL": database_url(), "MAPPA_EVENTS_TO_PRIVATE_ADDRESSES": "true"},
        )
        try:
            assert theirs.arrived.wait(60)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        theirs.is_slow = False
        theirs.go_on.set()
        left = Delivery.objects.get()
        assert (left.status, left.attempts) == ("waiting", 1)
        assert left.leased_until > timezone.now()

        send_events(subscription=mine.pk)
        assert len(theirs.came) == 1  # still held
        Delivery.objects.update(leased_until=timezone.now() - SECOND)
        assert ready(on=timezone.localdate(), at=timezone.now()).filter(pk=mine.pk).exists()
        send_events(subscription=mine.pk)

    first, second = theirs.bodies
    assert first == second
    assert Delivery.objects.get().status == "delivered"
    assert AuditEntry.objects.filter(act="send_event").count() == 2


# Tried again


def test_after_a_failure_an_event_waits_out_its_wait():
    mine, _, _ = waiting()

    end(take(mine), DOWN)

    event = Delivery.objects.get()
    assert (event.status, event.answer, event.failure) == ("waiting", 503, "status")
    assert event.next_attempt_at == AT + timedelta(seconds=30)
    assert take(mine, AT + timedelta(seconds=30) - SECOND) is None
    assert take(mine, AT + timedelta(seconds=30)) is not None


def test_one_failure_keeps_the_other_events_of_the_subscription_back():
    mine, _, _ = waiting(count=3)

    end(take(mine), DOWN)

    assert take(mine) is None
    assert told(mine, status="waiting", attempts=0) != []
    # Afterwards the next one is tried, and not the one that failed first.
    later = AT + timedelta(seconds=30)
    assert take(mine, later).delivery.attempts == 1


def test_an_arrival_lets_the_subscription_speak_again():
    mine, _, _ = waiting(count=2)
    end(take(mine), DOWN)
    mine.refresh_from_db()
    assert (mine.failures, mine.quiet_until) == (1, AT + timedelta(seconds=30))

    end(take(mine, AT + timedelta(seconds=30)), at=AT + timedelta(seconds=30))

    mine.refresh_from_db()
    assert (mine.failures, mine.quiet_until) == (0, None)


def fail(mine, times, at=AT):
    for _ in range(times):
        taken = take(mine, at)
        end(taken, DOWN, at=at)
        at += wait_after(MOST_ATTEMPTS, jitter=1)
    return at


@pytest.mark.parametrize(("times", "status"), [(15, "waiting"), (16, "given_up")])
def test_an_event_is_given_up_after_the_last_attempt(times, status):
    mine, _, _ = waiting()

    fail(mine, times)

    assert Delivery.objects.get().status == status


@pytest.mark.parametrize(("times", "because"), [(15, ""), (16, "failed")])
def test_too_many_failures_one_after_the_other_switch_a_subscription_off(times, because):
    mine, _, _ = waiting()

    fail(mine, times)

    mine.refresh_from_db()
    assert mine.switched_off_because == because
    entries = AuditEntry.objects.filter(act="switch_off_subscription")
    assert [each.detail["because"] for each in entries] == ([because] if because else [])


def test_an_endpoint_that_is_gone_switches_its_subscription_off_at_once():
    mine, _, _ = waiting()

    end(take(mine), Answer(410, Delivery.Failure.STATUS))

    mine.refresh_from_db()
    assert (mine.switched_off_because, mine.switched_off_at) == ("gone", AT)
    assert take(mine, AT + timedelta(days=1)) is None


def test_who_is_resumed_is_sent_what_waited_and_what_happened_since():
    mine, (person,), _ = waiting()
    end(take(mine), Answer(410, Delivery.Failure.STATUS))
    other = known()
    later = AT + timedelta(hours=1)
    sweep(mine, at=later)
    assert take(mine, later) is None

    resume(subscription=mine, by="ann", at=later)
    sweep(mine, at=later)

    assert told(mine, status="waiting") == [
        ("nominal.changed", person.pk),
        ("nominal.appeared", other.pk),
    ]
    assert take(mine, later).delivery.attempts == 1


def test_a_subscriber_that_is_down_keeps_no_other_waiting(settings, queue):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    with endpoint(answers=[(500, {})] * 5) as down, endpoint() as up:
        person = known()
        subscriptions = [subscribed(address=each.address)[0] for each in (down, up)]
        change(person)

        sweep_events()
        assert [each["subscription"] for each in messages(queue)] == [
            each.pk for each in subscriptions
        ]
        for each in subscriptions:
            send_events(subscription=each.pk)

    assert len(down.came) == 1
    assert up.events == [("nominal.changed", str(person.public_id))]


def test_without_a_broker_nothing_is_lost(monkeypatch, settings):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    with endpoint() as theirs:
        person = known()
        mine, _ = subscribed(address=theirs.address)
        change(person)

        def is_gone(*args, **options):
            raise OperationalError("The broker is gone.")

        with monkeypatch.context() as patch:
            patch.setattr(app, "send_task", is_gone)
            with pytest.raises(OperationalError):
                sweep_events()
        assert told(mine, status="waiting") == [("nominal.changed", person.pk)]

        send_events(subscription=mine.pk)

    assert theirs.events == [("nominal.changed", str(person.public_id))]


def test_a_subscription_whose_sweep_fails_keeps_no_other_from_being_swept(queue):
    person = known()
    subscriptions = [subscribed()[0] for _ in range(2)]
    change(person)
    Told.objects.filter(subscription=subscriptions[0]).delete()
    with break_deliveries_of(subscriptions[0]), pytest.raises((IntegrityError, CheckViolation)):
        sweep_events()

    assert told(subscriptions[0]) == []
    assert told(subscriptions[1]) == [("nominal.changed", person.pk)]

    sweep_events()

    assert told(subscriptions[0]) == [("nominal.appeared", person.pk)]


@contextmanager
def break_deliveries_of(subscription):
    """The database refuses deliveries of one subscription until this ends."""
    begin, end = {
        "sqlite": (
            "CREATE TRIGGER test_refuse BEFORE INSERT ON mappa_delivery "
            f"WHEN NEW.subscription_id = {subscription.pk} "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END",
            "DROP TRIGGER test_refuse",
        ),
        "postgresql": (
            "ALTER TABLE mappa_delivery ADD CONSTRAINT test_refuse "
            f"CHECK (subscription_id <> {subscription.pk})",
            "ALTER TABLE mappa_delivery DROP CONSTRAINT test_refuse",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(end)


def messages(queue):
    return [kwargs for name, kwargs in queue.messages if name == "mappa.send_events"]


def test_a_task_sends_for_so_long_and_leaves_the_rest_to_the_next(monkeypatch, settings):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    monkeypatch.setattr("mappa.tasks.LONGEST_SENDING", 0.0)
    with endpoint() as theirs:
        mine, _, _ = waiting(count=2, address=theirs.address)
        send_events(subscription=mine.pk)
        assert theirs.came == []

        monkeypatch.setattr("mappa.tasks.LONGEST_SENDING", 60.0)
        send_events(subscription=mine.pk)

    assert len(theirs.came) == 2


# Secrets


@pytest.mark.parametrize(("hours", "count"), [(0, 2), (23, 2), (24, 1), (25, 1)])
def test_the_former_secret_signs_until_the_overlap_ends(hours, count):
    mine, _, first = waiting()
    second = rotate_secret(subscription=mine, by="ann", at=AT).secret

    secrets = secrets_in_force(mine, at=AT + timedelta(hours=hours))

    assert secrets == [second, first][:count]


def test_a_lease_is_longer_than_a_call():
    assert timedelta(seconds=4 * TIME_OUT) < LEASE
