"""Orders as the tests impose and change them, unless a test says another, and what they brought."""

from datetime import UTC, date, datetime

from nominals.models import EligibilityPeriod, NotificationRequirement
from nominals.services.acts import Asked
from orders.services.changing import renew_order, vary_order
from orders.services.imposing import impose_order
from tests.factories.nominals import NominalFactory, ResponsibleAreaFactory

NOW = datetime(2024, 5, 1, 10, tzinfo=UTC)
MADE_ON = date(2023, 6, 1)
ENDS_ON = date(2029, 6, 1)
VARIED_ON = date(2024, 3, 1)


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


def vary(order, **values):
    standard = {
        "on": VARIED_ON,
        "text": "Another condition.",
        "applicant_kind": "subject",
        "asked": asked(),
    }
    return vary_order(order=order, **standard | values)


def renew(order, **values):
    standard = {
        "on": VARIED_ON,
        "ends_on": date(2031, 6, 1),
        "applicant_kind": "police",
        "asked": asked(),
    }
    return renew_order(order=order, **standard | values)


def in_area():
    person = NominalFactory(date_of_birth=date(1980, 1, 1))
    ResponsibleAreaFactory(nominal=person)
    return person


def bases(person):
    rows = EligibilityPeriod.objects.filter(nominal=person)
    return list(rows.values_list("category", "basis", "valid_from", "valid_to"))


def requirements(person):
    rows = NotificationRequirement.objects.filter(nominal=person)
    return list(rows.values_list("source", "valid_from", "valid_to", "is_indefinite"))
