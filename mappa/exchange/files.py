"""The files of a caseload, in the order of the page."""

from __future__ import annotations

from datetime import date

from agencies.models import Area
from core.importing.files import File
from nominals import exchange as nominals
from orders import exchange as orders
from reporting import exchange as reporting


def files(today: date | None = None) -> dict[str, File]:
    """Every file by its name; one query, for the areas. Nobody is born after `today`."""
    areas = dict(Area.objects.order_by("code").values_list("code", "pk"))
    found = (*nominals.files(areas, today), *orders.files(), *reporting.files(areas))
    return {file.name: file for file in found}
