"""Reference data for transactional tests, whose flush takes away what the migrations loaded."""

from importlib import import_module

import pytest
from django.apps import apps

MIGRATION = "agencies.migrations.0002_reference_data"


@pytest.fixture
def reference_data(transactional_db):
    """The areas, agencies and rule settings that ship with the product."""
    if not apps.get_model("agencies", "Area").objects.exists():
        import_module(MIGRATION).load(apps, None)
