"""A stored return of Norfolk with people in it whom not everybody may see."""

from core.periods import ReportingYear
from reporting.services.storing import store_compilation
from tests.factories.agencies import area
from tests.factories.nominals import managed
from tests.reporting.figures import LATER, record

YEAR = ReportingYear.parse("2021-22")
CELL = "T1:level_2:category_1"


def stored(code="norfolk", *, at=LATER, year=YEAR):
    """The compilation of an area, as known at `at`; of England and Wales where `code` is `None`."""
    return store_compilation(
        area=None if code is None else area(code), year=year, as_known_at=at, by="clerk", at=at
    )


def person(**facts):
    """Somebody at Level 2 in Category 1, with what follows from it."""
    someone = managed(level=2, **facts)
    record(someone)
    return someone
