"""Who asks for the acts of the tests, and when."""

from datetime import UTC, datetime, timedelta

from nominals.services.acts import Asked

NOW = datetime(2024, 5, 1, 10, tzinfo=UTC)


def asked(days=0, **reasons):
    """As it is asked for so many days after `NOW`."""
    return Asked(by="ann", at=NOW + timedelta(days=days), reasons=reasons)
