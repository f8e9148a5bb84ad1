"""What a page offers to do: an act of the API, in words of the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise

from core.api.caller import Caller
from core.api.problems import Problem
from core.refusals import Refusal
from core.wording import spelt
from meetings.api.acts import ACTS as ACTS_OF_MEETINGS
from meetings.models import Referral
from meetings.rules.parts import WRITES_NOTHING
from meetings.services.referrals import agency_refusal, area_refusal
from nominals.api.acting import Act, May
from nominals.api.acts import ACTS as ACTS_OF_PEOPLE
from nominals.querysets.holding import memberships_of
from orders.api.acts import ACTS as ACTS_OF_ORDERS

Word = str | Promise


def _refers(caller: Caller, target: Any, values: Mapping[str, Any], on: date) -> None:
    """Lets whoever acts for any agency; for which the act itself asks."""
    if all(each.role in WRITES_NOTHING for each in memberships_of(caller.user, on=on)):
        raise Problem("forbidden", "Only those who act for an agency refer.")


def _for_agency(caller: Caller, target: Referral, values: Mapping[str, Any], on: date) -> None:
    """Lets those who act for the agency of a referral."""
    _unless(agency_refusal(target.agency, caller.user, on))


def _for_area(caller: Caller, target: Referral, values: Mapping[str, Any], on: date) -> None:
    """Lets those who decide on a referral for its area."""
    _unless(area_refusal(target, caller.user, on))


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Problem("forbidden", refusal.sentence)


_OFFERED_TO: Mapping[str, May] = {
    "draft-referral": _refers,
    "change-referral": _for_agency,
    "submit-referral": _for_agency,
    "answer-information": _for_agency,
    "withdraw-referral": _for_agency,
    "ask-information": _for_area,
    "accept-referral": _for_area,
    "reject-referral": _for_area,
}
"""To whom those acts are offered that only their services refuse."""

ACTS = {
    each.name: replace(each, may=_OFFERED_TO.get(each.name, each.may))
    for each in (*ACTS_OF_PEOPLE, *ACTS_OF_ORDERS, *ACTS_OF_MEETINGS)
}
"""Every act on a record about somebody, by the last part of its address."""


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """An act that a page offers on a record, or out of nothing.

    `title` is the act, `done` what is said afterwards. `labels` are the words of its fields where
    those of `words` do not say it, `hints` what the law or the record asks of one. `seldom` are the
    fields that few cases need, and stand folded. `fixed` are values that the page gives and nobody
    fills in; `choices` are those of a field where not all will do, `choose` the records among which
    a field lets choose, and `starts` what fields begin with. `is_versioned` says that it is decided
    on the version of the record that was read. `stands` says on which records it has its
    place now.
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
    stands: Callable[[Any, date], bool] = lambda record, on: True

    def is_for(self, caller: Caller, target: Any, on: date) -> bool:
        """Whether `caller` may do it on `target`, with the easiest values that there are."""
        try:
            self.act.may(caller, target, self.act.example, on)
        except Problem:
            return False
        return True


def standing(under: str, *columns: str) -> Callable[[Any, date], Mapping[str, Any]]:
    """Lets the fields `under` a name begin with what those columns of the record say now."""

    def starts(record: Any, on: date) -> Mapping[str, Any]:
        found = {f"{under}-{each}": getattr(record, each) for each in columns}
        return {
            name: spelt(value) if isinstance(value, date) else value
            for name, value in found.items()
        }

    return starts


def offer(name: str, title: Word, done: Word, **more: Any) -> Offer:
    """The act of that name, in words."""
    return Offer(ACTS[name], title, done, **more)
