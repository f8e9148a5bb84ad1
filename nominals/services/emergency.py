"""Opens a case in an emergency to somebody who may not see it, and keeps a list for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef
from django.utils import timezone

from agencies.choices import Fact, RuleCode
from agencies.models import User
from agencies.services.settings import rule_settings
from core import audit
from core.periods import add_days
from core.refusals import Refusal
from core.refusing import refuse, refuse_unstorable
from nominals.choices import Ground
from nominals.models import EmergencyAccess, Grant, Nominal
from nominals.querysets.holding import memberships_of
from nominals.querysets.sight import sight
from nominals.rules.emergency import found_refusal, request_refusals, review_refusals
from nominals.rules.identity.identifiers import normalised
from nominals.services.acts import Act, Asked
from nominals.services.consulting import seen_as
from nominals.services.numbering import number_changes


def open_in_emergency(
    *, kind: str, value: str, hours: int, reason: str, user: User, asked: Asked
) -> EmergencyAccess:
    """Let `user` see for `hours` the one person whose identifier of `kind` is `value`.

    What is shown is what the user's roles are shown, and no meeting. Nobody and somebody
    restricted, under whatever record, are answered alike, by the same queries; the request is
    logged in any case, in vain too. A case that is restricted meanwhile closes.

    Raises:
        ValidationError: if the user manages no cases, the request is not one by an exact
            identifier for some hours and a reason, nobody is found, several are, or the user sees
            the person already.
    """
    refuse_unstorable(kind, value, reason)
    held = memberships_of(user, on=asked.day)
    most: int = rule_settings().value(RuleCode.EMERGENCY_ACCESS_HOURS, on=asked.day)
    refuse(
        request_refusals(
            roles={each.role for each in held},
            kind=kind,
            value=value,
            hours=hours,
            most_hours=most,
            reason=reason,
        )
    )
    opened: list[EmergencyAccess] = []
    with transaction.atomic():
        found = _find(kind, value, user, asked)
        nominal = found.nominal
        entry = audit.record(
            by=asked.by,
            at=asked.at,
            operation=audit.Operation.CONSULTATION,
            act="open_in_emergency",
            agency=asked.agency,
            purpose=reason,
            label=Nominal._meta.label,
            object_id="" if nominal is None else str(nominal.pk),
            detail={"identifier": kind, "hours": hours, "found": nominal is not None}
            | seen_as(user),
            objects=found.named if nominal is None else [nominal.pk],
        )
        if nominal is not None:
            until = asked.at + timedelta(hours=hours)
            opened.append(_open(Act(entry.pk, asked.at, asked), nominal, user, until, reason))
    # Outside the transaction: the log keeps what was refused.
    refuse([found.refusal])
    return opened[0]


def emergencies_to_review(*, user: User, asked: Asked) -> list[EmergencyAccess]:
    """The openings that nobody has reviewed, of people of whom `user` is shown the log, the oldest
    first; the look is logged."""
    with transaction.atomic():
        waiting = EmergencyAccess.objects.visible_to(user, on=asked.day).unreviewed()
        found = list(waiting.select_related("nominal", "user").order_by("opened_at", "pk"))
        audit.record(
            by=asked.by,
            at=asked.at,
            operation=audit.Operation.CONSULTATION,
            act="list_emergencies",
            agency=asked.agency,
            label=Nominal._meta.label,
            detail=seen_as(user),
            objects=sorted({each.nominal_id for each in found}),
        )
    return found


def review_emergency(
    *, emergency: EmergencyAccess, note: str, user: User, asked: Asked
) -> EmergencyAccess:
    """Take an opening off the list, with the `note` of what the review found.

    Raises:
        ValidationError: with the words for what does not exist where `user` is not shown the log of
            the person; if it is the user's own, was reviewed already, or there is no note.
    """
    refuse_unstorable(note)
    with transaction.atomic():
        rows = EmergencyAccess.objects.select_for_update(of=("self",)).filter(pk=emergency.pk)
        listed = rows.visible_to(user, on=asked.day).first()
        if listed is None:
            raise ValidationError("There is no such emergency access.", code="unseen")
        refuse(
            review_refusals(
                is_own=listed.user_id == user.pk,
                is_reviewed=listed.reviewed_at is not None,
                note=note,
            )
        )
        at = max(asked.at, listed.recorded_from + timedelta(microseconds=1))
        entry = audit.record(
            by=asked.by,
            at=at,
            operation=audit.Operation.ALTERATION,
            act="review_emergency",
            agency=asked.agency,
            label=Nominal._meta.label,
            object_id=str(listed.nominal_id),
            detail={"emergency": listed.pk} | seen_as(user),
            objects=[listed.nominal_id],
        )
        return Act(entry.pk, at, asked).supersede(
            listed, reviewed_at=at, reviewed_by=user.get_username(), note=note.strip()
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """The keys of those who have an identifier, and whom to open or why nobody is."""

    named: list[int]
    nominal: Nominal | None
    refusal: Refusal | None


def _find(kind: str, value: str, user: User, asked: Asked) -> _Found:
    """Who has the identifier; two queries, and one that locks whoever is opened.

    Search keeps identifiers under the record that stands for a person, so that whatever a merged
    record has is found with its survivor. Nobody else is locked, because waiting would tell.
    """
    sees = sight(user, on=asked.day, fact=Fact.IDENTITY, person=OuterRef("pk"))
    having = Nominal.objects.filter(
        search_identifiers__kind=kind, search_identifiers__value=normalised(kind, value)
    ).annotate(is_seen=sees)
    rows = list(having.order_by("pk").values_list("pk", "is_restricted", "is_seen"))
    named = [pk for pk, _, _ in rows]
    unrestricted = [pk for pk, is_restricted, _ in rows if not is_restricted]
    refusal = found_refusal(unrestricted, [pk for pk, _, is_seen in rows if is_seen])
    nominal = None
    if refusal is None:
        locked = Nominal.objects.select_for_update().filter(pk__in=unrestricted)
        nominal = locked.filter(is_restricted=False, merged_into__isnull=True).first()
        refusal = found_refusal([] if nominal is None else [nominal], [])
    return _Found(named, nominal, refusal)


def _open(this: Act, nominal: Nominal, user: User, until: datetime, reason: str) -> EmergencyAccess:
    emergency = this.record(
        EmergencyAccess(
            nominal=nominal, user=user, reason=reason.strip(), opened_at=this.at, until=until
        )
    )
    Grant.objects.create(
        nominal=nominal,
        user=user,
        valid_from=this.asked.day,
        valid_to=add_days(timezone.localdate(until), 1),
        until=until,
        ground=Ground.EMERGENCY,
        source_label=EmergencyAccess._meta.label,
        source_id=emergency.pk,
        recorded_from=this.at,
    )
    number_changes([nominal.pk])
    return emergency
