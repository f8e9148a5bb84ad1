"""The change number: nominals in the order in which their last changes were committed.

On PostgreSQL a change takes the id of its transaction. Ids are given when transactions begin to
write, not when they commit, so a reader stops below the oldest transaction of the database still
under way: what is below it is settled, and nothing can appear there any more. On SQLite there is
one writer, and a counter in its transaction is the order of commits.

A sweep reads `settled_number()` once, then `Nominal.objects.changed_after(...)` up to it, page by
page by number and key. Nobody comes twice in it, and whoever changes meanwhile moves above it, into
the next sweep, which begins there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from core import audit
from core.periods import ONE_DAY
from nominals.models import Grant, Nominal, Numbering
from nominals.services.changes import batches, next_number

LEAP = 1_000_000_000
"""More than the numbers that are given between a backup and its restoration."""


def settled_number() -> int:
    """The highest change number that is settled; 0 where there is none. One query.

    It holds for the statements that follow, at the isolation that Django has by default.
    """
    found: int | None = Nominal.objects.settled().aggregate(last=Max("change_number"))["last"]
    return found or 0


def number_changes(nominals: Sequence[int]) -> None:
    """Give `nominals` the number of a change that is no new version of what is known, such as that
    somebody else may see them now.

    The caller holds the transaction and has locked the nominals.
    """
    if not nominals:
        return
    number = next_number()
    for batch in batches(nominals):
        Nominal.objects.filter(pk__in=batch).update(change_number=number)


def number_begun(*, on: date) -> int:
    """Number those whom somebody may see from a day on that has come, up to `on`, which no write
    tells; answers how many. A run that was missed is made good by the next one.
    """
    if Numbering.objects.filter(begun_on__gte=on).exists():
        return 0
    with transaction.atomic():
        Numbering.objects.get_or_create(pk=Numbering.ONLY)
        row = Numbering.objects.select_for_update().get(pk=Numbering.ONLY)
        if row.begun_on is not None and row.begun_on >= on:
            return 0
        begun = Grant.objects.filter(
            valid_from__gt=row.begun_on or on - ONE_DAY, valid_from__lte=on
        )
        nominals = sorted(set(begun.order_by().values_list("nominal", flat=True)))
        for batch in batches(nominals):
            found = Nominal.objects.select_for_update().filter(pk__in=batch).order_by("pk")
            number_changes(list(found.values_list("pk", flat=True)))
        Numbering.objects.filter(pk=Numbering.ONLY).update(begun_on=on)
        return len(nominals)


def are_ahead() -> bool:
    """Whether numbers were given that the database has yet to come to: it was restored into
    another cluster, whose ids of transactions are lower."""
    return Nominal.objects.ahead().exists()


@transaction.atomic
def leap(*, by: str, at: datetime) -> int:
    """Let all further numbers be higher than any that was given before the database was restored
    from a backup; answers by what they follow. Logged.
    """
    Numbering.objects.get_or_create(pk=Numbering.ONLY)
    row = Numbering.objects.select_for_update().get(pk=Numbering.ONLY)
    last = Nominal.objects.aggregate(last=Max("change_number"))["last"] or 0
    base = max(last, next_number()) + LEAP
    audit.record(
        by=by,
        at=at,
        operation=audit.Operation.ALTERATION,
        act="renumber_changes",
        label=Nominal._meta.label,
        detail={"after": base},
    )
    column = "added" if connection.vendor == "postgresql" else "last"
    Numbering.objects.filter(pk=row.pk).update(**{column: base})
    return base
