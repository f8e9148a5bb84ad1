"""The rehearsal played over HTTP is the rehearsal played by the services."""

from datetime import datetime

import pytest
import time_machine
from django.db import transaction

from mappa.rehearsal import scenes
from mappa.rehearsal.stage import HOUR
from tests.api.replay.hands import WITHOUT_DOOR, Hands, acts_called, take_over
from tests.api.replay.outcome import outcome

pytestmark = pytest.mark.django_db


def shown(items):
    """How the API shows whom an area manages."""
    columns = ("family_name", "category", "level", "setting", "lead_agency_kind", "manager")
    return sorted(
        tuple(each[column] for column in columns) for each in items if each["category"] is not None
    )


def test_the_rehearsal_played_over_http_is_that_played_by_the_services(monkeypatch):
    with transaction.atomic():
        expected = outcome()
        transaction.set_rollback(True)
    hands = Hands()
    named = set(acts_called())
    take_over(hands, monkeypatch)

    found = outcome()

    assert found.happened == expected.happened
    assert found == expected
    assert hands.without_door == set(WITHOUT_DOOR)
    assert hands.done | hands.without_door == named
    last_day = datetime.combine(scenes.DAYS.last_day, HOUR)
    with time_machine.travel(last_day, tick=False):
        co_ordinator = hands.at_work("rehearsal-co-ordinator", scenes.DAYS.last_day)
        people = co_ordinator.reads("list_nominals").json()["items"]
    assert shown(people) == expected.managed != []
