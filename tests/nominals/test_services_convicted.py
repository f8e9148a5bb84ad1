"""A conviction of Schedule 3 makes subject to notification at once, and its sentence says for how
long: nobody has to remember it."""

from datetime import date

import pytest

from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.services.convictions import record_conviction, record_sentence
from tests.factories.nominals import NominalFactory, NotificationRequirementFactory
from tests.nominals.asking import asked
from tests.nominals.sentencing import START, TEN_YEARS, category_1, requirements

pytestmark = pytest.mark.django_db


def convict(person, *, kind="sexual", established="convicted", on=START):
    return record_conviction(
        nominal=person,
        offence="Sexual assault",
        kind=kind,
        established=established,
        established_on=on,
        court="Norwich Crown Court",
        asked=asked(),
    )


def sentence(conviction, *, disposal="imprisonment", days_later=1, reasons=None, **values):
    return record_sentence(
        conviction=conviction,
        disposal=disposal,
        imposed_on=conviction.established_on,
        asked=asked(days_later, **{"V35": "Not known yet."} | (reasons or {})),
        **values,
    )


def test_a_conviction_requires_notification_until_the_sentence_says_for_how_long():
    person = NominalFactory(date_of_birth=date(1980, 1, 1))

    conviction = convict(person)

    assert requirements(person) == [(START, None, False)]
    assert category_1(person) == [(START, None)]

    sentence(conviction, months=18)

    assert requirements(person) == [(START, TEN_YEARS, False)]
    assert category_1(person) == [(START, TEN_YEARS)]
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True))[-2:] == [
        "record_conviction",
        "record_sentence",
    ]


@pytest.mark.parametrize(
    ("disposal", "months", "expected"),
    [
        ("imprisonment", 29, (START, TEN_YEARS, False)),
        ("imprisonment", 30, (START, None, True)),
        ("life", None, (START, None, True)),
        ("conditional_discharge", 12, (START, date(2021, 1, 1), False)),
    ],
)
def test_the_period_is_that_of_section_82(disposal, months, expected):
    person = NominalFactory(date_of_birth=date(1980, 1, 1))

    sentence(convict(person), disposal=disposal, months=months)

    assert requirements(person) == [expected]


def test_an_absolute_discharge_requires_nothing():
    person = NominalFactory(date_of_birth=date(1980, 1, 1))

    sentence(convict(person), disposal="absolute_discharge", reasons={"V21": "Discharged."})

    assert requirements(person) == category_1(person) == []


@pytest.mark.parametrize("disposal", ["imprisonment", "conditional_discharge"])
def test_a_term_whose_length_is_not_known_waits_for_it(disposal):
    person = NominalFactory(date_of_birth=date(1980, 1, 1))

    sentence(convict(person), disposal=disposal)

    assert requirements(person) == [(START, None, False)]


@pytest.mark.parametrize("kind", ["violent", "other_sexual", "terrorism", "other"])
def test_no_other_offence_requires_notification(kind):
    person = NominalFactory(date_of_birth=date(1980, 1, 1))

    sentence(convict(person, kind=kind), months=18, ends_on=date(2022, 1, 1))

    assert requirements(person) == category_1(person) == []


def test_a_sentence_that_would_end_a_recorded_requirement_earlier_asks_why():
    person = NominalFactory(date_of_birth=date(1980, 1, 1))
    NotificationRequirementFactory(nominal=person, valid_from=START, is_indefinite=True)

    with pytest.raises(NeedsReason, match="V21"):
        sentence(convict(person), months=18)

    assert requirements(person) == [(START, None, True)]
