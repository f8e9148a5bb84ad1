"""How many statements a list takes, that of its entry in the log included."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from tests.api.calling import Person, System
from tests.api.casework import restated
from tests.factories.nominals import managed

pytestmark = pytest.mark.django_db
OF_AUTHENTICATION = {
    "agencies_clientcredential",
    "agencies_membership",
    "agencies_systemclient",
    "agencies_user",
    "django_session",
    "oauth2_provider_accesstoken",
}
"""The tables that say who calls."""

OF_TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def asked_of(sql):
    """The table that a statement reads first or writes."""
    found = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)
    return found[1] if found else sql


def statements(system, people, **headers):
    """The tables that the list of so many people asks, in order: first who calls, then the rest."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        items = system.items("nominals/", {"limit": people}, **headers)
    assert len(items) == people
    assert all(each["category"] == 1 and each["level"] == 1 for each in items)
    assert {each["lead_agency_kind"] for each in items} == {"police"}
    asked = [
        asked_of(each["sql"])
        for each in captured.captured_queries
        if not each["sql"].startswith(OF_TRANSACTIONS)
    ]
    calling = [each for each in asked if each in OF_AUTHENTICATION]
    return calling, [each for each in asked if each not in OF_AUTHENTICATION]


@pytest.mark.parametrize("who", ["system", "on behalf of somebody", "person"])
def test_a_list_with_its_entry_takes_four_statements_however_many_people_it_shows(who):
    system, ann = System("police"), Person(Role.CO_ORDINATOR, "police")
    headers = {"On_Behalf_Of": ann.user.username} if who == "on behalf of somebody" else {}
    caller = ann if who == "person" else system
    found = {}
    for more, people in ((1, 1), (49, 50), (70, 120)):
        for _ in range(more):
            restated(managed())
        found[people] = statements(caller, people, **headers)
    assert found[1] == found[50] == found[120]
    calling, asked = found[50]
    assert len(asked) <= 4, asked
    is_one = connection.vendor == "postgresql"
    assert asked[-1] == ("core_auditentry" if is_one else "core_auditedobject")
    assert "nominals_nominal" in asked
    assert len(calling) <= 6, calling
