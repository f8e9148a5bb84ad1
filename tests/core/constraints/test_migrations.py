"""Guards through migrations: whatever happens to a table, its guard stays."""

import pytest
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from core.constraints import AppendOnly, NonOverlap
from tests.core.constraints.guarded import (
    COMMITTING,
    DAY_BEFORE_JUNE,
    FIRST,
    JUNE,
    KNOWN,
    MAY,
    guards_of,
    row,
    write,
)

pytestmark = COMMITTING


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
