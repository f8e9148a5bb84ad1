"""What the tests of pages speak of: the instant, who looks, and what a page says."""

from datetime import UTC, datetime

from core.periods import ReportingYear
from reporting.services.requests import request_compilation
from tests.factories.agencies import MembershipFactory, UserFactory, area

YEAR = ReportingYear.parse("2021-22")
NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)
NAME = "Unmistakable"


def superuser(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def member(client, role, **membership):
    joined = MembershipFactory(role=role, **membership)
    client.force_login(joined.user)
    return joined.user


def text(response):
    """What the page says, with its white space as a browser shows it."""
    return " ".join(response.content.decode().split())


def ask(code, by="clerk"):
    return request_compilation(
        area=area(code) if code else None, year=YEAR, as_known_at=NOW, by=by, at=NOW
    )
