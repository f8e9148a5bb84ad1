"""What is answered where something fails before a door is reached, or behind none."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from core.api.bodies import JSONRenderer
from core.api.problems import MEDIA_TYPE, problem_of

OF_SYSTEMS = ("/api/", "/oauth2/")
"""Under which no browser asks, but a program."""


def answer_fault(request: HttpRequest) -> HttpResponse:
    """The answer to a request that failed: a problem for programs, a page for people; 503 where
    the database does not answer, as it does not for whoever is signed in before a door asks it."""
    error = sys.exc_info()[1]
    if isinstance(error, Exception) and request.path.startswith(OF_SYSTEMS):
        problem = problem_of(error)
        return HttpResponse(
            JSONRenderer().render(problem.shown),
            status=problem.status,
            headers=problem.headers,
            content_type=MEDIA_TYPE,
        )
    if isinstance(error, (OperationalError, InterfaceError)):
        problem = problem_of(error)
        return HttpResponse(
            problem.detail,
            status=problem.status,
            headers=problem.headers,
            content_type="text/plain; charset=utf-8",
        )
    return server_error(request)
