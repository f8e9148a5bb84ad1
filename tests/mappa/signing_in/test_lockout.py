"""Lock-out: five failures of a user name, fifty of an address, a quarter of an hour."""

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client

from core.models import AuditEntry
from mappa.signing_in.codes import code_now
from mappa.tasks import tidy_sign_ins
from tests.mappa.signing_in.steps import (
    PASSWORD,
    enrolled,
    entries,
    give_code,
    give_password,
    is_in,
    newcomer,
    sign_in,
    unused_codes,
)
from tests.mappa.signing_in.words import WRONG_CODE, WRONG_SIGN_IN, said

pytestmark = pytest.mark.django_db

WRONG = "another pass phrase"


def fail(times, username="ada", **extra):
    for _ in range(times):
        Client(**extra).post("/accounts/login/", {"login": username, "password": WRONG})


def lets_in(secret, username="ada", **extra):
    client = Client(**extra)
    sign_in(client, secret, username)
    return is_in(client)


def test_four_wrong_passwords_lock_nothing_and_the_fifth_does():
    _, secret = enrolled()
    fail(4)
    assert entries("lock_out") == []
    assert lets_in(secret)

    fail(5)
    assert not lets_in(secret)


def test_a_sign_in_forgets_the_failures_of_its_user(later):
    _, secret = enrolled()
    fail(4)
    assert lets_in(secret)
    later(seconds=30)
    fail(4)

    assert lets_in(secret)


def test_a_password_alone_forgets_no_failure(client):
    _, secret = enrolled()
    fail(4)
    give_password(client)
    fail(1)

    assert not lets_in(secret)


def test_a_lock_is_answered_as_a_wrong_password_of_anybody(client):
    newcomer()
    before = give_password(client, password=WRONG)
    fail(5)
    fail(5, "eve")

    locked = give_password(Client())
    unknown = give_password(Client(), "eve")

    assert WRONG_SIGN_IN in said(locked)
    assert said(before) == said(locked)
    assert said(locked, "ada") == said(unknown, "eve")
    assert locked.status_code == unknown.status_code == before.status_code == 200


@pytest.mark.parametrize(("seconds", "opens"), [(-1, False), (0, False), (1, True)])
def test_a_lock_ends_a_quarter_of_an_hour_after_the_last_failure(later, seconds, opens):
    _, secret = enrolled()
    fail(5)
    later(minutes=15, seconds=seconds)

    assert lets_in(secret) == opens


def test_an_attempt_during_a_lock_does_not_prolong_it(later):
    _, secret = enrolled()
    fail(5)
    later(minutes=14)
    fail(10)
    later(minutes=1, seconds=1)

    assert lets_in(secret)


def test_a_user_is_locked_from_whichever_address_and_browser_the_failures_came():
    _, secret = enrolled()
    for number in range(5):
        fail(1, REMOTE_ADDR=f"192.0.2.{number}", HTTP_USER_AGENT=f"browser {number}")

    assert not lets_in(secret, REMOTE_ADDR="198.51.100.1")


def test_the_lock_of_one_user_leaves_the_others_at_the_address():
    _, secret = enrolled()
    fail(5, "bea")

    assert lets_in(secret)


@pytest.mark.parametrize(("failures", "opens"), [(49, True), (50, False)])
def test_an_address_is_locked_after_ten_times_as_many(failures, opens):
    _, secret = enrolled()
    for number in range(failures):
        fail(1, f"guess{number}", REMOTE_ADDR="192.0.2.1")

    assert lets_in(secret, REMOTE_ADDR="192.0.2.1") == opens


def test_a_locked_address_leaves_the_others():
    _, secret = enrolled()
    for number in range(50):
        fail(1, f"guess{number}", REMOTE_ADDR="192.0.2.1")

    assert lets_in(secret, REMOTE_ADDR="192.0.2.2")


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("2001:db8:0:1::ffff", False),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", False),
        ("2001:db8:0:2::", True),
        ("2001:db8::ffff:ffff:ffff:ffff", True),
        ("192.0.2.1", True),
    ],
)
def test_the_addresses_of_one_network_of_ipv6_count_as_one(address, opens):
    _, secret = enrolled()
    for number in range(50):
        fail(1, f"guess{number}", REMOTE_ADDR=f"2001:db8:0:1::{number:x}")

    assert lets_in(secret, REMOTE_ADDR=address) == opens


def test_an_address_of_ipv4_is_one_however_it_is_written():
    _, secret = enrolled()
    for number in range(50):
        fail(1, f"guess{number}", REMOTE_ADDR="::ffff:192.0.2.1")

    assert not lets_in(secret, REMOTE_ADDR="192.0.2.1")
    assert lets_in(secret, REMOTE_ADDR="192.0.2.2")


def test_ones_own_sign_in_does_not_forget_what_one_guessed_of_others(later):
    _, secret = enrolled()
    for number in range(49):
        fail(1, f"guess{number}", REMOTE_ADDR="192.0.2.1")
    assert lets_in(secret, REMOTE_ADDR="192.0.2.1")
    later(seconds=30)
    fail(1, "guess", REMOTE_ADDR="192.0.2.1")

    assert not lets_in(secret, REMOTE_ADDR="192.0.2.1")


def test_without_an_address_nobody_else_is_locked():
    _, secret = enrolled()
    for number in range(50):
        fail(1, f"guess{number}", REMOTE_ADDR="")

    assert lets_in(secret, REMOTE_ADDR="")


# Codes


def test_wrong_codes_count_as_wrong_passwords_do(client):
    _, secret = enrolled()
    fail(2)
    give_password(client)
    for _ in range(2):
        give_code(client, "000000")
    assert entries("lock_out") == []

    assert WRONG_CODE in said(give_code(client, "000000"))
    assert WRONG_CODE in said(give_code(client, code_now(secret)))
    assert not is_in(client)
    assert not lets_in(secret)


def test_a_recovery_code_is_neither_taken_nor_used_up_during_a_lock(client):
    user, _ = enrolled()
    give_password(client)
    fail(5)

    assert WRONG_CODE in said(give_code(client, unused_codes(user)[0]))
    assert len(unused_codes(user)) == 10


def test_a_lock_that_has_ended_lets_the_code_through(client, later):
    _, secret = enrolled()
    for _ in range(5):
        give_password(client)
        give_code(client, "000000")
    later(minutes=15, seconds=1)

    assert lets_in(secret)


def test_a_wrong_present_password_counts_too(client):
    user, secret = enrolled()
    sign_in(client, secret)
    new = {"new_password1": "a whole new phrase", "new_password2": "a whole new phrase"}
    for _ in range(5):
        refused = client.post("/accounts/password/", {"old_password": WRONG} | new)
        assert "This is not your present password" in said(refused)

    client.post("/accounts/password/", {"old_password": PASSWORD} | new)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert {by for _, by, _, _ in entries("fail_sign_in")} == {"ada"}


# The log


def test_the_log_has_each_failure_and_one_lock():
    user, _ = enrolled()
    fail(6)
    about = ("not signed in", str(user.pk))

    assert entries("fail_sign_in", "lock_out") == [
        *[("fail_sign_in", *about, {"wrong": "password", "locked": False})] * 5,
        ("lock_out", *about, {}),
        ("fail_sign_in", *about, {"wrong": "password", "locked": True}),
    ]
    assert {each.operation for each in AuditEntry.objects.filter(act="lock_out")} == {"sign_in"}


def test_what_was_typed_as_user_name_password_or_code_is_kept_nowhere(client):
    _, secret = enrolled()
    fail(1, "a-password-in-the-wrong-field")
    give_password(client, password=WRONG)
    give_password(client)
    give_code(client, "123321")

    kept = str(list(AuditEntry.objects.values())) + "".join(
        f"{each.get_data}{each.post_data}" for each in AccessAttempt.objects.all()
    )
    for typed in ("wrong-field", WRONG, PASSWORD, "123321", secret):
        assert typed not in kept


@pytest.mark.parametrize(("seconds", "left"), [(-1, 1), (0, 1), (1, 0)])
def test_what_failed_is_removed_at_night_once_it_counts_no_more(later, seconds, left):
    fail(1)
    later(minutes=15, seconds=seconds)

    tidy_sign_ins()

    assert AccessAttempt.objects.count() == left


# Lifting a lock


def lift(capsys, **options):
    call_command("lift_lock", reason="rang, known by voice", **options)
    return capsys.readouterr().out


def test_a_command_lifts_the_lock_of_a_user_and_says_why(capsys):
    user, secret = enrolled()
    fail(5)
    fail(5, "bea")

    assert "forgotten" in lift(capsys, user="ada")

    assert lets_in(secret)
    assert AccessAttempt.objects.filter(username="bea").exists()
    entry = AuditEntry.objects.get(act="lift_lock")
    assert (entry.operation, entry.object_id, entry.purpose, entry.detail) == (
        "alteration", str(user.pk), "rang, known by voice", {"address": "", "failures": 1},
    )  # fmt: skip
    assert entry.actor.startswith("command:")


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_command_lifts_the_lock_of_an_address(capsys, address):
    _, secret = enrolled()
    for number in range(50):
        fail(1, f"guess{number}", REMOTE_ADDR=address)

    lift(capsys, address=address)

    assert lets_in(secret, REMOTE_ADDR=address)


def test_a_lock_that_is_not_there_is_not_lifted(capsys):
    assert "no failed sign-ins" in lift(capsys, user="ada")


def test_the_commands_of_django_axes_are_in_the_log_too():
    _, secret = enrolled()
    fail(5)
    call_command("axes_reset_username", "ada")

    assert lets_in(secret)
    assert AuditEntry.objects.filter(act="lift_lock", actor__startswith="command:").count() == 1
