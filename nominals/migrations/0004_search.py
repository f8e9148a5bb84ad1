"""Search: identifiers as rows, folded names of any length, and trigrams of them on PostgreSQL."""

import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


def index_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX nominals_searchname_trigrams ON nominals_searchname "
            "USING gin (name gin_trgm_ops, sounds gin_trgm_ops)"
        )


def drop_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX nominals_searchname_trigrams")


class Migration(migrations.Migration):
    dependencies = [("nominals", "0003_identity")]

    operations = [
        TrigramExtension(),
        migrations.AlterField(
            model_name="searchname",
            name="name",
            field=models.TextField(verbose_name="folded name"),
        ),
        migrations.AlterField(
            model_name="searchname",
            name="sounds",
            field=models.TextField(verbose_name="phonetic codes"),
        ),
        migrations.CreateModel(
            name="SearchIdentifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(max_length=20, verbose_name="field of the identifier"),
                ),
                (
                    "value",
                    models.CharField(
                        db_index=True, max_length=130, verbose_name="normalised identifier"
                    ),
                ),
                (
                    "nominal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_identifiers",
                        to="nominals.nominal",
                    ),
                ),
            ],
        ),
        migrations.RunPython(index_trigrams, drop_trigrams),
    ]
