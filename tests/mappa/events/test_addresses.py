"""Which addresses are called: public ones over TLS, own ones where allowed, and no others."""

from ipaddress import ip_address

import pytest

from mappa.events.addresses import endpoint_of, is_own, is_public, may_be_called
from mappa.events.posting import numeric_addresses

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
    "2a00:1450:4009::1",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
]
OWN = [
    "10.0.0.0",
    "10.255.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.168.0.0",
    "192.168.255.255",
    "::1",
    "fc00::1",
    "fdff::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
]
NEITHER = [
    "0.0.0.0",
    "0.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::2",
    "::127.0.0.1",
    "::ffff:0.0.0.0",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_called_over_tls(text):
    address = ip_address(text)

    assert is_public(address)
    assert not is_own(address)
    assert may_be_called(address, is_secure=True, allows_own=False)
    assert not may_be_called(address, is_secure=False, allows_own=True)


@pytest.mark.parametrize("text", OWN)
def test_an_address_of_the_own_network_is_called_only_where_that_is_allowed(text):
    address = ip_address(text)

    assert not is_public(address)
    assert is_own(address)
    for is_secure in (True, False):
        assert may_be_called(address, is_secure=is_secure, allows_own=True)
        assert not may_be_called(address, is_secure=is_secure, allows_own=False)


@pytest.mark.parametrize("text", NEITHER)
def test_other_special_addresses_are_never_called(text):
    address = ip_address(text)

    for is_secure in (True, False):
        for allows_own in (True, False):
            assert not may_be_called(address, is_secure=is_secure, allows_own=allows_own)


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("https://agency.example", (True, "agency.example", 443, "/")),
        ("https://agency.example/hook?a=b", (True, "agency.example", 443, "/hook?a=b")),
        ("https://agency.example:8443/", (True, "agency.example", 8443, "/")),
        ("https://[2a00::1]:8443/x", (True, "2a00::1", 8443, "/x")),
        ("http://10.0.0.1/x", (False, "10.0.0.1", 80, "/x")),
    ],
)
def test_an_address_has_these_parts(address, parts):
    found = endpoint_of(address)

    assert (found.is_secure, found.host, found.port, found.path) == parts


@pytest.mark.parametrize(
    ("address", "authority"),
    [
        ("https://agency.example:443/", "agency.example"),
        ("https://agency.example:80/", "agency.example:80"),
        ("http://10.0.0.1:80/", "10.0.0.1"),
        ("https://[2a00::1]/", "[2a00::1]"),
        ("https://[2a00::1]:8443/", "[2a00::1]:8443"),
    ],
)
def test_a_request_names_its_host(address, authority):
    assert endpoint_of(address).authority == authority


@pytest.mark.parametrize(
    "address",
    [
        "",
        "agency.example",
        "ftp://agency.example/",
        "file:///etc/passwd",
        "https:///hook",
        "https://user:pass@agency.example/",
        "https://agency.example@10.0.0.1/",
        "https://agency.example#@10.0.0.1/",
        "https://agency.example/#x",
        "https://agency.example\\@10.0.0.1/",
        "https://agency.example:0/",
        "https://agency.example:65536/",
        "https://agency.example:443:443/",
        "https://agency.example/a b",
        "https://agency.example/\r\nHost: other",
        "https://agency.example/\n",
        "https://agency.example\n",
        "https://agency.example/\x00",
        "https://agéncy.example/",
        "https://agency。example/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://agency.example?x",
        "https://agency.example/" + "x" * 500,
    ],
)
def test_what_is_no_address_for_events_is_refused(address):
    with pytest.raises(ValueError, match="This is no address for events"):
        endpoint_of(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0x7f.1",
        "::1",
        "0",
        "0.0.0.0",
    ],
)
def test_a_number_is_an_address_in_whatever_notation(host):
    (found,) = numeric_addresses(host)

    assert not is_public(found)


@pytest.mark.parametrize("host", ["localhost", "agency.example", "127.0.0.1.example", "x" * 64])
def test_a_name_is_no_number_and_nobody_is_asked(host):
    assert numeric_addresses(host) == []
