"""What may be done about a person from the page: each act in its group, in words of the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.api.caller import Caller
from core.api.problems import Problem
from meetings.api.acts import ACTS as ACTS_OF_MEETINGS
from nominals.api.acting import Act, May
from nominals.api.acts import ACTS as ACTS_OF_PEOPLE
from nominals.api.acts import CO_ORDINATE, RECORD
from nominals.models import Nominal
from orders.api.acts import ACTS as ACTS_OF_ORDERS

Word = str | Promise

# Whoever acts for an agency may refer; the page offers it to those who record in the case.
_ACTS = {
    each.name: replace(each, may=RECORD) if each.name == "draft-referral" else each
    for each in (*ACTS_OF_PEOPLE, *ACTS_OF_ORDERS, *ACTS_OF_MEETINGS)
}


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """An act that a page offers on a record, or out of nothing.

    `title` is the act, `done` what is said afterwards. `labels` are the words of its fields where
    those of `words` do not say it, `hints` what the law or the record asks of one. `seldom` are the
    fields that few cases need, and stand folded. `fixed` are values that the page gives and nobody
    fills in; `choices` are those of a field where not all will do, `choose` the records among which
    a field lets choose, and `starts` what fields begin with. `is_versioned` says that it is decided
    on the version of the record that was read.
    """

    act: Act
    title: Word
    done: Word
    labels: Mapping[str, Word] = field(default_factory=dict)
    hints: Mapping[str, Word] = field(default_factory=dict)
    seldom: Collection[str] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Sequence[tuple[Any, Word]]] = field(default_factory=dict)
    choose: Callable[..., Any] | None = None
    starts: Callable[[Any, date], Mapping[str, Any]] | None = None
    is_versioned: bool = True

    def is_for(self, caller: Caller, target: Any, on: date) -> bool:
        """Whether `caller` may do it on `target`, with the easiest values that there are."""
        try:
            self.act.may(caller, target, self.act.example, on)
        except Problem:
            return False
        return True


def _offer(name: str, title: Word, done: Word, **more: Any) -> Offer:
    return Offer(_ACTS[name], title, done, **more)


GROUPS: tuple[tuple[Word, tuple[Offer, ...]], ...] = (
    (
        _("Level and category"),
        (
            _offer(
                "set-level",
                _("Change level"),
                _("The level is changed."),
                labels={"on": _("First day at this level")},
                hints={
                    "on": _("It may lie in the past or the future."),
                    "authority-kind": _("To or from Level 2 or 3 all of this is needed (V39)."),
                },
            ),
            _offer(
                "set-lead-agency",
                _("Set lead agency"),
                _("The lead agency is set."),
                labels={
                    "kind": _("Kind of agency"),
                    "on": _("Leads from"),
                    "agency": _("Which agency"),
                },
                hints={"agency": _("Empty: the one of that kind in the responsible area.")},
            ),
            _offer(
                "enter-category",
                _("Add a basis"),
                _("The basis is added."),
                labels={
                    "on": _("Eligible from"),
                    "until": _("First day without it"),
                    "managed-kind": _("Kind of agency that leads"),
                },
                hints={
                    "until": _("Empty while no end is known."),
                    "managed-level": _("Needed where no level holds on that day."),
                    "managed-kind": _("Empty: whoever leads, or whom the rules propose."),
                },
            ),
            _offer(
                "leave-mappa",
                _("Leave MAPPA"),
                _("The person has left MAPPA."),
                labels={"on": _("First day out of MAPPA")},
                hints={"on": _("No basis may go on after it. The record stays.")},
            ),
        ),
    ),
    (
        _("Referral and transfer"),
        (
            _offer(
                "draft-referral",
                _("Draft a referral"),
                _("The referral is drafted. Nobody but your agency sees it until it is submitted."),
                labels={
                    "agency": _("Agency that refers"),
                    "case-level": _("Level asked for"),
                    "on": _("Drafted on"),
                },
            ),
            _offer(
                "request-transfer",
                _("Request a transfer"),
                _("The transfer is requested."),
                labels={"on": _("Requested on")},
                hints={"to_area": _("Your area keeps the case until the other one accepts.")},
            ),
            Offer(
                replace(_ACTS["place-meeting"], target="nominal", may=CO_ORDINATE),
                _("Place a meeting"),
                _("The meeting is placed at the panel."),
                hints={"panel": _("Those of your areas that are to come.")},
                is_versioned=False,
            ),
        ),
    ),
    (
        _("Orders and breaches"),
        (
            _offer(
                "impose-order",
                _("Impose an order"),
                _("The order is recorded."),
                labels={"kind": _("Order or notice")},
                hints={
                    "ends_on": _("Empty: until further order."),
                    "court": _("As the order names it."),
                    "main_application": _("Of an interim order: what it waits for."),
                },
                seldom=(
                    "main_application",
                    "passports_surrendered_on",
                    "passports_surrendered_at",
                    "authorised_by_rank",
                    "given_in_person",
                    "convicted_abroad_on",
                    "imposed_abroad",
                    "replaces",
                ),
            ),
            _offer(
                "record-breach",
                _("Record a breach"),
                _("The breach is recorded."),
                hints={"order": _("Where an order was breached.")},
            ),
        ),
    ),
    (
        _("Custody and convictions"),
        (
            _offer(
                "recall",
                _("Recall"),
                _("The recall is recorded: unlawfully at large until the return."),
                labels={"kind": _("Kind of recall"), "days": _("Days of a fixed term")},
                hints={"days": _("Empty: the length that follows from the sentence.")},
            ),
            _offer(
                "detain",
                _("Record detention"),
                _("The detention is recorded."),
                labels={"on": _("First day detained")},
            ),
            _offer(
                "release",
                _("Record release"),
                _("The release is recorded."),
                labels={"on": _("First day in the community")},
            ),
            _offer(
                "record-conviction",
                _("Record a conviction"),
                _("The conviction is recorded."),
                labels={"kind": _("Kind of offence")},
                hints={"kind": _("An offence of Schedule 3 brings notification from that day.")},
            ),
        ),
    ),
    (
        _("Who this is"),
        (
            _offer(
                "add-alias",
                _("Add another name"),
                _("The name is added."),
                labels={"on": _("Known since")},
            ),
            _offer(
                "record-address",
                _("Add an address"),
                _("The address is added."),
                labels={"kind": _("Kind of address")},
            ),
            _offer(
                "raise-flag",
                _("Raise a flag"),
                _("The flag is raised."),
                labels={"kind": _("What every reader must know"), "on": _("Raised on")},
            ),
        ),
    ),
    (
        _("Who may see"),
        (
            _offer(
                "restrict-case",
                _("Restrict the case"),
                _("The case is restricted."),
                labels={"on": _("Restricted from"), "viewers-value": _("Why this person")},
                hints={"on": _("From then on only viewers see the case: name yourself too.")},
            ),
            _offer(
                "lift-restriction",
                _("Lift the restriction"),
                _("The restriction is lifted."),
                labels={"on": _("Lifted from")},
            ),
        ),
    ),
)
"""In the order of the menu."""

OFFERED = {each.act.name: each for _title, offers in GROUPS for each in offers}
"""By the last part of their addresses."""


def menu(caller: Caller, nominal: Nominal, on: date) -> list[tuple[Word, list[Offer]]]:
    """The acts that `caller` may do about `nominal`, in their groups; a group without one is left
    out, and so is what the restriction that stands makes idle."""
    idle = "restrict-case" if nominal.is_restricted else "lift-restriction"
    allowed: dict[May, bool] = {}
    for each in OFFERED.values():
        if each.act.may not in allowed:
            allowed[each.act.may] = each.is_for(caller, nominal, on)
    found = [
        (title, [each for each in offers if allowed[each.act.may] and each.act.name != idle])
        for title, offers in GROUPS
    ]
    return [(title, offers) for title, offers in found if offers]
