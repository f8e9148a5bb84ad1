"""Rows of a fact that outlive each correction: superseded ones stay as they were known."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.constraints.append_only import REFUSING_FUNCTION
from core.constraints.guard import DatabaseGuard
from core.periods import FOREVER


class HistoryKept(DatabaseGuard):
    """A table whose rows are never removed, and never changed once they are superseded.

    The live row of a fact (`recorded_to` is `FOREVER`) may be given new values; DELETE and
    (PostgreSQL) TRUNCATE are refused, and so is an UPDATE of a row that is closed.
    """

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Nothing to refuse: `RecordedModel.supersede` refuses a superseded row itself."""

    def _sentence(self) -> str:
        return (
            f"{self.name}: what was known is never changed or removed. Supersede the row that is "
            "now known."
        )

    def _postgresql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        quote, sentence = schema_editor.quote_name, schema_editor.quote_value(self._sentence())
        refuse = f"EXECUTE FUNCTION core_refuse_change({sentence})"
        return (
            f"{REFUSING_FUNCTION};\n"
            f"CREATE TRIGGER {quote(f'{self.name}_closed')} BEFORE UPDATE ON %(table)s FOR EACH "
            f"ROW WHEN (OLD.recorded_to <> '{FOREVER:%Y-%m-%d %H:%M:%S}+00') {refuse};\n"
            f"CREATE TRIGGER {quote(f'{self.name}_delete')} BEFORE DELETE ON %(table)s "
            f"FOR EACH ROW {refuse};\n"
            f"CREATE TRIGGER {quote(f'{self.name}_truncate')} BEFORE TRUNCATE ON %(table)s "
            f"FOR EACH STATEMENT {refuse}"
        )

    def _names(self) -> list[str]:
        return [f"{self.name}_{each}" for each in ("closed", "delete", "truncate")]

    def _postgresql_removal(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        names = [schema_editor.quote_name(each) for each in self._names()]
        return ";\n".join(f"DROP TRIGGER IF EXISTS {name} ON %(table)s" for name in names)

    def _is_held_by_postgresql(self, cursor: Any, model: type[models.Model]) -> bool:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(%s) "
            "AND tgname = ANY(%s) AND tgenabled IN ('O', 'A')",
            [f'"{model._meta.db_table}"', self._names()],
        )
        return bool(cursor.fetchone() == (3,))

    def _sqlite(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> dict[str, str]:
        key = schema_editor.quote_name(str(model._meta.pk.column))
        refuse = f"BEGIN SELECT RAISE(ABORT, {schema_editor.quote_value(self._sentence())}); END"
        return {
            "closed": "BEFORE UPDATE ON %(table)s WHEN OLD.recorded_to <> "
            f"'{FOREVER:%Y-%m-%d %H:%M:%S}' {refuse}",
            "delete": f"BEFORE DELETE ON %(table)s {refuse}",
            # INSERT OR REPLACE removes the former row without firing a DELETE trigger.
            "replace": "BEFORE INSERT ON %(table)s WHEN EXISTS "
            f"(SELECT 1 FROM %(table)s AS former WHERE former.{key} = NEW.{key}) {refuse}",
        }
