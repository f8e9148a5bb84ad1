"""What is signed verifies by the public description; what was tampered with does not."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mappa.events.signing import new_salt, secret_of, signed

AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
BODY = b'{"id": "1"}'


def verifies(secret, headers, body):
    """As docs/events.md says it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    message = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
    return any(
        hmac.compare_digest(f"v1,{wanted}", each) for each in headers["webhook-signature"].split()
    )


def test_the_signature_is_the_one_of_the_published_example():
    headers = signed(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        at=datetime.fromtimestamp(1614265330, UTC),
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize(
    "tampered",
    [
        {"body": BODY + b" "},
        {"webhook-id": "2"},
        {"webhook-timestamp": "1714564801"},
        {"webhook-signature": "v1," + "A" * 44},
    ],
)
def test_what_was_tampered_with_does_not_verify(tampered):
    secret = secret_of(new_salt())
    headers = signed("1", BODY, at=AT, secrets=[secret])
    assert verifies(secret, headers, BODY)

    body = tampered.pop("body", BODY)

    assert not verifies(secret, headers | tampered, body)


def test_during_an_overlap_both_secrets_verify_and_no_third():
    first, second, third = (secret_of(new_salt()) for _ in range(3))

    headers = signed("1", BODY, at=AT, secrets=[first, second])

    assert verifies(first, headers, BODY)
    assert verifies(second, headers, BODY)
    assert not verifies(third, headers, BODY)


def test_a_secret_has_256_bits_and_follows_from_salt_and_key(settings):
    salt = new_salt()
    secret = secret_of(salt)
    assert secret == secret_of(salt)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32

    settings.SECRET_KEY = "another key" * 8

    assert secret_of(salt) != secret


def test_the_example_of_the_page_takes_what_is_genuine_and_nothing_else():
    page = (Path(__file__).parents[3] / "docs" / "events.md").read_text()
    (example,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    found = {}
    exec(example, found)
    is_genuine, secret = found["is_genuine"], secret_of(new_salt())
    now = datetime.now(UTC)
    headers = signed("1", BODY, at=now, secrets=[secret_of(new_salt()), secret])

    assert is_genuine(secret, headers, BODY)
    assert not is_genuine(secret, headers, BODY + b" ")
    assert not is_genuine(secret_of(new_salt()), headers, BODY)
    late = signed("1", BODY, at=now - timedelta(seconds=310), secrets=[secret])
    assert not is_genuine(secret, late, BODY)
