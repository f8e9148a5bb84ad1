"""The system checks of guards: of the declaration, and of what the database holds."""

import pytest
from django.db import connection

from core.checks import check_guards
from core.constraints import NonOverlap
from tests.core.constraints.guarded import (
    COMMITTING,
    guards_of,
    run_script,
)

pytestmark = COMMITTING

DROPS = {
    "sqlite": [
        ("stay", "DROP TRIGGER core_stay_once_insert"),
        ("stay", "DROP TRIGGER core_stay_once_update"),
        ("log", "DROP TRIGGER core_log_append_only_update"),
        ("log", "DROP TRIGGER core_log_append_only_delete"),
    ],
    "postgresql": [
        ("stay", "ALTER TABLE core_stay DROP CONSTRAINT core_stay_once"),
        ("log", "DROP TRIGGER core_log_append_only_row ON core_log"),
        ("log", "DROP TRIGGER core_log_append_only_truncate ON core_log"),
        ("log", "ALTER TABLE core_log DISABLE TRIGGER USER"),
    ],
}


@pytest.mark.parametrize(("made", "drop"), DROPS[connection.vendor])
def test_the_check_finds_a_lost_guard_and_says_how_to_put_it_back(request, made, drop):
    model = request.getfixturevalue(made)
    configs = [model._meta.app_config]
    check = {"app_configs": configs, "databases": ["default"]}

    assert check_guards(**check) == []
    with connection.cursor() as cursor:
        cursor.execute(drop)
    (problem,) = check_guards(**check)

    assert problem.id == "core.E002"
    assert guards_of(model)[0].name in problem.msg
    run_script(problem.hint.partition("\n")[2])
    assert check_guards(**check) == []


def test_the_check_finds_a_guard_that_does_not_fit_the_model_any_more(stay):
    run_script(NonOverlap(fields=["person"], name="core_stay_once").repair_sql(connection, stay))

    (problem,) = check_guards(app_configs=[stay._meta.app_config], databases=["default"])
    assert "or holds another one by that name" in problem.msg


def test_no_database_is_asked_unless_it_is_named(stay, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert check_guards(app_configs=[stay._meta.app_config], databases=None) == []


def test_the_check_leaves_out_a_table_that_is_not_there_yet(stay):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE core_stay")

    assert check_guards(app_configs=[stay._meta.app_config], databases=["default"]) == []


def test_a_guard_says_what_its_declaration_lacks(stay):
    guard = NonOverlap(fields=["persons"], name="n" * 51)

    assert [each.msg for each in guard._check(stay, connection)] == [
        f"Constraint '{guard.name}': The name is too long. Use at most 50 characters.",
        f"Constraint '{guard.name}': The model has no field 'persons'. Add it, or drop the "
        "constraint.",
    ]
    with pytest.raises(ValueError, match="list the fields"):
        NonOverlap(fields="person", name="once")
