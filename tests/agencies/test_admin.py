"""The admin: administrators keep reference data, each change is logged, nothing is removed."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from agencies.models import Agency, Membership, RuleSetting, User
from core.models import AuditEntry
from reporting.models import CompilationRequest
from tests.factories.agencies import UserFactory, area, default_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(username="administrator", is_staff=True)
    client.force_login(user)
    return client


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(username="superuser", is_staff=True, is_superuser=True))
    return client


def last_entry():
    return AuditEntry.objects.first()


def add(name):
    return reverse(f"admin:{name}_add")


def change(obj):
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


def test_a_user_who_is_no_administrator_has_today_and_no_list_of_the_admin(client):
    client.force_login(UserFactory())

    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:administration")).status_code == 403
    assert client.get(reverse("admin:agencies_user_changelist")).status_code == 403
    assert client.get(reverse("admin:app_list", args=["agencies"])).status_code == 404
    assert client.get(add("agencies_membership")).status_code == 403


def test_an_administrator_adds_an_agency_and_the_log_says_so(administrator):
    response = administrator.post(
        add("agencies_agency"), {"name": "Example Housing", "kind": "housing"}
    )

    assert response.status_code == 302
    agency = Agency.objects.get(name="Example Housing")
    entry = last_entry()
    assert (entry.actor, entry.act) == ("administrator", "add_agency")
    assert (entry.object_label, entry.object_id) == ("agencies.Agency", str(agency.pk))
    assert entry.detail == {"columns": ["kind", "name"]}


def test_an_administrator_ends_a_membership_and_the_log_says_so(administrator):
    joined = Membership.objects.create(
        user=UserFactory(),
        agency=default_agency(),
        area=area(),
        role="chair",
        valid_from=date(2020, 1, 1),
    )
    fields = {
        "user": joined.user_id,
        "agency": joined.agency_id,
        "area": joined.area_id,
        "role": "chair",
        "valid_from": "2020-01-01",
        "valid_to": "2022-01-01",
    }

    assert administrator.post(change(joined), fields).status_code == 302

    joined.refresh_from_db()
    assert joined.valid_to == date(2022, 1, 1)
    assert last_entry().detail == {"columns": ["valid_to"]}


def test_a_period_that_ends_before_it_starts_is_refused_with_a_sentence(administrator):
    response = administrator.post(
        add("agencies_membership"),
        {
            "user": UserFactory().pk,
            "agency": default_agency().pk,
            "area": area().pk,
            "role": "chair",
            "valid_from": "2022-01-01",
            "valid_to": "2022-01-01",
        },
    )

    assert "A period must end after the day on which it starts." in response.content.decode()
    assert Membership.objects.count() == 0


def test_nobody_removes_anything(superuser):
    allowed = []
    request = superuser.get(reverse("admin:index")).wsgi_request
    for model, model_admin in admin.site._registry.items():
        if model_admin.has_delete_permission(request):
            allowed.append(model._meta.label)
        assert not model_admin.get_actions(request)
    assert allowed == []


def test_what_can_be_added_or_changed_is_named_here(superuser):
    request = superuser.get(reverse("admin:index")).wsgi_request
    registry = admin.site._registry.items()

    assert {model.__name__ for model, each in registry if each.has_add_permission(request)} == {
        "Agency",
        "AreaService",
        "BankHoliday",
        "CoreMembership",
        "Mailbox",
        "Membership",
        "RuleSetting",
        "User",
    }
    assert {model.__name__ for model, each in registry if each.has_change_permission(request)} == {
        "Agency",
        "Area",
        "AreaService",
        "BankHoliday",
        "CoreMembership",
        "Mailbox",
        "Membership",
        "RuleSetting",
        "User",
    }


@pytest.mark.parametrize(
    "name", ["core_auditentry", "reporting_compilation", "reporting_compilationrequest"]
)
def test_only_superusers_read_the_log_and_the_work(administrator, name):
    path = reverse(f"admin:{name}_changelist")
    assert administrator.get(path).status_code == 403

    administrator.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert administrator.get(path).status_code == 200


def test_the_log_cannot_be_changed_in_the_admin(superuser):
    entry = last_entry()

    assert superuser.post(change(entry), {"actor": "somebody else"}).status_code == 403
    assert CompilationRequest.objects.count() == 0


# Users


def test_an_administrator_adds_a_user(administrator):
    password = "a long pass phrase"
    response = administrator.post(
        add("agencies_user"),
        {
            "username": "newcomer",
            "usable_password": "true",
            "password1": password,
            "password2": password,
        },
    )

    assert response.status_code == 302
    assert User.objects.get(username="newcomer").check_password(password)
    assert last_entry().act == "add_user"
    assert password not in str(last_entry().detail)


def fields_of(user, **values):
    return {
        "username": user.username,
        "is_active": "on",
        "date_joined_0": "2020-01-01",
        "date_joined_1": "12:00",
        **values,
    }


def test_an_administrator_makes_nobody_an_administrator_or_superuser(administrator):
    user = UserFactory()

    administrator.post(change(user), fields_of(user, is_staff="on", is_superuser="on"))

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_a_superuser_makes_somebody_an_administrator(superuser):
    user = UserFactory()

    superuser.post(change(user), fields_of(user, is_staff="on"))

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert last_entry().detail == {"columns": ["is_staff"]}


@pytest.mark.parametrize("standing", [{"is_staff": True}, {"is_superuser": True}])
def test_an_administrator_reaches_neither_superusers_nor_administrators(administrator, standing):
    other = UserFactory(**standing)
    password = reverse("admin:auth_user_password_change", args=[other.pk])

    assert administrator.get(change(other)).status_code == 302
    assert administrator.post(password, {}).status_code == 404
    assert (
        other.username
        not in administrator.get(reverse("admin:agencies_user_changelist")).content.decode()
    )


# Rule settings


def setting():
    return RuleSetting.objects.get(code="category_4_start")


def values(**changed):
    return {
        "value": '"2022-06-28"',
        "source": setting().source,
        "valid_from": "1900-01-01",
        "valid_to": "",
        "confirmed_by": "",
        "confirmed_on": "",
        "reason": "Read in the Act.",
        **changed,
    }


def test_a_superuser_confirms_a_setting_and_what_was_known_is_kept(superuser):
    former = setting()

    response = superuser.post(
        change(former), values(confirmed_by="A. Lawyer", confirmed_on="2026-11-22")
    )

    assert response.status_code == 302
    now_known = setting()
    assert now_known.pk == former.pk
    assert (now_known.confirmed_by, now_known.confirmed_on) == ("A. Lawyer", date(2026, 11, 22))
    kept = RuleSetting.history.get(version_of=former.pk)
    assert (kept.confirmed_by, kept.recorded_from) == ("", former.recorded_from)
    entry = last_entry()
    assert (entry.act, entry.actor) == ("change_setting", "superuser")
    assert entry.purpose == "Read in the Act."
    assert now_known.recorded_in == kept.superseded_in == entry.pk


def test_a_change_without_a_reason_is_refused(superuser):
    response = superuser.post(change(setting()), values(confirmed_by="A. Lawyer", reason=""))

    assert response.status_code == 200
    assert setting().confirmed_by == ""


def test_a_period_that_overlaps_another_of_the_setting_is_refused(superuser):
    former = RuleSetting.objects.filter(code="category_precedence").first()

    response = superuser.post(
        change(former), values(value="[1, 2, 3]", source="x", valid_to="2022-06-29")
    )

    assert "This setting already has a value" in response.content.decode()
    assert RuleSetting.history.filter(version_of__isnull=False).count() == 0


def test_saving_without_a_change_supersedes_nothing(superuser):
    entries = AuditEntry.objects.count()

    assert superuser.post(change(setting()), values()).status_code == 302

    assert RuleSetting.history.filter(version_of__isnull=False).count() == 0
    assert AuditEntry.objects.count() == entries


def test_an_administrator_reads_settings_and_changes_none(administrator):
    path = change(setting())

    assert "2022-06-28" in administrator.get(path).content.decode()
    assert administrator.post(path, values(confirmed_by="me")).status_code == 403
    assert setting().confirmed_by == ""


@pytest.mark.parametrize("query", ["%2B=1", "%2B__isnull=0", "%2B__nominal=1", "memberships=1"])
@pytest.mark.parametrize("name", ["user", "area", "agency"])
def test_a_list_is_not_filtered_by_what_points_at_its_rows(administrator, name, query):
    address = reverse(f"admin:agencies_{name}_changelist")

    assert administrator.get(f"{address}?{query}").status_code == 400
    assert administrator.get(f"{address}?id=1").status_code == 200


def test_a_password_that_an_administrator_sets_is_logged_without_it(administrator):
    user = UserFactory()
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    new = {"usable_password": "true", "password1": "a long pass phrase"}

    administrator.post(address, new | {"password2": "another"})
    assert last_entry().act != "set_password"

    administrator.post(address, new | {"password2": "a long pass phrase"})
    user.refresh_from_db()
    assert user.check_password("a long pass phrase")
    entry = last_entry()
    assert (entry.actor, entry.act, entry.object_id, entry.detail) == (
        "administrator", "set_password", str(user.pk), {},
    )  # fmt: skip
