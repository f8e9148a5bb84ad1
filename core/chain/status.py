"""How the chain stands: its head, how far it is sealed, what waits, and when it was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core import audit
from core.chain.verifying import Tail, tail
from core.models import AuditEntry, LogBlock, SealedEntry

LABEL = LogBlock._meta.label
VERIFIED = "verify_log"


@dataclass(frozen=True, slots=True)
class Status:
    """The last block, if there is one, the last entry that it seals, what is not sealed yet, and
    the last verification, if there was one."""

    last: LogBlock | None
    sealed_up_to: int | None
    tail: Tail
    verified: AuditEntry | None

    @property
    def faults(self) -> int:
        """How many faults the last verification found."""
        return 0 if self.verified is None else int(self.verified.detail["faults"])


def status() -> Status:
    """As the chain stands now; a number of queries that does not depend on its length."""
    last = LogBlock.objects.order_by("-number").first()
    sealed = SealedEntry.objects.filter(block=last.number) if last is not None else None
    newest = sealed.order_by("-entry_id").first() if sealed is not None else None
    verified = AuditEntry.objects.filter(object_label=LABEL, act=VERIFIED).order_by("-pk").first()
    return Status(last, None if newest is None else newest.entry_id, tail(), verified)


def note_verification(*, faults: int, by: str, at: datetime) -> None:
    """Write into the log that the chain was verified, up to which block, and how it was found."""
    last = LogBlock.objects.order_by("-number").first()
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.CONSULTATION,
        act=VERIFIED,
        label=LABEL,
        object_id="" if last is None else str(last.number),
        detail={"faults": faults},
    )
