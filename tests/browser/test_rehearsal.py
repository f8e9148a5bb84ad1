"""The rehearsal played on the pages, in a browser, is the rehearsal played by the services."""

from functools import partial

import pytest
from django.db import transaction

from tests.api.replay.hands import Hands, take_over
from tests.api.replay.outcome import outcome
from tests.browser.rehearsing import WITHOUT_PAGE, PageDesk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def test_the_rehearsal_played_on_the_pages_is_that_played_by_the_services(
    page, live_server, monkeypatch
):
    with transaction.atomic():
        expected = outcome()
        transaction.set_rollback(True)
    without_page = set()
    hands = Hands(partial(PageDesk, page, live_server.url, without_page))
    take_over(hands, monkeypatch)
    page.set_default_timeout(10_000)

    found = outcome()

    assert found.happened == expected.happened
    # Whoever keeps a meeting on its page opens the last minutes, which stand beside it.
    opened, expected_opened = (each.counts.pop("meetings.Opening") for each in (found, expected))
    assert found == expected
    assert opened > expected_opened
    assert without_page == set(WITHOUT_PAGE)
