"""Which addresses may be called: by their form, and by what their hosts resolve to. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

LONGEST = 500
"""Characters of an address."""

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!-\"$-~]*)?"  # visible ASCII without #
)

# The ranges that some versions of `ipaddress` still call global.
_SPECIAL_4 = tuple(
    IPv4Network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which holds an address of its own
        "3fff::/20",  # documentation
    )
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""NAT64: the last 32 bits are the address that is called."""

_OWN_4 = tuple(
    IPv4Network(each) for each in ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_OWN_6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address in its parts; an IPv6 host without brackets."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as a request names it, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"


def endpoint_of(address: str) -> Endpoint:
    """The parts of `address`.

    Raises:
        ValueError: if it is no address that events are sent to, with a sentence.
    """
    found = _ADDRESS.fullmatch(address) if len(address) <= LONGEST else None
    if found is None or not 0 < int(found["port"] or 443) < 65536:
        msg = (
            "This is no address for events: write https://, a host name in ASCII, a port where it "
            f"is not 443, and a path; no user, no #, at most {LONGEST} characters."
        )
        raise ValueError(msg)
    is_secure = found["scheme"] == "https"
    port = int(found["port"]) if found["port"] else 443 if is_secure else 80
    return Endpoint(is_secure, found["host"].strip("[]"), port, found["path"] or "/")


def may_be_called(address: IPAddress, *, is_secure: bool, allows_own: bool) -> bool:
    """Whether an event may go to `address`: to public ones over TLS; with `allows_own` to those of
    one's own network and machine too, and to these without TLS."""
    if is_public(address):
        return is_secure
    return allows_own and is_own(address)


def is_public(address: IPAddress) -> bool:
    """Whether anybody on the internet has it: no private, loopback, link-local, multicast or other
    special address, in whatever form."""
    address = _meant(address)
    if isinstance(address, IPv4Address):
        is_special = address.is_multicast or address.is_reserved
        return address.is_global and not is_special and not _lies_in(address, _SPECIAL_4)
    return address in _GLOBAL_6 and not _lies_in(address, _SPECIAL_6)


def is_own(address: IPAddress) -> bool:
    """Whether it is of a private network or of the machine itself. Link-local ones are neither: at
    one of them clouds hand out credentials."""
    address = _meant(address)
    return _lies_in(address, _OWN_4 if isinstance(address, IPv4Address) else _OWN_6)


def _meant(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _lies_in(
    address: IPAddress, networks: tuple[IPv4Network, ...] | tuple[IPv6Network, ...]
) -> bool:
    return any(address in network for network in networks)
