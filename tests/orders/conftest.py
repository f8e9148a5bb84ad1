"""Somebody with two records, of which one was merged into the other."""

import pytest

from nominals.models import Merge
from tests.factories.nominals import RECORDED, NominalFactory
from tests.orders.making import impose


@pytest.fixture
def merged(db):
    """The merged record, the one that stands for it, and an SHPO recorded with the former."""
    record, survivor = NominalFactory(), NominalFactory()
    order = impose(record)
    Merge.objects.create(
        survivor=survivor, merged=record, reason="one", recorded_from=RECORDED, recorded_in=1
    )
    record.merged_into = survivor
    record.save(update_fields=["merged_into"])
    return record, survivor, order
