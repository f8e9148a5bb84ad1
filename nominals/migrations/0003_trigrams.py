"""Trigrams of the names for search, on PostgreSQL."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


def index_trigrams(apps, schema_editor):
    """Search by misspelt name asks names and how they sound; SQLite scans its few."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX nominals_searchname_trigrams ON nominals_searchname "
            "USING gin (name gin_trgm_ops, sounds gin_trgm_ops)"
        )


def drop_trigrams(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX nominals_searchname_trigrams")


class Migration(migrations.Migration):
    """The extension pg_trgm and the index."""

    dependencies = [("nominals", "0002_casework")]

    operations = [
        TrigramExtension(),
        migrations.RunPython(index_trigrams, drop_trigrams),
    ]
