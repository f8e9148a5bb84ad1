"""Reference data for transactional tests, whose flush takes away what the migrations loaded."""

from importlib import import_module

import pytest
from django.apps import apps

MIGRATIONS = [
    "agencies.migrations.0002_reference_data",
    "agencies.migrations.0004_casework_reference",
    "agencies.migrations.0006_meetings_reference",
    "agencies.migrations.0007_access",
]


@pytest.fixture
def reference_data(transactional_db):
    """The areas, agencies, rule settings and bank holidays that ship with the product."""
    if not apps.get_model("agencies", "Area").objects.exists():
        for each in MIGRATIONS:
            import_module(each).load(apps, None)
