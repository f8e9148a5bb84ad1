"""The database of the tests, for a process that a test starts."""

from urllib.parse import quote

from django.db import connection


def database_url():
    """What `DATABASE_URL` must be for another process to see the rows of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = (quote(database[key], safe="") for key in ("USER", "PASSWORD"))
    return f"postgres://{user}:{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
