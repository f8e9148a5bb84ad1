"""Records breaches of orders and of notification requirements, and what came of them."""

from __future__ import annotations

from datetime import date

from core.periods import Period
from core.refusing import refuse
from nominals.choices import Established
from nominals.models import Nominal, NotificationRequirement
from nominals.rules.periods import death_refusal
from nominals.services.acts import Asked
from nominals.services.records import person_of
from orders.choices import BreachOf, BreachOutcome
from orders.models import Breach, Order
from orders.rules.breaches import Breached, breach_refusals, requirement_warning
from orders.services.following import order_act, refuse_another_person


def record_breach(
    *,
    nominal: Nominal,
    of: BreachOf,
    asked: Asked,
    order: Order | None = None,
    breached_on: date | None = None,
    outcome: BreachOutcome | None = None,
    finding: Established | None = None,
    outcome_on: date | None = None,
    returned_to_custody_on: date | None = None,
) -> Breach:
    """Record a breach of notification, or of an `order`, with what is known of its outcome.

    Orders of before 2015 that are in force may be breached. An established breach of an SRO or
    RoSHO brings Category 1 and notification until that order ends (V20).

    Raises:
        ValidationError: if the order was not in force on that day, is somebody else's or not named,
            if the outcome has no day or comes before, or if the person died before.
        NeedsReason: if no requirement to notify is recorded on the day.
    """
    breached = Breached(
        of=of,
        outcome=outcome or "",
        finding=finding or "",
        outcome_on=outcome_on,
        breached_on=breached_on,
        returned_to_custody_on=returned_to_custody_on,
    )
    with order_act("record_breach", nominal, asked=asked) as this:
        if order is not None:
            refuse_another_person(nominal, order)
            order.refresh_from_db()
        if breached_on is not None:
            refuse([death_refusal("A breach", breached_on, nominal.died_on)])
        refuse(breach_refusals(breached, None if order is None else order.made))
        requirements = NotificationRequirement.objects.filter(nominal=nominal)
        periods = [Period(*days) for days in requirements.values_list("valid_from", "valid_to")]
        this.ask(nominal, [requirement_warning(breached, periods)])
        breach = this.record(
            Breach(
                nominal=nominal if order is None else order.nominal,
                of=of,
                order=order,
                outcome=breached.outcome,
                finding=breached.finding,
                outcome_on=outcome_on,
                breached_on=breached_on,
                returned_to_custody_on=returned_to_custody_on,
            )
        )
    return breach


def record_outcome(
    *,
    breach: Breach,
    asked: Asked,
    outcome_on: date,
    outcome: BreachOutcome | None = None,
    finding: Established | None = None,
    returned_to_custody_on: date | None = None,
) -> Breach:
    """Record what came of a breach, in the place of what was recorded before.

    An outcome that no longer establishes the breach of an SRO takes away what it brought. A day of
    return to custody that is recorded already stays where none is given.

    Raises:
        ValidationError: if there is neither outcome nor finding, or it comes before the breach.
    """
    nominal = person_of(breach.nominal)
    with order_act("record_outcome", nominal, asked=asked) as this:
        breach.refresh_from_db()
        returned_on = returned_to_custody_on or breach.returned_to_custody_on
        breached = Breached(
            of=breach.of,
            outcome=outcome or "",
            finding=finding or "",
            outcome_on=outcome_on,
            breached_on=breach.breached_on,
            returned_to_custody_on=returned_on,
        )
        refuse(breach_refusals(breached, None if breach.order is None else breach.order.made))
        this.supersede(
            breach,
            outcome=breached.outcome,
            finding=breached.finding,
            outcome_on=outcome_on,
            returned_to_custody_on=returned_on,
        )
    return breach
