"""Signs events in the form of Standard Webhooks: HMAC-SHA256 over id, time and body.

https://www.standardwebhooks.com. Its libraries, in many languages, verify what is signed here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.utils.crypto import get_random_string, salted_hmac

PREFIX = "whsec_"
SALT_LENGTH = 43
"""Characters of chance: 256 bits."""


def new_salt() -> str:
    """What a new secret is derived from."""
    return get_random_string(SALT_LENGTH)


def secret_of(salt: str) -> str:
    """The secret as its subscriber keeps it; another one wherever the site has another key."""
    key = salted_hmac("mappa.events", salt, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(key).decode()


def signed(event: str, body: bytes, *, at: datetime, secrets: Iterable[str]) -> dict[str, str]:
    """The headers that let the receiver verify `body`: one signature by each of `secrets`."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": event,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(event, seconds, body, each) for each in secrets),
    }


def _signature(event: str, seconds: str, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    message = f"{event}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
