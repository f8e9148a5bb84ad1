"""The command that plays the rehearsal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from nominals.models import Nominal
from tests.factories.nominals import NominalFactory

pytestmark = pytest.mark.django_db


def test_the_command_prints_acts_duties_and_the_return():
    printed = StringIO()

    call_command("rehearse", stdout=printed, stderr=StringIO())

    text = printed.getvalue()
    assert "2025-03-04 * Finch is recalled for breach of licence, and is not found" in text
    assert "2025-02-03   + FINCH, Aldous: Initial notification to the police" in text
    assert "2025-02-05   - FINCH, Aldous: Initial notification to the police" in text
    assert "Norfolk, 2024-25" in text


def test_nobody_is_rehearsed_among_real_people():
    NominalFactory()

    with pytest.raises(CommandError, match="holds people"):
        call_command("rehearse", stdout=StringIO())
    assert Nominal.objects.count() == 1
