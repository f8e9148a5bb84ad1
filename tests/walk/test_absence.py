"""Every method of every address, as every role, beside somebody hidden in every way there is: who
is hidden is answered like nobody, and the visible twin is found by the same request."""

import json
from uuid import uuid4

import pytest

from agencies.choices import Fact
from meetings.api.uploads import UploadDoor
from tests.walk.callers import WALKING, Walker
from tests.walk.others import KEEPS_AREA, OTHERS
from tests.walk.people import HIDDEN, RECORDS, TWIN
from tests.walk.routes import keyed, others

pytestmark = pytest.mark.django_db

DOCUMENTS = {
    "meetings/<str:key>/document/": {"kind": "minutes", "as": "txt"},
    "minutes/<str:key>/document/": {"as": "txt"},
}
"""What is asked of a document besides its key."""
FACTS = {
    "nominals/<str:key>/log/": Fact.AUDIT,
    "meetings/<str:key>/document/": Fact.MINUTES,
}
"""Which fact an address shows, where that is not the fact of the record in it."""
FACT_OF_KIND = {
    "nominals": Fact.IDENTITY,
    "duties": Fact.DUTIES,
    "minutes": Fact.MINUTES,
    "decisions": Fact.MINUTES,
}


@pytest.fixture(params=WALKING, ids=str)
def walker(request, everybody):
    return Walker(request.param, everybody)


def fact_of(route):
    """The fact that an address shows."""
    named = FACTS.get(route.path)
    model = RECORDS[route.kind].model
    return named or FACT_OF_KIND.get(route.kind) or getattr(model, "fact", Fact.PLAN)


def how(walker, route):
    """The call of a route, and what is sent with it."""
    if route.method == "GET":
        return walker.get, DOCUMENTS.get(route.path)
    return (walker.upload if issubclass(route.door, UploadDoor) else walker.post), None


def told(answer):
    """An answer without what differs from call to call."""
    body = json.loads(answer.content)
    return answer.status_code, {
        k: v for k, v in body.items() if k not in ("instance", "request_id")
    }


def test_of_everybody_there_is_a_record_of_every_kind(everybody):
    for each in everybody:
        missing = {name for name in RECORDS if not each.keys(name)}
        if each.meeting is None:
            assert missing == set(), each.kind
        else:
            assert {
                name for name in missing if RECORDS[name].model._meta.app_label == "meetings"
            } == {
                "referrals",
                "information-requests",
            }
    assert {each.kind for each in everybody} == {TWIN, *HIDDEN}


def test_a_hidden_record_is_answered_as_one_that_never_was_and_its_twin_as_one_that_is(walker):
    for route in keyed():
        call, query = how(walker, route)
        is_opaque = RECORDS[route.kind].key == "public_id"
        nobody = told(call(route.at(uuid4() if is_opaque else 10**9), query))
        assert nobody[0] == 404, route
        for each in walker.hidden:
            key = min(each.keys(route.kind), default=None)
            assert key or each.meeting, (route, each.kind)
            if key:
                assert told(call(route.at(key), query)) == nobody, (route, each.kind)
        found = (call(route.at(key), query).status_code for key in walker.twin.keys(route.kind))
        is_told = any(status != 404 for status in found)
        assert is_told == (fact_of(route) in walker.facts), route


def test_lists_hold_no_hidden_record_and_count_none(walker):
    for name, resource in RECORDS.items():
        items = walker.items(f"{name}/", {"count": "true", "limit": 200})
        keys = {str(item["id"]) for item in items}
        narrows = resource.filterset and "nominal" in resource.filterset.base_filters
        for each in walker.hidden:
            assert not keys & each.keys(name), (name, each.kind)
            if narrows and each.meeting is None:
                assert walker.items(f"{name}/", {"nominal": each.person.public_id}) == []
        fact = FACT_OF_KIND.get(name) or getattr(resource.model, "fact", Fact.PLAN)
        assert bool(keys & walker.twin.keys(name)) == (fact in walker.facts), name


def test_every_other_address_is_walked_too():
    assert others() == set().union(*OTHERS.values())


@pytest.mark.parametrize("walk", OTHERS, ids=lambda each: each.__name__)
def test_what_tells_of_many_tells_of_the_twin_and_of_nobody_hidden(
    walk, walker, tmp_path, settings
):
    settings.MAPPA_FILES = tmp_path
    walk(walker)
    assert walker.asked >= OTHERS[walk] or walker.role not in KEEPS_AREA
