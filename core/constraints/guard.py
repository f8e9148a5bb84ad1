"""What every guard has in common: statements that survive whatever a migration does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

LONGEST_NAME = 50
"""Characters: a trigger's name adds an ending, and PostgreSQL cuts every name after 63."""


class DatabaseGuard(models.BaseConstraint):
    """A constraint made of statements that run once its table exists.

    On SQLite the statements create triggers. Most changes of a table there make a new one, copy
    the rows and drop the old one with its triggers, so a guard hands its statements to the schema
    editor for every table made; the editor runs them when the table has its final name. The
    statements depend on nothing that a migration may change without touching the table, such as
    the message.
    """

    def statements(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> list[Statement]:
        """What creates the guard on an existing table, in this order."""
        if schema_editor.connection.vendor == "postgresql":
            templates = [self._postgresql(model, schema_editor)]
        else:
            templates = [
                f"CREATE TRIGGER {schema_editor.quote_name(f'{self.name}_{ending}')} {rest}"
                for ending, rest in self._sqlite(model, schema_editor).items()
            ]
        table = model._meta.db_table
        return [Statement(each, table=Table(table, schema_editor.quote_name)) for each in templates]

    def repair_sql(self, connection: BaseDatabaseWrapper, model: type[models.Model]) -> str:
        """What restores a guard that the database lost, or holds otherwise than declared."""
        editor = connection.SchemaEditorClass(connection, collect_sql=True)
        if connection.vendor == "postgresql":
            removal = [str(self.remove_sql(model, editor))]
        else:
            removal = [
                f"DROP TRIGGER IF EXISTS {editor.quote_name(f'{self.name}_{ending}')}"
                for ending in self._sqlite(model, editor)
            ]
        return ";\n".join([*removal, *map(str, self.statements(model, editor))]) + ";"

    def is_held_by(self, connection: BaseDatabaseWrapper, model: type[models.Model]) -> bool:
        """Whether the database holds the whole guard, in force, as `model` declares it."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                return self._is_held_by_postgresql(cursor, model)
            editor = connection.SchemaEditorClass(connection, collect_sql=True)
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [model._meta.db_table],
            )
            held = {sql for (sql,) in cursor.fetchall()}
        return held.issuperset(str(each) for each in self.statements(model, editor))

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inside CREATE TABLE: the statements wait until the table has its final name."""
        schema_editor.deferred_sql.extend(self.statements(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """The last statement; the editor runs the others, if any, with what it defers."""
        *others, last = self.statements(model, schema_editor)
        schema_editor.deferred_sql.extend(others)
        return last

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """What drops the guard. On SQLite nothing: the table is made anew without it."""
        if schema_editor.connection.vendor != "postgresql":
            return ""
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(self._postgresql_removal(schema_editor), table=table)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As migrations write it: by the package, so that the files in it may change."""
        _path, args, kwargs = super().deconstruct()
        return f"core.constraints.{type(self).__qualname__}", args, kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DatabaseGuard):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<{type(self).__qualname__}: {self.name}>"

    # Django 5.2 names this method so; from 6.0 on it is `check`.
    def _check(
        self, model: type[models.Model], connection: BaseDatabaseWrapper
    ) -> list[checks.CheckMessage]:
        problems = []
        if connection.vendor not in {"postgresql", "sqlite"}:
            problems.append(f"{connection.display_name} cannot hold it. Use PostgreSQL or SQLite.")
        if len(self.name) > LONGEST_NAME:
            problems.append(f"The name is too long. Use at most {LONGEST_NAME} characters.")
        for name in self._fields_needed():
            try:
                model._meta.get_field(name)
            except FieldDoesNotExist:
                problems.append(f"The model has no field '{name}'. Add it, or drop the constraint.")
        return [
            checks.Error(f"Constraint '{self.name}': {problem}", obj=model, id="core.E001")
            for problem in problems
        ]

    def _fields_needed(self) -> Sequence[str]:
        return ()

    def _postgresql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        """Template of what creates the guard, `%(table)s` for the table."""
        raise NotImplementedError

    def _postgresql_removal(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        """Template of what drops the guard, as much of it as there is."""
        raise NotImplementedError

    def _is_held_by_postgresql(self, cursor: Any, model: type[models.Model]) -> bool:
        raise NotImplementedError

    def _sqlite(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> dict[str, str]:
        """The ending of each trigger's name, and a template of what follows the name."""
        raise NotImplementedError
