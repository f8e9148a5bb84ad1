"""What may be done about one fact: each kind of fact with its acts, in words of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from mappa.pages.nominal.acts import FOUND, INSTEAD, OFFERED
from mappa.pages.nominal.offers import Offer, Word, offer, standing
from meetings.models import Referral
from meetings.rules import referrals
from meetings.services.referrals import Case
from nominals import models
from nominals.choices import ReviewOutcome
from orders.choices import ConditionKind
from orders.models import Breach, Condition, Order, Recall


@dataclass(frozen=True, slots=True)
class Kind:
    """Facts of one model, and what may be done about one of them. `of_person` are acts on the
    person whose place is beside such a fact; `stands` says beside which acts are offered.
    `asked` are the rows of which it hangs who may."""

    title: Word
    model: type[Model]
    offers: tuple[Offer, ...] = ()
    of_person: tuple[Offer, ...] = ()
    stands: Callable[[Any, date], bool] = lambda record, on: True
    asked: tuple[str, ...] = ()


def _goes_on(record: Any, on: date) -> bool:
    return record.valid_to is None or record.valid_to > on


def _waits(transfer: models.Transfer, on: date) -> bool:
    return not transfer.outcome


def _in_force(order: Order, on: date) -> bool:
    return order.ended_on is None and (order.ends_on is None or order.ends_on > on)


def _awaits(act: str) -> Callable[[Any, date], bool]:
    """Whether a referral is at the stage of `act`."""
    return lambda referral, on: referrals.act_refusal(referral.status, act) is None


def _review(*done: str, before: str) -> Callable[[Any, date], bool]:
    """Whether a review is at the stage before the day `before`, with the days `done` known."""
    return lambda review, on: (
        getattr(review, before) is None and all(getattr(review, each) for each in done)
    )


_ENDED_ON = {"on": _("First day without it")}

KINDS: tuple[Kind, ...] = (
    Kind(
        _("Basis"),
        models.EligibilityPeriod,
        (
            offer(
                "end-category-basis",
                _("End the basis"),
                _("The basis is ended."),
                labels=_ENDED_ON,
                stands=_goes_on,
            ),
        ),
    ),
    Kind(
        _("Flag"),
        models.Flag,
        (
            offer(
                "lower-flag",
                _("Lower the flag"),
                _("The flag is lowered."),
                labels=_ENDED_ON,
                stands=_goes_on,
            ),
        ),
    ),
    Kind(
        _("Referral"),
        Referral,
        (
            offer(
                "change-referral",
                _("Change the draft"),
                _("The draft is changed."),
                labels={"case-level": _("Level asked for")},
                stands=_awaits("change"),
                starts=standing("case", *(each.name for each in fields(Case))),
            ),
            offer(
                "submit-referral",
                _("Submit"),
                _("The referral is submitted, and waits for the co-ordinator of its area."),
                labels={"on": _("Submitted on")},
                stands=_awaits("submit"),
            ),
            offer(
                "accept-referral",
                _("Accept"),
                _("The referral is accepted."),
                labels={"level": _("Managed at"), "on": _("First day at this level")},
                stands=_awaits("accept"),
            ),
            offer(
                "reject-referral",
                _("Reject"),
                _("The referral is rejected."),
                labels={"on": _("Decided on")},
                stands=_awaits("reject"),
            ),
            offer(
                "ask-information",
                _("Ask for information"),
                _("It is asked for. The clock of the decision stands still until it comes."),
                labels={"on": _("Asked on")},
                stands=_awaits("ask for information on"),
            ),
            offer(
                "answer-information",
                _("Answer what was asked"),
                _("It is answered. The clock of the decision goes on."),
                labels={"on": _("Answered on"), "answer": _("Answer")},
                stands=_awaits("answer on"),
            ),
            offer(
                "withdraw-referral",
                _("Withdraw"),
                _("The referral is withdrawn."),
                labels={"on": _("Withdrawn on")},
                stands=_awaits("withdraw"),
            ),
        ),
        asked=("area",),
    ),
    Kind(
        _("Transfer of area"),
        models.Transfer,
        (
            offer(
                "accept-transfer",
                _("Accept"),
                _("The transfer is accepted."),
                labels={"on": _("Accepted on"), "effective_on": _("Responsible from")},
                stands=_waits,
            ),
            offer(
                "refuse-transfer",
                _("Refuse"),
                _("The transfer is refused."),
                labels={"on": _("Refused on")},
                stands=_waits,
            ),
            offer(
                "withdraw-transfer",
                _("Withdraw"),
                _("The transfer is withdrawn."),
                labels={"on": _("Withdrawn on")},
                stands=_waits,
            ),
        ),
    ),
    Kind(
        _("Order"),
        Order,
        (
            offer(
                "vary-order",
                _("Vary"),
                _("The order is varied."),
                labels={
                    "on": _("Varied on"),
                    "text": _("What was changed"),
                    "added": _("New condition"),
                    "added-kind": _("Kind of condition"),
                    "changed": _("Changed condition"),
                    "changed-condition": _("Which condition"),
                    "changed-value-kind": _("Kind of condition"),
                    "changed-value-text": _("What it says now"),
                    "ended": _("Condition that ends"),
                },
                hints={"text": _("In a sentence, for the record.")},
                seldom=("passports_surrendered_on", "passports_surrendered_at"),
                stands=_in_force,
            ),
            offer(
                "renew-order",
                _("Renew"),
                _("The order is renewed."),
                labels={"on": _("Renewed on")},
                hints={"ends_on": _("Empty: until further order.")},
                stands=_in_force,
            ),
            offer(
                "discharge-order",
                _("Discharge"),
                _("The order is discharged."),
                labels={"on": _("Discharged on")},
                stands=_in_force,
            ),
            offer(
                "decide-main-application",
                _("Decide the main application"),
                _("The decision is recorded."),
                labels={"on": _("Decided on"), "full_order": _("Full order that was made")},
                hints={"full_order": _("Record it first. Empty: none was made.")},
                stands=lambda order, on: order.is_interim and _in_force(order, on),
            ),
            offer(
                "quash-order",
                _("Quash"),
                _("The order is quashed."),
                labels={"on": _("Quashed on")},
                stands=_in_force,
            ),
        ),
    ),
    Kind(
        _("Foreign travel prohibition"),
        Condition,
        (
            offer(
                "renew-travel-prohibition",
                _("Renew the prohibition"),
                _("The prohibition is renewed."),
                labels={"on": _("Renewed on")},
                stands=_goes_on,
            ),
        ),
        stands=lambda condition, on: condition.kind == ConditionKind.FOREIGN_TRAVEL,
    ),
    Kind(
        _("Breach"),
        Breach,
        (
            offer(
                "record-outcome",
                _("Record the outcome"),
                _("The outcome is recorded."),
                hints={"finding": INSTEAD},
                choices={"finding": FOUND},
            ),
        ),
    ),
    Kind(
        _("Recall"),
        Recall,
        (
            offer(
                "record-return",
                _("Record the return"),
                _("The return to custody is recorded."),
                labels={"on": _("Returned on")},
                stands=lambda recall, on: recall.returned_on is None and not recall.rescinded_on,
            ),
            offer(
                "rescind-recall",
                _("Rescind"),
                _("The recall is rescinded."),
                labels={"on": _("Rescinded on")},
                stands=lambda recall, on: recall.released_on is None and not recall.rescinded_on,
            ),
            offer(
                "record-rerelease",
                _("Record the re-release"),
                _("The re-release is recorded."),
                labels={"on": _("First day in the community")},
                stands=lambda recall, on: bool(recall.returned_on and not recall.released_on),
            ),
        ),
    ),
    Kind(
        _("Detention"),
        models.Detention,
        of_person=(OFFERED["release"],),
        stands=_goes_on,
    ),
    Kind(
        _("Licence"),
        models.Licence,
        (
            offer(
                "add-condition",
                _("Add a condition"),
                _("The condition is added."),
                labels={"on": _("Binds from")},
                stands=_goes_on,
            ),
            offer(
                "change-licence-end",
                _("Change the end"),
                _("The end is changed."),
                labels={"ends_on": _("First day off licence")},
                hints={"ends_on": _("Empty where no end is known.")},
                stands=_goes_on,
            ),
            offer(
                "end-licence",
                _("End the licence"),
                _("The licence is ended."),
                labels={"on": _("First day off licence")},
                stands=_goes_on,
            ),
        ),
    ),
    Kind(
        _("Condition of the licence"),
        models.LicenceCondition,
        (
            offer(
                "end-condition",
                _("End the condition"),
                _("The condition is ended."),
                labels=_ENDED_ON,
                stands=_goes_on,
            ),
        ),
    ),
    Kind(
        _("Conviction"),
        models.Conviction,
        (
            offer(
                "record-sentence",
                _("Record a sentence"),
                _("The sentence is recorded."),
                labels={
                    "months": _("Length in months"),
                    "days": _("And in days"),
                    "ends_on": _("First day after the sentence"),
                },
            ),
            offer(
                "require-for-sentence",
                _("Compute notification"),
                _("The notification requirements are those that follow from the sentence."),
            ),
        ),
    ),
    Kind(
        _("Sentence"),
        models.Sentence,
        (
            offer(
                "change-sentence-end",
                _("Change the end"),
                _("The end of the sentence is changed."),
                labels={"ends_on": _("First day after the sentence")},
            ),
        ),
    ),
    Kind(
        _("Notification requirements"),
        models.NotificationRequirement,
        (
            offer(
                "record-first-notification",
                _("Record the first notification"),
                _("The first notification is recorded."),
                labels={"on": _("Notified on")},
                stands=lambda requirement, on: requirement.first_notified_on is None,
            ),
            offer(
                "override-notification-end",
                _("Override the end"),
                _("The end is overridden."),
                labels={"ends": _("First day without the requirements")},
                hints={"ends": _("Empty: indefinite. The end follows from the sentence (V21).")},
                stands=_goes_on,
            ),
        ),
    ),
    Kind(
        _("Review of indefinite notification"),
        models.NotificationReview,
        (
            offer(
                "acknowledge-review",
                _("Acknowledge"),
                _("The application is acknowledged."),
                labels={"on": _("Acknowledged on")},
                stands=_review(before="acknowledged_on"),
            ),
            offer(
                "ask-bodies",
                _("Ask the responsible bodies"),
                _("It is recorded that the bodies were asked."),
                labels={"on": _("Asked on")},
                stands=_review("acknowledged_on", before="bodies_asked_on"),
            ),
            offer(
                "note-bodies-answer",
                _("Record their answer"),
                _("The answer is recorded."),
                labels={"on": _("Answered on")},
                stands=_review("bodies_asked_on", before="bodies_answered_on"),
            ),
            offer(
                "decide-review",
                _("Decide"),
                _("The decision is recorded."),
                labels={"on": _("Decided on"), "outcome": _("Decision")},
                hints={"further_application_on": _("Empty: eight years later.")},
                stands=_review("acknowledged_on", before="decided_on"),
            ),
            offer(
                "appeal-review",
                _("Record an appeal"),
                _("The appeal is recorded."),
                labels={"on": _("Appealed on")},
                stands=lambda review, on: (
                    review.outcome == ReviewOutcome.REFUSED and review.appealed_on is None
                ),
            ),
            offer(
                "decide-appeal",
                _("Record the decision on the appeal"),
                _("The decision on the appeal is recorded."),
                labels={"on": _("Decided on"), "outcome": _("Decision on the appeal")},
                stands=_review("appealed_on", before="appeal_decided_on"),
            ),
        ),
    ),
    Kind(
        _("Potentially dangerous person"),
        models.PdpPeriod,
        of_person=(OFFERED["end-pdp"],),
        stands=_goes_on,
    ),
    Kind(
        _("Other name"),
        models.Alias,
        (
            offer(
                "remove-alias",
                _("Remove the name"),
                _("The name is removed. That it was known stays told."),
            ),
        ),
    ),
    Kind(
        _("Named viewer"),
        models.NamedViewer,
        (
            offer(
                "remove-viewer",
                _("Take off the list"),
                _("He or she is off the list."),
                labels={"on": _("First day off the list")},
                hints={"on": _("Once nobody is left the co-ordinators of the area see the case.")},
                stands=_goes_on,
            ),
        ),
    ),
    Kind(
        _("Hosting"),
        models.Hosting,
        (
            offer(
                "end-hosting",
                _("End the hosting"),
                _("The hosting is ended."),
                labels={"on": _("First day not hosted")},
                stands=_goes_on,
            ),
        ),
    ),
)
"""In the order of the page."""
