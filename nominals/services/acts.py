"""One act of casework: locked, logged, its reasons kept, and what follows brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import AuditEntry
from core.refusals import Refusal
from core.refusing import Outdated, ask, refuse_unstorable
from core.temporal import RecordedModel
from nominals.models import GivenReason, Nominal
from nominals.services.changes import instant_for, note_changes
from nominals.services.states import restate

_R = TypeVar("_R", bound=RecordedModel)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who acts and when, and what came with it.

    `reasons` are given by the number of the rule that warns. `expected_version` is the version of
    the record on which the act was decided; `None` takes whatever version stands.
    """

    by: str
    at: datetime
    reasons: Mapping[str, str] = field(default_factory=dict)
    expected_version: int | None = None
    agency: str = ""

    @property
    def day(self) -> date:
        """The day of asking, whose access decides whom the asker may see."""
        return timezone.localdate(self.at)


@dataclass(frozen=True, slots=True)
class Act:
    """An act under way: its entry in the log and the instant of everything it records.

    `source` is the label and id of what it is on, where not everybody sees that who sees the
    person; reasons given to it are told to those alone who do.
    """

    id: int
    at: datetime
    asked: Asked
    source: tuple[str, int] | None = None

    def ask(self, nominal: Nominal, warnings: Iterable[Refusal | None]) -> None:
        """Keep the reasons given to `warnings` about `nominal`.

        Raises:
            NeedsReason: if a warning has none; nothing of the act is stored then.
        """
        label, key = self.source or ("", None)
        for warning in ask(warnings, self.asked.reasons):
            GivenReason.objects.create(
                nominal=nominal,
                rule=warning.rule,
                sentence=warning.sentence,
                reason=self.asked.reasons[warning.rule].strip(),
                by=self.asked.by,
                at=self.at,
                act=self.id,
                source_label=label,
                source_id=key,
            )

    def record(self, fact: _R) -> _R:
        """Store a new fact, known from this act on.

        Raises:
            ValidationError: if the model refuses it.
        """
        fact.recorded_from, fact.recorded_in = self.at, self.id
        fact.full_clean()
        fact.save(force_insert=True)
        return fact

    def supersede(self, fact: _R, **values: Any) -> _R:
        """Give a stored fact new values, known from this act on.

        What this act itself wrote of the fact was never known, so it leaves no version.

        Raises:
            ValidationError: if the model refuses them or the fact was superseded.
        """
        if fact.recorded_from == self.at and fact.is_now_known:
            for name, value in values.items():
                setattr(fact, name, value)
            fact.full_clean()
            fact.save(force_update=True)
            return fact
        fact.supersede(at=self.at, act=self.id, **values)
        return fact

    def withdraw(self, fact: RecordedModel) -> None:
        """Let a stored fact be known no more from this act on; its row stays as it was known."""
        type(fact)._base_manager.filter(pk=fact.pk).update(
            recorded_to=self.at, superseded_in=self.id
        )


@contextmanager
def act(
    did: str,
    *nominals: Nominal,
    asked: Asked,
    purpose: str = "",
    operation: AuditEntry.Operation = AuditEntry.Operation.ALTERATION,
    recipient: str = "",
    detail: Mapping[str, Any] | None = None,
    fact: RecordedModel | None = None,
    parting: Nominal | None = None,
    restates: bool = True,
) -> Iterator[Act]:
    """One transaction that locks `nominals`, writes the log entry `did`, and afterwards restates.

    Without `restates` the act writes no fact of this floor, so that states and all else that
    follows from such facts stand; that the nominals changed is noted all the same.

    The entry names the first nominal by key, and all of them as records. `purpose` is why.
    `asked.expected_version` is compared with the version of `fact`, the act that last changed it,
    where the act is on one, and otherwise with the first nominal's. `fact` is read again.
    `parting` is a merged record that the act parts from its survivor again; no other act is on a
    merged record.

    Raises:
        Outdated: if the version is not the expected one.
        ValidationError: if a record was merged into another, or the purpose or a reason cannot be
            stored.
    """
    keys = [each.pk for each in nominals]
    refuse_unstorable(*asked.reasons.values())
    with transaction.atomic():
        at = instant_for(nominals=keys, now=asked.at)
        for nominal in nominals:
            nominal.refresh_from_db()
            if nominal.merged_into_id is not None and nominal != parting:
                # Not named: whoever read the merged record may not see the one that stands now.
                sentence = "This record was merged into another: act on the one that stands for it."
                raise ValidationError(sentence, code="merged")
        if fact is None:
            refuse_outdated(asked, version=nominals[0].version)
        else:
            fact.refresh_from_db()
            refuse_outdated(asked, version=fact.recorded_in)
        entry = audit.record(
            by=asked.by,
            at=at,
            operation=operation,
            act=did,
            agency=asked.agency,
            purpose=purpose,
            recipient=recipient,
            label=Nominal._meta.label,
            object_id=str(keys[0]),
            detail=detail,
            objects=keys,
        )
        yield Act(entry.pk, at, asked)
        if restates:
            restate(nominals=keys, at=at, act=entry.pk)
        else:
            note_changes(nominals=keys, at=at, act=entry.pk)
        for nominal in nominals:
            nominal.refresh_from_db()


def refuse_outdated(asked: Asked, *, version: int) -> None:
    """Refuse an act that was decided on another version than the one that stands.

    Raises:
        Outdated: with the entry of the log that stands behind the present version.
    """
    if asked.expected_version is None or asked.expected_version == version:
        return
    last = AuditEntry.objects.filter(pk=version).first()
    who = f"{last.actor} did “{last.act}” at {last.at:%H:%M on %d %B %Y}" if last else "It changed"
    raise Outdated(
        f"{who}, after you read the record. Read it again and decide on what now stands.",
        version=version,
    )
