"""Periods that must not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise

from core.constraints.guard import DatabaseGuard
from core.periods import FOREVER, OPEN_END, day_before


class NonOverlap(DatabaseGuard):
    """Rows with equal `fields` that are now known: their periods must not overlap.

    Periods run from `valid_from`, included, to `valid_to`, excluded or open, so touching periods
    pass. Superseded rows (`recorded_to` in the past) are free. An empty key field equals another
    empty one. That a period ends after it starts is for the model's own CHECK.

    The message may use `%(period)s` ("from 1 May 2021 to 3 June 2021", "from 1 May 2021, still
    open") or `%(from)s` and `%(to)s`, the first and the last day of the period in the way.

    PostgreSQL needs the extension btree_gist. Both databases refuse at each row written, not at
    commit: end the earlier period before you write the next one.
    """

    default_violation_error_message = (
        "This period overlaps the one %(period)s. End that one before this one begins, or choose "
        "other dates."
    )

    def __init__(
        self,
        *,
        fields: Sequence[str],
        name: str,
        violation_error_code: str | None = None,
        violation_error_message: str | Promise | None = None,
    ) -> None:
        if isinstance(fields, str) or not fields:
            msg = f"{name}: list the fields that are equal in periods that must not overlap."
            raise ValueError(msg)
        self.fields = tuple(fields)
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,  # type: ignore[arg-type]
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As migrations write it."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": list(self.fields)}

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Refuse a period that overlaps another; one query.

        Raises:
            ValidationError: naming the first period in the way.
        """
        if {*self.fields, "valid_from", "valid_to"} & set(exclude or ()):
            return
        row: Any = instance
        is_no_period = row.valid_from is None or (
            row.valid_to is not None and row.valid_to <= row.valid_from
        )
        if is_no_period or row.recorded_to != FOREVER:
            return
        others = model._base_manager.using(using).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from), recorded_to=FOREVER
        )
        for field in self._keys(model):
            value = getattr(row, field.attname)
            is_empty = {f"{field.attname}__isnull": True}
            others = others.filter(**(is_empty if value is None else {field.attname: value}))
        if row.valid_to is not None:
            others = others.filter(valid_from__lt=row.valid_to)
        if row.pk is not None:
            others = others.exclude(pk=row.pk)
        in_the_way = others.order_by("valid_from").values_list("valid_from", "valid_to").first()
        if in_the_way is not None:
            raise ValidationError(
                self.violation_error_message or self.default_violation_error_message,
                code=self.violation_error_code,
                params={"name": self.name, **_in_words(*in_the_way)},
            )

    def _keys(self, model: type[models.Model]) -> list[Any]:
        return [model._meta.get_field(name) for name in self.fields]

    def _fields_needed(self) -> Sequence[str]:
        return (*self.fields, "valid_from", "valid_to", "recorded_to")

    def _postgresql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        elements = []
        for field in self._keys(model):
            column = schema_editor.quote_name(field.column)
            if field.null:
                # NULL equals nothing, so two elements stand for the column: whether it is empty,
                # and what it holds.
                elements += [f"(({column} IS NULL)::int) WITH ="]
                elements += [f"(COALESCE({column}::text, '')) WITH ="]
            else:
                elements += [f"{column} WITH ="]
        return (
            f"ALTER TABLE %(table)s ADD CONSTRAINT {schema_editor.quote_name(self.name)} "
            f"EXCLUDE USING gist ({', '.join(elements)}, "
            'daterange("valid_from", "valid_to") WITH &&) '
            f"WHERE (\"recorded_to\" = '{FOREVER:%Y-%m-%d %H:%M:%S}+00'::timestamptz)"
        )

    def _postgresql_removal(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        name = schema_editor.quote_name(self.name)
        return f"ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS {name}"

    def _is_held_by_postgresql(self, cursor: Any, model: type[models.Model]) -> bool:
        # The number of elements tells a key field that has become empty-able, or one added, since.
        elements = sum(2 if field.null else 1 for field in self._keys(model)) + 1
        cursor.execute(
            "SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(%s) AND conname = %s "
            "AND contype = 'x' AND array_length(conexclop, 1) = %s",
            [f'"{model._meta.db_table}"', self.name, elements],
        )
        return cursor.fetchone() is not None

    def _sqlite(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> dict[str, str]:
        quote = schema_editor.quote_name
        keys, key = self._keys(model), quote(str(model._meta.pk.column))
        forever = schema_editor.quote_value(f"{FOREVER:%Y-%m-%d %H:%M:%S}")
        sentence = schema_editor.quote_value(
            f"{self.name}: periods must not overlap. End the earlier one before the next begins."
        )
        same = " AND ".join(
            f"other.{quote(field.column)} {'IS' if field.null else '='} NEW.{quote(field.column)}"
            for field in keys
        )
        columns = [quote(field.column) for field in keys]
        columns += ['"valid_from"', '"valid_to"', '"recorded_to"']

        def refuse(event: str, itself: str) -> str:
            # "ends" is not used: a generated column has no value yet in a BEFORE trigger.
            return (
                f'BEFORE {event} ON %(table)s WHEN NEW."recorded_to" = {forever} AND EXISTS ('
                f"SELECT 1 FROM %(table)s AS other WHERE {same} "
                f'AND other."valid_from" < COALESCE(NEW."valid_to", \'{OPEN_END}\') '
                f'AND COALESCE(other."valid_to", \'{OPEN_END}\') > NEW."valid_from" '
                f'AND other."recorded_to" = {forever} AND other.{key} IS NOT {itself}.{key}) '
                f"BEGIN SELECT RAISE(ABORT, {sentence}); END"
            )

        return {
            # The row with the key inserted is there only when the INSERT goes on to update it
            # (ON CONFLICT). A key that SQLite has yet to give is -1 here.
            "insert": refuse("INSERT", "NEW"),
            "update": refuse(f"UPDATE OF {', '.join(columns)}", "OLD"),
        }


def _in_words(valid_from: date, valid_to: date | None) -> dict[str, str]:
    first = date_format(valid_from, "j F Y")
    if valid_to is None:
        return {"from": first, "to": "no end", "period": f"from {first}, still open"}
    last = date_format(day_before(valid_to), "j F Y")
    return {"from": first, "to": last, "period": f"from {first} to {last}"}
