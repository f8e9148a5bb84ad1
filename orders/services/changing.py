"""Varies, renews, discharges and quashes orders, and decides what interim ones wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from agencies.choices import RuleCode
from agencies.services.settings import rule_settings
from core.refusals import Refusal
from core.refusing import refuse
from nominals.models import Nominal
from nominals.services.acts import Act, Asked
from nominals.services.periods import end_or_withdraw
from nominals.services.records import person_of
from orders.choices import ApplicantKind, OrderEnd, VariationKind
from orders.models import Condition, Order, Variation
from orders.rules.applying import force_refusal
from orders.rules.conditions import ConditionTerms, travel_renewal_refusals
from orders.rules.ending import (
    decision_refusals,
    discharge_warning,
    full_order_refusals,
    quashing_refusals,
    renewal_refusals,
    standing_refusal,
)
from orders.services.following import order_act, refuse_another_person
from orders.services.imposing import add_conditions, condition_concerns, restricts_travel


def vary_order(
    *,
    order: Order,
    on: date,
    text: str,
    applicant_kind: ApplicantKind,
    asked: Asked,
    court: str = "",
    added: Sequence[ConditionTerms] = (),
    changed: Mapping[Condition, ConditionTerms] | None = None,
    ended: Sequence[Condition] = (),
    passports_surrendered_on: date | None = None,
    passports_surrendered_at: str = "",
) -> Order:
    """Vary an order on the day `on`: its conditions are added, ended on that day, or changed, which
    is both. `text` says what was changed, for the record.

    `asked.expected_version` is that of the order.

    Raises:
        ValidationError: by V5, V8, V13 and V14, because the order is not in force on that day, or
            because a condition is not one of the order's that binds then.
        NeedsReason: by V6 and V13.
    """
    terms = [*added, *(changed or {}).values()]
    leaving = [*ended, *(changed or {})]
    with _changing("vary_order", order, asked, purpose=text) as (this, nominal):
        refuse([standing_refusal(order.made, on), force_refusal(applicant_kind, on)])
        for condition in leaving:
            condition.refresh_from_db()
        refuse([_not_binding(condition, order, on) for condition in leaving])
        surrendered_on = passports_surrendered_on or order.passports_surrendered_on
        surrendered_at = passports_surrendered_at.strip() or order.passports_surrendered_at
        concerns = condition_concerns(
            order.made,
            terms,
            passports_surrendered=bool(surrendered_on and surrendered_at),
            varied_on=on,
        )
        this.ask(nominal, concerns)
        for condition in leaving:
            end_or_withdraw(this, condition, on)
        add_conditions(this, order, terms)
        this.supersede(
            order,
            has_foreign_travel_restriction=(
                order.has_foreign_travel_restriction or restricts_travel(terms)
            ),
            passports_surrendered_on=surrendered_on,
            passports_surrendered_at=surrendered_at,
        )
        _note(this, order, VariationKind.VARIED, on, court, applicant_kind, text)
    return order


def renew_order(
    *,
    order: Order,
    on: date,
    ends_on: date | None,
    applicant_kind: ApplicantKind,
    asked: Asked,
    court: str = "",
) -> Order:
    """Renew an order on the day `on`, so that it ends on a later day, or until further order.

    Conditions without an end of their own go on with it; others end as they were made to. An
    interim order may be renewed too. `asked.expected_version` is that of the order.

    Raises:
        ValidationError: by V10 and V14, because the order is not in force on that day or has no
            end to move, or because the new end is not later.
    """
    with _changing("renew_order", order, asked) as (this, _):
        refuse(
            [
                *renewal_refusals(order.made, on=on, ends_on=ends_on),
                force_refusal(applicant_kind, on),
            ]
        )
        this.supersede(order, ends_on=ends_on)
        text = "Until further order." if ends_on is None else f"Until {ends_on}, excluded."
        _note(this, order, VariationKind.RENEWED, on, court, applicant_kind, text)
    return order


def renew_travel_prohibition(
    *,
    condition: Condition,
    on: date,
    ends_on: date,
    applicant_kind: ApplicantKind,
    asked: Asked,
    court: str = "",
) -> Condition:
    """Renew a foreign travel prohibition on the day `on`, so that it ends on the day `ends_on`.

    `asked.expected_version` is that of the order.

    Raises:
        ValidationError: by V5, V8 and V14, or because neither order nor prohibition holds then.
    """
    order = condition.order
    with _changing("renew_travel_prohibition", order, asked) as (this, _):
        condition.refresh_from_db()
        refuse(
            [
                standing_refusal(order.made, on),
                _not_binding(condition, order, on),
                force_refusal(applicant_kind, on),
                *travel_renewal_refusals(condition.terms, order.made, ends_on=ends_on),
            ]
        )
        this.supersede(condition, valid_to=ends_on)
        this.supersede(order)
        text = f"Foreign travel prohibition until {ends_on}, excluded."
        _note(this, order, VariationKind.RENEWED, on, court, applicant_kind, text)
    return condition


def discharge_order(
    *,
    order: Order,
    on: date,
    reason: str,
    asked: Asked,
    subject_consents: bool = False,
    police_consent: bool = False,
) -> Order:
    """Discharge an order, or cancel a notice; `on` is the first day without force.

    The consents are kept in the log. `asked.expected_version` is that of the order.

    Raises:
        ValidationError: if the order is not in force on the day `on`.
        NeedsReason: by V76.
    """
    consents = {"subject_consents": subject_consents, "police_consent": police_consent}
    with _changing("discharge_order", order, asked, purpose=reason, detail=consents) as (
        this,
        nominal,
    ):
        refuse([standing_refusal(order.made, on)])
        conditions = Condition.objects.filter(order=order).on(on)
        warning = discharge_warning(
            order.made,
            on=on,
            consent_years=rule_settings().value(RuleCode.DISCHARGE_CONSENT_YEARS, on=on),
            both_consent=subject_consents and police_consent,
            conditions=list(conditions.values_list("kind", flat=True)),
        )
        this.ask(nominal, [warning])
        this.supersede(order, ended_on=on, ended_by=OrderEnd.DISCHARGED)
    return order


def quash_order(*, order: Order, on: date, reason: str, asked: Asked) -> Order:
    """Record that an order was quashed on appeal; `on` is the first day without force.

    What it brought ends on that day, and was so until then. An order that has run out or ended
    before keeps its last day. No table counts the order any more, whatever the year.
    `asked.expected_version` is that of the order.

    Raises:
        ValidationError: if the order was quashed already, or made after `on`.
    """
    with _changing("quash_order", order, asked, purpose=reason) as (this, _):
        refuse(quashing_refusals(order.made, on, ended_by=order.ended_by))
        ended_on = min(on, order.ends_on or on, order.ended_on or on)
        this.supersede(order, ended_on=ended_on, ended_by=OrderEnd.QUASHED)
    return order


def decide_main_application(
    *, order: Order, on: date, asked: Asked, full_order: Order | None = None
) -> Order:
    """End an interim order by the decision on its main application on the day `on` (V12).

    Where the decision was a `full_order` that is recorded already, it replaces the interim one;
    without, the application failed and the interim order has run out. `impose_order` does both at
    once. `asked.expected_version` is that of the interim order.

    Raises:
        ValidationError: if the order is not interim, or not in force on that day; or if the full
            order is another person's, of a kind that replaces no such order, or interim.
    """
    with _changing("decide_main_application", order, asked) as (this, nominal):
        refuse(decision_refusals(order.made, on))
        ended_by = OrderEnd.EXPIRED
        if full_order is not None:
            refuse_another_person(nominal, full_order)
            refuse(full_order_refusals(full_order.made, order.made, on))
            ended_by = OrderEnd.REPLACED
        this.supersede(order, ended_on=on, ended_by=ended_by)
    return order


@contextmanager
def _changing(
    did: str,
    order: Order,
    asked: Asked,
    *,
    purpose: str = "",
    detail: Mapping[str, bool] | None = None,
) -> Iterator[tuple[Act, Nominal]]:
    """An act on a stored order, and the person whom it is about."""
    nominal = person_of(order.nominal)
    named = {"order": str(order.public_id), **(detail or {})}
    with order_act(did, nominal, asked=asked, purpose=purpose, order=order, detail=named) as this:
        refuse_another_person(nominal, order)
        yield this, nominal


def _not_binding(condition: Condition, order: Order, on: date) -> Refusal | None:
    if condition.order_id == order.pk and condition.is_now_known and on in condition.period:
        return None
    sentence = f"“{condition.text}” is no condition of this order that binds on {on}."
    return Refusal("conditions", "conditions", sentence)


def _note(
    this: Act,
    order: Order,
    kind: VariationKind,
    on: date,
    court: str,
    applicant_kind: ApplicantKind,
    text: str,
) -> None:
    this.record(
        Variation(
            order=order,
            kind=kind,
            made_on=on,
            court=court,
            applicant_kind=applicant_kind,
            text=text,
        )
    )
