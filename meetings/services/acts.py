"""One act on a referral, a panel or a meeting: who may, on which version, and what follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import User
from core import audit
from core.refusing import refuse
from meetings.models import Action, Invitation, Meeting, Panel, Referral
from meetings.querysets import Sight
from meetings.rules.convening import Stage
from meetings.rules.parts import DECIDING, Held, Part, Standing, part_refusal, standing_of
from meetings.services.following import follow
from nominals.choices import GROUNDS_OF_WHOLE_CASE
from nominals.models import Nominal, ResponsibleArea
from nominals.querysets import memberships_of
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
    person = person_of(meeting.nominal)
    with transaction.atomic():
        with act(
            did,
            person,
            asked=replace(asked, expected_version=None),
            purpose=purpose,
            operation=operation,
            detail={"meeting": str(meeting.public_id)},
            restates=restates,
        ) as this:
            refuse_unseen(meeting, user, on=asked.day)
            meeting.refresh_from_db()
            refuse_outdated(asked, version=meeting.changed_in)
            standing = standing_in(meeting, user, on=asked.day)
            refuse([part_refusal(standing, needed, doing)])
            yield Sitting(_on(this, meeting), meeting, stage_of(meeting), person, standing)
            Meeting.objects.filter(pk=meeting.pk).update(changed_in=this.id)
            meeting.changed_in = this.id
        follow(nominals=[person.pk], at=this.at)


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
    person = person_of(meeting.nominal)
    with transaction.atomic():
        with act(
            did,
            person,
            asked=replace(asked, expected_version=None),
            purpose=purpose,
            detail={"meeting": str(meeting.public_id), "action": str(action.public_id)},
            restates=False,
        ) as this:
            if not Action.objects.visible_to(user, on=asked.day).filter(pk=action.pk).exists():
                raise ValidationError("There is no such action.", code="unseen")
            action.refresh_from_db()
            refuse_outdated(asked, version=action.recorded_in)
            standing = standing_in(meeting, user, on=asked.day)
            if action.agency_id not in standing.agencies:
                refuse([part_refusal(standing, DECIDING, doing)])
            yield Sitting(_on(this, meeting), meeting, stage_of(meeting), person, standing)
        follow(nominals=[person.pk], at=this.at)


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
    person = person_of(referral.nominal)
    with transaction.atomic():
        with act(
            did,
            person,
            asked=replace(asked, expected_version=None),
            purpose=purpose,
            detail={"referral": str(referral.public_id)},
            restates=restates,
        ) as this:
            if not Referral.objects.visible_to(user, on=asked.day).filter(pk=referral.pk).exists():
                raise ValidationError("There is no such referral.", code="unseen")
            referral.refresh_from_db()
            refuse_outdated(asked, version=referral.recorded_in)
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
        people = [person_of(each.nominal) for each in _open_meetings(panel)]
        keys = sorted({each.pk for each in people})
        at = instant_for(nominals=keys, now=asked.at)
        locked = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
        panel.refresh_from_db()
        if not Panel.objects.visible_to(user, on=asked.day).filter(pk=panel.pk).exists():
            raise ValidationError("There is no such panel.", code="unseen")
        refuse_outdated(asked, version=locked.recorded_in)
        meetings = _open_meetings(panel)
        if {person_of(each.nominal).pk for each in meetings} != set(keys):
            sentence = "A meeting was placed at the panel meanwhile: look again, then decide."
            raise ValidationError(sentence, code="outdated")
        at = max(at, panel.recorded_from + timedelta(microseconds=1))
        unversioned = replace(asked, at=at, expected_version=None)
        if not keys:
            yield _entry(did, panel, asked=unversioned, purpose=purpose), []
            return
        unique = {each.pk: each for each in people}
        with act(
            did,
            *(unique[key] for key in keys),
            asked=unversioned,
            purpose=purpose,
            detail={"panel": str(panel.public_id)},
            restates=False,
        ) as this:
            yield this, meetings
            Meeting.objects.filter(pk__in=[each.pk for each in meetings]).update(changed_in=this.id)
        follow(nominals=keys, at=this.at)


def _entry(did: str, panel: Panel, *, asked: Asked, purpose: str) -> Act:
    """An act on a panel that has no meetings, and so is about nobody."""
    entry = audit.record(
        by=asked.by,
        at=asked.at,
        operation=Operation.ALTERATION,
        act=did,
        agency=asked.agency,
        purpose=purpose,
        label=Panel._meta.label,
        object_id=str(panel.pk),
        objects=[panel.pk],
    )
    return Act(entry.pk, asked.at, asked)


def _on(this: Act, meeting: Meeting) -> Act:
    """An act whose reasons are told to those who see the meeting."""
    return replace(this, source=(Meeting._meta.label, meeting.pk))


def refuse_unseen_person(nominal: Nominal, user: User, *, on: date, whole: bool = False) -> None:
    """Refuse somebody whom `user` may not see on the day `on`; with `whole`, by more than a meeting
    or the lead.

    Raises:
        ValidationError: as where there is nobody.
    """
    seen = Nominal.objects.visible_to(user, on=on).filter(pk=nominal.pk)
    if whole:
        seen = seen.filter(Sight(user, on=on).person("pk", GROUNDS_OF_WHOLE_CASE))
    if not seen.exists():
        raise ValidationError("There is no such nominal.", code="unseen")


def refuse_unseen(meeting: Meeting, user: User, *, on: date) -> None:
    """Refuse a meeting that `user` may not see on the day `on`.

    Raises:
        ValidationError: as where there is none.
    """
    if not Meeting.objects.visible_to(user, on=on).filter(pk=meeting.pk).exists():
        raise ValidationError("There is no such meeting.", code="unseen")


def standing_in(meeting: Meeting, user: User, *, on: date) -> Standing:
    """What `user` has to do with a meeting on the day `on`."""
    held = (Held(each.role, each.area_id, each.agency_id) for each in memberships_of(user, on=on))
    responsible = ResponsibleArea.objects.filter(nominal=meeting.person_id).on(on)
    invited = Invitation.objects.sent().filter(meeting=meeting)
    return standing_of(
        held,
        areas={meeting.panel.area_id, *responsible.values_list("area", flat=True)},
        invited=set(invited.values_list("agency", flat=True)),
        chairs=meeting.chair_id == user.pk,
        takes_minutes=meeting.minute_taker_id == user.pk,
    )


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
    return list(meetings.select_related("nominal", "panel"))
