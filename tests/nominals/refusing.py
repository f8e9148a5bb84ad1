"""What every refused act has in common."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from nominals.models import Change


@contextmanager
def refused(sentence):
    """The act within is refused with `sentence`; neither the log nor a record knows of it."""
    before = AuditEntry.objects.count(), Change.objects.count()
    with pytest.raises(ValidationError, match=sentence):
        yield
    assert (AuditEntry.objects.count(), Change.objects.count()) == before


def codes(raised):
    """The numbers of the rules of a refusal that `pytest.raises` caught, in order."""
    return sorted(each.code for errors in raised.value.error_dict.values() for each in errors)
