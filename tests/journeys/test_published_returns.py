"""Three printed returns come out of made-up caseloads, but where the print is impossible."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from mappa.published import published_return
from mappa.synthetic.caseloads import caseload
from mappa.synthetic.writing import write

pytestmark = pytest.mark.django_db

IN_YEAR = "managed_l2_l3_in_year"
IMPOSSIBLE_PRINT = {
    (IN_YEAR, "level_3", "category_2"): (3, 4),
    (IN_YEAR, "level_3", "total"): (11, 12),
    (IN_YEAR, "total", "category_2"): (31, 32),
    (IN_YEAR, "total", "total"): (96, 97),
    ("notification_breach_cautioned_or_convicted",): (None, 0),
    ("lifetime_notification_revoked",): (None, 0),
}
"""Lancashire prints 3 people at Level 3 in the year and 4 of them on its last day, and leaves out
two tables."""


def differences(printed, compiled, path=()):
    """Each cell in which the two differ, with the printed and the compiled figure."""
    found = {}
    for key in printed.keys() | compiled.keys():
        ours, theirs = compiled.get(key), printed.get(key)
        if isinstance(ours, dict) and isinstance(theirs, dict):
            found |= differences(theirs, ours, (*path, key))
        elif ours != theirs:
            found[*path, key] = (theirs, ours)
    return found


@pytest.mark.parametrize(
    ("name", "area", "year", "expected"),
    [
        ("norfolk-2021-22", "norfolk", "2021-22", {}),
        ("northamptonshire-2017-18", "northamptonshire", "2017-18", {}),
        ("lancashire-2020-21", "lancashire", "2020-21", IMPOSSIBLE_PRINT),
    ],
)
def test_the_return_is_the_printed_one(name, area, year, expected, tmp_path):
    printed = published_return(name)
    write(caseload(printed, area=area, seed=3), tmp_path / "caseload")
    call_command("import_caseload", str(tmp_path / "caseload"), stdout=StringIO())
    out = StringIO()
    call_command("compile_return", area=area, year=year, format="json", stdout=out)

    tables = dict(printed["tables"])
    del tables["population_estimate"]
    assert differences(tables, json.loads(out.getvalue())["tables"]) == expected
