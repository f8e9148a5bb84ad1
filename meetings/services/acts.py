"""One act on a referral, a panel or a meeting: who may, on which version, and what follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import Membership, User
from core import audit
from core.refusing import refuse
from meetings.models import Action, Invitation, Meeting, Panel, Referral
from meetings.rules.convening import Stage
from meetings.rules.parts import DECIDING, Held, Part, Standing, part_refusal, standing_of
from meetings.services.following import follow
from meetings.services.unseen import refuse_unseen
from nominals.models import Nominal, ResponsibleArea
from nominals.querysets.holding import memberships_of
from nominals.services.acts import Act, Asked, act, refuse_outdated
from nominals.services.changes import instant_for
from nominals.services.records import person_of

Operation = audit.Operation

LONGEST_NAME = 200
"""Characters of a name that the record keeps."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """An act under way on a meeting: the act, the meeting as it now stands, how far it has come,
    the record that stands for its person, and what the actor has to do with it."""

    this: Act
    meeting: Meeting
    stage: Stage
    person: Nominal
    standing: Standing


@contextmanager
def meeting_act(
    did: str,
    meeting: Meeting,
    *,
    user: User,
    asked: Asked,
    needed: Collection[Part],
    doing: str,
    purpose: str = "",
    operation: audit.Operation = Operation.ALTERATION,
    restates: bool = False,
) -> Iterator[Sitting]:
    """One act of `user` on a meeting, for which one of the parts `needed` is asked; `doing` says in
    the refusal what it is. Grants and duties follow when the block ends; states do where the act
    writes facts of the person, which `restates` says.

    Raises:
        Outdated: if the meeting's version is not the expected one.
        ValidationError: if the user may not see the meeting, with the same words as where there is
            none; if the user has none of the parts; if the record was merged into another.
    """
    with _following(
        did,
        meeting.nominal,
        asked=asked,
        purpose=purpose,
        operation=operation,
        detail={"meeting": str(meeting.public_id)},
        restates=restates,
    ) as (this, person):
        refuse_unseen(meeting, user, on=asked.day)
        meeting.refresh_from_db()
        refuse_outdated(asked, version=meeting.changed_in)
        standing = standing_in(meeting, user, on=asked.day)
        refuse([part_refusal(standing, needed, doing)])
        yield Sitting(_on(this, meeting), meeting, stage_of(meeting), person, standing)
        Meeting.objects.filter(pk=meeting.pk).update(changed_in=this.id)
        meeting.changed_in = this.id


@contextmanager
def action_act(
    did: str, action: Action, *, user: User, asked: Asked, doing: str, purpose: str = ""
) -> Iterator[Sitting]:
    """One act of `user` on an action, which its owner's agency, the chair and the co-ordinator may
    do; an agency sees its own actions also when it no longer sees the meeting.

    Raises:
        Outdated: if the action's version is not the expected one.
        ValidationError: if the user may not see the action, with the same words as where there is
            none; if he or she is none of those; if the record was merged into another.
    """
    meeting = action.meeting
    with _following(
        did,
        meeting.nominal,
        asked=asked,
        purpose=purpose,
        detail={"meeting": str(meeting.public_id), "action": str(action.public_id)},
    ) as (this, person):
        refuse_unseen(action, user, on=asked.day)
        action.refresh_from_db()
        refuse_outdated(asked, version=action.recorded_in)
        standing = standing_in(meeting, user, on=asked.day)
        if action.agency_id not in standing.agencies:
            refuse([part_refusal(standing, DECIDING, doing)])
        yield Sitting(_on(this, meeting), meeting, stage_of(meeting), person, standing)


@contextmanager
def referral_act(
    did: str,
    referral: Referral,
    *,
    user: User,
    asked: Asked,
    purpose: str = "",
    restates: bool = False,
) -> Iterator[tuple[Act, Nominal]]:
    """One act of `user` on a referral; answers the act and the record that stands for the person.
    `restates` says that the act writes facts of the person.

    Raises:
        Outdated: if the referral's version is not the expected one.
        ValidationError: if the user may not see it, with the same words as where there is none; if
            the record was merged into another.
    """
    with _following(
        did,
        referral.nominal,
        asked=asked,
        purpose=purpose,
        detail={"referral": str(referral.public_id)},
        restates=restates,
    ) as (this, person):
        refuse_unseen(referral, user, on=asked.day)
        referral.refresh_from_db()
        refuse_outdated(asked, version=referral.recorded_in)
        yield _on(this, referral), person


@contextmanager
def _following(
    did: str,
    record: Nominal,
    *,
    asked: Asked,
    detail: dict[str, str],
    purpose: str = "",
    operation: audit.Operation = Operation.ALTERATION,
    restates: bool = False,
) -> Iterator[tuple[Act, Nominal]]:
    """An act on what is about the person of `record`, and afterwards what follows from meetings;
    answers the act and the record that stands for the person. The caller compares versions."""
    person = person_of(record)
    with transaction.atomic():
        with act(
            did,
            person,
            asked=replace(asked, expected_version=None),
            purpose=purpose,
            operation=operation,
            detail=detail,
            restates=restates,
        ) as this:
            yield this, person
        follow(nominals=[person.pk], at=this.at)


@contextmanager
def panel_act(
    did: str, panel: Panel, *, user: User, asked: Asked, purpose: str = ""
) -> Iterator[tuple[Act, list[Meeting]]]:
    """One act on a panel and its meetings that are neither closed nor cancelled, by a co-ordinator
    or administrator of its area; answers the act and those meetings.

    Raises:
        Outdated: if the panel's version is not the expected one.
        ValidationError: if the user may not see the panel; if a meeting is placed meanwhile.
    """
    with transaction.atomic():
        people = {each.person_id: each.person for each in _open_meetings(panel)}
        keys = sorted(people)
        at = instant_for(nominals=keys, now=asked.at)
        Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        panel.refresh_from_db()
        refuse_unseen(panel, user, on=asked.day)
        refuse_outdated(asked, version=panel.recorded_in)
        meetings = _open_meetings(panel)
        if {each.person_id for each in meetings} != people.keys():
            sentence = "A meeting was placed at the panel meanwhile: look again, then decide."
            raise ValidationError(sentence, code="outdated")
        at = max(at, panel.recorded_from + timedelta(microseconds=1))
        unversioned = replace(asked, at=at, expected_version=None)
        if not keys:
            yield panel_entry(did, panel.pk, asked=unversioned, purpose=purpose), []
            return
        with act(
            did,
            *(people[key] for key in keys),
            asked=unversioned,
            purpose=purpose,
            detail={"panel": str(panel.public_id)},
            restates=False,
        ) as this:
            yield this, meetings
            Meeting.objects.filter(pk__in=[each.pk for each in meetings]).update(changed_in=this.id)
        follow(nominals=keys, at=this.at)


def panel_entry(
    did: str,
    panel: int,
    *,
    asked: Asked,
    operation: audit.Operation = Operation.ALTERATION,
    purpose: str = "",
) -> Act:
    """An act on a panel that has no meetings, and so is about nobody; `panel` is its key."""
    entry = audit.record(
        by=asked.by,
        at=asked.at,
        operation=operation,
        act=did,
        agency=asked.agency,
        purpose=purpose,
        label=Panel._meta.label,
        object_id=str(panel),
        objects=[panel],
    )
    return Act(entry.pk, asked.at, asked)


def _on(this: Act, source: Meeting | Referral) -> Act:
    """An act whose reasons are told to those who see the meeting or referral."""
    return replace(this, source=(source._meta.label, source.pk))


def standing_in(meeting: Meeting, user: User, *, on: date) -> Standing:
    """What `user` has to do with a meeting on the day `on`."""
    held = (
        Held(each.role, each.area_id, each.agency_id) for each in acting_memberships(user, on=on)
    )
    responsible = ResponsibleArea.objects.filter(nominal=meeting.person_id).on(on)
    invited = Invitation.objects.sent().filter(meeting=meeting)
    return standing_of(
        held,
        areas={meeting.panel.area_id, *responsible.values_list("area", flat=True)},
        invited=set(invited.values_list("agency", flat=True)),
        chairs=meeting.chair_id == user.pk,
        takes_minutes=meeting.minute_taker_id == user.pk,
    )


def acting_memberships(user: User, *, on: date) -> list[Membership]:
    """The memberships by which `user` acts on the day `on`; through a system those alone that are
    of its agency, in one of its areas."""
    held = memberships_of(user, on=on)
    if user.through is None:
        return held
    served = {(each.agency_id, each.area_id) for each in memberships_of(user.through, on=on)}
    return [each for each in held if (each.agency_id, each.area_id) in served]


def named(user: User) -> str:
    """How the record names a user: in full, or by username where no name is known."""
    return (user.get_full_name() or user.get_username())[:LONGEST_NAME]


def stage_of(meeting: Meeting) -> Stage:
    """How far a meeting has come."""
    last = max(meeting.minutes.values_list("number", flat=True), default=0)
    return Stage(
        held_on=meeting.panel.held_on,
        closed_on=meeting.closed_on,
        cancelled_on=meeting.cancelled_on,
        number=last,
        is_amended=meeting.drafts.filter(number__gt=last).exists() if last else False,
    )


def _open_meetings(panel: Panel) -> list[Meeting]:
    meetings = Meeting.objects.filter(panel=panel, closed_on=None, cancelled_on=None)
    return list(meetings.select_related("person", "panel"))
