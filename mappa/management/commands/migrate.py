"""Django's own `migrate`, run as the owner of the tables where the settings name one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from core.roles import RoleTooPowerfulError, grant_use


class Command(migrate.Command):
    help = (
        f"{migrate.Command.help} Where DATABASE_OWNER_URL is set, that is done as its user, who "
        "then grants the user of DATABASE_URL what it needs and no more."
    )

    def execute(self, *arguments: Any, **options: Any) -> str | None:
        """Check and migrate, as the owner if there is one, who then grants the use of it."""
        owner = settings.DATABASE_OWNER
        if owner is None or options["database"] != DEFAULT_DB_ALIAS:
            return super().execute(*arguments, **options)
        with _connected_as(owner) as role:
            output = super().execute(*arguments, **options)
            if not options["plan"] and not options["check_unapplied"]:
                self._grant(role, verbosity=options["verbosity"])
        return output

    def _grant(self, role: str, *, verbosity: int) -> None:
        try:
            grant_use(role)
        except RoleTooPowerfulError as refusal:
            raise CommandError(str(refusal)) from refusal
        if verbosity > 0:
            self.stdout.write(f"{role} may use the tables, and of those of the log read and add.")


@contextmanager
def _connected_as(owner: dict[str, Any]) -> Iterator[str]:
    """Within it the default connection is that of `owner`; yields the role that it else has."""
    connection = connections[DEFAULT_DB_ALIAS]
    used = connection.settings_dict
    former = dict(used)
    connection.close()
    # Both name the same database, but for tests, which have one of their own.
    used.update({key: value for key, value in owner.items() if key != "NAME"})
    try:
        yield former["USER"]
    finally:
        connection.close()
        used.clear()
        used.update(former)
