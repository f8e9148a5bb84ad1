"""Somebody with two records, of which one was merged into the other."""

import pytest

from tests.factories.nominals import NominalFactory, merged_into
from tests.orders.making import impose


@pytest.fixture
def merged(db):
    """The merged record, the one that stands for it, and an SHPO recorded with the former."""
    record, survivor = NominalFactory(), NominalFactory()
    order = impose(record)
    merged_into(survivor, record)
    return record, survivor, order
