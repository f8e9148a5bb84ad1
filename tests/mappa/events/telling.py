"""Subscribers, those whom they see, and what they are told; on one made-up day."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from agencies.choices import Role
from mappa.events.subscribing import subscribe
from mappa.events.sweeping import COMPARED_EVERY, sweep_subscription
from mappa.models import Delivery
from nominals.services.flags import add_victim_note
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed
from tests.nominals.asking import asked

ON = date(2024, 5, 1)
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


def member(code="norfolk", role=Role.CO_ORDINATOR, kind="housing"):
    """A user of an agency in an area."""
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


def known(**values):
    """Somebody who is managed, with grants."""
    person = managed(**values)
    restate(nominals=[person.pk], at=RECORDED + timedelta(minutes=1), act=1)
    return person


def subscribed(user=None, address="https://agency.example/hook", **values):
    """A subscription, and its secret."""
    made = subscribe(
        user=user or member(),
        address=address,
        on=values.pop("on", ON),
        allows_own=True,
        by="ann",
        at=AT,
        **values,
    )
    return made.subscription, made.secret


def change(person, days=0):
    """Something about a person changes."""
    person.refresh_from_db()
    add_victim_note(nominal=person, on=ON, text="x", asked=asked(days=days))


def sweep(subscription, on=ON, at=AT):
    """Sweep until nothing is left."""
    while sweep_subscription(subscription=subscription.pk, on=on, at=at):
        pass


def told(subscription, **filters):
    """What waits or was sent: type and nominal, in order."""
    rows = Delivery.objects.filter(subscription=subscription, **filters).order_by("pk")
    return list(rows.values_list("type", "nominal"))


_sweeps = count(1)


def news(subscription, on=ON, at=None):
    """What a sweep adds; so much later than the one before that all is compared."""
    before = len(told(subscription))
    sweep(subscription, on=on, at=at or AT + next(_sweeps) * COMPARED_EVERY)
    return told(subscription)[before:]
