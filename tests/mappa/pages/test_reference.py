"""Reference data, and signing out."""

import pytest

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
