"""Where a request comes from: noted for the log, and its number told with the answer."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core import audit

HEADER = "X-Request-ID"

_ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class RequestOrigin:
    """Middleware: whatever the request is logged for carries its address and its number.

    The caller's own number is kept where it is 8 to 64 letters, digits and hyphens; otherwise the
    request gets one of chance. The address is that of the connection, or behind proxies of ours
    what `mappa.pages.forwarding` made of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the number of the request."""
        origin = audit.Origin(
            address=request.META.get("REMOTE_ADDR", ""), request_id=request_number(request)
        )
        with audit.coming_from(origin):
            response = self.get_response(request)
        response.headers[HEADER] = origin.request_id
        return response


def request_number(request: HttpRequest) -> str:
    """The number that the caller gave the request, or a new one."""
    given = request.headers.get(HEADER, "")
    return given if _ACCEPTABLE.fullmatch(given) else str(uuid.uuid4())
