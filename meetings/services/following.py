"""What follows from referrals and meetings: who sees the case by them, and what is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from agencies.choices import RuleCode
from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core.periods import add_days
from meetings.models import (
    Action,
    InformationRequest,
    Invitation,
    Meeting,
    Minutes,
    MinutesDraft,
    Referral,
)
from meetings.rules.duties import (
    KINDS,
    Asked,
    Given,
    Referred,
    Sitting,
    action_duty,
    duties_of_referral,
    minutes_duty,
)
from nominals.choices import GROUNDS_OF_MEETINGS, Ground
from nominals.models import Grant
from nominals.rules.duties.owed import Owed
from nominals.services.changes import batches
from nominals.services.derived import Row, replace_rows
from nominals.services.duties import rows_of, standing, store_duties
from nominals.services.numbering import number_changes
from nominals.services.records import survivors_of
from nominals.services.states import GRANT_COLUMNS


def follow(*, nominals: Sequence[int], at: datetime) -> None:
    """Bring the grants and duties of `nominals` that follow from meetings up to date; a grant given
    or withdrawn numbers the change.

    The caller holds the transaction in which the facts were written.
    """
    settings = rule_settings()
    for batch in batches(nominals):
        differing = replace_rows(
            Grant.objects.filter(ground__in=GROUNDS_OF_MEETINGS),
            columns=GRANT_COLUMNS,
            wanted=grants_of(batch, settings),
            at=at,
        )
        number_changes(sorted(differing))
        store_duties(duties_of(batch, settings), kinds=KINDS, at=at)


def follow_merge(*, nominals: Collection[int], at: datetime) -> None:
    """Let referrals and meetings of records that were merged or parted belong to the records that
    now stand for them, and bring what follows up to date.

    The caller holds the transaction of the merge.
    """
    for model in (Meeting, Referral):
        rows = model.objects.filter(person__in=nominals)
        standing_for = survivors_of(set(rows.values_list("nominal", flat=True)))
        for record, person in standing_for.items():
            model.objects.filter(nominal=record).exclude(person=person).update(person=person)
    follow(nominals=sorted(nominals), at=at)


def grants_of(nominals: Collection[int], settings: Settings) -> dict[int, list[Row]]:
    """Who may see each of `nominals` by meetings, as rows; five queries."""
    found: dict[int, list[Row]] = {pk: [] for pk in nominals}
    meetings = _meetings(nominals)
    ends, conducted = _ends(meetings, settings), _ends_of_conducting(meetings, settings)
    for meeting in meetings:
        for user in {meeting.chair_id, meeting.minute_taker_id} - {None}:
            last = conducted[meeting.pk]
            row = _row(meeting, meeting.placed_on, last, Ground.CONDUCTING, user=user)
            found[meeting.person_id] += row
    by_key = {each.pk: each for each in meetings}
    sent = Invitation.objects.filter(meeting__in=list(by_key), sent_on__isnull=False).order_by()
    for pk, agency, sent_on, withdrawn_on in sent.values_list(
        "meeting", "agency", "sent_on", "withdrawn_on"
    ):
        last = min((day for day in (ends[pk], withdrawn_on) if day is not None), default=None)
        meeting = by_key[pk]
        if sent_on is not None:
            found[meeting.person_id] += _row(
                meeting, sent_on, last, Ground.INVITATION, agency=agency
            )
    return {pk: list(dict.fromkeys(rows)) for pk, rows in found.items()}


def duties_of(nominals: Collection[int], settings: Settings) -> dict[int, list[Row]]:
    """What is owed about each of `nominals` by referrals, minutes and actions, as rows; nothing of
    a merged record."""
    alone = set(standing(nominals).values())
    owed: dict[int, list[Owed]] = {pk: [] for pk in nominals}
    for person, duties in (
        *_of_referrals(alone, settings),
        *_of_minutes(alone, settings),
        *_of_actions(alone),
    ):
        owed[person] += duties
    return {pk: rows_of(each) for pk, each in owed.items()}


def _of_referrals(
    nominals: Collection[int], settings: Settings
) -> Iterator[tuple[int, Iterator[Owed]]]:
    referrals = Referral.objects.filter(person__in=nominals, submitted_on__isnull=False)
    found: dict[int, tuple[int, Referred]] = {}
    for each in referrals.order_by():
        if each.submitted_on is not None:
            found[each.pk] = (
                each.person_id,
                Referred(each.pk, each.submitted_on, each.decided_on, each.area_id, each.agency_id),
            )
    for asked in InformationRequest.objects.filter(referral__in=list(found)).order_by("pk"):
        found[asked.referral_id][1].asked.append(Asked(asked.pk, asked.asked_on, asked.answered_on))
    for person, referred in found.values():
        yield person, duties_of_referral(referred, settings)


def _of_minutes(
    nominals: Collection[int], settings: Settings
) -> Iterator[tuple[int, Iterator[Owed]]]:
    meetings = [each for each in _meetings(nominals) if each.cancelled_on is None]
    issued = _issued(meetings)
    for each in meetings:
        sitting = Sitting(
            each.pk, each.panel.held_on, each.panel.level, each.panel.area_id, issued.get(each.pk)
        )
        yield each.person_id, minutes_duty(sitting, settings)


def _of_actions(nominals: Collection[int]) -> Iterator[tuple[int, Iterator[Owed]]]:
    actions = Action.objects.filter(meeting__person__in=nominals).order_by()
    for each in actions.select_related("meeting__panel"):
        given = Given(
            each.pk,
            each.meeting.held_on,
            each.due_on,
            each.completed_on,
            each.cancelled_on,
            each.agency_id,
        )
        yield each.meeting.person_id, action_duty(given)


def _meetings(nominals: Collection[int]) -> list[Meeting]:
    found = Meeting.objects.filter(person__in=nominals).select_related("panel")
    return list(found.order_by("pk"))


def _issued(meetings: Sequence[Meeting]) -> dict[int, date]:
    """The day on which the minutes of each meeting were first issued."""
    first = Minutes.objects.filter(meeting__in=[each.pk for each in meetings], number=1)
    return dict(first.order_by().values_list("meeting", "issued_on"))


def _ends(meetings: Sequence[Meeting], settings: Settings) -> dict[int, date | None]:
    """The first day on which nobody invited sees the case by each meeting any more: the day it was
    cancelled, or the day after so many days from the issue of its minutes."""
    issued = _issued(meetings)
    return {each.pk: _end(each, issued.get(each.pk), settings) for each in meetings}


def _ends_of_conducting(meetings: Sequence[Meeting], settings: Settings) -> dict[int, date | None]:
    """The same for those who conduct: so many days from the issue of the latest version, and none
    while an amendment is under work, which they write and approve."""
    keys = [each.pk for each in meetings]
    versions = Minutes.objects.filter(meeting__in=keys).order_by("number")
    latest = {
        pk: (number, day)
        for pk, number, day in versions.values_list("meeting", "number", "issued_on")
    }
    drafts = MinutesDraft.objects.filter(meeting__in=keys).order_by("number")
    drafted = dict(drafts.values_list("meeting", "number"))
    ends: dict[int, date | None] = {}
    for each in meetings:
        number, day = latest.get(each.pk, (0, None))
        under_work = drafted.get(each.pk, 0) > number
        ends[each.pk] = _end(each, None if under_work else day, settings)
    return ends


def _end(meeting: Meeting, issued_on: date | None, settings: Settings) -> date | None:
    if issued_on is None:
        return meeting.cancelled_on
    area = meeting.panel.area_id
    days: int = settings.value(RuleCode.INVITATION_GRANT_DAYS, on=issued_on, area=area)
    return add_days(issued_on, days + 1)


def _row(
    meeting: Meeting,
    start: date,
    end: date | None,
    ground: Ground,
    *,
    agency: int | None = None,
    user: int | None = None,
) -> list[Row]:
    """A grant in the order of `GRANT_COLUMNS`; none where no day is left."""
    if end is not None and end <= start:
        return []
    label = Meeting._meta.label
    return [(start, end, None, agency, user, False, ground.value, label, meeting.pk)]
