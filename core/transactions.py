"""The number of a transaction, for rows that must say in which one they were written."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils.deconstruct import deconstructible


@deconstructible
class TransactionNumber(models.Func):
    """The number of the present transaction, as a column's default.

    PostgreSQL counts them upward for as long as the cluster exists, in the order in which they
    first write. On SQLite, where there is one writer, all are 0.
    """

    function = "pg_current_xact_id"
    template = "(%(function)s())::text::bigint"
    allowed_default = True
    output_field = models.BigIntegerField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Nothing to count: whoever writes is alone."""
        return "0", ()
