"""A morning on which the return of a year is drafted, with four years behind it."""

from datetime import date, timedelta

from core.periods import ReportingYear
from nominals.choices import Basis
from nominals.services.states import restate
from reporting.services.storing import store_compilation
from tests.factories.agencies import area
from tests.factories.nominals import (
    RECORDED,
    EligibilityPeriodFactory,
    LeadAgencyPeriodFactory,
    LevelPeriodFactory,
    NominalFactory,
    ResponsibleAreaFactory,
)
from tests.mappa.pages.casework import MORNING
from tests.reporting.figures import populate

BASES = (Basis.SEXUAL_OFFENCE, Basis.SEXUAL_OFFENCE, Basis.VIOLENT_OFFENCE)
DRAFTED, LATER = (MORNING + timedelta(seconds=each) for each in (1, 2))


def fill():
    """Forty people who come to the arrangements year by year, some of them to Level 2 or 3."""
    people = []
    for number in range(40):
        came = date(2020 + number % 5, 1 + number % 4, 1 + number % 28)
        person = NominalFactory(family_name=f"Person{number:02}")
        ResponsibleAreaFactory(nominal=person, valid_from=came)
        EligibilityPeriodFactory(nominal=person, basis=BASES[number % 3], valid_from=came)
        level = (1, 2, 1, 3, 2)[number % 5]
        left = date(2024, 5 + number % 2, 20) if level > 1 and number % 3 == 0 else None
        LevelPeriodFactory(nominal=person, level=level, valid_from=came, valid_to=left)
        if left is not None:
            LevelPeriodFactory(nominal=person, level=1, valid_from=left)
        if number % 4:
            LeadAgencyPeriodFactory(nominal=person, valid_from=came)
        people.append(person)
    unknown = NominalFactory(family_name="Nolevel")
    ResponsibleAreaFactory(nominal=unknown)
    EligibilityPeriodFactory(nominal=unknown)
    restate(nominals=[each.pk for each in [*people, unknown]], at=RECORDED, act=1)


def store_years():
    """Returns of five years, and of the last another with one person more."""
    populate(800_000, mid_year=2024)
    for first in range(2020, 2025):
        store(ReportingYear(first), DRAFTED)
    newcomer = NominalFactory(family_name="Newcomer")
    ResponsibleAreaFactory(nominal=newcomer)
    EligibilityPeriodFactory(nominal=newcomer)
    LevelPeriodFactory(nominal=newcomer, level=2)
    restate(nominals=[newcomer.pk], at=DRAFTED, act=2)
    return store(ReportingYear(2024), LATER)


def store(year, at):
    return store_compilation(area=area(), year=year, as_known_at=at, by="clerk", at=at)
