"""Attaches files to referrals and reports, and hands them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from django.conf import settings

from agencies.models import User
from core.files import check_file, open_file, store_file
from core.refusing import Unseen, refuse
from meetings.models import AgencyReport, Attachment, Referral
from meetings.rules.convening import planned_refusal
from meetings.rules.parts import TAKING_PART, own_agency_refusal
from meetings.rules.referrals import act_refusal
from meetings.services.acts import meeting_act, referral_act
from meetings.services.referrals import writing_refusal
from nominals.models import Nominal
from nominals.services.acts import Asked
from nominals.services.consulting import Looking, record_look


def attach_to_referral(
    *, referral: Referral, name: str, content: BinaryIO, user: User, asked: Asked
) -> Attachment:
    """Check a file and keep it with a referral that is not decided; seen by whoever sees that.

    Raises:
        ValidationError: if the user may not see the referral or acts neither for its agency nor for
            the area, it is decided, or the file is refused (`core.files.check_file`); nothing is
            stored then.
    """
    with referral_act("attach_to_referral", referral, user=user, asked=asked) as (this, _):
        refuse(
            [
                writing_refusal(referral, user, asked.day),
                act_refusal(referral.status, "attach a file to"),
            ]
        )
        return this.record(Attachment(referral=referral, **_stored(name, content)))


def attach_to_report(
    *, report: AgencyReport, name: str, content: BinaryIO, user: User, asked: Asked
) -> Attachment:
    """Check a file and keep it with an agency's report; seen by whoever sees its meeting.

    Raises:
        ValidationError: if the user may not see the meeting or does not act for the agency, the
            meeting is closed, or the file is refused; nothing is stored then.
    """
    doing = "attach a file"
    with meeting_act(
        "attach_to_report",
        report.invitation.meeting,
        user=user,
        asked=asked,
        needed=TAKING_PART,
        doing=doing,
    ) as sitting:
        refuse(
            [
                planned_refusal(sitting.stage, doing),
                own_agency_refusal(sitting.standing, report.invitation.agency_id, doing),
            ]
        )
        return sitting.this.record(Attachment(report=report, **_stored(name, content)))


def open_attachment(*, attachment: Attachment, looking: Looking) -> BinaryIO:
    """Hand out a file as it was stored; every download is logged, in vain too.

    Raises:
        ValidationError: if the user may not see it, with the same words as where there is none; by
            V54 if the case is restricted and no purpose is given.
    """
    attachments = Attachment.objects.all()
    if looking.user is not None:
        attachments = attachments.visible_to(looking.user, on=looking.on)
    seen = attachments.filter(pk=attachment.pk).exists()
    refusal = record_look(
        "open_attachment",
        _person(attachment),
        looking,
        found=seen,
        hands_out=True,
        attachment=str(attachment.public_id),
    )
    if not seen:
        raise Unseen("There is no such file.", row=attachment)
    refuse([refusal])
    return open_file(attachment.key, attachment.digest)


def named_keys(keys: Sequence[str]) -> set[str]:
    """Those of `keys` that an attachment names, or named before it was withdrawn."""
    return set(Attachment.history.filter(key__in=keys).values_list("key", flat=True))


def _stored(name: str, content: BinaryIO) -> dict[str, str | int]:
    """The file, checked and stored, as the columns that keep it. Where the act breaks off later, no
    row names the file and it is tidied away."""
    checked = check_file(name, content, largest=settings.MAPPA_LARGEST_FILE)
    return {
        "name": checked.name,
        "media_type": checked.media_type,
        "size": checked.size,
        "digest": checked.digest,
        "key": store_file(content, checked),
    }


def _person(attachment: Attachment) -> Nominal:
    if attachment.referral is not None:
        return attachment.referral.person
    assert attachment.report is not None
    return attachment.report.invitation.meeting.person
