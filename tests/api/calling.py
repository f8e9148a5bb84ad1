"""A system that calls the API over HTTP, and a person who does so signed in."""

import base64
import itertools
from datetime import UTC, date, datetime

from django.test import Client

from agencies.choices import Role, Scope
from agencies.services.clients import register_client
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency

AT = datetime(2024, 1, 1, 12, tzinfo=UTC)
names = itertools.count(1)


class System:
    """A system client of an agency, with a token of all of its scopes."""

    def __init__(self, kind="police", areas=("norfolk",), scopes=None, categories=(1, 2, 3, 4)):
        self.agency = default_agency(kind, areas[0])
        self.client, self.secret = register_client(
            name=f"system-{next(names)}",
            agency=self.agency,
            areas=[area(code) for code in areas],
            scopes=scopes or Scope.values,
            categories=categories,
            on=date(2020, 1, 1),
            by="ann",
            at=AT,
        )
        self.http = Client()
        self.token = self.ask_token().json()["access_token"]

    def ask_token(self, **body):
        pair = f"{self.secret.client_id}:{self.secret.secret}".encode()
        return self.http.post(
            "/oauth2/token/",
            {"grant_type": "client_credentials"} | body,
            headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}"},
        )

    def headers(self, **more):
        return {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): str(value) for name, value in more.items() if value is not None
        }

    def get(self, path, query=None, **headers):
        return self.http.get(f"/api/v1/{path}", query, headers=self.headers(**headers))

    def post(self, path, body=None, *, key=None, tag=None, **headers):
        """An act, with a fresh idempotency key unless one is given."""
        return self.http.post(
            f"/api/v1/{path}",
            body or {},
            content_type="application/json",
            headers=self.headers(
                Idempotency_Key=key or f"key-{next(names):08}", If_Match=tag, **headers
            ),
        )

    def items(self, path, query=None, **headers):
        answer = self.get(path, query, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]


class Person(System):
    """Somebody who is signed in, and calls for himself or herself."""

    def __init__(self, role=Role.CO_ORDINATOR, kind="police", code="norfolk"):
        self.agency = default_agency(kind, code)
        self.user = MembershipFactory(
            user=UserFactory(), agency=self.agency, area=area(code), role=role
        ).user
        self.http = Client()
        self.http.force_login(self.user)

    def headers(self, **more):
        headers = super().headers(**more) if hasattr(self, "token") else {}
        return headers | {
            name.replace("_", "-"): str(value) for name, value in more.items() if value is not None
        }
