"""The commands of a sign-in: a code, a new start, and the user of the demonstration."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.models import User
from core.models import AuditEntry
from mappa.signing_in.codes import code_now, new_secret, uri_of
from mappa.signing_in.demonstrating import demonstration_user
from mappa.signing_in.enrolling import is_enrolled, recovery_codes
from tests.factories.agencies import area
from tests.mappa.signing_in.steps import (
    ENROL,
    enrolled,
    entries,
    give_password,
    is_in,
    secret_on,
    sign_in,
)

pytestmark = pytest.mark.django_db

OF_THE_RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def ran(capsys, *arguments, **options):
    call_command(*arguments, **options)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_a_code_is_that_of_the_standard(clock, seconds, code):
    """RFC 6238, appendix B, by SHA-1, its last six digits."""
    clock.move_to(seconds)

    assert code_now(OF_THE_RFC) == code


def test_a_command_shows_the_code_of_a_secret_in_whichever_form(capsys, monkeypatch):
    secret = new_secret()
    grouped = [secret[at : at + 4] for at in range(0, 32, 4)]
    code = code_now(secret)
    monkeypatch.setattr("getpass.getpass", lambda prompt: " ".join(grouped))

    assert ran(capsys, "show_code", secret) == code
    assert ran(capsys, "show_code", *grouped) == code
    assert ran(capsys, "show_code", secret.lower()) == code
    assert ran(capsys, "show_code") == code


@pytest.mark.parametrize("secret", ["no secret!", "ABC", "é", "11111111"])
def test_what_is_no_secret_is_refused(secret):
    with pytest.raises(CommandError, match="This is no secret: write the 32 letters"):
        call_command("show_code", secret)


def test_an_authenticator_reads_the_secret_with_its_user_from_the_picture():
    assert uri_of("ABC", username="ada@x+y") == (
        "otpauth://totp/mappa:ada%40x%2By?secret=ABC&issuer=mappa"
    )


def test_a_reset_takes_the_factor_and_the_next_sign_in_enrols_another(capsys, client):
    user, secret = enrolled()
    sign_in(client, secret)

    said = ran(capsys, "reset_second_factor", user="ada", reason="telephone lost, seen in person")

    assert said == "ada has no second factor now, and enrols at the next sign-in."
    assert not is_enrolled(user)
    assert recovery_codes(user) is None
    assert not is_in(client)
    assert give_password(client).url == ENROL
    assert secret_on(client.get(ENROL)) != secret
    entry = AuditEntry.objects.get(act="reset_second_factor")
    assert (entry.operation, entry.object_id, entry.purpose) == (
        "alteration", str(user.pk), "telephone lost, seen in person",
    )  # fmt: skip
    assert entry.actor.startswith("command:")


def test_nobodys_factor_is_not_reset():
    with pytest.raises(CommandError, match="Nobody has the user name “eve”"):
        call_command("reset_second_factor", user="eve", reason="lost")


def test_a_reset_says_why():
    with pytest.raises(CommandError, match="--reason"):
        call_command("reset_second_factor", "--user", "ada")


def test_a_lock_is_somebodys_or_of_an_address():
    with pytest.raises(CommandError, match="--user, --address or both"):
        call_command("lift_lock", reason="why not")


def test_the_user_of_the_demonstration_signs_in_with_what_is_printed(client):
    made = demonstration_user(area=area(), by="test", at=timezone.now())

    sign_in(client, made.secret, made.username, password=made.password)

    assert is_in(client)
    assert client.get("/admin/").status_code == 200


def test_each_demonstration_makes_password_and_secret_anew(client):
    first = demonstration_user(area=area(), by="test", at=timezone.now())
    sign_in(client, first.secret, first.username, password=first.password)
    second = demonstration_user(area=area(), by="test", at=timezone.now())

    assert not is_in(client)
    assert len({first.password, second.password, first.secret, second.secret}) == 4
    user = User.objects.get()
    assert user.check_password(second.password)
    acts = [act for act, *_ in entries("demonstration_user", "reset_second_factor")]
    assert acts == ["demonstration_user", "demonstration_user", "reset_second_factor"]
