"""The flush of transactional tests, which alone may empty append-only tables."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError

from core.checks import check_guards
from core.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True, available_apps=["core"])


def test_the_flush_empties_the_log_and_leaves_its_guards():
    AuditEntry.objects.create(at=datetime(2024, 1, 1, tzinfo=UTC), actor="test", act="test")

    with pytest.raises(IntegrityError, match="Write a new row instead"):
        AuditEntry.objects.all().delete()
    call_command("flush", interactive=False, inhibit_post_migrate=True, allow_cascade=True)

    assert not AuditEntry.objects.exists()
    core = [apps.get_app_config("core")]
    assert check_guards(app_configs=core, databases=["default"]) == []
