"""What is planted for the operations that are no single act of casework."""

from mappa.api.bulk import NOMINAL, OTHER_NOMINAL, TAG
from tests.api.calling import Person
from tests.api.caseloads.sending import ONE, zipped
from tests.api.examples.planting import Planted, somebody


def in_bulk():
    first, second = somebody(), somebody()
    by = Person()
    tags = {by.get(f"nominals/{each.public_id}/")["ETag"] for each in (first, second)}
    (tag,) = tags
    keys = {NOMINAL: str(first.public_id), OTHER_NOMINAL: str(second.public_id), TAG: tag}
    return Planted(by, keys=keys)


PLANTED = {
    "do_in_bulk": in_bulk,
    "request_compilation": lambda: Planted(Person()),
    "export_caseload": lambda: Planted(Person()),
    "import_caseload": lambda: Planted(Person(), files={"caseload.zip": zipped(ONE)}),
}
"""By the name of the operation."""
