"""Reference data, and signing out."""

from datetime import date

import pytest

from meetings.models import CoreMembership
from tests.factories.agencies import area, default_agency
from tests.mappa.pages.words import text

pytestmark = pytest.mark.django_db


def test_reference_shows_each_setting_with_its_source_and_that_it_is_unconfirmed(reader):
    page = text(reader.get("/reference/"))

    assert "42 areas, 38 rule settings, of which 38 unconfirmed." in page
    assert "<code>[4, 1, 2, 3]</code>" in page
    assert "27 June 2022" in page  # the last day of the former order of precedence
    assert "commencement of the Police, Crime, Sentencing and Courts Act 2022" in page
    assert "Youth offending: 42" in page


def test_signing_out_ends_the_session(reader):
    assert reader.post("/accounts/logout/").url == "/accounts/login/"
    assert reader.get("/reference/").status_code == 302


def test_reference_shows_the_core_of_the_panels_of_today_and_the_calendar(reader):
    for kind, until in (("police", None), ("housing", date(2020, 2, 1))):
        CoreMembership.objects.create(
            area=area(),
            level=2,
            agency=default_agency(kind),
            valid_from=date(2020, 1, 1),
            valid_to=until,
        )

    page = text(reader.get("/reference/"))

    assert "Norfolk: 1</summary><ul><li>Level 2: Police, Norfolk, from 1 January 2020</li>" in page
    assert "<li>25 December 2024: Christmas Day</li>" in page
    assert "/admin/" not in page.split('<h2 id="core">')[1]
