"""The acts of casework on people that the API offers, each of them one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from agencies.choices import Scope
from agencies.models import User
from core.api.caller import Caller
from core.api.problems import Problem
from nominals.api.acting import Act, May
from nominals.api.examples import EXAMPLES
from nominals.api.resources import NAMED
from nominals.choices import Level
from nominals.models import Nominal
from nominals.services import (
    access,
    assessments,
    convictions,
    custody,
    flags,
    screening,
    transfers,
)
from nominals.services.identity import registration
from nominals.services.management import categories, leads, levels
from nominals.services.notification import notifying, requirements, reviews
from nominals.services.permitting import (
    may_co_ordinate,
    may_keep_victim_notes,
    may_record,
    may_register,
    may_take_over,
)
from nominals.services.records import person_of

Allowed = Callable[[User, Nominal, date], bool]


@cache
def where(allowed: Allowed, *, at: str = "nominal") -> May:
    """Lets whoever is `allowed` act on the person at `at` of the target, and the system too."""

    def may(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
        person = target
        if not isinstance(target, Nominal):
            for step in at.split("__"):
                person = getattr(person, step)
        person = person_of(person)
        if not all(allowed(user, person, on) for user in caller.user.sights):
            raise Problem("forbidden", "You may read this case, and not record this in it.")

    return may


def _in_area(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
    if not all(may_register(user, values["area"], on) for user in caller.user.sights):
        raise Problem("forbidden", "You register people in no such area.")


def _at_level(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
    """Level 1 is set by whoever records; another by the area, or by a referral or meeting."""
    allowed = may_record if values["level"] == Level.ONE else may_co_ordinate
    where(allowed)(caller, target, values, on)


RECORD, CO_ORDINATE = where(may_record), where(may_co_ordinate)
TAKE_OVER = where(may_take_over)


def _act(service: Callable[..., Any], target: str = "nominal", may: May = RECORD) -> Act:
    example = EXAMPLES[service.__name__]
    return Act(service, target, Scope.NOMINALS_WRITE, NAMED, may, example)


def _naming_somebody(service: Callable[..., Any]) -> Act:
    """An act of co-ordinators whose `user` is whom they name."""
    return replace(_act(service, may=CO_ORDINATE), given=("asked",))


REGISTER = _act(registration.register_nominal, "", _in_area)
"""The act on the list of people."""

ACTS = (
    _act(registration.change_identity),
    _act(registration.add_alias),
    _act(registration.remove_alias, "alias"),
    _act(registration.record_address),
    _act(registration.record_death),
    _act(convictions.record_conviction),
    _act(convictions.record_sentence, "conviction"),
    _act(convictions.change_sentence_end, "sentence", where(may_record, at="conviction__nominal")),
    _act(categories.enter_category),
    _act(categories.end_category_basis, "period"),
    _act(categories.leave_mappa, may=CO_ORDINATE),
    _act(levels.set_level, may=_at_level),
    _act(leads.set_lead_agency),
    _act(custody.detain),
    _act(custody.release),
    _act(custody.expect_release),
    _act(custody.begin_licence),
    _act(custody.change_licence_end, "licence"),
    _act(custody.end_licence, "licence"),
    _act(custody.add_condition, "licence"),
    _act(custody.end_condition, "condition", where(may_record, at="licence__nominal")),
    _act(assessments.assess_risk),
    _act(assessments.review_level_1),
    _act(assessments.record_serious_further_offence),
    _act(screening.decide_not_eligible),
    _act(screening.begin_pdp),
    _act(screening.end_pdp),
    _act(flags.raise_flag),
    _act(flags.lower_flag, "flag"),
    _act(flags.add_victim_note, may=where(may_keep_victim_notes)),
    _act(requirements.require_for_sentence, "conviction"),
    _act(requirements.override_notification_end, "requirement"),
    _act(requirements.record_first_notification, "requirement"),
    _act(notifying.record_notification),
    _act(notifying.record_travel),
    _act(reviews.acknowledge_review, "review"),
    _act(reviews.ask_bodies, "review"),
    _act(reviews.note_bodies_answer, "review"),
    _act(reviews.appeal_review, "review"),
    _act(reviews.decide_appeal, "review"),
    _act(access.restrict_case, may=CO_ORDINATE),
    _act(access.lift_restriction, may=CO_ORDINATE),
    _naming_somebody(access.name_viewer),
    _act(access.remove_viewer, "viewer", CO_ORDINATE),
    _act(transfers.request_transfer, may=CO_ORDINATE),
    _act(transfers.accept_transfer, "transfer", TAKE_OVER),
    _act(transfers.refuse_transfer, "transfer", TAKE_OVER),
    _act(transfers.withdraw_transfer, "transfer", CO_ORDINATE),
    _naming_somebody(transfers.host_case),
    _act(transfers.end_hosting, "hosting", CO_ORDINATE),
)
"""Every act on one person or fact."""
