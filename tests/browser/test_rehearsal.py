"""The rehearsal played on the pages, in a browser, is the rehearsal played by the services."""

from collections import Counter
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
    assert found.counts - expected.counts == expected.counts - found.counts == Counter()
    assert found == expected
    assert without_page == set(WITHOUT_PAGE)
