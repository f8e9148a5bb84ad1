"""The hour at which pages are looked at, and what is there to be seen."""

import pytest
import time_machine

from nominals.services.states import restate
from reporting.services.storing import store_compilation
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import (
    RECORDED,
    EligibilityPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
    managed,
)
from tests.mappa.pages.words import NAME, NOW, YEAR


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    """Three people counted in Norfolk, and one whose level nobody knows."""
    found = [managed(level=level, family_name=NAME) for level in (1, 2, 3)]
    unknown = NominalFactory(family_name=NAME)
    ResponsibleAreaFactory(nominal=unknown)
    EligibilityPeriodFactory(nominal=unknown)
    restate(nominals=[each.pk for each in [*found, unknown]], at=RECORDED, act=1)
    return found


@pytest.fixture
def compilation(people):
    return store_compilation(area=area(), year=YEAR, as_known_at=NOW, by="clerk", at=NOW)


@pytest.fixture
def reader(client):
    """A client of somebody who has signed in and has no membership."""
    client.force_login(UserFactory())
    return client
