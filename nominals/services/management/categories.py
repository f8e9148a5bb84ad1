"""Enters and leaves categories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError

from agencies.choices import AgencyKind
from agencies.models import Agency
from core.periods import Period
from core.refusals import Refusal
from core.refusing import refuse
from core.temporal import TemporalModel
from nominals.choices import CATEGORY_OF_BASIS, Basis, Level
from nominals.models import EligibilityPeriod, LeadAgencyPeriod, LevelPeriod, Nominal
from nominals.rules import qualifying
from nominals.rules.eligibility import Eligible, closed_basis_warning
from nominals.rules.levels import Authority
from nominals.rules.periods import death_refusal
from nominals.rules.standing import still_eligible_refusal
from nominals.rules.support import ITSELF, Support
from nominals.services.acts import Act, Asked, act
from nominals.services.convictions import sentences_of
from nominals.services.eligibility import settle_basis
from nominals.services.facts import RuleValues, rule_values
from nominals.services.leading import lead_on, propose_lead
from nominals.services.management.consistency import consistently
from nominals.services.management.leads import place_lead
from nominals.services.management.levels import level_on, place_level
from nominals.services.periods import end_or_withdraw, period_of


@dataclass(frozen=True, slots=True)
class Management:
    """How somebody who enters a category is managed from that day on.

    A level with its `authority` is needed where none holds. Where `kind` is empty and nobody leads,
    the decision table proposes who does.
    """

    level: Level | None = None
    authority: Authority | None = None
    kind: AgencyKind | None = None
    agency: Agency | None = None
    manager: str = ""


def enter_category(
    *,
    nominal: Nominal,
    basis: Basis,
    on: date,
    reason: str,
    managed: Management,
    asked: Asked,
    until: date | None = None,
    offence: str = "",
    sentence: str = "",
) -> EligibilityPeriod:
    """Make the person eligible on a basis that rests on this decision, from `on` to `until`.

    Category 3 ends where another category begins. Entering again reopens the same record.

    Raises:
        NeedsReason: by V33, V35, V37 or V38.
        ValidationError: by V1, V2, V3, V32, V34, V36, V39, V40 or V73; if the basis holds on one of
            the days already; if the person died before.
    """
    with (
        act("enter_category", nominal, asked=asked, purpose=reason) as this,
        consistently(nominal),
    ):
        values, sentences = rule_values(), sentences_of(nominal)
        days = period_of(on, until, "until")
        refuse(
            [
                death_refusal("A basis", on, nominal.died_on),
                _closed_basis_refusal(basis, days, values),
                qualifying.claim_refusal(basis, on, sentences),
            ]
        )
        this.ask(
            nominal,
            [
                qualifying.terrorism_warning(
                    basis, on, sentences, category_4_start=values.category_4_start
                ),
                qualifying.words_warning(basis, offence, sentence),
            ],
        )
        period = this.record(
            EligibilityPeriod(
                nominal=nominal,
                basis=basis,
                category=CATEGORY_OF_BASIS[basis],
                valid_from=on,
                valid_to=until,
                offence=offence,
                sentence=sentence,
            )
        )
        itself = Support(ITSELF, period.pk, days)
        settle_basis(
            this,
            nominal=nominal,
            basis=basis,
            change=lambda found: [
                *(each for each in found if (each.label, each.source) != (ITSELF, period.pk)),
                itself,
            ],
        )
        _manage(this, nominal, on, managed)
    return period


def end_category_basis(
    *, period: EligibilityPeriod, on: date, reason: str, asked: Asked
) -> EligibilityPeriod:
    """End what a basis rests on by decision, or by import, from the day `on` on.

    What began on that day or later was never so, and is withdrawn. The basis goes on for as long
    as an order, a requirement or a sentence supports it.

    Raises:
        ValidationError: if nothing of its own supports the basis on `on` or later.
    """
    nominal = period.nominal

    with (
        act("end_category_basis", nominal, asked=asked, purpose=reason) as this,
        consistently(nominal),
    ):
        period.refresh_from_db()
        _end_basis(this, nominal, period, on)
    period.refresh_from_db()
    return period


def leave_mappa(*, nominal: Nominal, on: date, reason: str, asked: Asked) -> Nominal:
    """Close the level and the lead agency from `on` on. The record stays, and may be entered again.

    Raises:
        ValidationError: if a basis goes on, or neither a level nor a lead agency is open then.
    """
    with (
        act("leave_mappa", nominal, asked=asked, purpose=reason) as this,
        consistently(nominal) as standing,
    ):
        refuse([still_eligible_refusal(standing, on)])
        end_management(this, nominal, on)
    return nominal


def end_bases(this: Act, nominal: Nominal, on: date) -> None:
    """Within an act, end from the day `on` on all that the bases holding then rest on by decision.

    Raises:
        ValidationError: if one of them rests on nothing of its own.
    """
    for period in EligibilityPeriod.objects.filter(nominal=nominal).on(on):
        _end_basis(this, nominal, period, on)


def end_management(this: Act, nominal: Nominal, on: date) -> None:
    """Within an act, whose caller refuses what then contradicts, close the level and the lead
    agency from the day `on` on.

    Raises:
        ValidationError: if neither is open then.
    """
    rows: list[TemporalModel] = [
        *LevelPeriod.objects.filter(nominal=nominal, ends__gt=on),
        *LeadAgencyPeriod.objects.filter(nominal=nominal, ends__gt=on),
    ]
    refuse([_left_already(rows, on)])
    for row in rows:
        end_or_withdraw(this, row, on)


def _end_basis(this: Act, nominal: Nominal, period: EligibilityPeriod, on: date) -> None:
    def ended(found: Iterable[Support]) -> list[Support]:
        kept: list[Support] = []
        own = [each for each in found if each.is_itself(period.period) and each.period.ends > on]
        refuse([_nothing_of_its_own(period, on, own)])
        for each in found:
            if each not in own:
                kept.append(each)
            elif each.period.start < on:
                kept.append(replace(each, period=Period(each.period.start, on)))
        return kept

    settle_basis(this, nominal=nominal, basis=Basis(period.basis), change=ended)


def _manage(this: Act, nominal: Nominal, on: date, managed: Management) -> None:
    held = level_on(nominal, on)
    refuse([_no_level(managed, on) if held is None else None])
    level, authority = managed.level, managed.authority
    if level is not None and authority is not None and (held is None or held.level != level):
        place_level(this, nominal=nominal, level=level, on=on, authority=authority)
    if managed.kind is None and lead_on(nominal, on) is not None:
        return
    place_lead(
        this,
        nominal=nominal,
        kind=managed.kind or _proposed_kind(nominal, on),
        on=on,
        manager=managed.manager,
        agency=managed.agency,
    )


def _proposed_kind(nominal: Nominal, on: date) -> AgencyKind:
    proposal = propose_lead(nominal=nominal, on=on)
    if proposal is None:
        sentence = "V36: Nobody leads the case, and no rule says who does: name the lead agency."
        raise ValidationError({"lead": ValidationError(sentence, code="V36")})
    return proposal.kind


def _no_level(managed: Management, on: date) -> Refusal | None:
    if managed.level is not None and managed.authority is not None:
        return None
    sentence = f"No level holds on {on}: give the level, and on whose authority it is set."
    return Refusal("V40", "level", sentence)


def _closed_basis_refusal(basis: Basis, days: Period, values: RuleValues) -> Refusal | None:
    entered = Eligible(CATEGORY_OF_BASIS[basis], basis, days)
    warned = closed_basis_warning(entered, values.disqualification_closed_on)
    return Refusal("V34", "basis", warned.sentence) if warned else None


def _nothing_of_its_own(
    period: EligibilityPeriod, on: date, own: Iterable[Support]
) -> Refusal | None:
    if own:
        return None
    sentence = (
        f"{period} rests on no decision that holds on {on} or later: end the order, the "
        "requirement or the sentence that it rests on."
    )
    return Refusal("supported_otherwise", "on", sentence)


def _left_already(rows: Iterable[TemporalModel], on: date) -> Refusal | None:
    if rows:
        return None
    sentence = f"Neither a level nor a lead agency holds on {on} or later: there is nothing to end."
    return Refusal("left_already", "on", sentence)
