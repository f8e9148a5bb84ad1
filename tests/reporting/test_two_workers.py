"""Of two workers that reach for one request at the same moment, one holds it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from core.periods import ReportingYear
from reporting.models import CompilationRequest
from reporting.services.requests import NotWaiting, request_compilation, take_up
from tests.factories.agencies import area
from tests.locking import waits_for_a_lock

NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=15)

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def reach_for(request):
    try:
        return take_up(request=request.pk, at=NOW, lease=LEASE).attempts
    except NotWaiting:
        return "held by the other"
    finally:
        connections.close_all()


def test_the_later_of_two_workers_finds_the_request_held():
    year = ReportingYear.parse("2021-22")
    request = request_compilation(area=area(), year=year, as_known_at=NOW, by="clerk", at=NOW)

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            take_up(request=request.pk, at=NOW, lease=LEASE)
            later = other.submit(reach_for, request)
            while not waits_for_a_lock():
                assert not later.done()
        assert later.result() == "held by the other"

    assert CompilationRequest.objects.get().attempts == 1
