"""Each act on orders, breaches and recalls over the API: once, on the version that was read."""

import uuid
from datetime import date

import pytest

from agencies.choices import Role
from core.models import AuditEntry, IdempotencyKey
from nominals.models import GivenReason, Nominal
from orders.api.acts import ACTS
from orders.models import Condition, Order
from tests.api.calling import Person, System
from tests.api.casework import case, restrict
from tests.api.ordering import CASES, SHPO, VARIATION, everything, of_order, of_person
from tests.factories.agencies import MembershipFactory
from tests.orders.making import impose

pytestmark = pytest.mark.django_db
each_act = pytest.mark.parametrize("name", CASES)


def ready(name, **person):
    return CASES[name](case(**{"date_of_birth": date(1980, 1, 1)} | person))


def test_every_act_is_tried():
    assert {act.name for act in ACTS} == set(CASES)


@each_act
def test_an_act_is_done_on_the_version_that_was_read_and_answers_the_next(name):
    doing, system = ready(name), System()
    path, before = f"{doing.target}{name}/", doing.stored()
    read = system.get(doing.target)["ETag"]

    unsaid = system.post(path, doing.body)
    stale = system.post(path, doing.body, tag='"0"')
    assert (unsaid.status_code, stale.status_code) == (428, 412), unsaid.content
    assert stale["ETag"] == read
    assert doing.stored() == before

    done = system.post(path, doing.body, tag=read)
    assert done.status_code in (200, 201), done.content
    assert doing.stored() == doing.after
    assert done["ETag"] == system.get(doing.target)["ETag"] != read
    for item in done.json()["items"]:
        assert system.get(item["url"].removeprefix("/api/v1/")).status_code == 200

    act, body, status = doing.following
    assert system.post(f"{doing.target}{act}/", body, tag=read).status_code == 412
    then = system.post(f"{doing.target}{act}/", body, tag=done["ETag"])
    assert then.status_code == status, then.content


@each_act
def test_the_log_says_who_did_it_for_which_agency_through_which_system(name):
    doing, system = ready(name), System()
    ann = MembershipFactory(agency=system.agency, user__username="ann-marie").user
    tag = system.get(doing.target)["ETag"]

    done = system.post(f"{doing.target}{name}/", doing.body, tag=tag, On_Behalf_Of=ann.username)

    assert done.status_code in (200, 201), done.content
    entry = AuditEntry.objects.filter(act=name.replace("-", "_")).latest("pk")
    assert (entry.actor, entry.client) == ("ann-marie", system.client.name)
    assert (entry.agency, entry.on_behalf_of) == (system.agency.name, "ann-marie")


@each_act
def test_a_retry_answers_as_before_and_another_body_is_refused(name):
    doing, system = ready(name), System()
    path, tag = f"{doing.target}{name}/", system.get(doing.target)["ETag"]

    first = system.post(path, doing.body, key="the-same-key", tag=tag)
    stored = everything()
    again = system.post(path, doing.body, key="the-same-key", tag=tag)
    other = system.post(path, doing.body | {"reasons": {"V1": "x"}}, key="the-same-key", tag=tag)

    assert first.status_code in (200, 201), first.content
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert (again["ETag"], again["Idempotency-Replayed"]) == (first["ETag"], "true")
    assert other.status_code == 409
    assert everything() == stored
    assert IdempotencyKey.objects.count() == 1


@each_act
@pytest.mark.parametrize("hidden", ["another agency", "restricted", "another area", "nobody"])
def test_an_act_on_what_is_hidden_finds_nothing(name, hidden):
    doing = ready(name)
    person = Nominal.objects.get()
    if hidden == "restricted":
        restrict(person, MembershipFactory().user)
    system = {
        "another agency": lambda: System("probation"),
        "restricted": System,
        "another area": lambda: System("police", ("suffolk",)),
        "nobody": System,
    }[hidden]()
    target = doing.target
    if hidden == "nobody":
        kind, key, _ = target.split("/")
        target = f"{kind}/{uuid.uuid4() if '-' in key else 999_999_999}/"
    before = everything()

    answer = system.post(f"{target}{name}/", doing.body, tag='"1"')

    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is nothing at this address that you may see."
    assert everything() == before


@each_act
def test_who_may_read_the_case_and_not_record_in_it_is_refused(name):
    doing, statistician = ready(name), Person(Role.STATISTICIAN)
    tag = statistician.get(doing.target)["ETag"]
    before = everything()

    answer = statistician.post(f"{doing.target}{name}/", doing.body, tag=tag)

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:mappa:problem:forbidden"
    assert everything() == before


def test_a_system_does_no_more_than_the_person_for_whom_it_calls():
    order, system = impose(case()), System()
    reader = MembershipFactory(agency=system.agency, role=Role.STATISTICIAN).user
    tag = system.get(of_order(order))["ETag"]

    answer = system.post(
        f"{of_order(order)}vary-order/", VARIATION, tag=tag, On_Behalf_Of=reader.username
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("scope", "status"),
    [("orders:read", 403), ("nominals:write", 403), ("orders:write", 201)],
)
def test_orders_are_written_with_their_scope(scope, status):
    person, system = case(), System(scopes=[scope])
    tag = System().get(of_person(person))["ETag"]

    answer = system.post(f"{of_person(person)}impose-order/", SHPO, tag=tag)

    assert answer.status_code == status, answer.content
    assert Order.objects.exists() == (status == 201)


def test_an_act_waits_for_the_reason_that_a_rule_asks_and_keeps_it():
    order, system = impose(case()), System()
    path, tag = f"{of_order(order)}discharge-order/", system.get(of_order(order))["ETag"]
    body = {"on": "2028-05-31", "reason": "No longer needed."}

    asks = system.post(path, body, key="the-same-key", tag=tag)
    assert asks.status_code == 422
    problem = asks.json()
    assert problem["type"] == "urn:mappa:problem:reason-needed"
    assert [each["code"] for each in problem["errors"]] == ["V76"]
    assert Order.objects.get().ended_on is None

    blank = system.post(path, body | {"reasons": {"V76": " "}}, tag=tag)
    assert (blank.status_code, blank.json()["errors"][0]["pointer"]) == (400, "/reasons/V76")

    given = system.post(
        path, body | {"reasons": {"V76": "The court found."}}, key="the-same-key", tag=tag
    )
    assert given.status_code == 200, given.content
    assert Order.objects.get().ended_by == "discharged"
    assert list(GivenReason.objects.values_list("rule", "reason")) == [("V76", "The court found.")]


def test_a_rule_that_refuses_is_named_and_points_to_what_is_wrong():
    person, system = case(), System()
    tag = system.get(of_person(person))["ETag"]

    answer = system.post(
        f"{of_person(person)}impose-order/", SHPO | {"ends_on": "2028-05-31"}, tag=tag
    )

    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("/ends_on", "V4")
    assert not Order.objects.exists()


def test_an_order_until_further_order_says_so():
    person, system = case(), System()
    tag = system.get(of_person(person))["ETag"]
    body = {name: value for name, value in SHPO.items() if name != "ends_on"}

    unsaid = system.post(f"{of_person(person)}impose-order/", body, tag=tag)
    said = system.post(f"{of_person(person)}impose-order/", body | {"ends_on": None}, tag=tag)

    assert [each["pointer"] for each in unsaid.json()["errors"]] == ["/ends_on"]
    assert (unsaid.status_code, said.status_code) == (400, 201)
    assert Order.objects.get().ends_on is None


def test_a_notice_rests_on_what_was_imposed_abroad():
    person, system = case(), System()
    tag = system.get(of_person(person))["ETag"]
    notice = {
        "kind": "notification_notice",
        "made_on": "2023-06-01",
        "ends_on": None,
        "applicant_kind": "police",
        "authorised_by_rank": "inspector",
        "given_in_person": True,
        "convicted_abroad_on": "2020-03-01",
        "imposed_abroad": [{"disposal": "imprisonment", "months": 12}],
    }

    answer = system.post(f"{of_person(person)}impose-order/", notice, tag=tag)

    assert answer.status_code == 201, answer.content
    assert Order.objects.get().ends_on == date(2030, 3, 1)


def test_an_interim_order_is_replaced_by_the_full_one_in_one_act():
    person, system = case(), System()
    interim = impose(person, is_interim=True, main_application="23/1", ends_on=date(2024, 6, 1))
    tag = system.get(of_person(person))["ETag"]
    body = SHPO | {"made_on": "2023-09-01", "conditions": [], "replaces": str(interim.public_id)}

    answer = system.post(f"{of_person(person)}impose-order/", body, tag=tag)

    assert answer.status_code == 201, answer.content
    interim.refresh_from_db()
    assert interim.ended_by == "replaced"


def test_a_condition_of_another_order_is_not_changed_by_a_variation():
    person, system = case(), System()
    order = impose(person)
    other = impose(case(), kind="shpo")
    foreign = Condition.objects.create(
        order=other,
        kind="prohibition",
        text="Not to phone.",
        valid_from=date(2023, 6, 1),
        recorded_from=other.recorded_from,
        recorded_in=1,
    )
    tag = system.get(of_order(order))["ETag"]

    answer = system.post(
        f"{of_order(order)}vary-order/", VARIATION | {"ended": [foreign.pk]}, tag=tag
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == ""
    assert Condition.objects.get().valid_to is None
