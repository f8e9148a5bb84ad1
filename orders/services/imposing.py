"""Imposes an order, or records that a notice was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from agencies.choices import RuleCode
from agencies.services.settings import rule_settings
from core.refusals import Refusal
from core.refusing import refuse
from nominals.choices import Rank
from nominals.models import EligibilityPeriod, Nominal, PdpPeriod
from nominals.rules.notification.ends import end_refusals, end_warning
from nominals.rules.notification.periods import Imposed, Required, notification_period
from nominals.rules.periods import death_refusal
from nominals.services.acts import Act, Asked
from orders.choices import ApplicantKind, ConditionKind, OrderEnd, OrderKind, Proof
from orders.models import Condition, Order
from orders.rules.abroad import conviction_refusals, conviction_warning, rests_on_a_conviction
from orders.rules.applying import Application, application_refusals, application_warnings
from orders.rules.conditions import ConditionTerms, condition_refusals, condition_warnings
from orders.rules.ending import replacement_refusals
from orders.rules.making import Made, length_refusal, order_refusals
from orders.services.following import order_act, refuse_another_person


def impose_order(
    *,
    nominal: Nominal,
    kind: OrderKind,
    made_on: date,
    ends_on: date | None,
    applicant_kind: ApplicantKind,
    asked: Asked,
    is_interim: bool = False,
    court: str = "",
    applicant: str = "",
    proof: Proof | None = None,
    main_application: str = "",
    conditions: Sequence[ConditionTerms] = (),
    passports_surrendered_on: date | None = None,
    passports_surrendered_at: str = "",
    authorised_by_rank: Rank | None = None,
    given_in_person: bool = False,
    convicted_abroad_on: date | None = None,
    imposed_abroad: Sequence[Imposed] = (),
    replaces: Order | None = None,
) -> Order:
    """Record an order made, or a notice given, on the day `made_on`, and what follows from it.

    `ends_on` is the first day without force, `None` until further order. A notification order or
    notice ends by section 82, counted from what was imposed abroad; there `None` takes that end.
    The order `replaces` ends on that day: an interim one by the full order that it waited for.

    Raises:
        ValidationError: by V4, V5, V7 to V11, V13 to V15, V22, V23 and V75; by who may apply and
            the standard of proof; or because the person died before.
        NeedsReason: by V6, V12, V16, V17, V19, V21 and V74.
    """
    application = Application(
        kind=kind,
        made_on=made_on,
        is_interim=is_interim,
        applicant_kind=applicant_kind,
        proof=proof or "",
        main_application=main_application.strip(),
        authorised_by_rank=authorised_by_rank or "",
        given_in_person=given_in_person,
    )
    surrendered_at = passports_surrendered_at.strip()
    with order_act("impose_order", nominal, asked=asked) as this:
        refuse([death_refusal("An order", made_on, nominal.died_on)])
        calculation = ""
        concerns: list[Refusal | None] = []
        if rests_on_a_conviction(kind, is_interim=is_interim):
            ends_on, calculation, concerns = _by_section_82(
                nominal, made_on, ends_on, convicted_abroad_on, imposed_abroad
            )
        made = Made(kind, made_on, ends_on, is_interim, None)
        refuse(
            [
                *order_refusals(made, nominal.date_of_birth),
                length_refusal(made),
                *application_refusals(application),
            ]
        )
        if replaces is not None:
            replaces.refresh_from_db()
            refuse(replacement_refusals(kind, made_on, replaces.made))
            refuse_another_person(nominal, replaces)
        concerns += application_warnings(
            application,
            date_of_birth=nominal.date_of_birth,
            is_managed=_is_managed(nominal, made_on),
        )
        concerns += condition_concerns(
            made,
            conditions,
            passports_surrendered=bool(passports_surrendered_on and surrendered_at),
        )
        this.ask(nominal, [*concerns, conviction_warning(kind, convicted_abroad_on)])
        order = this.record(
            Order(
                nominal=nominal,
                kind=kind,
                made_on=made_on,
                ends_on=ends_on,
                is_interim=is_interim,
                has_foreign_travel_restriction=restricts_travel(conditions),
                court=court,
                applicant_kind=applicant_kind,
                applicant=applicant,
                proof=application.proof,
                main_application=application.main_application,
                authorised_by_rank=application.authorised_by_rank,
                given_in_person=given_in_person,
                convicted_abroad_on=convicted_abroad_on,
                calculation=calculation,
                passports_surrendered_on=passports_surrendered_on,
                passports_surrendered_at=surrendered_at,
            )
        )
        add_conditions(this, order, conditions)
        if replaces is not None:
            this.supersede(replaces, ended_on=made_on, ended_by=OrderEnd.REPLACED)
    return order


def _by_section_82(
    nominal: Nominal,
    made_on: date,
    ends_on: date | None,
    convicted_on: date | None,
    imposed: Sequence[Imposed],
) -> tuple[date | None, str, list[Refusal | None]]:
    """The end of a notification order, how it was calculated from the conviction abroad, and V21
    where `ends_on` is another end than that of section 82.

    Raises:
        ValidationError: by V22 and V23, or because no period follows or it has run out.
    """
    required: Required | None = None
    if convicted_on is not None:
        settings = rule_settings()
        try:
            required = notification_period(
                imposed,
                relevant_on=convicted_on,
                date_of_birth=nominal.date_of_birth,
                suspended_counts=settings.value(
                    RuleCode.SUSPENDED_SENTENCE_COUNTS, on=convicted_on
                ),
            )
        except ValueError as without_length:
            raise ValidationError({"imposed_abroad": str(without_length)}) from without_length
    refuse(
        conviction_refusals(
            convicted_on=convicted_on, imposed=imposed, required=required, made_on=made_on
        )
    )
    end, explanation = (required.period.end, required.explanation) if required else (None, "")
    if ends_on in {None, end}:
        return end, explanation, []
    refuse(end_refusals(required, imposed=imposed, ends=ends_on))
    said = f"Until {ends_on}, excluded, by decision. By section 82: {explanation}"
    return ends_on, said, [end_warning(ends=ends_on, required=required)]


def condition_concerns(
    order: Made,
    conditions: Sequence[ConditionTerms],
    *,
    passports_surrendered: bool,
    varied_on: date | None = None,
) -> list[Refusal]:
    """What asks a reason about `conditions` of an order (V6, V13), each rule once.

    Raises:
        ValidationError: by V5, V8 and V13, or because a condition lies outside its order's days.
    """
    for terms in conditions:
        refuse(condition_refusals(terms, order, varied_on=varied_on))
    return list(
        {
            warning.rule: warning
            for terms in conditions
            for warning in condition_warnings(
                terms, order, varied_on=varied_on, passports_surrendered=passports_surrendered
            )
        }.values()
    )


def add_conditions(this: Act, order: Order, conditions: Sequence[ConditionTerms]) -> None:
    """Record `conditions` of an order, which the rules have been asked about."""
    for terms in conditions:
        this.record(
            Condition(
                order=order,
                kind=terms.kind,
                text=terms.text.strip(),
                countries=terms.countries.strip(),
                is_total=terms.is_total,
                valid_from=terms.period.start,
                valid_to=terms.period.end,
            )
        )


def restricts_travel(conditions: Sequence[ConditionTerms]) -> bool:
    """Whether any of `conditions` is a foreign travel prohibition."""
    return any(each.kind == ConditionKind.FOREIGN_TRAVEL for each in conditions)


def _is_managed(nominal: Nominal, on: date) -> bool:
    """Whether somebody is eligible, or a potentially dangerous person, on a day (V19)."""
    return (
        EligibilityPeriod.objects.filter(nominal=nominal).on(on).exists()
        or PdpPeriod.objects.filter(nominal=nominal).on(on).exists()
    )
