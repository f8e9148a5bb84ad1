"""System checks that ask the database itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from core.constraints import DatabaseGuard


def check_guards(
    *,
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[checks.CheckMessage]:
    """Whether each database asked about holds every guard that the models declare.

    Apps with migrations yet to run are left out: `migrate` checks first, and brings the guards.
    """
    configs = apps.get_app_configs() if app_configs is None else app_configs
    declared = [model for config in configs for model in config.get_models()]
    return [
        message
        for alias in databases or ()
        for message in _check_database(connections[alias], declared)
    ]


def _check_database(
    connection: BaseDatabaseWrapper, declared: Iterable[type[models.Model]]
) -> Iterable[checks.CheckMessage]:
    loader = MigrationLoader(connection)
    to_run = {app for app, name in set(loader.graph.nodes) - set(loader.applied_migrations)}
    tables = set(connection.introspection.table_names())
    for model in declared:
        options = model._meta
        is_here = router.allow_migrate_model(connection.alias, model)
        if options.app_label in to_run or options.db_table not in tables or not is_here:
            continue
        for guard in options.constraints:
            if isinstance(guard, DatabaseGuard) and not guard.is_held_by(connection, model):
                yield checks.Error(
                    f"The database '{connection.alias}' lacks the guard '{guard.name}', or holds "
                    "another one by that name.",
                    hint=f"Put it back with this SQL:\n{guard.repair_sql(connection, model)}",
                    obj=model,
                    id="core.E002",
                )
