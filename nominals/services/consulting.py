"""Looking at a person: whom one may not see does not exist, and every look is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from agencies.models import User
from core import audit
from core.refusals import Refusal
from core.refusing import refuse
from nominals.models import Nominal


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, when, on which day's access, and why. Without a `user` the system looks, and sees
    everybody."""

    by: str
    at: datetime
    on: date
    purpose: str = ""
    user: User | None = None


def consult(*, text: str, did: str, looking: Looking) -> Nominal:
    """The nominal that `text` names by opaque id or key; the look `did` is logged, also in vain.

    Raises:
        ValidationError: with the same sentence for nobody and for somebody whom the user may not
            see; by V54 if the case is restricted and no purpose is given.
    """
    named = Nominal.objects.all().of_id(text)
    nominal = named.shown_to(looking.user, on=looking.on).first()
    refusal = purpose_refusal(nominal, looking.purpose)
    hidden = named.first() if nominal is None else nominal
    audit.record(
        by=looking.by,
        at=looking.at,
        operation=audit.Operation.CONSULTATION,
        act=did,
        purpose=looking.purpose,
        label=Nominal._meta.label,
        object_id="" if hidden is None else str(hidden.pk),
        detail={"found": nominal is not None}
        | ({} if refusal is None else {"refused": refusal.rule})
        | seen_as(looking.user),
        objects=[] if hidden is None else [hidden.pk],
    )
    refuse([refusal])
    if nominal is None:
        raise ValidationError(f"No nominal is called “{text}”: give the opaque id or the key.")
    return nominal


def seen_as(user: User | None) -> dict[str, str]:
    """What the log keeps of whose eyes looked; nothing where the system's did."""
    return {} if user is None else {"as": user.get_username()}


def purpose_refusal(nominal: Nominal | None, purpose: str) -> Refusal | None:
    """V54: a look at a restricted case has a purpose."""
    if nominal is None or not nominal.is_restricted or purpose.strip():
        return None
    sentence = "The case is restricted: say for what purpose you look at it."
    return Refusal("V54", "purpose", sentence)
