"""`migrate` as the owner of the tables, who is not whom the application connects as."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import connection

from mappa.management.commands import migrate
from tests.roles import PASSWORD, role

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, available_apps=["core"]),
]


def connected_as():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.fixture
def application(settings):
    """The product connects as a role that may do nothing yet, and the owner is another."""
    former = dict(connection.settings_dict)
    settings.DATABASE_OWNER = former | {"NAME": "the database of the settings"}
    with role("application") as name, _connecting_as(name, former):
        yield name


@contextmanager
def _connecting_as(name, former):
    connection.close()
    connection.settings_dict.update(USER=name, PASSWORD=PASSWORD)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(former)


def may_read_the_log():
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('core_auditentry', 'SELECT')")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_it_goes_before_the_command_of_the_same_name_that_django_has():
    assert get_commands()["migrate"] == "mappa"


def test_the_owner_migrates_and_lets_the_application_use_what_there_is(application, capsys):
    assert not may_read_the_log()

    call_command(migrate.Command())

    assert connected_as() == application
    assert may_read_the_log()
    assert f"{application} may use the tables" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["plan", "check_unapplied"])
@pytest.mark.usefixtures("application")
def test_what_only_looks_grants_nothing(option):
    call_command(migrate.Command(), **{option: True}, verbosity=0)

    assert not may_read_the_log()


def test_without_an_owner_the_application_migrates_and_is_granted_nothing(application, settings):
    settings.DATABASE_OWNER = None

    # It may not even read which migrations there are.
    with pytest.raises(Exception, match="permission denied"):
        call_command(migrate.Command(), verbosity=0)
    assert connected_as() == application


def test_a_role_too_powerful_is_refused_and_the_application_connects_again(settings):
    settings.DATABASE_OWNER = dict(connection.settings_dict)
    former = connected_as()

    with pytest.raises(CommandError, match="which DATABASE_URL names"):
        call_command(migrate.Command(), verbosity=0)

    assert connected_as() == former
