"""Which version an act on orders, breaches and recalls is decided on, and that each bears it."""

import pytest

from nominals.models import Nominal
from orders.models import Breach
from tests.api.calling import System
from tests.api.casework import case
from tests.factories.nominals import NominalFactory, merged_into
from tests.factories.orders import BreachFactory, OrderFactory

pytestmark = pytest.mark.django_db


def test_a_fact_of_a_merged_record_bears_the_version_of_the_record_that_stands_for_it():
    person, merged, system = case(), NominalFactory(), System()
    breach = BreachFactory(nominal=merged)
    merged_into(person, merged)
    Nominal.objects.filter(pk=merged.pk).update(changed_in=99)
    read = system.get(f"breaches/{breach.pk}/")
    assert read["ETag"] == system.get(f"nominals/{person.public_id}/")["ETag"] != '"99"'

    outcome = {"outcome": "charged", "outcome_on": "2024-02-01"}
    done = system.post(f"breaches/{breach.pk}/record-outcome/", outcome, tag=read["ETag"])

    assert done.status_code == 200, done.content
    assert done["ETag"] == system.get(f"breaches/{breach.pk}/")["ETag"]


def test_an_act_on_a_breach_of_an_order_is_decided_on_the_person_and_not_on_the_order():
    person, system = case(), System()
    order = OrderFactory(nominal=person, recorded_in=77)
    breach = BreachFactory(nominal=person, of="order", order=order)
    path = f"breaches/{breach.pk}/"
    tag = system.get(path)["ETag"]
    outcome = {"outcome": "charged", "outcome_on": "2024-02-01"}

    refused = system.post(f"{path}record-outcome/", outcome, tag='"77"')
    done = system.post(f"{path}record-outcome/", outcome, tag=tag)
    again = system.post(
        f"{path}record-outcome/", outcome | {"outcome": "convicted"}, tag=done["ETag"]
    )

    assert [refused.status_code, done.status_code, again.status_code] == [412, 200, 200]
    assert Breach.objects.get().outcome == "convicted"
