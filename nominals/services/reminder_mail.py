"""The e-mail of a reminder: how many duties of a kind are due when, and no word of whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import salted_hmac

from agencies.models import Mailbox
from core.wording import MARKING, spelt_with_weekday
from nominals.choices import DutyKind


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A duty as it is told of: by what it follows from, as due soon or as overdue."""

    due_on: date
    kind: str
    source_label: str
    source_id: int
    is_overdue: bool
    is_restricted: bool

    @property
    def key(self) -> tuple[date, str, str, int, bool]:
        """What a reminder of it is known by."""
        return self.due_on, self.kind, self.source_label, self.source_id, self.is_overdue


def reminder_mail(mailbox: Mailbox, duties: Collection[Told], *, on: date) -> EmailMessage:
    """The mail to `mailbox` about `duties` on the day `on`.

    Its Message-ID follows from the mailbox and the duties alone, so that a second copy, sent
    because a first attempt broke off after the sending, is recognised as one.
    """
    overdue = sum(each.is_overdue for each in duties)
    counts = f"{len(duties) - overdue} due soon, {overdue} overdue"
    return EmailMessage(
        subject=f"{MARKING}: MAPPA duties in {mailbox.area}: {counts}",
        body="\n".join(_lines(mailbox, duties, on)),
        to=[mailbox.address],
        headers={"Message-ID": _message_id(mailbox, duties), "Auto-Submitted": "auto-generated"},
    )


def _lines(mailbox: Mailbox, duties: Collection[Told], on: date) -> Iterator[str]:
    owner = f"the co-ordinator of {mailbox.area}"
    if mailbox.agency is not None:
        owner = f"{mailbox.agency} in {mailbox.area}"
    yield MARKING
    yield ""
    yield f"MAPPA duties of {owner}, told of for the first time on {spelt_with_weekday(on)}:"
    for title, is_overdue in (("Overdue", True), ("Due soon", False)):
        counted = Counter(
            (each.due_on, each.kind, each.is_restricted)
            for each in duties
            if each.is_overdue is is_overdue
        )
        if counted:
            yield ""
            yield f"{title}: {counted.total()}"
        for (due_on, kind, is_restricted), count in sorted(counted.items()):
            restricted = " (restricted)" if is_restricted else ""
            due = spelt_with_weekday(due_on)
            yield f"  {count} x {DutyKind(kind).label}{restricted}, due {due}"
    yield ""
    if mailbox.agency is None:
        yield "Duties of agencies without a mailbox and of restricted cases are told of here."
    yield "Nobody is named here: mappa lists whose they are, to those who may see the case."
    yield ""
    yield MARKING


def _message_id(mailbox: Mailbox, duties: Collection[Told]) -> str:
    """Keyed, so that nobody can try which duties a message told of."""
    told = sorted((str(each.due_on), *each.key[1:]) for each in duties)
    digest = salted_hmac(__name__, repr((mailbox.pk, told)), algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{settings.MAPPA_MAIL_DOMAIN}>"
