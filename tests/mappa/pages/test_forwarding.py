"""The address of a request behind proxies."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mappa.pages.forwarding import ForwardedAddress

OURS = "10.0.0.1"


def address(forwarded):
    seen = []

    def answer(request):
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    ForwardedAddress(answer)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=OURS))
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "192.0.2.1", OURS),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "2001:db8::1,10.0.0.2", "2001:db8::1"),
        (1, None, OURS),
        (1, "", OURS),
        (2, "192.0.2.1", OURS),
        (1, "unknown", OURS),
        (1, "192.0.2.1, <script>", OURS),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_saw(
    settings, proxies, forwarded, expected
):
    settings.MAPPA_PROXIES = proxies

    assert address(forwarded) == expected
