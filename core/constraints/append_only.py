"""Rows that are written once, and never changed or removed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.constraints.guard import DatabaseGuard

# One function serves every table. Each guard creates it, so that no migration depends on another
# for it; it stays when a guard is removed.
REFUSING_FUNCTION = """\
CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0],
        TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
END $$"""


class AppendOnly(DatabaseGuard):
    """A table whose rows are never changed or removed: UPDATE, DELETE and (PostgreSQL) TRUNCATE
    are refused, and so is replacing a row on SQLite."""

    default_violation_error_message = (
        "What is written here is never changed. Write a new entry instead."
    )

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Refuse an instance that is in the database already; no query.

        Raises:
            ValidationError: if saving `instance` would change a row.
        """
        if not instance._state.adding:
            raise ValidationError(
                self.violation_error_message or self.default_violation_error_message,
                code=self.violation_error_code,
                params={"name": self.name},
            )

    def _sentence(self) -> str:
        return f"{self.name}: rows are never changed or removed. Write a new row instead."

    def _postgresql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        quote, sentence = schema_editor.quote_name, schema_editor.quote_value(self._sentence())
        return (
            f"{REFUSING_FUNCTION};\n"
            f"CREATE TRIGGER {quote(f'{self.name}_row')} BEFORE UPDATE OR DELETE ON %(table)s "
            f"FOR EACH ROW EXECUTE FUNCTION core_refuse_change({sentence});\n"
            f"CREATE TRIGGER {quote(f'{self.name}_truncate')} BEFORE TRUNCATE ON %(table)s "
            f"FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change({sentence})"
        )

    def _postgresql_removal(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        names = [schema_editor.quote_name(f"{self.name}_{each}") for each in ("row", "truncate")]
        return ";\n".join(f"DROP TRIGGER IF EXISTS {name} ON %(table)s" for name in names)

    def _is_held_by_postgresql(self, cursor: Any, model: type[models.Model]) -> bool:
        # tgenabled: O fires for everybody but a replica's replay, A always; D is disabled.
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(%s) "
            "AND tgname = ANY(%s) AND tgenabled IN ('O', 'A')",
            [f'"{model._meta.db_table}"', [f"{self.name}_row", f"{self.name}_truncate"]],
        )
        return bool(cursor.fetchone() == (2,))

    def _sqlite(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> dict[str, str]:
        key = schema_editor.quote_name(str(model._meta.pk.column))
        refuse = f"BEGIN SELECT RAISE(ABORT, {schema_editor.quote_value(self._sentence())}); END"
        return {
            "update": f"BEFORE UPDATE ON %(table)s {refuse}",
            "delete": f"BEFORE DELETE ON %(table)s {refuse}",
            # INSERT OR REPLACE removes the former row without firing a DELETE trigger.
            "replace": "BEFORE INSERT ON %(table)s WHEN EXISTS "
            f"(SELECT 1 FROM %(table)s AS former WHERE former.{key} = NEW.{key}) {refuse}",
        }
