"""Refers somebody to Level 2 or 3, and decides on the referral (form MAPPA A)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from agencies.choices import AREA_ROLES
from agencies.models import Agency, User
from core.refusals import Refusal
from core.refusing import refuse
from meetings.choices import ReferralStatus
from meetings.models import InformationRequest, Referral
from meetings.rules import referrals as rules
from meetings.rules.acts import day_refusal, reason_refusal
from meetings.rules.parts import WRITES_NOTHING
from meetings.services.acts import acting_memberships, named, referral_act
from meetings.services.unseen import refuse_unseen_person
from nominals.choices import AuthorityKind, Level
from nominals.models import LevelPeriod, Nominal, ResponsibleArea
from nominals.rules.levels import LEVELS_WITH_MEETINGS, Authority
from nominals.rules.periods import death_refusal
from nominals.rules.standing import no_basis_refusal
from nominals.services.acts import Asked, act
from nominals.services.management.consistency import consistently
from nominals.services.management.levels import level_on, place_level


@dataclass(frozen=True, slots=True)
class Case:
    """What a referral says: the level asked for, why, the risk, and what a meeting would add."""

    level: Level
    referrer: str = ""
    reason: str = ""
    risk: str = ""
    benefit: str = ""


def draft_referral(
    *, nominal: Nominal, agency: Agency, case: Case, on: date, user: User, asked: Asked
) -> Referral:
    """Begin a referral of somebody by `agency`, for which `user` acts; the agency alone sees it
    until it is submitted.

    Raises:
        Outdated: if it is not the version of the person's record that was read.
        ValidationError: if the user may not see the person or does not act for the agency, if no
            area is responsible, or the level has no meetings.
    """
    refuse_unseen_person(nominal, user, on=asked.day)
    with act("draft_referral", nominal, asked=asked, restates=False) as this:
        area = ResponsibleArea.objects.filter(nominal=nominal).on(on).first()
        refuse(
            [
                death_refusal("A referral", on, nominal.died_on),
                agency_refusal(agency, user, asked.day),
                rules.level_refusal(case.level),
                _no_area(on) if area is None else None,
                day_refusal(on, today=asked.day),
            ]
        )
        assert area is not None
        return this.record(
            Referral(
                nominal=nominal,
                person=nominal,
                area=area.area,
                agency=agency,
                drafted_on=on,
                **asdict(case),
            )
        )


def change_referral(*, referral: Referral, case: Case, user: User, asked: Asked) -> Referral:
    """Say a draft anew.

    Raises:
        ValidationError: if it was submitted, or the user does not act for its agency.
    """
    with referral_act("change_referral", referral, user=user, asked=asked) as (this, _):
        refuse(
            [
                agency_refusal(referral.agency, user, asked.day),
                rules.act_refusal(referral.status, "change"),
                rules.level_refusal(case.level),
            ]
        )
        return this.supersede(referral, **asdict(case))


def submit_referral(*, referral: Referral, on: date, user: User, asked: Asked) -> Referral:
    """Hand a whole referral to the co-ordinator of its area; the clock of the decision begins.

    Raises:
        ValidationError: if it is incomplete or was submitted, or the user does not act for its
            agency.
    """
    with referral_act("submit_referral", referral, user=user, asked=asked) as (this, _):
        texts = ("referrer", "reason", "risk", "benefit")
        refuse(
            [
                agency_refusal(referral.agency, user, asked.day),
                rules.act_refusal(referral.status, "submit"),
                *rules.missing_refusals({each: getattr(referral, each) for each in texts}),
                _day(referral, on, asked),
            ]
        )
        return this.supersede(referral, status=ReferralStatus.SUBMITTED, submitted_on=on)


def ask_information(
    *, referral: Referral, question: str, on: date, user: User, asked: Asked
) -> InformationRequest:
    """Ask whoever referred for information; the clock of the decision stands still until it comes.

    Raises:
        ValidationError: if the referral does not wait for a decision, the question is empty, or the
            user does not act for the area.
    """
    with referral_act("ask_information", referral, user=user, asked=asked) as (this, _):
        refuse(
            [
                area_refusal(referral, user, asked.day),
                rules.act_refusal(referral.status, "ask for information on"),
                _day(referral, on, asked),
                None if question.strip() else Refusal("question", "question", "Say what to ask."),
            ]
        )
        this.supersede(referral, status=ReferralStatus.INFORMATION_REQUESTED)
        return this.record(
            InformationRequest(referral=referral, asked_on=on, question=question.strip())
        )


def answer_information(
    *, referral: Referral, answer: str, on: date, user: User, asked: Asked
) -> InformationRequest:
    """Answer what was asked; the clock of the decision goes on.

    Raises:
        ValidationError: if nothing is asked, the answer is empty, or the user does not act for the
            referring agency.
    """
    with referral_act("answer_information", referral, user=user, asked=asked) as (this, _):
        refuse(
            [
                agency_refusal(referral.agency, user, asked.day),
                rules.act_refusal(referral.status, "answer on"),
                _day(referral, on, asked),
                None if answer.strip() else Refusal("answer", "answer", "Say the answer."),
            ]
        )
        question = InformationRequest.objects.get(referral=referral, answered_on=None)
        this.supersede(referral, status=ReferralStatus.SUBMITTED)
        return this.supersede(question, answered_on=on, answer=answer.strip())


def accept_referral(
    *, referral: Referral, level: Level, on: date, reason: str, user: User, asked: Asked
) -> Referral:
    """Accept a referral at `level`, at which the person is managed from the day `on`; the clock of
    the first meeting begins.

    Where that level holds already, by adoption into Category 3 perhaps, it stays as it is.

    Raises:
        ValidationError: if the referral does not wait for a decision, no reason is given, the user
            does not act for the area, the person is in no category, or a higher level holds.
    """
    with (
        referral_act(
            "accept_referral", referral, user=user, asked=asked, purpose=reason, restates=True
        ) as (
            this,
            person,
        ),
        consistently(person) as standing,
    ):
        held = level_on(person, on)
        refuse(
            [
                *_decision_refusals(referral, "accept", on, reason, user, asked),
                rules.level_refusal(level),
                death_refusal("A level", on, person.died_on),
                no_basis_refusal(standing, on),
                _higher(held, level),
            ]
        )
        if held is None or held.level != level:
            held = place_level(
                this,
                nominal=person,
                level=level,
                on=on,
                authority=Authority(
                    AuthorityKind.REFERRAL,
                    f"referral of {referral.submitted_on}",
                    named(user),
                    reason,
                ),
            )
        return this.supersede(
            referral,
            status=ReferralStatus.ACCEPTED,
            accepted_level=level,
            level_period=held,
            decided_on=on,
            decided_by=named(user),
            decision_reason=reason.strip(),
        )


def reject_referral(
    *, referral: Referral, on: date, reason: str, user: User, asked: Asked
) -> Referral:
    """Reject a referral, with the reason.

    Raises:
        ValidationError: if it does not wait for a decision, no reason is given, or the user does
            not act for the area.
    """
    with referral_act("reject_referral", referral, user=user, asked=asked, purpose=reason) as (
        this,
        _,
    ):
        refuse(_decision_refusals(referral, "reject", on, reason, user, asked))
        return this.supersede(
            referral,
            status=ReferralStatus.REJECTED,
            decided_on=on,
            decided_by=named(user),
            decision_reason=reason.strip(),
        )


def withdraw_referral(
    *, referral: Referral, on: date, reason: str, user: User, asked: Asked
) -> Referral:
    """Withdraw a referral that is not decided yet, as its agency.

    Raises:
        ValidationError: if it is decided, no reason is given, or the user does not act for its
            agency.
    """
    with referral_act("withdraw_referral", referral, user=user, asked=asked, purpose=reason) as (
        this,
        _,
    ):
        refuse(
            [
                agency_refusal(referral.agency, user, asked.day),
                rules.act_refusal(referral.status, "withdraw"),
                _day(referral, on, asked),
                reason_refusal(reason, "withdraw the referral"),
            ]
        )
        return this.supersede(
            referral,
            status=ReferralStatus.WITHDRAWN,
            decided_on=on,
            decided_by=named(user),
            decision_reason=reason.strip(),
        )


def writing_refusal(referral: Referral, user: User, on: date) -> Refusal | None:
    """Whoever acts for the referring agency or for the area adds to a referral (V53)."""
    if area_refusal(referral, user, on) is None:
        return None
    return agency_refusal(referral.agency, user, on)


def _decision_refusals(
    referral: Referral, act: str, on: date, reason: str, user: User, asked: Asked
) -> Iterator[Refusal | None]:
    yield area_refusal(referral, user, asked.day)
    yield rules.act_refusal(referral.status, act)
    yield _day(referral, on, asked)
    yield reason_refusal(reason, f"{act} the referral")


def agency_refusal(agency: Agency, user: User, on: date) -> Refusal | None:
    """Those alone who act for `agency` refer for it. V53 besides: whoever holds nothing but a role
    that never writes acts for no agency."""
    held = acting_memberships(user, on=on)
    if any(each.agency_id == agency.pk and each.role not in WRITES_NOTHING for each in held):
        return None
    return Refusal("part", "user", f"Only those who act for {agency} may do this: ask one of them.")


def area_refusal(referral: Referral, user: User, on: date) -> Refusal | None:
    """The area it was made to decides, and the area that has the case since."""
    held = acting_memberships(user, on=on)
    areas = {each.area_id for each in held if each.role in AREA_ROLES}
    responsible = ResponsibleArea.objects.filter(nominal=referral.person_id, area__in=areas).on(on)
    if referral.area_id in areas or (areas and responsible.exists()):
        return None
    return Refusal("part", "user", f"Only the co-ordinator of {referral.area} decides on it.")


def _day(referral: Referral, on: date, asked: Asked) -> Refusal | None:
    """Nothing happens to a referral before what happened to it last, or on a day to come."""
    days = [(referral.drafted_on, "The referral was begun")]
    if referral.submitted_on is not None:
        days.append((referral.submitted_on, "The referral was submitted"))
    for each in InformationRequest.objects.filter(referral=referral):
        days.append((each.asked_on, "Information was asked for"))
        if each.answered_on is not None:
            days.append((each.answered_on, "Information was given"))
    since, what = max(days)
    return day_refusal(on, today=asked.day, since=since, what=what)


def _no_area(on: date) -> Refusal:
    sentence = f"No area is responsible for the person on {on}: record the responsible area first."
    return Refusal("no_area", "nominal", sentence)


def _higher(held: LevelPeriod | None, level: int) -> Refusal | None:
    if held is None or level not in LEVELS_WITH_MEETINGS or held.level <= level:
        return None
    sentence = (
        f"The person is managed at Level {held.level} already: a meeting decides on a lower level."
    )
    return Refusal("higher_level", "level", sentence)
