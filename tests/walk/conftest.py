"""Everybody who is planted, on the day of the walk."""

import pytest
import time_machine
from django.db import transaction

from reporting.services.storing import store_compilation
from tests.factories.agencies import area
from tests.walk.others import YEAR
from tests.walk.people import KINDS, NOW, plant


@pytest.fixture(scope="package")
def everybody(django_db_setup, django_db_blocker):
    """The twin, and somebody hidden in each way; made once."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(NOW, tick=False),
    ):
        planted = [plant(number, kind) for number, kind in enumerate(KINDS)]
        store_compilation(area=area("norfolk"), year=YEAR, as_known_at=NOW, by="clerk", at=NOW)
        yield planted
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield
