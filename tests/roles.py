"""Roles of PostgreSQL for one test, and connections as one of them."""

import secrets
from contextlib import contextmanager

import psycopg
from django.db import connection

PASSWORD = secrets.token_urlsafe(20)


@contextmanager
def role(name):
    """A role that may sign in, named after the database of the test; it is dropped afterwards."""
    full = f"{connection.settings_dict['NAME']}_{name}"
    quoted = connection.ops.quote_name(full)
    run(f"CREATE ROLE {quoted} LOGIN PASSWORD '{PASSWORD}'")
    try:
        yield full
    finally:
        # Whoever is no superuser drops only what a role of his or her own was granted.
        run(f"GRANT {quoted} TO CURRENT_USER", f"DROP OWNED BY {quoted}", f"DROP ROLE {quoted}")


def run(*statements):
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


@contextmanager
def connected(role):
    """A connection of psycopg's own as `role`; each statement is a transaction."""
    database = connection.settings_dict
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        dbname=database["NAME"],
        user=role,
        password=PASSWORD,
        autocommit=True,
    ) as opened:
        yield opened
