"""A case moves to another area, or is hosted by one."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from agencies.models import Area, AreaService, Membership, User
from core.periods import Period, day_before
from core.refusing import refuse
from nominals.choices import TransferOutcome
from nominals.models import Hosting, LeadAgencyPeriod, Nominal, ResponsibleArea, Transfer
from nominals.rules import transfers as rules
from nominals.services.acts import Act, Asked, act
from nominals.services.periods import end_fact, take_over


def request_transfer(
    *, nominal: Nominal, to_area: Area, on: date, reason: str, asked: Asked
) -> Transfer:
    """Ask another area to take over the case; the area responsible on the day `on` asks.

    It keeps the case until the other area accepts. One request waits at a time.

    Raises:
        ValidationError: if no area or `to_area` itself is responsible, or another request waits.
    """
    with act("request_transfer", nominal, asked=asked, purpose=reason) as this:
        sending = ResponsibleArea.objects.filter(nominal=nominal).on(on).first()
        if sending is None:
            raise ValidationError({"on": f"No area is responsible for the case on {on}."})
        refuse([rules.request_refusal(sending.area_id, to_area.pk)])
        return this.record(
            Transfer(
                nominal=nominal,
                from_area=sending.area,
                to_area=to_area,
                requested_on=on,
                reason=reason,
            )
        )


def accept_transfer(*, transfer: Transfer, on: date, effective_on: date, asked: Asked) -> Transfer:
    """Take over the case: the sending area has it until the eve of `effective_on`.

    A named agency of the sending area that leads is followed by the receiving area's of its kind,
    and no named manager moves along: who leads is proposed until the receiving area names it.

    Raises:
        ValidationError: by V77 if it would take effect before `on`; if the transfer was decided;
            if the sending area is not responsible until then.
    """
    nominal = transfer.nominal
    with act("accept_transfer", nominal, asked=asked, purpose=transfer.reason) as this:
        transfer.refresh_from_db()
        refuse(
            [
                rules.decision_refusal(transfer.outcome, transfer.requested_on, on),
                rules.acceptance_refusal(on, effective_on),
            ]
        )
        areas = ResponsibleArea.objects.filter(nominal=nominal)
        sending = areas.filter(area=transfer.from_area).on(day_before(effective_on)).first()
        if sending is None:
            sentence = (
                f"{transfer.from_area} is not responsible on the day before {effective_on}: take "
                "effect on a day that follows its responsibility."
            )
            raise ValidationError({"effective_on": sentence})
        refuse([rules.succession_refusal(sending.period, effective_on)])
        received = take_over(this, areas, effective_on, nominal=nominal, area=transfer.to_area)
        _lead_anew(this, transfer, received.period)
        return this.supersede(
            transfer, outcome=TransferOutcome.ACCEPTED, decided_on=on, effective_on=effective_on
        )


def refuse_transfer(*, transfer: Transfer, on: date, reason: str, asked: Asked) -> Transfer:
    """Refuse to take over the case; the sending area keeps it.

    Raises:
        ValidationError: if the transfer was decided, or `on` is before its request.
    """
    return _decline("refuse_transfer", transfer, TransferOutcome.REFUSED, on, reason, asked)


def withdraw_transfer(*, transfer: Transfer, on: date, reason: str, asked: Asked) -> Transfer:
    """Ask no longer that another area takes over the case.

    Raises:
        ValidationError: if the transfer was decided, or `on` is before its request.
    """
    return _decline("withdraw_transfer", transfer, TransferOutcome.WITHDRAWN, on, reason, asked)


def host_case(
    *,
    nominal: Nominal,
    area: Area,
    user: User,
    on: date,
    reason: str,
    asked: Asked,
    until: date | None = None,
) -> Hosting:
    """Let `user`, a member in another area, see the case from the day `on` to before `until`.

    The responsible area stays responsible.

    Raises:
        ValidationError: if `area` is responsible itself, the user is no member there on that day,
            or hosts the case already.
    """
    with act("host_case", nominal, asked=asked, purpose=reason) as this:
        if ResponsibleArea.objects.filter(nominal=nominal, area=area).on(on).exists():
            sentence = f"{area} is responsible for the case on {on}: it needs no hosting."
            raise ValidationError({"area": sentence})
        if not Membership.objects.filter(user=user, area=area).on(on).exists():
            sentence = f"{user} acts for no agency in {area} on {on}: name somebody who does."
            raise ValidationError({"user": sentence})
        return this.record(
            Hosting(
                nominal=nominal,
                area=area,
                user=user,
                reason=reason,
                valid_from=on,
                valid_to=until,
            )
        )


def end_hosting(*, hosting: Hosting, on: date, reason: str, asked: Asked) -> Hosting:
    """End the hosting of a case; `on` is the first day on which the user no longer sees it.

    Raises:
        ValidationError: if the hosting does not hold on the day before `on`.
    """
    with act("end_hosting", hosting.nominal, asked=asked, purpose=reason) as this:
        return end_fact(this, hosting, on, called="The hosting")


def _decline(
    did: str, transfer: Transfer, outcome: TransferOutcome, on: date, reason: str, asked: Asked
) -> Transfer:
    with act(did, transfer.nominal, asked=asked, purpose=reason) as this:
        transfer.refresh_from_db()
        refuse([rules.decision_refusal(transfer.outcome, transfer.requested_on, on)])
        return this.supersede(transfer, outcome=outcome, decided_on=on, decision_reason=reason)


def _lead_anew(this: Act, transfer: Transfer, days: Period) -> None:
    serving_old, serving_new = (
        set(AreaService.objects.filter(area=area).values_list("agency_id", flat=True))
        for area in (transfer.from_area, transfer.to_area)
    )
    leads = LeadAgencyPeriod.objects.filter(nominal=transfer.nominal)
    for lead in leads.during(days):
        if rules.leads_anew(
            lead.agency_id,
            has_manager=bool(lead.manager),
            serving_old=serving_old,
            serving_new=serving_new,
        ):
            take_over(
                this,
                leads,
                max(lead.valid_from, days.start),
                nominal=transfer.nominal,
                kind=lead.kind,
                agency=None,
                manager="",
                is_proposed=True,
            )
