"""Sweeps of the list of people: who changed since the one before, or came into sight."""

import pytest

from tests.api.calling import System
from tests.api.casework import case

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
FLAG = {"kind": "no_fixed_address", "on": "2024-05-01", "reason": "Said so."}


def test_a_sweep_tells_who_changed_since_the_one_before():
    first, second = case(), case()
    system = System()
    since = system.get("nominals/").json()["changes"]
    assert system.get("nominals/", {"changed_since": since}).json()["items"] == []
    tag = system.get(f"nominals/{second.public_id}/")["ETag"]
    assert system.post(f"nominals/{second.public_id}/raise-flag/", FLAG, tag=tag).status_code == 201
    page = system.get("nominals/", {"changed_since": since}).json()
    assert [each["id"] for each in page["items"]] == [str(second.public_id)]
    assert system.get("nominals/", {"changed_since": page["changes"]}).json()["items"] == []
    assert first.pk


def test_a_sweep_in_pages_ends_where_it_was_settled_when_it_began():
    people = [case(family_name=f"Rook{number}") for number in range(4)]
    system = System()
    first = system.get("nominals/", {"changed_since": 0, "limit": 2}).json()
    late = people[3]
    tag = system.get(f"nominals/{late.public_id}/")["ETag"]
    assert system.post(f"nominals/{late.public_id}/raise-flag/", FLAG, tag=tag).status_code == 201
    second = system.get(first["next"].removeprefix("/api/v1/")).json()
    assert second["changes"] == first["changes"]
    assert second["next"] is None
    seen = [each["id"] for each in first["items"] + second["items"]]
    assert seen == [str(each.public_id) for each in people[:3]]
    after = system.get("nominals/", {"changed_since": first["changes"]}).json()["items"]
    assert [each["id"] for each in after] == [str(late.public_id)]
