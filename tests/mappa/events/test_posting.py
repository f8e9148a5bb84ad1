"""One call to an endpoint: over TLS, to an address that was checked, by a deadline."""

import datetime
import socket
import ssl
import threading
import time
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mappa.events.addresses import endpoint_of
from mappa.events.posting import Answer, post
from mappa.models import Delivery
from tests.mappa.events.receiving import endpoint

Failure = Delivery.Failure
BODY = b'{"id": "1"}'
HEADERS = {"webhook-id": "1", "Content-Type": "application/json"}


def send(address, *, allows_own=True, seconds=5.0):
    return post(
        endpoint_of(address), body=BODY, headers=HEADERS, allows_own=allows_own, seconds=seconds
    )


def test_the_body_arrives_with_its_headers_and_the_answer_comes_back():
    with endpoint() as mine:
        answer = send(mine.address + "?a=b")

    assert answer == Answer(204)
    ((path, headers, body),) = mine.came
    assert (path, body) == ("/hook?a=b", BODY)
    assert headers["webhook-id"] == "1"
    assert headers["Host"] == f"127.0.0.1:{mine.port}"
    assert headers["Content-Length"] == str(len(BODY))


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (200, None),
        (202, None),
        (299, None),
        (300, Failure.REDIRECT),
        (304, Failure.REDIRECT),
        (400, Failure.STATUS),
        (410, Failure.STATUS),
        (429, Failure.STATUS),
        (500, Failure.STATUS),
    ],
)
def test_only_a_success_is_one(status, failure):
    with endpoint(answers=[(status, {})]) as mine:
        assert send(mine.address) == Answer(status, failure)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with endpoint() as elsewhere, endpoint() as mine:
        mine.answers = [(status, {"Location": elsewhere.address})]

        assert send(mine.address) == Answer(status, Failure.REDIRECT)

    assert elsewhere.came == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "0",
        "localhost",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_is_sent_to_this_machine_by_whatever_name(scheme, host):
    with endpoint() as mine:
        assert send(f"{scheme}://{host}:{mine.port}/", allows_own=False) == Answer(
            None, Failure.NOT_CALLED
        )

    assert mine.came == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"])
def test_the_same_names_reach_it_where_that_is_allowed(host):
    """So that the refusals above are about the address and not about the form."""
    with endpoint() as mine:
        assert send(f"http://{host}:{mine.port}/") == Answer(204)

    assert len(mine.came) == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "0", "[::]"])
def test_the_unspecified_address_is_called_never(host):
    with endpoint() as mine:
        assert send(f"http://{host}:{mine.port}/") == Answer(None, Failure.NOT_CALLED)

    assert mine.came == []


def test_a_host_of_which_one_address_may_not_be_called_is_not_called(monkeypatch):
    """The system's resolver is stood in for; nothing of ours is."""
    resolve = socket.getaddrinfo

    def two_addresses(host, port, *args, **options):
        if host != "two.example":
            return resolve(host, port, *args, **options)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in ("127.0.0.1", "169.254.169.254")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    with endpoint() as mine:
        assert send(f"http://two.example:{mine.port}/") == Answer(None, Failure.NOT_CALLED)

    assert mine.came == []


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch):
    """A name server that gives another address at a second asking is not asked a second time."""
    resolve, asked = socket.getaddrinfo, []

    def rebinding(host, port, *args, **options):
        if host != "rebinding.example":
            return resolve(host, port, *args, **options)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with endpoint() as mine:
        assert send(f"http://rebinding.example:{mine.port}/") == Answer(204)

    assert asked == ["rebinding.example"]
    ((_, headers, _),) = mine.came
    assert headers["Host"] == f"rebinding.example:{mine.port}"


@pytest.mark.parametrize("host", ["nobody.invalid", "x" * 64, "a..example"])
def test_a_host_that_does_not_resolve_is_told_so(host):
    assert send(f"https://{host}/") == Answer(None, Failure.UNRESOLVED)


def test_a_port_on_which_nobody_listens_is_told_so():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert send(f"http://127.0.0.1:{port}/") == Answer(None, Failure.UNREACHABLE)


def test_an_endpoint_that_hangs_up_is_told_so():
    with talking(lambda caller: None) as port:
        assert send(f"http://127.0.0.1:{port}/").failure in (Failure.UNREACHABLE, Failure.NO_HTTP)


@contextmanager
def talking(say):
    """A server that hears a call out, says whatever `say` sends, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            caller, _ = server.accept()
            with caller:
                asked = b""
                while not asked.endswith(BODY):  # head and body may come apart
                    asked += caller.recv(65536)
                try:
                    say(caller)
                except OSError:
                    pass  # the other side has hung up

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def drip(caller):
    for each in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200:
        caller.send(bytes([each]))
        time.sleep(0.05)


def stay_silent(caller):
    caller.recv(1)  # until the other side hangs up


@pytest.mark.parametrize("say", [drip, stay_silent])
def test_one_deadline_holds_however_slowly_an_answer_comes(say):
    with talking(say) as port:
        began = time.monotonic()
        answer = send(f"http://127.0.0.1:{port}/", seconds=0.5)
        took = time.monotonic() - began

    assert answer == Answer(None, Failure.TIME_OUT)
    assert 0.4 < took < 2


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\r\n" * 10, b"x" * 100_000]
)
def test_an_answer_that_is_no_http_is_told_so(said):
    with talking(lambda caller: caller.sendall(said)) as port:
        assert send(f"http://127.0.0.1:{port}/") == Answer(None, Failure.NO_HTTP)


def test_an_answer_is_not_read_beyond_its_head():
    sent = []

    def go_on_for_ever(caller):
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        chunk = b"x" * 65536
        for _ in range(2000):  # 125 MB, if anybody read them
            caller.sendall(chunk)
            sent.append(len(chunk))

    with talking(go_on_for_ever) as port:
        assert send(f"http://127.0.0.1:{port}/") == Answer(200)

    assert sum(sent) < 32 * 1024 * 1024  # what fits into the buffers of the machine


def test_a_head_without_end_is_not_read_beyond_a_bound():
    sent = []

    def head_without_end(caller):
        caller.sendall(b"HTTP/1.1 200 OK\r\n")
        line = b"X: " + b"y" * 60_000 + b"\r\n"
        for _ in range(2000):  # 120 MB, if anybody read them
            caller.sendall(line)
            sent.append(len(line))

    with talking(head_without_end) as port:
        # The status stands in the part that was read.
        assert send(f"http://127.0.0.1:{port}/") == Answer(200)

    assert sum(sent) < 32 * 1024 * 1024  # what fits into the buffers of the machine


# TLS


def made_by_authority(folder, *names):
    """A certificate of `names` by an authority of the test: the files of both."""
    now = datetime.datetime.now(datetime.UTC)

    def certificate(name, key, issuer, issuer_key, *extensions):
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    trusted, chain = folder / "authority.pem", folder / "server.pem"
    trusted.write_bytes(
        certificate(
            "Test authority",
            authority_key,
            "Test authority",
            authority_key,
            x509.BasicConstraints(ca=True, path_length=None),
        )
    )
    chain.write_bytes(
        certificate(
            names[0],
            key,
            "Test authority",
            authority_key,
            x509.SubjectAlternativeName([x509.DNSName(name) for name in names]),
        )
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context, trusted


@pytest.mark.parametrize(
    ("named", "is_trusted", "answer"),
    [
        ("localhost", True, Answer(204)),
        ("localhost", False, Answer(None, Failure.TLS)),
        ("agency.example", True, Answer(None, Failure.TLS)),
    ],
)
def test_tls_needs_a_certificate_of_the_host_by_a_trusted_authority(
    monkeypatch, tmp_path, named, is_trusted, answer
):
    context, trusted = made_by_authority(tmp_path, named)
    if is_trusted:
        # What OpenSSL itself reads, as an administrator would set it.
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with endpoint(context=context) as mine:
        assert send(f"https://localhost:{mine.port}/hook") == answer

    assert len(mine.came) == (answer.status == 204)


def test_a_server_without_tls_is_told_so():
    with endpoint() as mine:
        assert send(f"https://127.0.0.1:{mine.port}/") == Answer(None, Failure.TLS)

    assert mine.came == []
