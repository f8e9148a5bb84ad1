"""Every answer that is no success, as problem details (RFC 9457) of a stable type."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from core.refusing import NeedsReason, Outdated

logger = logging.getLogger(__name__)

TYPE = "urn:mappa:problem:"
MEDIA_TYPE = "application/problem+json"
BUSY = 5  # seconds after which a call that met no database is worth making again

KINDS: Mapping[str, tuple[int, str]] = {
    "malformed": (400, "The request is not as the description says"),
    "unauthenticated": (401, "Who calls is not known"),
    "forbidden": (403, "The caller may not use this door"),
    "purpose-needed": (403, "A look at a restricted case needs a purpose"),
    "not-found": (404, "There is no such thing"),
    "method-not-allowed": (405, "This address does not take that method"),
    "not-acceptable": (406, "This door answers in another media type"),
    "conflict": (409, "The key was used for another request"),
    "outdated": (412, "Somebody changed it since it was read"),
    "too-large": (413, "The request is too large"),
    "unsupported-media-type": (415, "This door takes another media type"),
    "refused": (422, "A rule refuses it"),
    "reason-needed": (422, "A rule asks for a reason"),
    "version-needed": (428, "Say which version was read"),
    "too-many-requests": (429, "The client calls too often"),
    "failed": (500, "It failed here"),
    "unavailable": (503, "The database does not answer"),
}
"""Every type of problem: its status and its title. None is ever taken away or given another
meaning."""

OF_STATUS = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: where in the body (a JSON pointer; empty for the whole), what, and
    the number of the rule where there is one."""

    pointer: str
    detail: str
    code: str = ""

    @property
    def shown(self) -> dict[str, str]:
        """As it stands in the answer."""
        shown = {"pointer": self.pointer, "detail": self.detail}
        return shown | ({"code": self.code} if self.code else {})


@dataclass(slots=True)
class Problem(Exception):
    """A problem of one of the `KINDS`, raised by a door."""

    kind: str
    detail: str
    errors: list[Wrong] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status code of the answer."""
        return KINDS[self.kind][0]

    @property
    def shown(self) -> dict[str, Any]:
        """The body of the answer."""
        status, title = KINDS[self.kind]
        shown: dict[str, Any] = {
            "type": TYPE + self.kind,
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        if self.errors:
            shown["errors"] = [each.shown for each in self.errors]
        return shown


def missing() -> Problem:
    """The one answer for what does not exist and for what the caller may not see."""
    return Problem("not-found", "There is nothing at this address that you may see.")


def answer(problem: Problem) -> Response:
    """The answer that tells of `problem`."""
    return Response(
        problem.shown, status=problem.status, headers=problem.headers, content_type=MEDIA_TYPE
    )


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """The answer for whatever a door raises; named in the settings of the framework.

    What nobody foresaw is logged by its class and place only, because messages of libraries and
    databases quote values.
    """
    return answer(problem_of(error))


def problem_of(error: Exception) -> Problem:
    """The problem that `error` is."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationError):
        return _refused(error)
    if isinstance(error, Http404):
        return missing()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return Problem("too-large", "Send less at once.")
    if isinstance(error, SuspiciousOperation):
        return Problem("malformed", "The request cannot be read: send it as the description says.")
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, (OperationalError, InterfaceError)):
        # Whether a lost COMMIT was carried out nobody here knows, so nothing is said of it.
        sentence = (
            "The database does not answer. Try again in a moment, with the same Idempotency-Key: "
            "nothing is done twice or by halves."
        )
        return Problem("unavailable", sentence, headers={"Retry-After": str(BUSY)})
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return Problem("failed", "It failed here, and nothing was stored. It is in the log.")


def _of_framework(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        wrong = list(_wrong_in(error.detail))
        return Problem("malformed", "Put right what is named in errors.", wrong)
    if isinstance(error, exceptions.NotFound):
        return missing()
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    kind = OF_STATUS.get(error.status_code, "malformed")
    return Problem(kind, str(error.detail), headers=headers)


def _wrong_in(detail: Any, pointer: str = "") -> Iterator[Wrong]:
    """What a serializer found wrong, each with a pointer to it."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{_escaped(str(name))}"
            yield from _wrong_in(inner, pointer + step)
    elif isinstance(detail, list) and any(isinstance(each, (dict, list)) for each in detail):
        for number, inner in enumerate(detail):
            yield from _wrong_in(inner, f"{pointer}/{number}") if inner else ()
    elif isinstance(detail, list):
        yield from (Wrong(pointer, str(each)) for each in detail)
    else:
        yield Wrong(pointer, str(detail))


def _refused(error: ValidationError) -> Problem:
    wrong = list(_refusals(error))
    if isinstance(error, Outdated):
        # Without who did what: it may be an act on what the caller may not see.
        sentence = "It was changed after you read it. Read it again and decide on what now stands."
        return Problem("outdated", sentence, headers={"ETag": f'"{error.version}"'})
    if isinstance(error, NeedsReason):
        sentence = "Give a reason for each rule that is named in errors, under reasons."
        return Problem("reason-needed", sentence, wrong)
    if any(each.code == "V54" for each in wrong):
        sentence = "The case is restricted: say in the header Access-Purpose why you look."
        return Problem("purpose-needed", sentence)
    if wrong and all(each.code == "unseen" and not each.pointer for each in wrong):
        return missing()
    if parts := [each for each in wrong if each.code == "part"]:
        return Problem("forbidden", parts[0].detail.removeprefix("part: "))
    return Problem("refused", "Put right what is named in errors.", wrong)


def _refusals(error: ValidationError) -> Iterator[Wrong]:
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            pointer = "" if name == "__all__" else f"/{_escaped(name)}"
            for each in errors:
                yield from (Wrong(pointer, text, each.code or "") for text in each.messages)
    else:
        for each in error.error_list:
            yield from (Wrong("", text, each.code or "") for text in each.messages)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
