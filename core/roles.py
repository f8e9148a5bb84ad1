"""What the application's role may do in PostgreSQL, and that it owns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from core.models import AuditedObject, AuditEntry, LogBlock, SealedEntry

LOG = (AuditEntry, AuditedObject, LogBlock, SealedEntry)

ADDED_TO = "SELECT, INSERT"
"""What it may do with the tables of the log and of its chain."""

USED = "SELECT, INSERT, UPDATE, DELETE"
"""What it may do with all others, as far as their guards let it: PostgreSQL asks for the right to
change a row of whoever locks it, and rows that are never changed are locked too."""


class RoleTooPowerfulError(Exception):
    """The application's role could remove the guards of the database, or there is no such role."""


def grant_use(role: str) -> None:
    """Let `role` use every table and sequence of the schema, as the owner of them all.

    What it was granted before and does not need is taken away.

    Raises:
        RoleTooPowerfulError: if there is no such role, or it could remove a guard all the same.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        owner, schema = cursor.fetchone()
        _refuse_power(cursor, role=role, owner=owner)
        for statement in _statements(cursor, role=role, schema=schema):
            cursor.execute(statement)


def _refuse_power(cursor: Any, *, role: str, owner: str) -> None:
    cursor.execute(
        "SELECT rolsuper, rolcreaterole, pg_has_role(oid, %s, 'MEMBER'), "
        "(SELECT count(*) FROM pg_shdepend JOIN pg_database ON datname = current_database() "
        "WHERE refclassid = 'pg_authid'::regclass AND refobjid = pg_roles.oid AND deptype = 'o' "
        "AND (dbid = pg_database.oid "
        "OR classid = 'pg_database'::regclass AND objid = pg_database.oid)) "
        "FROM pg_roles WHERE rolname = %s",
        [owner, role],
    )
    found = cursor.fetchone()
    if found is None:
        msg = f"There is no role {role}, which DATABASE_URL names: make it, with LOGIN only."
        raise RoleTooPowerfulError(msg)
    is_superuser, makes_roles, is_member, owned = found
    if is_superuser:
        msg = f"{role}, which DATABASE_URL names, is a superuser, whom no guard holds."
        raise RoleTooPowerfulError(f"{msg} Take that away: ALTER ROLE {role} NOSUPERUSER.")
    if makes_roles:
        msg = f"{role}, which DATABASE_URL names, may make itself a member of {owner}."
        raise RoleTooPowerfulError(f"{msg} Take that away: ALTER ROLE {role} NOCREATEROLE.")
    if is_member:
        msg = f"{role}, which DATABASE_URL names, is a member of {owner}."
        raise RoleTooPowerfulError(f"{msg} Take that away: REVOKE {owner} FROM {role}.")
    if owned:
        msg = f"{role}, which DATABASE_URL names, owns {owned} things in this database."
        raise RoleTooPowerfulError(
            f"{msg} Give them away as a superuser: REASSIGN OWNED BY {role} TO {owner}."
        )


def _statements(cursor: Any, *, role: str, schema: str) -> Iterator[str]:
    quote = connection.ops.quote_name
    to, within = quote(role), quote(schema)
    added_to = {model._meta.db_table for model in LOG}
    yield f"GRANT USAGE ON SCHEMA {within} TO {to}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {within} FROM {to}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {within} FROM {to}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {within} TO {to}"
    for table in connection.introspection.table_names(cursor):
        yield f"GRANT {ADDED_TO if table in added_to else USED} ON {quote(table)} TO {to}"
