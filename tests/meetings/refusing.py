"""What every refused act on a meeting has in common: nothing is lost and nothing is stored."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError

APPS = ("meetings", "core", "nominals", "orders")


def stored():
    """Every row of every table that an act on a meeting could touch, and every kept file."""
    rows = {
        model._meta.label: sorted(map(repr, model._base_manager.order_by().values_list()))
        for app in APPS
        for model in apps.get_app_config(app).get_models()
    }
    kept = Path(settings.MAPPA_FILES)
    files = sorted(str(each) for each in kept.rglob("*") if each.is_file())
    return rows | {"files": files}


@contextmanager
def refused(sentence, kind=ValidationError):
    """The act within is refused with `sentence`, and every table and file is as it was."""
    before = stored()
    with pytest.raises(kind, match=sentence) as raised:
        yield raised
    after = stored()
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert not changed, changed


def codes(raised):
    """The numbers of the rules of a refusal, by column."""
    return {
        column: sorted(each.code for each in errors)
        for column, errors in raised.value.error_dict.items()
    }
