"""An act that breaks off at whatever statement leaves nothing of itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction

from mappa.merging import merge_people, unmerge_people
from nominals.models import Merge, Nominal, Transfer
from nominals.services.access import restrict_case
from nominals.services.acts import Asked
from nominals.services.identity.registration import Details, register_nominal
from nominals.services.states import restate
from nominals.services.transfers import accept_transfer, request_transfer
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import RECORDED, managed
from tests.orders.making import impose

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 1)
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))
CHOICES = dict.fromkeys(
    ["areas", "eligibility", "levels", "lead_agencies", "requirements"], "survivor"
)
PLACES = 9
"""At how many statements each act breaks off, spread over all of its statements."""


class BrokeOff(Exception):
    pass


class Counting:
    """Counts statements, and breaks off after one of them."""

    def __init__(self, stops_at=None):
        self.statements, self.stops_at = 0, stops_at

    def __call__(self, execute, *rest):
        answer = execute(*rest)
        self.statements += 1
        if self.statements == self.stops_at:
            raise BrokeOff
        return answer


@pytest.fixture
def two():
    people = managed(family_name="Ash"), managed(family_name="Beech")
    restate(nominals=[each.pk for each in people], at=RECORDED + timedelta(minutes=1), act=1)
    return people


def merge(survivor, merged):
    return merge_people(
        survivor=survivor, merged=merged, choices=CHOICES, reason="One.", asked=ASKED
    )


def part(survivor, merged):
    unmerge_people(merge=Merge.objects.get(), reason="Two.", asked=ASKED)


def request(person, _):
    request_transfer(nominal=person, to_area=area("suffolk"), on=DAY, reason="x", asked=ASKED)


def accept(*_):
    accept_transfer(transfer=Transfer.objects.get(), on=DAY, effective_on=DAY, asked=ASKED)


def restrict(person, _):
    viewers = {UserFactory(): "x"}
    restrict_case(nominal=person, viewers=viewers, on=DAY, reason="x", asked=ASKED)


def register(*_):
    details = Details("Ash", "Ada", crn="X1")
    register_nominal(details=details, area=area(), on=DAY, user=UserFactory(), asked=ASKED)


def stored():
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for app in ("core", "nominals", "orders")
        for model in apps.get_app_config(app).get_models()
    }


@pytest.mark.parametrize(
    ("before", "act"),
    [
        (None, merge),
        (merge, part),
        (request, accept),
        (None, restrict),
        (None, register),
        (None, lambda person, _: impose(person)),
    ],
)
def test_an_act_that_breaks_off_leaves_nothing(two, before, act):
    def fresh():
        return [Nominal.objects.get(pk=each.pk) for each in two]

    if before is not None:
        before(*fresh())
    with transaction.atomic():
        people = fresh()
        with connection.execute_wrapper(counting := Counting()):
            act(*people)
        transaction.set_rollback(True)
    then = stored()
    assert counting.statements > PLACES

    for place in range(1, PLACES + 1):
        stops_at = counting.statements * place // PLACES - 1
        people = fresh()
        with (
            pytest.raises(BrokeOff),
            connection.execute_wrapper(Counting(stops_at)),
            transaction.atomic(),
        ):
            act(*people)
        assert stored() == then, stops_at
