"""Which admin classes save, and why: facts about people are written by the services alone."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import get_resolver

from agencies.models import User
from core.admin import AuditedAdmin
from nominals.models import Nominal

assert get_resolver().url_patterns  # registers the admin classes

SAVING = {
    "agencies.Agency": "The agencies of an area change, by law or by name.",
    "agencies.Area": "Names and codes are put right; none is added.",
    "agencies.AreaService": "Which agency serves an area changes.",
    "agencies.BankHoliday": "A day that is proclaimed is added; none moves.",
    "agencies.Mailbox": "Where reminders go changes.",
    "agencies.Membership": "People come, go and change roles.",
    "agencies.RuleSetting": "Law and guidance change; saved through its service, with a reason.",
    "agencies.User": "Whoever signs in is made here, and is given a password.",
    "meetings.CoreMembership": "Which agencies are invited as a matter of course changes.",
}
"""Reference data and users, and why an administrator may save each in the admin."""

OF_CASEWORK = {"nominals", "orders"}
"""Apps all of whose models are facts about people."""


@pytest.fixture
def root():
    """A request of somebody who may do everything."""
    request = RequestFactory().get("/")
    request.user = User(username="root", is_active=True, is_staff=True, is_superuser=True)
    return request


def saves(model, request):
    """Whether the admin class of `model` lets anything be added, changed or removed."""
    shown = admin.site._registry[model]
    assert not shown.inlines, model  # they would save rows of other models
    return any(
        may(request)
        for may in (
            shown.has_add_permission,
            shown.has_change_permission,
            shown.has_delete_permission,
        )
    )


def test_the_admin_classes_that_save_are_these(root):
    found = {model._meta.label for model in admin.site._registry if saves(model, root)}

    assert found == set(SAVING)


def test_none_of_them_removes_anything_or_acts_on_many_at_once(root):
    for model, shown in admin.site._registry.items():
        assert not shown.has_delete_permission(root), model
        assert not shown.get_actions(root), model


def test_each_that_saves_writes_the_log_with_it():
    saving = {m._meta.label: a for m, a in admin.site._registry.items() if m._meta.label in SAVING}
    by_service = {"agencies.RuleSetting"}

    assert {label for label, each in saving.items() if not isinstance(each, AuditedAdmin)} == (
        by_service
    )


def points_at_a_person(model):
    """Whether a row of `model` is about somebody: it points at a nominal, itself or through
    another."""
    waiting, seen = [model], set()
    while waiting:
        each = waiting.pop()
        if each is Nominal or each._meta.app_label in OF_CASEWORK:
            return True
        seen.add(each)
        waiting += [
            field.related_model
            for field in each._meta.get_fields()
            if field.is_relation
            and not field.auto_created
            and field.related_model not in seen
            and field.related_model is not None
        ]
    return False


def test_no_fact_about_anybody_is_shown_or_saved_by_an_admin_class():
    assert [each for each in admin.site._registry if points_at_a_person(each)] == []


def test_a_model_of_casework_that_the_admin_saved_would_be_found(root):
    admin.site.register(Nominal, AuditedAdmin)
    try:
        assert saves(Nominal, root)
        assert points_at_a_person(Nominal)
    finally:
        admin.site.unregister(Nominal)
