"""The same create many times at once, as a client does that hears no answer."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from core.models import AuditEntry, IdempotencyKey
from nominals.models import Nominal
from tests.api.calling import System

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
TIMES = 50
AT_ONCE = 25
"""Connections to the database, of which it has a hundred for all who test on it."""

REGISTER = {"details": {"family_name": "Rook"}, "area": "norfolk", "on": "2024-05-01"}


def test_the_same_create_fifty_times_at_once_makes_one_row_and_answers_alike():
    system = System()
    together = threading.Barrier(AT_ONCE)

    def create(number):
        if number < AT_ONCE:
            together.wait(timeout=60)
        try:
            return Client().post(
                "/api/v1/nominals/",
                REGISTER,
                content_type="application/json",
                headers=system.headers(Idempotency_Key="the-same-key"),
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(create, range(TIMES)))

    assert {each.status_code for each in answers} == {201}
    assert all(each.json() == answers[0].json() for each in answers)
    assert len({each["ETag"] for each in answers}) == 1
    assert sum("Idempotency-Replayed" not in each for each in answers) == 1
    assert Nominal.objects.count() == 1
    assert AuditEntry.objects.filter(act="register_nominal").count() == 1
    assert IdempotencyKey.objects.count() == 1


def test_of_two_creates_at_once_with_one_key_and_other_bodies_one_is_a_conflict():
    system = System()
    together = threading.Barrier(2)

    def create(name):
        together.wait(timeout=60)
        try:
            return Client().post(
                "/api/v1/nominals/",
                REGISTER | {"details": {"family_name": name}},
                content_type="application/json",
                headers=system.headers(Idempotency_Key="the-same-key"),
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(create, ["Rook", "Crow"]))

    assert sorted(each.status_code for each in answers) == [201, 409]
    assert Nominal.objects.count() == 1
