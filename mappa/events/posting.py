"""Posts a body to an address that may be called, and reads no more of the answer than its head.

The host is resolved once, every address of it is checked, and the checked address is the one that
is called, so that a name server cannot give another one in between. No proxy is used and no
redirect followed. One deadline holds for everything after the resolving.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from time import monotonic
from typing import Any

from mappa.events.addresses import Endpoint, IPAddress, may_be_called
from mappa.models import Delivery

Failure = Delivery.Failure

TIME_OUT = 10.0
"""Seconds from connecting to the end of the answer's head."""

MOST_BYTES = 16 * 1024
"""Of the answer; what comes after its head is not looked at."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the status code, and why it is no success; one of them may be empty."""

    status: int | None
    failure: Failure | None = None


class _FailedError(Exception):
    """The call cannot be made, or came to nothing."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


def post(
    endpoint: Endpoint,
    *,
    body: bytes,
    headers: Mapping[str, str],
    allows_own: bool,
    seconds: float = TIME_OUT,
) -> Answer:
    """Post `body` to `endpoint`. `allows_own` lets it be in the own network."""
    try:
        addresses = _resolve(endpoint)
        callable_ones = (
            may_be_called(each, is_secure=endpoint.is_secure, allows_own=allows_own)
            for each in addresses
        )
        if not all(callable_ones):
            return Answer(None, Failure.NOT_CALLED)
        status = _call(endpoint, addresses, body, headers, monotonic() + seconds)
    except _FailedError as failed:
        return Answer(None, failed.failure)
    if 200 <= status < 300:
        return Answer(status)
    return Answer(status, Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS)


def numeric_addresses(host: str) -> list[IPAddress]:
    """The address that `host` is, in whatever notation; none where it is a name. Asks nobody."""
    try:
        return _addresses(host, 0, socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []


def _resolve(endpoint: Endpoint) -> list[IPAddress]:
    try:
        return _addresses(endpoint.host, endpoint.port, 0)
    except (OSError, UnicodeError):
        raise _FailedError(Failure.UNRESOLVED) from None


def _addresses(host: str, port: int, flags: int) -> list[IPAddress]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys(ip_address(each[4][0]) for each in found))


def _call(
    endpoint: Endpoint,
    addresses: list[IPAddress],
    body: bytes,
    headers: Mapping[str, str],
    deadline: float,
) -> int:
    """The status code of the answer.

    Raises:
        _FailedError: if there is none.
    """
    try:
        with _connect(endpoint, addresses, deadline) as plain:
            connection = HTTPConnection(endpoint.host, endpoint.port)
            # Connected already, so the connection resolves and connects nothing itself.
            connection.sock = _Timed(_secured(endpoint, plain, deadline), deadline)
            try:
                named = {**headers, "Host": endpoint.authority, "Connection": "close"}
                connection.request("POST", endpoint.path, body, named)
                return connection.getresponse().status
            finally:
                connection.close()
    except TimeoutError:
        raise _FailedError(Failure.TIME_OUT) from None
    except ssl.SSLError:
        raise _FailedError(Failure.TLS) from None
    except (HTTPException, ValueError):
        raise _FailedError(Failure.NO_HTTP) from None
    except OSError:
        raise _FailedError(Failure.UNREACHABLE) from None


def _connect(endpoint: Endpoint, addresses: list[IPAddress], deadline: float) -> socket.socket:
    """A connection to the first of `addresses` that takes it."""
    failed: OSError = OSError("no address")
    for each in addresses:
        try:
            return socket.create_connection((str(each), endpoint.port), _left(deadline))
        except TimeoutError:
            raise
        except OSError as error:
            failed = error
    raise failed


def _secured(endpoint: Endpoint, plain: socket.socket, deadline: float) -> socket.socket:
    """The connection, over TLS where the endpoint asks it: of a server that holds a certificate of
    its name by an authority that this machine trusts."""
    if not endpoint.is_secure:
        return plain
    plain.settimeout(_left(deadline))
    return ssl.create_default_context().wrap_socket(plain, server_hostname=endpoint.host)


def _left(deadline: float) -> float:
    """Seconds left.

    Raises:
        TimeoutError: if there are none.
    """
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed:
    """A socket of which every wait ends by one deadline, however slowly the other side drips."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket, self._deadline = connected, deadline

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""
        self._socket.settimeout(_left(self._deadline))
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What comes, to be read."""
        return io.BufferedReader(_Coming(self._socket, self._deadline))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class _Coming(io.RawIOBase):
    """At most `MOST_BYTES` of what comes on a socket, by a deadline."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket, self._deadline, self._read = connected, deadline, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes that came; none after `MOST_BYTES`."""
        room = min(len(buffer), MOST_BYTES - self._read)
        if room <= 0:
            return 0
        self._socket.settimeout(_left(self._deadline))
        count = self._socket.recv_into(buffer, room)
        self._read += count
        return count
