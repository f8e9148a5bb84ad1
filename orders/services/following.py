"""How an act on orders, breaches or recalls ends: what follows for the person is brought up to
date, in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.periods import Period
from nominals.choices import Basis, NotificationSource
from nominals.models import EligibilitySupport, Nominal, NotificationRequirement
from nominals.rules.notification.periods import Required
from nominals.services.acts import Act, Asked, act
from nominals.services.eligibility import support_basis
from nominals.services.notification.requirements import require_notification
from nominals.services.records import records_of
from orders.choices import BreachOf, OrderKind
from orders.models import Breach, Order
from orders.rules.breaches import brings_category_1
from orders.rules.following import required_by_breach, required_by_order
from orders.rules.making import BASIS_OF_KIND
from orders.services.duties import write_duties
from orders.services.findings import find_warnings

Grounds = dict[Basis, dict[int, Required]]
"""What each basis rests on: what each order, or breach, requires, by its key."""

LABEL_OF_BASIS = dict.fromkeys(BASIS_OF_KIND.values(), Order._meta.label) | {
    Basis.SRO_BREACH: Breach._meta.label
}
"""The kind of fact that grounds each basis that orders bring."""


def refuse_another_person(nominal: Nominal, order: Order) -> None:
    """Refuse an order that is none of the person's, whatever record it stands with.

    Raises:
        ValidationError: if it is somebody else's.
    """
    if order.nominal_id not in records_of([nominal.pk]):
        raise ValidationError({"order": "The order must be one of the same nominal."})


@contextmanager
def order_act(
    did: str,
    nominal: Nominal,
    *,
    asked: Asked,
    purpose: str = "",
    order: Order | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Iterator[Act]:
    """One act on the orders, breaches or recalls of a person, and what follows from it.

    Where it is on an `order`, the expected version is that of the order. When the block ends, each
    basis whose grounds have changed is supported by all that are live, with its notification
    requirements; then the findings and duties of the person are brought up to date.

    Raises:
        Outdated: if the version is not the expected one.
        ValidationError: if the record was merged into another.
    """
    with transaction.atomic():
        with act(did, nominal, asked=asked, purpose=purpose, fact=order, detail=detail) as this:
            before = _grounds(nominal)
            yield this
            _follow(this, nominal, before)
        find_warnings(nominals=[nominal.pk], at=this.at)
        write_duties(nominals=[nominal.pk], at=this.at)


def rests_on_former_orders(nominal: Nominal, since: datetime) -> bool:
    """Whether a basis rests on orders or breaches as they were before records were parted that
    were merged at the instant `since`."""
    now = _grounds(nominal)
    return bool(_changed(nominal, now, since)) or any(
        {key: each.period for key, each in former.items()}
        != {key: each.period for key, each in now.get(basis, {}).items()}
        for basis, former in _supported(nominal).items()
    )


def settle_orders(*, nominal: Nominal, since: datetime, asked: Asked) -> Nominal:
    """Let each basis that rests on orders rest on those that now count as the person's.

    For records that were parted: an order or breach may have changed, or moved, since they were
    merged at the instant `since`.

    Raises:
        ValidationError: if the record was merged into another.
    """
    with transaction.atomic():
        with act("settle_orders", nominal, asked=asked) as this:
            supported = _supported(nominal)
            for basis, grounds in _changed(nominal, _grounds(nominal), since).items():
                supported[basis] = grounds | supported[basis]
            _follow(this, nominal, supported, among=supported)
        find_warnings(nominals=[nominal.pk], at=this.at)
        write_duties(nominals=[nominal.pk], at=this.at)
    return nominal


def _supported(nominal: Nominal) -> Grounds:
    """What each basis now rests on, of orders and breaches."""
    found: Grounds = defaultdict(dict)
    supports = EligibilitySupport.objects.filter(nominal=nominal, basis__in=LABEL_OF_BASIS)
    for each in supports:
        if each.source_label == LABEL_OF_BASIS[Basis(each.basis)]:
            found[Basis(each.basis)][each.source_id] = _resting(each.period)
    return found


def _changed(nominal: Nominal, now: Grounds, since: datetime) -> Grounds:
    """The grounds that are new, or have other days, since an instant, which no basis shows."""
    records = records_of([nominal.pk])
    former = {
        each.version_of_id: each.made
        for each in Order.history.as_known_at(since).filter(nominal__in=records)
    }
    live = Order.objects.filter(nominal__in=records, recorded_from__gt=since)
    orders = {each.pk for each in live if former.get(each.pk) != each.made}
    breaches = Breach.objects.filter(nominal__in=records)
    moved = {
        Order._meta.label: orders,
        Breach._meta.label: {
            each.pk for each in breaches if each.recorded_from > since or each.order_id in orders
        },
    }
    required = NotificationRequirement.objects.filter(
        nominal=nominal, source=NotificationSource.NOTIFICATION_ORDER
    )
    days = set(required.values_list("valid_from", "valid_to"))
    supported = _supported(nominal)
    found: Grounds = {}
    supported[Basis.NOTIFICATION_ORDER] = {
        key: each
        for key, each in now.get(Basis.NOTIFICATION_ORDER, {}).items()
        if (each.period.start, each.period.end) in days
    }
    for basis, grounds in now.items():
        keys = moved[LABEL_OF_BASIS[basis]] & grounds.keys() - supported[basis].keys()
        if keys:
            found[basis] = {key: _resting(grounds[key].period) for key in keys}
    return found


def _resting(period: Period) -> Required:
    return Required(period, is_indefinite=False, relevant_on=period.start, explanation="")


def _grounds(nominal: Nominal) -> Grounds:
    """What brings Category 1 to a person, from all records that are the person's."""
    records = records_of([nominal.pk])
    found: Grounds = defaultdict(dict)
    for order in Order.objects.filter(nominal__in=records, kind__in=BASIS_OF_KIND):
        required = required_by_order(
            order.made,
            convicted_abroad_on=order.convicted_abroad_on,
            calculation=order.calculation,
        )
        if required is not None:
            found[BASIS_OF_KIND[OrderKind(order.kind)]][order.pk] = required
    breaches = Breach.objects.filter(nominal__in=records, of=BreachOf.ORDER)
    for breach in breaches.select_related("order"):
        of, established = breach.order, breach.outcome or breach.finding
        if of is None or not brings_category_1(breach.of, of.kind, established):
            continue
        if breach.outcome_on is not None:
            required = required_by_breach(breach.outcome_on, of.made)
            if required is not None:
                found[Basis.SRO_BREACH][breach.pk] = required
    return found


def _follow(
    this: Act, nominal: Nominal, before: Grounds, *, among: Collection[Basis] = LABEL_OF_BASIS
) -> None:
    after = _grounds(nominal)
    for basis in among:
        label = LABEL_OF_BASIS[basis]
        former, now = before.get(basis, {}), after.get(basis, {})
        if former == now:
            continue
        first_days = {each.period.start for each in former.values()}
        if basis != Basis.NOTIFICATION_ORDER:
            support_basis(
                this,
                nominal=nominal,
                basis=basis,
                label=label,
                supports={key: each.period for key, each in now.items()},
                explains=first_days,
            )
        _require(this, nominal, basis, former, now)


def _require(
    this: Act,
    nominal: Nominal,
    basis: Basis,
    former: Mapping[int, Required],
    now: Mapping[int, Required],
) -> None:
    """Write the requirements of what has changed. Those of other orders, which an import may have
    brought with other days, are left alone; but since the basis of a notification order rests on
    its requirement, one that is missing is written too."""
    source = NotificationSource(basis.value)
    changed = {key for key in {*former, *now} if former.get(key) != now.get(key)}
    days = {each[key].period.start for each in (former, now) for key in changed if key in each}
    if basis == Basis.NOTIFICATION_ORDER:
        stored = NotificationRequirement.objects.filter(nominal=nominal, source=source)
        days |= {each.period.start for each in now.values()} - set(
            stored.values_list("valid_from", flat=True)
        )
    require_notification(
        this,
        nominal=nominal,
        source=source,
        required=[each for each in now.values() if each.period.start in days],
        former=days,
        explains=[each.period.start for each in former.values()],
    )
