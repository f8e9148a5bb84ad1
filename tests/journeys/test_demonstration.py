"""The demonstration goes the whole way: files, import, a worker, and the printed return."""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from agencies.models import User
from mappa.synthetic.clauses.table import CLAUSES, LEFT_TO_TESTS
from nominals.models import Nominal
from reporting.models import Compilation
from tests.databases import database_url
from tests.factories.nominals import NominalFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
    pytest.mark.xdist_group("worker"),
]


@pytest.fixture(autouse=True)
def _the_worker_sees_this_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url())


def demonstrate():
    out = io.StringIO()
    call_command("demonstrate", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_demonstration_gives_the_printed_figures_and_again_imports_nothing_new():
    first = demonstrate()
    people = Nominal.objects.count()

    assert "SYNTHETIC" in first.splitlines()[1]
    assert f"total: {people} read" not in first
    assert re.search(r"^total: (\d+) read, \1 added, 0 changed, 0 unchanged$", first, re.MULTILINE)
    assert "\n0 of 59 figures differ from the printed ones" in first
    assert re.search(r"^Level 1 +1175 +451 +- +1626 +\| +1175 +451 +- +1626$", first, re.MULTILINE)
    for clause in CLAUSES:
        assert f"   5  {clause.identifier} " in first
    for identifier in LEFT_TO_TESTS:
        assert f"      {identifier} " in first
    assert first.splitlines()[-1].endswith("run bin/serve")
    password = re.search(r"user name  demonstration\n +password +(\S+)\n", first)[1]
    assert User.objects.get(username="demonstration").check_password(password)
    secret = re.search(r"manage.py show_code (\w{32})\n", first)[1]
    assert Authenticator.objects.get(type="totp").data["secret"] == secret
    assert Compilation.objects.count() == 1

    second = demonstrate()

    assert re.search(r"^total: (\d+) read, 0 added, 0 changed, \1 unchanged$", second, re.MULTILINE)
    assert Nominal.objects.count() == people
    assert Compilation.objects.count() == 2


def test_a_database_that_holds_others_is_refused_and_left_as_it_is():
    NominalFactory()

    with pytest.raises(CommandError, match="holds 1 people who are not of the demonstration"):
        demonstrate()
    assert Nominal.objects.count() == 1
