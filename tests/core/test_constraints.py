"""The guards of `core.constraints`: written past the model, on both databases.

The models live in these tests only. Their tables are made and dropped by each test outside any
transaction, because SQLite's schema editor does not work inside one.
"""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, migrations, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from django.test.utils import CaptureQueriesContext, isolate_apps

from core.checks import check_guards
from core.constraints import AppendOnly, DatabaseGuard, NonOverlap
from core.periods import FOREVER
from core.temporal import TemporalModel

KNOWN = datetime(2024, 1, 1, tzinfo=UTC)
SUPERSEDED = datetime(2024, 6, 1, tzinfo=UTC)

# SQLite's schema editor works outside transactions only, so the tests commit; and no app being
# available, the flush afterwards empties no table. Each test drops those that it made.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=[])
CASCADE = " CASCADE" if connection.vendor == "postgresql" else ""


@contextmanager
def tables_of(*made):
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    try:
        yield
    finally:
        made_by_migrations = ["core_renamed", "core_other"]
        names = [*made_by_migrations, *(model._meta.db_table for model in reversed(made))]
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP TABLE IF EXISTS {name}{CASCADE}")


@pytest.fixture
def stay():
    """A model whose periods must not overlap for one person and one place, which may be empty."""
    with isolate_apps("core"):

        class Person(models.Model):  # noqa: DJ008
            class Meta:
                app_label = "core"

        class Stay(TemporalModel):
            person = models.ForeignKey(Person, on_delete=models.CASCADE)
            place = models.CharField(max_length=10, null=True)  # noqa: DJ001
            act = models.CharField(max_length=10, default="")
            spare = models.IntegerField(default=0)

            class Meta(TemporalModel.Meta):
                app_label = "core"
                constraints = [
                    *TemporalModel.Meta.constraints,
                    NonOverlap(fields=["person", "place"], name="%(app_label)s_%(class)s_once"),
                ]

        with tables_of(Person, Stay):
            Person.objects.bulk_create([Person(pk=1), Person(pk=2)])
            yield Stay


@pytest.fixture
def log():
    with isolate_apps("core"):

        class Log(models.Model):  # noqa: DJ008
            act = models.CharField(max_length=10)
            spare = models.IntegerField(default=0)

            class Meta:
                app_label = "core"
                constraints = [AppendOnly(name="core_log_append_only")]

        with tables_of(Log):
            Log.objects.create(act="read")
            yield Log


def row(model, start, end=None, **values):
    fields = {"person_id": 1, "place": "A", "recorded_from": KNOWN, "recorded_in": 1, **values}
    return model(valid_from=start, valid_to=end, **fields)


def write(model, *rows):
    model._base_manager.bulk_create(rows)


MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)
DAY_BEFORE_JUNE, DAY_AFTER_JUNE = date(2024, 5, 31), date(2024, 6, 2)

FIRST = (MAY, JUNE)
PASSING = {
    "touching after": (FIRST, {}, (JUNE, None), {}),
    "a day's gap": (FIRST, {}, (DAY_AFTER_JUNE, None), {}),
    "touching before an open one": ((JUNE, None), {}, FIRST, {}),
    "another person": (FIRST, {}, FIRST, {"person_id": 2}),
    "another place": (FIRST, {}, FIRST, {"place": "B"}),
    "no place beside a place": (FIRST, {}, FIRST, {"place": None}),
    "no place beside a place called nothing": (FIRST, {"place": ""}, FIRST, {"place": None}),
    "the new one superseded": (FIRST, {}, FIRST, {"recorded_to": SUPERSEDED}),
    "the old one superseded": (FIRST, {"recorded_to": SUPERSEDED}, FIRST, {}),
    "nobody's place twice, one superseded": (
        FIRST,
        {"place": None, "recorded_to": SUPERSEDED},
        FIRST,
        {"place": None},
    ),
}
REFUSED = {
    "the same days": (FIRST, {}, FIRST, {}),
    "one day at the end": (FIRST, {}, (DAY_BEFORE_JUNE, JULY), {}),
    "one day at the start": ((DAY_BEFORE_JUNE, JULY), {}, FIRST, {}),
    "inside": ((MAY, JULY), {}, (JUNE, DAY_AFTER_JUNE), {}),
    "around": ((JUNE, DAY_AFTER_JUNE), {}, (MAY, JULY), {}),
    "open and open": ((MAY, None), {}, (JULY, None), {}),
    "open and earlier, open": ((JULY, None), {}, (MAY, None), {}),
    "open over closed": (FIRST, {}, (MAY, None), {}),
    "empty keys": (FIRST, {"place": None}, (MAY, JULY), {"place": None}),
}


@pytest.mark.parametrize(("old", "old_values", "new", "values"), PASSING.values(), ids=PASSING)
def test_periods_that_do_not_overlap_pass_model_and_database(stay, old, old_values, new, values):
    write(stay, row(stay, *old, **old_values))
    row(stay, *new, **values).validate_constraints()
    write(stay, row(stay, *new, **values))

    assert stay._base_manager.count() == 2


@pytest.mark.parametrize(("old", "old_values", "new", "values"), REFUSED.values(), ids=REFUSED)
def test_periods_that_overlap_are_refused_by_model_and_database(stay, old, old_values, new, values):
    write(stay, row(stay, *old, **old_values))

    with pytest.raises(ValidationError, match="overlaps the one from"):
        row(stay, *new, **values).validate_constraints()
    with pytest.raises(IntegrityError, match="core_stay_once"):
        write(stay, row(stay, *new, **values))


def test_two_rows_of_one_insert_that_overlap_are_refused(stay):
    with pytest.raises(IntegrityError, match="core_stay_once"):
        write(stay, row(stay, MAY, JULY), row(stay, JUNE))

    assert not stay._base_manager.exists()


CHANGES = {
    "a later end": {"valid_to": DAY_AFTER_JUNE},
    "no end": {"valid_to": None},
    "another person": {"person_id": 2},
    "another place": {"place": None},
    "known again": {"recorded_to": FOREVER},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_update_into_an_overlap_is_refused(stay, change):
    write(
        stay,
        row(stay, *FIRST, pk=7, recorded_to=FOREVER if "recorded_to" not in change else SUPERSEDED),
        row(stay, JUNE, JULY),
        row(stay, *FIRST, person_id=2),
        row(stay, *FIRST, place=None),
    )
    if "recorded_to" in change:
        write(stay, row(stay, *FIRST))

    with pytest.raises(IntegrityError, match="core_stay_once"):
        stay._base_manager.filter(pk=7).update(**change)


def test_raw_sql_into_an_overlap_is_refused(stay):
    write(stay, row(stay, *FIRST), row(stay, JUNE))

    with pytest.raises(IntegrityError, match="core_stay_once"), connection.cursor() as cursor:
        cursor.execute("UPDATE core_stay SET valid_from = '2024-05-31' WHERE valid_to IS NULL")


def test_a_row_does_not_clash_with_itself(stay):
    write(stay, row(stay, *FIRST, pk=7))
    stay._base_manager.filter(pk=7).update(valid_from=date(2024, 5, 2), valid_to=DAY_AFTER_JUNE)
    own = stay._base_manager.get(pk=7)
    own.valid_to = None
    own.validate_constraints()
    own.save()
    stay._base_manager.bulk_create(
        [row(stay, MAY, pk=7)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["valid_from"],
    )

    assert stay._base_manager.get().valid_from == MAY


def test_closing_the_old_period_before_opening_the_next_passes(stay):
    write(stay, row(stay, MAY, pk=7))
    with transaction.atomic():
        stay._base_manager.filter(pk=7).update(valid_to=JUNE)
        write(stay, row(stay, JUNE))

    assert stay._base_manager.count() == 2


@pytest.mark.parametrize(
    ("end", "period"),
    [(JUNE, "from 1 May 2024 to 31 May 2024"), (None, "from 1 May 2024, still open")],
)
def test_the_refusal_names_the_first_and_last_day_of_the_period_in_the_way(stay, end, period):
    write(stay, row(stay, MAY, end))

    with pytest.raises(ValidationError) as refusal, CaptureQueriesContext(connection) as queries:
        row(stay, MAY, JULY).validate_constraints()

    assert refusal.value.messages == [
        f"This period overlaps the one {period}. End that one before this one begins, or choose "
        "other dates."
    ]
    assert len([query for query in queries if "core_stay" in query["sql"]]) == 1


def test_a_message_of_its_own_may_name_the_dates(stay):
    write(stay, row(stay, *FIRST))
    guard = NonOverlap(
        fields=["person"], name="once", violation_error_message="Taken from %(from)s to %(to)s."
    )

    with pytest.raises(ValidationError) as refusal:
        guard.validate(stay, row(stay, MAY))
    assert refusal.value.messages == ["Taken from 1 May 2024 to 31 May 2024."]


def test_a_period_whose_dates_were_refused_already_is_not_compared(stay):
    write(stay, row(stay, *FIRST))
    guard = NonOverlap(fields=["person"], name="once")

    guard.validate(stay, row(stay, MAY), exclude={"valid_to"})
    guard.validate(stay, row(stay, None))
    guard.validate(stay, row(stay, DAY_BEFORE_JUNE, MAY))


# Migrations


class Migrated:
    """Operations applied one after the other, each as a migration of its own."""

    def __init__(self, *made):
        self.state = ProjectState()
        for model in made:
            self.state.add_model(ModelState.from_model(model))

    def apply(self, *operations):
        with connection.schema_editor() as editor:
            for operation in operations:
                before, self.state = self.state, self.state.clone()
                operation.state_forwards("core", self.state)
                operation.database_forwards("core", editor, before, self.state)

    def models(self):
        return list(self.state.apps.get_models())


CHANGES_OF_THE_TABLE = {
    "a column with a default": ("AddField", "note", models.CharField(max_length=5, default="x")),
    "an empty column": ("AddField", "note", models.CharField(max_length=5, null=True)),
    "a wider column": ("AlterField", "act", models.CharField(max_length=99)),
    "a bigger key": ("AlterField", "id", models.BigIntegerField(primary_key=True)),
    "a new column name": ("RenameField", "act", "deed"),
    "a new table name": ("AlterModelTable", "core_renamed"),
    "a new model name": ("RenameModel", "Renamed"),
    "a new check": (
        "AddConstraint",
        models.CheckConstraint(condition=~models.Q(pk=999), name="not_999"),
    ),
    "a column less": ("RemoveField", "spare"),
}


def the(change, name):
    kind, *arguments = change
    return getattr(migrations, kind)(name, *arguments)


def guards_held(model):
    return [guard.is_held_by(connection, model) for guard in guards_of(model)]


def guards_of(model):
    return [each for each in model._meta.constraints if isinstance(each, DatabaseGuard)]


@pytest.mark.parametrize("change", CHANGES_OF_THE_TABLE.values(), ids=CHANGES_OF_THE_TABLE)
def test_non_overlap_survives_a_change_of_its_table(stay, change):
    write(stay, row(stay, *FIRST))
    migrated = Migrated(stay._meta.get_field("person").related_model, stay)
    migrated.apply(the(change, "Stay"))
    (changed,) = (model for model in migrated.models() if model._meta.model_name != "person")

    assert guards_held(changed) == [True]
    with pytest.raises(IntegrityError, match="core_stay_once"):
        write(changed, row(changed, DAY_BEFORE_JUNE, pk=50))
    write(changed, row(changed, JUNE, pk=51))
    with pytest.raises(IntegrityError, match="core_stay_once"):
        changed._base_manager.filter(pk=51).update(valid_from=MAY)


@pytest.mark.parametrize("change", CHANGES_OF_THE_TABLE.values(), ids=CHANGES_OF_THE_TABLE)
def test_append_only_survives_a_change_of_its_table(log, change):
    migrated = Migrated(log)
    migrated.apply(the(change, "Log"))
    (changed,) = migrated.models()

    assert guards_held(changed) == [True]
    with pytest.raises(IntegrityError, match="core_log_append_only"):
        changed._base_manager.update(id=5)
    with pytest.raises(IntegrityError, match="core_log_append_only"):
        changed._base_manager.all()._raw_delete(connection.alias)
    assert changed._base_manager.get().pk == 1


def test_a_key_field_that_is_renamed_stays_guarded(stay):
    migrated = Migrated(stay._meta.get_field("person").related_model, stay)
    migrated.apply(
        migrations.RemoveConstraint("Stay", "core_stay_once"),
        migrations.RenameField("Stay", "person", "guest"),
        migrations.AddConstraint(
            "Stay", NonOverlap(fields=["guest", "place"], name="core_stay_once")
        ),
    )
    changed = next(each for each in migrated.models() if each._meta.model_name == "stay")
    guest = {"guest_id": 1, "place": "A", "recorded_from": KNOWN, "recorded_in": 1}

    write(changed, changed(valid_from=MAY, **guest))
    with pytest.raises(IntegrityError, match="core_stay_once"):
        write(changed, changed(valid_from=JUNE, **guest))


def test_a_table_made_and_changed_in_one_migration_is_guarded(log):
    state = ModelState.from_model(log)
    state.name, state.options["db_table"] = "Other", "core_other"
    state.options["constraints"] = [AppendOnly(name="core_other_append_only")]
    migrated = Migrated()
    migrated.apply(
        migrations.CreateModel("Other", list(state.fields.items()), state.options),
        migrations.AddField("Other", "note", models.CharField(max_length=5, default="x")),
    )
    (other,) = migrated.models()

    assert guards_held(other) == [True]


@pytest.mark.parametrize("made", ["stay", "log"])
def test_removing_the_constraint_removes_the_guard(request, made):
    model = request.getfixturevalue(made)
    migrated = Migrated(*model._meta.apps.get_models())
    (guard,) = guards_of(model)
    migrated.apply(migrations.RemoveConstraint(model.__name__, guard.name))

    assert not guard.is_held_by(connection, model)
    migrated.apply(migrations.AddConstraint(model.__name__, guard))
    assert guard.is_held_by(connection, model)


GUARDS = [
    NonOverlap(fields=["person", "place"], name="once", violation_error_message="Not twice."),
    AppendOnly(name="kept"),
]


@pytest.mark.parametrize("guard", GUARDS)
def test_a_migration_can_write_and_read_a_guard(guard):
    text, imports = MigrationWriter.serialize(guard)
    names = {}
    exec("\n".join(imports), names)

    assert imports == {"import core.constraints"}
    assert eval(text, names) == guard
    assert guard.clone() == guard


@pytest.mark.parametrize(
    ("message", "operations"), [("Not twice.", []), ("Never.", ["AlterConstraint"])]
)
def test_a_new_message_changes_nothing_in_the_database(stay, message, operations):
    def declared(text):
        migrated = Migrated(*stay._meta.apps.get_models())
        guard = NonOverlap(
            fields=["person", "place"], name="core_stay_once", violation_error_message=text
        )
        migrated.state.models["core", "stay"].options["constraints"] = [guard]
        return migrated.state

    found = MigrationAutodetector(declared("Not twice."), declared(message))._detect_changes()

    assert [type(each).__name__ for m in found.get("core", []) for each in m.operations] == (
        operations
    )


def test_guards_that_differ_are_not_equal():
    other = NonOverlap(fields=["person"], name="once", violation_error_message="Not twice.")

    assert other not in GUARDS
    assert GUARDS[0] != models.CheckConstraint(condition=models.Q(pk=1), name="once")


# Append-only


WRITES_REFUSED = {
    "update": "UPDATE core_log SET act = 'wrote' WHERE id = 1",
    "update to the same": "UPDATE core_log SET act = act",
    "delete": "DELETE FROM core_log",
    "upsert": "INSERT INTO core_log (id, act, spare) VALUES (1, 'wrote', 0) "
    "ON CONFLICT (id) DO UPDATE SET act = 'wrote'",
}


@pytest.mark.parametrize("sql", WRITES_REFUSED.values(), ids=WRITES_REFUSED)
def test_a_written_row_is_never_changed_or_removed(log, sql):
    with (
        pytest.raises(IntegrityError, match=r"core_log_append_only: .* Write a new row instead"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert log.objects.get().act == "read"


@pytest.mark.postgres
def test_the_table_is_not_truncated(log):
    with pytest.raises(IntegrityError, match="Write a new row"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_log")

    assert log.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's own")
def test_a_written_row_is_not_replaced(log):
    with pytest.raises(IntegrityError, match="Write a new row"), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO core_log (id, act, spare) VALUES (1, 'wrote', 0)")

    assert log.objects.get().act == "read"


def test_rows_are_added_one_by_one_and_in_bulk(log):
    log.objects.create(act="a")
    log.objects.bulk_create([log(act="b"), log(act="c")])

    assert log.objects.count() == 4


def test_the_model_refuses_to_change_a_written_row(log):
    log(act="new").validate_constraints()
    with pytest.raises(ValidationError, match="Write a new entry instead"):
        log.objects.get().validate_constraints()


# The system check


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


def run_script(sql):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.executescript(sql)
        else:
            cursor.execute(sql)


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


# Two writers at once


@pytest.mark.postgres
@pytest.mark.parametrize("first_commits", [True, False])
def test_of_two_concurrent_writers_the_second_waits_and_is_refused(stay, first_commits):
    outcome = []

    def second_writer():
        try:
            write(stay, row(stay, JUNE))
            outcome.append("written")
        except IntegrityError as refusal:
            outcome.append(str(refusal))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second_writer)
    with transaction.atomic():
        write(stay, row(stay, MAY))
        thread.start()
        wait_for_a_lock()
        waited = list(outcome)
        transaction.set_rollback(not first_commits)
    thread.join(timeout=10)

    assert waited == []
    if first_commits:
        assert "core_stay_once" in outcome[0]
    else:
        assert outcome == ["written"]


def wait_for_a_lock():
    """Until the server says that another session waits for this one."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted "
                "AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waited.")
