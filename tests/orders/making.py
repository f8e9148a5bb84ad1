"""Orders as the tests impose them, unless a test says another."""

from datetime import UTC, date, datetime

from nominals.services.acts import Asked
from orders.services.imposing import impose_order

NOW = datetime(2024, 5, 1, 10, tzinfo=UTC)
MADE_ON = date(2023, 6, 1)
ENDS_ON = date(2029, 6, 1)


def asked(**values):
    return Asked(**{"by": "ann", "at": NOW, **values})


def impose(person, **values):
    """A full SHPO of six years on the application of the police, or what `values` say."""
    standard = {
        "kind": "shpo",
        "made_on": MADE_ON,
        "ends_on": ENDS_ON,
        "applicant_kind": "police",
        "proof": "balance",
        "asked": asked(),
    }
    return impose_order(nominal=person, **standard | values)
