"""What every door of the API has in common: who calls, problems, pages, versions and keys."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.choices import Role
from agencies.models import Membership
from agencies.services.clients import close_client, issue_credential, revoke_credential
from core.api.bodies import LARGEST_BODY
from core.api.keys import KEPT, forget
from core.models import AuditedObject, AuditEntry, IdempotencyKey
from nominals.models import Flag, Nominal
from tests.api.calling import AT, Person, System
from tests.api.casework import case, led_by, restrict
from tests.factories.agencies import area

pytestmark = pytest.mark.django_db
FLAG = {"kind": "no_fixed_address", "on": "2024-05-01", "reason": "Said so."}
REGISTER = {"details": {"family_name": "Rook"}, "area": "norfolk", "on": "2024-05-01"}


def problem(answer, status, kind):
    """The body of an answer that is a problem of a kind."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["status"]) == (f"urn:mappa:problem:{kind}", status)
    return body


# Who calls


def test_nobody_calls_without_a_token_or_with_one_that_is_none():
    assert problem(Client().get("/api/v1/nominals/"), 401, "unauthenticated")
    answer = Client().get("/api/v1/nominals/", headers={"Authorization": "Bearer nonsense"})
    assert problem(answer, 401, "unauthenticated")
    assert "Bearer" in answer["WWW-Authenticate"]


def test_a_token_has_no_scope_that_its_client_was_not_given():
    system = System(scopes=["nominals:read"])
    assert system.ask_token(scope="nominals:write").status_code == 400
    assert system.get("nominals/").status_code == 200
    body = problem(system.post("nominals/", REGISTER), 403, "forbidden")
    assert "nominals:write" in body["detail"]


def test_a_token_lasts_ten_minutes():
    answer = System().ask_token().json()
    assert answer["expires_in"] == 600
    assert "refresh_token" not in answer


def test_a_secret_is_rotated_without_a_gap_and_a_revoked_one_gives_no_access():
    system = System()
    first = system.client.credentials.get()
    system.secret = issue_credential(client=system.client, by="ann", at=AT)
    newer = system.ask_token().json()["access_token"]
    assert system.get("areas/").status_code == 200
    revoke_credential(credential=first, by="ann", at=AT)
    assert problem(system.get("areas/"), 401, "unauthenticated")
    system.token = newer
    assert system.get("areas/").status_code == 200
    close_client(client=system.client, on=date(2026, 1, 1), by="ann", at=AT)
    assert problem(system.get("areas/"), 401, "unauthenticated")
    assert system.ask_token().status_code == 401


def test_a_token_is_revoked_by_its_client():
    system = System()
    pair = {"client_id": system.secret.client_id, "client_secret": system.secret.secret}
    answer = system.http.post("/oauth2/revoke/", {"token": system.token} | pair)
    assert answer.status_code == 200
    assert problem(system.get("areas/"), 401, "unauthenticated")


def test_on_behalf_of_somebody_is_shown_what_both_may_see():
    led = case()
    elsewhere = led_by("probation")
    system, ann = System("police"), Person(Role.CO_ORDINATOR, "police")
    assert {each["id"] for each in ann.items("nominals/")} == {
        str(led.public_id),
        str(elsewhere.public_id),
    }
    found = system.items("nominals/", On_Behalf_Of=ann.user.username)
    assert [each["id"] for each in found] == [str(led.public_id)]
    entry = AuditEntry.objects.filter(act="list_nominals").latest("pk")
    assert (entry.actor, entry.client, entry.on_behalf_of, entry.agency) == (
        ann.user.username,
        system.client.name,
        ann.user.username,
        system.agency.name,
    )


@pytest.mark.parametrize("who", ["nobody", "stranger", "former", "system"])
def test_nobody_is_called_for_who_does_not_act_for_the_agency_today(who):
    system = System("police")
    stranger, former = Person(kind="probation"), Person(kind="police")
    today = timezone.localdate()
    Membership.objects.filter(user=former.user).update(valid_to=today)
    names = {
        "nobody": "nobody",
        "stranger": stranger.user.username,
        "former": former.user.username,
        "system": system.client.user.username,
    }
    body = problem(system.get("areas/", On_Behalf_Of=names[who]), 403, "forbidden")
    assert body["detail"] == "On-Behalf-Of: name somebody who acts for your agency today."


def test_somebody_whose_membership_ends_tomorrow_is_called_for_today():
    system, ann = System("police"), Person(kind="police")
    tomorrow = timezone.localdate() + timedelta(days=1)
    Membership.objects.filter(user=ann.user).update(valid_to=tomorrow)
    assert system.get("areas/", On_Behalf_Of=ann.user.username).status_code == 200


@pytest.mark.parametrize(
    ("category", "categories", "is_shown"),
    [(1, (1, 2, 3), True), (4, (1, 2, 3), False), (4, (1, 2, 3, 4), True), (1, (2, 3), False)],
)
def test_a_system_sees_nobody_of_a_category_that_is_not_its_own(category, categories, is_shown):
    bases = {1: "sexual_offence", 4: "terrorism_offence"}
    someone = case(basis=bases[category])
    system = System("police", categories=categories)
    assert bool(system.items("nominals/")) is is_shown
    status = system.get(f"nominals/{someone.public_id}/").status_code
    assert status == (200 if is_shown else 404)


def test_a_system_sees_nobody_outside_its_areas_though_its_agency_leads():
    case()
    system = System("police")
    assert len(system.items("nominals/")) == 1
    Membership.objects.filter(user=system.client.user).update(area=area("kent"))
    assert system.items("nominals/") == []


# Problems


@pytest.mark.parametrize(
    "path", ["api/v1/nothing/", "api/v2/nominals/", "api/v1/nominals/x/y/z/", "api/v1/nominals"]
)
def test_where_there_is_nothing_every_method_is_told_so(path):
    for method in (Client().get, Client().post, Client().delete):
        answer = method(f"/{path}")
        if path.endswith("/"):
            problem(answer, 404, "not-found")


def test_a_record_that_is_not_there_is_told_as_one_that_may_not_be_seen():
    hidden = led_by("probation")
    system = System("police")
    gone = "00000000-0000-4000-8000-000000000000"
    answers = [system.get(f"nominals/{key}/") for key in (hidden.public_id, gone, "4711", "x'y")]
    bodies = {answer.content for answer in answers}
    assert len(bodies) == 1
    problem(answers[0], 404, "not-found")
    looks = AuditEntry.objects.filter(act="read_nominal", detail__found=False)
    assert (
        AuditedObject.objects.filter(entry_id__in=looks.values("pk")).get().object_id == hidden.pk
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"details": {"family_name": "Rook", "nickname": "R"}}, "/details/nickname"),
        ({"details": {"family_name": "Ro\0ok"}}, "/details/family_name"),
        ({"details": {"family_name": "Ro\x07ok"}}, "/details/family_name"),
        ({"details": {"family_name": 7}}, "/details/family_name"),
        ({"details": []}, "/details"),
        ({"details": {"family_name": "Rook", "date_of_birth": "0001-01-01"}}, "/details/date_of"),
        ({"details": {"family_name": "Rook", "date_of_birth": "9999-01-01"}}, "/details/date_of"),
        ({"on": "31/03/2024"}, "/on"),
        ({"on": 20240331}, "/on"),
        ({"area": "nowhere"}, "/area"),
        ({"area": {"code": "norfolk"}}, "/area"),
        ({"surprise": True}, "/surprise"),
        ({"reasons": {"V1": 7}}, "/reasons/V1"),
    ],
)
def test_a_body_that_is_malformed_is_told_where_and_stores_nothing(body, pointer):
    body = problem(System().post("nominals/", REGISTER | body), 400, "malformed")
    assert any(each["pointer"].startswith(pointer) for each in body["errors"])
    assert not Nominal.objects.exists()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "malformed"),
        (b"[]", "malformed"),
        (b"{", "malformed"),
        (b'{"on": NaN}', "malformed"),
        (b'{"on": "\xff"}', "malformed"),
        (b'{"on": "\\ud800"}', "malformed"),
        (b"[" * 100_000, "malformed"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "malformed"),
        (b'{"on": "' + b"x" * LARGEST_BODY + b'"}', "too-large"),
    ],
)
def test_what_is_no_small_object_of_json_is_refused(content, kind):
    system = System()
    answer = system.http.post(
        "/api/v1/nominals/",
        content,
        content_type="application/json",
        headers=system.headers(Idempotency_Key="key-00000000"),
    )
    problem(answer, {"malformed": 400, "too-large": 413}[kind], kind)


def test_only_json_comes_in_and_goes_out():
    system = System()
    answer = system.http.post("/api/v1/nominals/", {"on": "x"}, headers=system.headers())
    problem(answer, 415, "unsupported-media-type")
    answer = system.http.get("/api/v1/nominals/", headers=system.headers(Accept="text/html"))
    problem(answer, 406, "not-acceptable")
    problem(
        system.http.put("/api/v1/nominals/", headers=system.headers()), 405, "method-not-allowed"
    )


@pytest.mark.parametrize("limit", ["12", True, 1.5, "yes", [5], 0, 101])
def test_a_number_is_written_as_a_number(limit):
    body = problem(
        System().post("nominals/search/", {"text": "Rook", "limit": limit}), 400, "malformed"
    )
    assert [each["pointer"] for each in body["errors"]] == ["/limit"]


@pytest.mark.parametrize("said", ["yes", "true", "false", 1, 0, "", None])
def test_yes_and_no_are_written_as_true_and_false(said):
    rows = [{"path": "/api/v1/nominals/", "body": REGISTER}]
    body = problem(System().post("bulk/", {"all_or_nothing": said, "rows": rows}), 400, "malformed")
    assert [each["pointer"] for each in body["errors"]] == ["/all_or_nothing"]
    assert not Nominal.objects.exists()


def test_a_rule_that_refuses_is_named_with_its_field():
    body = {"details": {"family_name": "Rook", "date_of_birth": "2025-01-01"}}
    told = problem(System().post("nominals/", REGISTER | body), 422, "refused")
    assert told["errors"][0]["pointer"] == "/details/date_of_birth"


def test_a_client_that_calls_too_often_is_told_when_to_call_again():
    system = System()
    type(system.client).objects.update(requests_per_minute=2)
    statuses = [system.get("areas/").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = system.get("areas/")
    problem(answer, 429, "too-many-requests")
    assert 0 < int(answer["Retry-After"]) <= 60


# Looks


def test_a_list_is_one_entry_with_everybody_shown():
    people = [case(family_name=f"Rook{number}") for number in range(3)]
    system = System()
    system.get("nominals/", {"limit": 2}, X_Request_ID="request-0001")
    entry = AuditEntry.objects.get(act="list_nominals")
    shown = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    assert sorted(shown) == [each.pk for each in people[:2]]
    assert (entry.request_id, entry.operation) == ("request-0001", "consultation")


def test_a_restricted_case_is_read_for_a_purpose_only():
    ann = Person()
    hidden = restrict(case(), ann.user)
    path = f"nominals/{hidden.public_id}/"
    problem(ann.get(path), 403, "purpose-needed")
    assert ann.get(path, Access_Purpose="Release on Monday.").status_code == 200
    entries = AuditEntry.objects.filter(act="read_nominal").order_by("pk")
    assert [each.purpose for each in entries] == ["", "Release on Monday."]


# Pages


def test_pages_follow_one_another_without_missing_or_repeating_anybody():
    people = [case(family_name=f"Rook{number}") for number in range(7)]
    system = System()
    found, address = [], "nominals/?limit=3"
    while address:
        page = system.get(address.removeprefix("/api/v1/")).json()
        assert len(page["items"]) <= 3
        found += [each["id"] for each in page["items"]]
        address = page["next"]
    assert found == [str(each.public_id) for each in people]


@pytest.mark.parametrize(("there", "has_next"), [(2, False), (3, False), (4, True)])
def test_a_page_that_holds_all_has_no_next(there, has_next):
    for number in range(there):
        case(family_name=f"Rook{number}")
    page = System().get("nominals/", {"limit": 3}).json()
    assert (page["next"] is not None) is has_next


def test_counts_come_on_request_and_count_what_is_seen():
    case()
    led_by("probation")
    system = System()
    assert "count" not in system.get("nominals/").json()
    counted = system.get("nominals/", {"count": "true"}).json()["count"]
    assert counted == {"value": 1, "is_capped": False}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "x"},
        {"limit": "9" * 5000},
        {"count": "yes"},
        {"cursor": "forged"},
        {"cursor": "WyJhIiwxXQ:1abc:zzz"},
        {"fields": "family_name,password"},
        {"category": "5"},
        {"level": "two"},
        {"area": "nowhere"},
        {"changed_since": "-1"},
        {"changed_since": str(2**63)},
        {"unknown": "1"},
    ],
)
def test_a_parameter_that_means_nothing_is_refused(query):
    assert problem(System().get("nominals/", query), 400, "malformed")["detail"]


def test_a_cursor_of_another_question_is_refused():
    for number in range(3):
        case(family_name=f"Rook{number}")
    system = System()
    cursor = system.get("nominals/", {"limit": 1}).json()["next"].split("cursor=")[1]
    assert system.get(f"nominals/?limit=1&cursor={cursor}").status_code == 200
    problem(system.get(f"nominals/?limit=1&level=1&cursor={cursor}"), 400, "malformed")
    problem(system.get(f"flags/?limit=1&cursor={cursor}"), 400, "malformed")


def test_only_the_fields_that_are_asked_for_are_shown():
    case()
    (item,) = System().items("nominals/", {"fields": "level,id"})
    assert sorted(item) == ["id", "level"]


# Versions


def test_an_act_without_the_version_that_was_read_is_not_done():
    someone = case()
    system, path = System(), f"nominals/{someone.public_id}/raise-flag/"
    problem(system.post(path, FLAG), 428, "version-needed")
    problem(system.post(path, FLAG, tag="*"), 400, "malformed")
    problem(system.post(path, FLAG, tag='W/"1"'), 400, "malformed")
    stale = system.post(path, FLAG, tag='"4711"')
    assert problem(stale, 412, "outdated")
    assert not Flag.objects.exists()
    assert system.post(path, FLAG, tag=stale["ETag"]).status_code == 201


def test_what_was_not_changed_is_not_sent_again():
    someone = case()
    system, path = System(), f"nominals/{someone.public_id}/"
    tag = system.get(path)["ETag"]
    again = system.get(path, If_None_Match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert AuditEntry.objects.filter(act="read_nominal").count() == 2


# Keys


def test_a_retry_is_answered_alike_and_stores_nothing_more():
    system = System()
    first = system.post("nominals/", REGISTER, key="key-of-mine-1")
    again = system.post("nominals/", REGISTER, key="key-of-mine-1")
    assert first.status_code == 201
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert Nominal.objects.count() == 1
    other = REGISTER | {"on": "2024-05-02"}
    problem(system.post("nominals/", other, key="key-of-mine-1"), 409, "conflict")


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "spaced key here", "schlüssel-1"])
def test_a_write_without_a_proper_key_is_not_done(key):
    system = System()
    headers = system.headers() | ({"Idempotency-Key": key} if key.isascii() else {})
    answer = system.http.post(
        "/api/v1/nominals/", REGISTER, content_type="application/json", headers=headers
    )
    problem(answer, 400, "malformed")


def test_what_was_refused_may_be_sent_again_with_the_same_key():
    system = System()
    bad = REGISTER | {"area": "nowhere"}
    assert system.post("nominals/", bad, key="key-of-mine-2").status_code == 400
    assert system.post("nominals/", REGISTER, key="key-of-mine-2").status_code == 201


@pytest.mark.parametrize(
    ("age", "is_kept"),
    [(KEPT - timedelta(seconds=1), True), (KEPT, False), (KEPT + timedelta(seconds=1), False)],
)
def test_a_key_is_kept_for_a_day(age, is_kept):
    now = timezone.now()
    IdempotencyKey.objects.create(caller="a", key="k", digest="d", at=now - age)
    forget(at=now)
    assert IdempotencyKey.objects.exists() is is_kept


# Many acts at once


def test_in_bulk_each_row_is_told_of_and_all_or_nothing_is_done():
    system = System()
    ann, bob = case(), led_by("probation")
    tag = system.get(f"nominals/{ann.public_id}/")["ETag"]
    rows = [
        {"path": f"/api/v1/nominals/{ann.public_id}/raise-flag/", "if_match": tag, "body": FLAG},
        {"path": f"/api/v1/nominals/{bob.public_id}/raise-flag/", "if_match": tag, "body": FLAG},
        {"path": "/api/v1/areas/", "body": {}},
        {"path": "/api/v1/nominals/", "body": REGISTER},
    ]
    whole = system.post("bulk/", {"all_or_nothing": True, "rows": rows}).json()
    assert whole["is_stored"] is False
    assert [each["status"] for each in whole["rows"]] == [201, 404]
    assert not Flag.objects.exists()
    each = system.post("bulk/", {"all_or_nothing": False, "rows": rows}, key="bulk-key-1").json()
    assert each["is_stored"] is True
    assert [row["status"] for row in each["rows"]] == [201, 404, 404, 201]
    again = system.post("bulk/", {"all_or_nothing": False, "rows": rows}, key="bulk-key-1").json()
    assert again == each
    assert Flag.objects.count() == 1
    assert Nominal.objects.filter(family_name="Rook").count() == 1


def test_a_row_in_bulk_needs_the_scope_of_its_act():
    system = System(scopes=["nominals:read"])
    rows = [{"path": "/api/v1/nominals/", "body": REGISTER}]
    told = system.post("bulk/", {"all_or_nothing": False, "rows": rows}).json()
    assert [row["status"] for row in told["rows"]] == [403]
    assert not Nominal.objects.exists()


# What tells of nobody


def test_code_lists_and_the_description_are_told():
    names = {each["name"] for each in System().items("code-lists/")}
    assert {"Category", "Level", "OrderKind", "Outcome", "Role"} <= names
    told = json.loads(Client().get("/api/v1/openapi.json").content)
    assert told["openapi"].startswith("3.1")
    page = Client().get("/api/")
    assert page.status_code == 200
    assert b"list_nominals" in page.content
