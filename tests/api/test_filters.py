"""What lists are narrowed by: a value that means nothing is refused, and never means everybody."""

import pytest

from tests.api.calling import System
from tests.api.casework import case, restrict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("is_restricted=perhaps", "is_restricted"),
        ("is_restricted=", "is_restricted: Give a value"),
        ("level=%20", "level: Give a value"),
        ("area=", "area: Give a value"),
        ("colour=red", "There is no parameter colour"),
        ("level=1&level=2", "level: Give it once"),
        ("limit=1&limit=2", "limit: Give it once"),
    ],
)
def test_a_list_refuses_a_filter_without_a_meaning(query, named):
    answer = System().get(f"nominals/?{query}")
    assert answer.status_code == 400
    assert named in answer.json()["detail"]


@pytest.mark.parametrize(("said", "found"), [("true", ["Held"]), ("false", ["Open"])])
def test_truth_is_said_as_true_or_false(said, found):
    case(family_name="Open")
    held = case(family_name="Held")
    system = System()
    restrict(held, system.client.user)

    items = system.items("nominals/", {"is_restricted": said})

    assert [each["family_name"] for each in items] == found
