"""What the application's role may do on PostgreSQL, tried as that role."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from core.chain.sealing import seal
from core.models import AuditedObject, AuditEntry, LogBlock, SealedEntry
from core.roles import RoleTooPowerfulError, grant_use
from tests.core.chain.writing import NOW, write
from tests.roles import connected, role, run

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, available_apps=["core"]),
]
TAKEN_BACK = pytest.mark.django_db
"""For a test that needs no other connection: its role is gone with its transaction."""

LOG = [each._meta.db_table for each in (AuditEntry, AuditedObject, LogBlock, SealedEntry)]
REFUSED = {
    "update": 'UPDATE "{}" SET {} = {}',
    "delete": 'DELETE FROM "{}"',
    "truncate": 'TRUNCATE "{}"',
    "disable the trigger": 'ALTER TABLE "{}" DISABLE TRIGGER USER',
    "drop the trigger": 'DROP TRIGGER "{}_is_append_only_row" ON "{}"',
    "drop the table": 'DROP TABLE "{}"',
    "another column": 'ALTER TABLE "{}" ADD COLUMN other integer',
    "a trigger of its own": 'CREATE TRIGGER other BEFORE INSERT ON "{}" FOR EACH ROW '
    "EXECUTE FUNCTION core_refuse_change('no')",
    "a rule": 'CREATE RULE other AS ON INSERT TO "{}" DO INSTEAD NOTHING',
    "lock for update": 'SELECT * FROM "{}" FOR UPDATE',
}
KEYS = {LogBlock._meta.db_table: "number", SealedEntry._meta.db_table: "entry_id"}


@pytest.fixture
def application():
    """A connection as the application's role, after a sealing."""
    write()
    seal(at=NOW)
    with role("application") as name:
        grant_use(name)
        with connected(name) as opened:
            yield opened


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_the_application_cannot_touch_what_is_written(application, sql):
    for table in LOG:
        key = KEYS.get(table, "id")
        parts = [table, key, key] if sql.startswith("UPDATE") else [table, table]
        with pytest.raises(
            psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"
        ):
            application.execute(sql.format(*parts))


@pytest.mark.parametrize(
    "sql",
    [
        "SET session_replication_role = replica",  # under which triggers do not fire
        "CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$",
        "DROP FUNCTION core_refuse_change() CASCADE",
        "DROP SCHEMA public CASCADE",
        "SELECT setval('core_auditentry_id_seq', 1)",
    ],
)
def test_the_application_cannot_reach_the_guards_from_the_side(application, sql):
    with pytest.raises(
        psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"
    ):
        application.execute(sql)


def test_the_application_cannot_make_itself_the_owner(application):
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user)")
        (owner,) = cursor.fetchone()

    for sql in (f"SET ROLE {owner}", f"GRANT {owner} TO CURRENT_USER"):
        with pytest.raises(psycopg.Error):
            application.execute(sql)


def test_the_application_reads_and_adds_to_the_log(application):
    application.execute(
        "INSERT INTO core_auditentry (at, actor, agency, operation, act, purpose, recipient, "
        "object_label, object_id, detail, address, request_id, on_behalf_of, client) VALUES "
        "(now(), 'ann', '', 'consultation', 'look', '', '', '', '', '{}', '', '', '', '')"
    )

    assert application.execute("SELECT count(*) FROM core_auditentry").fetchone() == (2,)
    assert AuditEntry.objects.first().transaction > 0


def test_the_application_takes_keys_in_advance(application):
    assert application.execute(
        "SELECT nextval(pg_get_serial_sequence('nominals_nominal', 'id'))"
    ).fetchone()


RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def rights_of(name, table):
    with connection.cursor() as cursor:
        asked = ", ".join(["has_table_privilege(%s, %s, %s)"] * len(RIGHTS))
        cursor.execute(
            f"SELECT {asked}", [each for right in RIGHTS for each in (name, f'"{table}"', right)]
        )
        return [right for right, held in zip(RIGHTS, cursor.fetchone(), strict=True) if held]


@TAKEN_BACK
def test_the_application_may_use_every_table_and_only_read_and_add_to_those_of_the_log():
    with role("application") as name:
        grant_use(name)
        held = {each: rights_of(name, each) for each in connection.introspection.table_names()}

    added_to = {table for table, rights in held.items() if rights == ["SELECT", "INSERT"]}
    used = {table for table, rights in held.items() if rights == list(RIGHTS[:4])}
    assert added_to == set(LOG)
    assert added_to | used == set(held)
    assert {each._meta.db_table for each in apps.get_models()} <= set(held)


@TAKEN_BACK
def test_what_was_granted_too_much_is_taken_away():
    with role("application") as name:
        run(f'GRANT ALL ON core_auditentry TO "{name}"')
        grant_use(name)

        assert rights_of(name, "core_auditentry") == ["SELECT", "INSERT"]


# Roles that no grant makes safe


@TAKEN_BACK
def test_a_role_that_is_not_there_is_refused():
    with pytest.raises(RoleTooPowerfulError, match="There is no role nobody_here"):
        grant_use("nobody_here")


@TAKEN_BACK
def test_a_role_that_owns_a_table_is_refused_with_what_gives_it_away():
    with role("application") as name:
        run(
            f'GRANT CREATE ON SCHEMA public TO "{name}"',
            "CREATE TABLE owned_by_the_application (id integer)",
            f'GRANT "{name}" TO CURRENT_USER',
            f'ALTER TABLE owned_by_the_application OWNER TO "{name}"',
        )
        try:
            with pytest.raises(RoleTooPowerfulError, match=r"owns 1 things .* REASSIGN OWNED BY"):
                grant_use(name)
        finally:
            run("DROP TABLE owned_by_the_application")


@TAKEN_BACK
def test_a_role_that_may_make_roles_is_refused():
    with role("application") as name:
        run(f'ALTER ROLE "{name}" CREATEROLE')

        with pytest.raises(RoleTooPowerfulError, match=r"ALTER ROLE .* NOCREATEROLE"):
            grant_use(name)


@TAKEN_BACK
def test_a_member_of_the_owner_is_refused():
    with role("owner") as owner, role("application") as name:
        run(f'GRANT "{owner}" TO CURRENT_USER', f'GRANT "{owner}" TO "{name}"')
        run(f'SET ROLE "{owner}"')
        try:
            with pytest.raises(RoleTooPowerfulError, match=f"is a member of {owner}"):
                grant_use(name)
        finally:
            run("RESET ROLE")


@TAKEN_BACK
def test_a_superuser_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY oid LIMIT 1")
        (superuser,) = cursor.fetchone()

    with pytest.raises(RoleTooPowerfulError, match="is a superuser, whom no guard holds"):
        grant_use(superuser)
