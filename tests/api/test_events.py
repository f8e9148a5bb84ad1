"""A system reads its own subscriptions and deliveries, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.choices import Role
from mappa.events.subscribing import subscribe
from mappa.models import Delivery
from tests.api.calling import AT, System
from tests.api.casework import case
from tests.factories.agencies import MembershipFactory

pytestmark = pytest.mark.django_db


def subscribed(system):
    return subscribe(
        user=system.client.user,
        address="https://agency.example/hook",
        on=timezone.localdate() - timedelta(days=1),
        allows_own=True,
        by="ann",
        at=AT,
    ).subscription


def delivered(subscription, person):
    return Delivery.objects.create(
        subscription=subscription,
        type=Delivery.Type.CHANGED,
        nominal=person.pk,
        opaque_id=person.public_id,
        made_at=AT,
        next_attempt_at=AT,
    )


def test_a_system_reads_its_own_subscriptions_and_deliveries_only():
    mine, theirs = System("police"), System("housing")
    someone, made = case(), {}
    for system in (mine, theirs):
        made[system] = subscribed(system)
        delivered(made[system], someone)
    (subscription,) = mine.items("subscriptions/")
    assert subscription["id"] == str(made[mine].public_id)
    assert mine.get(f"subscriptions/{made[theirs].public_id}/").status_code == 404
    (delivery,) = mine.items("deliveries/", {"status": "waiting"})
    assert (delivery["subscription"], delivery["nominal"]) == (
        str(made[mine].public_id),
        str(someone.public_id),
    )
    assert mine.items("deliveries/", {"subscription": str(made[theirs].public_id)}) == []


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.BOARD_MEMBER])
def test_on_behalf_of_somebody_a_system_reads_of_whom_both_may_see_that_they_changed(role):
    system = System("police")
    delivered(subscribed(system), case())
    member = MembershipFactory(agency=system.agency, role=role).user

    assert len(system.items("deliveries/")) == 1
    items = system.items("deliveries/", On_Behalf_Of=member.username)
    assert len(items) == (role is Role.PRACTITIONER)
