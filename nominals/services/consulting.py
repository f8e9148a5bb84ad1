"""Looking at a person: whom one may not see does not exist, and every look is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from agencies.choices import Fact
from agencies.models import User
from core import audit
from core.refusals import Refusal
from core.refusing import refuse
from nominals.models import Nominal


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, when, on which day's access, why, and for which agency. Without a `user` the
    system looks, and sees everybody."""

    by: str
    at: datetime
    on: date
    purpose: str = ""
    user: User | None = None
    agency: str = ""


def consult(*, text: str, did: str, looking: Looking, fact: Fact = Fact.IDENTITY) -> Nominal:
    """The nominal that `text` names by opaque id or key; the look `did` is logged, also in vain.

    Raises:
        ValidationError: with the same sentence for nobody and for somebody of whom the user is not
            shown `fact`; by V54 if the case is restricted and no purpose is given.
    """
    named = Nominal.objects.all().of_id(text)
    nominal = named.shown_to(looking.user, on=looking.on, fact=fact).first()
    refusal = record_look(
        did, named.first() if nominal is None else nominal, looking, found=nominal is not None
    )
    refuse([refusal])
    if nominal is None:
        sentence = f"No nominal is called “{text}”: give the opaque id or the key."
        raise ValidationError(sentence, code="unseen")
    return nominal


def record_look(
    did: str,
    nominal: Nominal | None,
    looking: Looking,
    *,
    found: bool,
    hands_out: bool = False,
    **detail: Any,
) -> Refusal | None:
    """Log the look `did` at what is about `nominal`, in vain too; answers V54 where it refuses.

    `found` says that it is there for whoever looks. What `hands_out` a file is a disclosure where
    it neither was in vain nor is refused; `detail` is what else the log keeps.
    """
    refusal = purpose_refusal(nominal, looking.purpose) if found else None
    disclosed = hands_out and found and refusal is None
    audit.record(
        by=looking.by,
        at=looking.at,
        operation=audit.Operation.DISCLOSURE if disclosed else audit.Operation.CONSULTATION,
        act=did,
        agency=looking.agency,
        purpose=looking.purpose,
        recipient=looking.user.get_username() if disclosed and looking.user else "",
        label=Nominal._meta.label,
        object_id="" if nominal is None else str(nominal.pk),
        detail=detail
        | {"found": found}
        | ({} if refusal is None else {"refused": refusal.rule})
        | seen_as(looking.user),
        objects=[] if nominal is None else [nominal.pk],
    )
    return refusal


def seen_as(user: User | None) -> dict[str, str]:
    """What the log keeps of whose eyes looked; nothing where the system's did."""
    return {} if user is None else {"as": user.get_username()}


def purpose_refusal(nominal: Nominal | None, purpose: str) -> Refusal | None:
    """V54: a look at a restricted case has a purpose."""
    if nominal is None or not nominal.is_restricted or purpose.strip():
        return None
    sentence = "The case is restricted: say for what purpose you look at it."
    return Refusal("V54", "purpose", sentence)
