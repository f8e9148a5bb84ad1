"""Settles who calls: a system by its token, for itself or a person, or a person who signed in."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agencies.choices import Scope
from agencies.models import SystemClient, User
from core.api.caller import Caller
from core.api.problems import Problem

ON_BEHALF_OF = "On-Behalf-Of"
"""The header in which a system names the person on whose behalf it calls."""


class SystemDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description says that a system calls."""

    target_class = "agencies.api.authentication.SystemAuthentication"
    name = "system"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """OAuth 2.0 client credentials."""
        flow = {"tokenUrl": "/oauth2/token/", "scopes": dict(Scope.choices)}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}


class PersonDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description says that somebody who is signed in calls."""

    target_class = "agencies.api.authentication.PersonAuthentication"
    name = "person"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The cookie of the session, by the name that it has over HTTPS, as users call it."""
        return {"type": "apiKey", "in": "cookie", "name": "__Host-sessionid"}


class SystemAuthentication(OAuth2Authentication):
    """A system client with a token that it was given for its credentials."""

    def authenticate(self, request: Request | None) -> tuple[User, Caller] | None:
        """The account that acts, and the caller.

        Raises:
            AuthenticationFailed: if there is a token, and it gives no access now.
            Problem: if the person named is nobody of the agency.
        """
        if request is None or "Authorization" not in request.headers:
            return None
        # The library reads forms for tokens too. Nobody's body is read before the caller is known.
        head = copy(request._request)
        head.POST = QueryDict()
        found = super().authenticate(head)
        if found is None:
            request.oauth2_error = head.oauth2_error  # type: ignore[attr-defined] # for the header
            raise AuthenticationFailed("The token gives no access: ask for a new one.")
        token = found[1]
        client = SystemClient.objects.select_related("agency", "user").get(
            credentials=token.application_id
        )
        on = timezone.localdate()
        person = _person(client, request.headers.get(ON_BEHALF_OF, ""), on)
        user = person or client.user
        if person is not None:
            person.through = client.user
        prefetch_related_objects(user.sights, "memberships")
        scopes = frozenset(token.scope.split()) & frozenset(client.scopes)
        return user, Caller(user, scopes, client.name, client.agency.name)


class PersonAuthentication(SessionAuthentication):
    """A person who signed in, with both factors, on the pages."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        """The person, and the caller."""
        found = super().authenticate(request)
        if found is None:
            return None
        user: User = found[0]
        prefetch_related_objects([user], "memberships")
        on = timezone.localdate()
        agencies = {each.agency for each in user.memberships.on(on).select_related("agency")}
        agency = str(agencies.pop()) if len(agencies) == 1 else ""
        return user, Caller(user, agency=agency)


def _person(client: SystemClient, username: str, on: date) -> User | None:
    if not username:
        return None
    people = User.objects.filter(
        username=username,
        is_active=True,
        system_client__isnull=True,
        memberships__agency=client.agency,
        memberships__valid_from__lte=on,
        memberships__ends__gt=on,
    )
    person = people.first()
    if person is None:
        sentence = f"{ON_BEHALF_OF}: name somebody who acts for your agency today."
        raise Problem("forbidden", sentence)
    return person
