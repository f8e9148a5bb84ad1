"""People over the API: what is shown, what is written, and how either is refused."""

import pytest

from tests.api.calling import System
from tests.api.casework import case

pytestmark = pytest.mark.django_db


def test_the_lead_agency_s_system_lists_whom_its_agency_leads():
    someone = case(family_name="Rook", level=2)
    (item,) = System("police").items("nominals/")
    assert item["id"] == str(someone.public_id)
    assert item["family_name"] == "Rook"
    assert (item["area"], item["category"], item["level"]) == ("norfolk", 1, 2)
    assert System("housing").items("nominals/") == []


def test_a_record_bears_its_version_and_an_act_is_done_on_it():
    someone = case(level=1)
    system = System("police")
    read = system.get(f"nominals/{someone.public_id}/")
    assert read.status_code == 200
    answer = system.post(
        f"nominals/{someone.public_id}/raise-flag/",
        {"kind": "no_fixed_address", "on": "2024-05-01", "reason": "Said so."},
        tag=read["ETag"],
    )
    assert answer.status_code == 201, answer.content
    assert answer["ETag"] != read["ETag"]
    (item,) = answer.json()["items"]
    assert system.get(item["url"].removeprefix("/api/v1/")).json()["kind"] == "no_fixed_address"
