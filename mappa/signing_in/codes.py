"""Codes of an authenticator (RFC 6238): a secret, the code it gives, and which code was given.

With `mappa.signing_in.enrolling` the only module that calls the insides of django-allauth.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.totp.internal import auth

NOTHING_USED = -1
"""The number of the last code used where none was."""


def new_secret() -> str:
    """A random secret of 160 bits, as the letters and digits that an authenticator takes."""
    return str(auth.generate_totp_secret())


def uri_of(secret: str, *, username: str) -> str:
    """The address that an authenticator reads `secret` from, by a picture or a link."""
    query = urlencode({"secret": secret, "issuer": "mappa"})
    return f"otpauth://totp/mappa:{quote(username)}?{query}"


def code_now(secret: str) -> str:
    """The code that an authenticator holding `secret` shows now.

    Raises:
        ValueError: if `secret` is none.
    """
    counters = list(auth.yield_hotp_counters_from_time())
    return _code(secret, counters[len(counters) // 2])


def number_of(code: str, *, secret: str, after: int = NOTHING_USED) -> int | None:
    """The number of the period of 30 seconds whose code `code` is, of those that are taken now and
    come after the number `after`; `None` if it is the code of none of them.
    """
    for number in auth.yield_hotp_counters_from_time():
        if number > after and compare_user_code(actual=code, expected=_code(secret, number)):
            return int(number)
    return None


def _code(secret: str, number: int) -> str:
    return str(auth.format_hotp_value(auth.hotp_value(secret, number)))
