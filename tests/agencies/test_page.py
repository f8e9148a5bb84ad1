"""The page of the floor names every rule setting with the value that ships."""

import json
import re
from pathlib import Path

import pytest

from agencies.choices import NATIONAL_ONLY
from agencies.models import RuleSetting

PAGE = Path(__file__).parents[2] / "docs" / "agencies.md"
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| `([^`]+)`[^|]* \| (national|by area) \| (.+) \|$", re.M)


@pytest.mark.django_db
def test_the_page_shows_each_setting_as_it_ships():
    shown = [
        (code, json.loads(value), whose, source)
        for code, value, whose, source in ROW.findall(PAGE.read_text())
    ]
    shipped = [
        (
            each.code,
            each.value,
            "national" if each.code in NATIONAL_ONLY else "by area",
            each.source,
        )
        for each in RuleSetting.objects.all()
    ]

    def by_source(row):
        return row[0], row[3]

    assert sorted(shown, key=by_source) == sorted(shipped, key=by_source)
