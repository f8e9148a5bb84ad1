"""From which address a request comes where proxies of ours stand before the web server."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ForwardedAddress:
    """Middleware, before all others: sets `REMOTE_ADDR` to what the outermost of `MAPPA_PROXIES`
    proxies saw. Each of them adds to `X-Forwarded-For`; what stands further left anybody may have
    written, and is not believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to the request with its address; that of the connection where none is told."""
        if settings.MAPPA_PROXIES:
            told = request.headers.get("X-Forwarded-For", "").split(",")
            seen = [each.strip() for each in told[-settings.MAPPA_PROXIES :]]
            if len(seen) == settings.MAPPA_PROXIES and _is_address(seen[0]):
                request.META["REMOTE_ADDR"] = seen[0]
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
