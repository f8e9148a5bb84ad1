"""Finds the records that may be the same person as one, and remembers what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from agencies.models import User
from core import audit
from core.refusals import Refusal
from core.refusing import NeedsReason
from nominals.choices import PairStatus
from nominals.models import Alias, DuplicatePair, Nominal, SearchIdentifier, SearchName
from nominals.rules.identity.births import near_days
from nominals.rules.identity.identifiers import IDENTIFIERS, normalised
from nominals.rules.identity.likeness import Identity, Likeness, is_likely_duplicate, likeness
from nominals.rules.identity.names import are_alike, words_of
from nominals.services.acts import Act, Asked
from nominals.services.changes import compare_in_turn
from nominals.services.consulting import seen_as
from nominals.services.records import records_of

LIKELY_DUPLICATE = "likely_duplicate"
"""The rule that warns of them; one reason answers all of its warnings."""

ANOTHER_RECORD = Refusal(LIKELY_DUPLICATE, "family_name", "Another record may be the same person.")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that may be the same person, and every way in which it is alike.

    `is_shown` says whether whoever acts may see it.
    """

    nominal: Nominal
    likenesses: tuple[Likeness, ...]
    is_shown: bool

    @property
    def warning(self) -> Refusal:
        """What is said to whoever is about to make a second record of one person."""
        why = " ".join(each.sentence for each in self.likenesses)
        who = f"{self.nominal} ({self.nominal.public_id})"
        return Refusal(
            LIKELY_DUPLICATE,
            "family_name",
            f"{who} may be the same person. {why} Use that record, or say why this is another.",
        )


class LikelyDuplicates(NeedsReason):
    """Records that may be the same person, to which nobody gave a reason yet: `shown`."""

    def __init__(self, shown: Iterable[Hit], *, asked: Asked, user: User | None) -> None:
        self.shown, self.asked, self.user = tuple(shown), asked, user
        super().__init__(each.warning for each in self.shown)

    def log(self) -> None:
        """Write into the log who was shown, and to whom."""
        audit.record(
            by=self.asked.by,
            at=self.asked.at,
            operation=audit.Operation.CONSULTATION,
            act="warn_of_duplicates",
            agency=self.asked.agency,
            label=Nominal._meta.label,
            detail=seen_as(self.user),
            objects=[each.nominal.pk for each in self.shown],
        )


def likely_duplicates(
    identity: Identity, *, apart_from: Nominal | None, user: User | None, on: date
) -> list[Hit]:
    """The records that may be the person of `identity`, those whom `user` may see marked so.

    Not `apart_from`, nor those of which it was ever thought: a pair is suggested once. Eight
    queries, whatever the number of records.
    """
    found = _candidates(identity)
    if apart_from is not None:
        found -= {apart_from.pk, *_paired_with(apart_from)}
    identities = identities_of(found)
    likely = [pk for pk, each in identities.items() if is_likely_duplicate(identity, each)]
    people = Nominal.objects.filter(pk__in=likely)
    seen = set(people.shown_to(user, on=on).order_by().values_list("pk", flat=True))
    return [
        Hit(each, tuple(likeness(identity, identities[each.pk])), each.pk in seen)
        for each in people
    ]


def identities_of(nominals: Collection[int]) -> dict[int, Identity]:
    """What the records of each of `nominals`, merged ones included, say of who it is.

    Three queries, and one more for each depth of merges.
    """
    records = records_of(nominals)
    names: defaultdict[int, list[str]] = defaultdict(list)
    births: defaultdict[int, list[date]] = defaultdict(list)
    identifiers: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = Nominal.objects.filter(pk__in=list(records)).order_by()
    for pk, family_name, given_names, born, *values in rows.values_list(
        "pk", "family_name", "given_names", "date_of_birth", *IDENTIFIERS
    ):
        names[records[pk]].append(f"{family_name} {given_names}".strip())
        births[records[pk]] += [born] if born else []
        given = {kind: each for kind, each in zip(IDENTIFIERS, values, strict=True) if each}
        identifiers[records[pk]] = given | identifiers[records[pk]]
    aliases = Alias.objects.filter(nominal__in=list(records)).order_by("pk")
    for pk, family_name, given_names, born in aliases.values_list(
        "nominal_id", "family_name", "given_names", "date_of_birth"
    ):
        names[records[pk]].append(f"{family_name} {given_names}".strip())
        births[records[pk]] += [born] if born else []
    return {pk: Identity(names[pk], births[pk], identifiers[pk]) for pk in names}


@contextmanager
def comparing() -> Iterator[None]:
    """One transaction that compares who somebody is with everybody else, one at a time, so that of
    two registrations of one person at once the later finds the first.

    Where it stops at a warning nothing of it is stored but the look at those who were named.
    """
    try:
        with transaction.atomic():
            compare_in_turn()
            yield
    except LikelyDuplicates as warned:
        warned.log()
        raise


def warn(hits: Iterable[Hit], *, asked: Asked, user: User | None) -> list[Refusal]:
    """What is kept with the reason given to the hits that may be shown: a sentence that names
    nobody, because whoever sees the one record may not see the other.

    Raises:
        LikelyDuplicates: if there are any and no reason was given.
    """
    shown = [each for each in hits if each.is_shown]
    if shown and not asked.reasons.get(LIKELY_DUPLICATE, "").strip():
        raise LikelyDuplicates(shown, asked=asked, user=user)
    return [ANOTHER_RECORD] if shown else []


def keep_pairs(this: Act, nominal: Nominal, hits: Iterable[Hit]) -> None:
    """Remember every hit: dismissed with the reason given where it was shown, else suspected.

    Those who may see both records find the suspected ones in their list and decide.
    """
    reason = this.asked.reasons.get(LIKELY_DUPLICATE, "").strip()
    for hit in hits:
        first, second = sorted((nominal, hit.nominal), key=lambda each: each.pk)
        this.record(
            DuplicatePair(
                first=first,
                second=second,
                likeness=[each.sentence for each in hit.likenesses],
                status=PairStatus.DISMISSED if hit.is_shown else PairStatus.SUSPECTED,
                reason=reason if hit.is_shown else "",
            )
        )


def decide_pair(this: Act, one: Nominal, other: Nominal, status: PairStatus, reason: str) -> None:
    """Keep what was decided of two records, whether or not they were suspected."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    pair = DuplicatePair.objects.filter(first=first, second=second).first()
    if pair is None:
        this.record(DuplicatePair(first=first, second=second, status=status, reason=reason))
    else:
        this.supersede(pair, status=status, reason=reason)


def _paired_with(nominal: Nominal) -> Iterator[int]:
    pairs = DuplicatePair.objects.filter(Q(first=nominal) | Q(second=nominal)).order_by()
    for first, second in pairs.values_list("first_id", "second_id"):
        yield second if first == nominal.pk else first


def _candidates(identity: Identity) -> set[int]:
    """Records with an identifier, a date of birth within typing distance, or the very name."""
    found: set[int] = set()
    wanted = [
        Q(kind=kind, value=normalised(kind, value))
        for kind, value in identity.identifiers.items()
        if normalised(kind, value)
    ]
    if wanted:
        rows = SearchIdentifier.objects.filter(reduce(or_, wanted)).order_by()
        found.update(rows.values_list("nominal_id", flat=True))
    names = SearchName.objects.order_by()
    mine = [words_of(each) for each in identity.names]
    days = {near for day in identity.births for near in (day, *near_days(day))}
    for pk, name in names.filter(date_of_birth__in=days).values_list("nominal_id", "name"):
        if any(are_alike(each, name.split()) for each in mine):
            found.add(pk)
    written = {" ".join(order) for each in mine for order in _orders(each)}
    same = reduce(or_, (Q(name=each) for each in written), Q(pk__in=[]))
    found.update(names.filter(same).values_list("nominal_id", flat=True))
    return found


def _orders(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A name as it is written, whichever of its words comes first."""
    for place in range(len(words)):
        yield (*words[place:], *words[:place])
