"""How pages name a person, and sort by names."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from core.wording import spelt
from mappa.pages.listing import Cell
from mappa.pages.sorting import Column
from nominals.models import Nominal


def with_birth(nominal: Nominal) -> str:
    """A person by name and date of birth."""
    born = nominal.date_of_birth
    if born is None:
        return str(nominal)
    return _("%(name)s, born %(day)s") % {"name": nominal, "day": spelt(born)}


def name_cell(nominal: Nominal) -> Cell:
    """Name and date of birth of somebody whom the reader may see."""
    day = nominal.date_of_birth
    born = "" if day is None else _("born %(day)s") % {"day": spelt(day)}
    return Cell(str(nominal), reverse("admin:nominal", args=[nominal.public_id]), note=born)


def person_column(field: str) -> Column:
    """The column of such cells, sorted by the names of the person that `field` points at; of
    lists on which everybody is shown."""
    return Column(
        _("Person"),
        "person",
        [f"{field}__family_name", f"{field}__given_names"],
        note=_("Born"),
    )
