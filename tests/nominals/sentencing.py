"""People sentenced for an offence of Schedule 3, and what that brought."""

from datetime import date

from nominals.models import EligibilityPeriod, NotificationRequirement
from tests.factories.nominals import ConvictionFactory, NominalFactory, SentenceFactory

START = date(2020, 1, 1)
FIVE_YEARS, TEN_YEARS = date(2025, 1, 1), date(2030, 1, 1)
WHY = "The certificate of the court says so."


def convicted(*, disposal="community", born=date(1980, 1, 1), person=None, **sentence):
    person = person or NominalFactory(date_of_birth=born)
    conviction = ConvictionFactory(nominal=person)
    SentenceFactory(conviction=conviction, disposal=disposal, **sentence)
    return conviction


def requirements(person, source="sentence"):
    found = NotificationRequirement.objects.filter(nominal=person, source=source)
    return list(found.values_list("valid_from", "valid_to", "is_indefinite"))


def category_1(person):
    found = EligibilityPeriod.objects.filter(nominal=person, basis="sexual_offence")
    return list(found.values_list("valid_from", "valid_to"))
