"""Finds people by name, alias, date of birth or identifier, and says why each is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest

from agencies.models import User
from core import audit
from core.wording import spelt
from nominals.models import Nominal, SearchIdentifier, SearchName
from nominals.rules.identity.births import written_days
from nominals.rules.identity.identifiers import IDENTIFIERS, readings
from nominals.rules.identity.names import (
    BEGINS,
    HOLDS,
    INITIAL,
    MISTYPED,
    SAME,
    SOUNDS,
    match,
    sound_of,
    words_of,
)
from nominals.services.acts import Asked
from nominals.services.consulting import seen_as

CANDIDATES = 400
"""Names that the database hands over to be compared, the most similar first (PostgreSQL)."""

SIMILAR = 0.45
"""Share of a word's trigrams that a name must hold to be compared; those of one sound are too."""


MANNERS = {
    SAME: "written so",
    BEGINS: "which holds what was written",
    HOLDS: "which holds what was written",
    MISTYPED: "within typing distance",
    SOUNDS: "which sounds alike",
    INITIAL: "by an initial",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found, and a sentence for each way in which the text meets the record."""

    nominal: Nominal
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text may mean: words of a name, days of birth, the reading of identifiers.

    `whole` is the text read as one identifier, where it may be one.
    """

    words: tuple[str, ...]
    days: list[date]
    identifiers: frozenset[str]
    whole: frozenset[str]

    @property
    def kinds(self) -> list[str]:
        """What was sought, in words that name nobody."""
        kinds = {"name": self.words, "date of birth": self.days, "identifier": self.identifiers}
        return [kind for kind, found in kinds.items() if found]


@dataclass(slots=True)
class _Hit:
    score: float = 0.0
    reasons: dict[str, None] = field(default_factory=dict)

    def add(self, score: float, reason: str) -> None:
        self.score = max(self.score, score)
        self.reasons[reason] = None


def find_nominals(
    text: str,
    *,
    user: User | None,
    on: date,
    asked: Asked,
    limit: int = 20,
    among: QuerySet[Nominal] | None = None,
) -> list[Found]:
    """Those whom `text` may mean and whom `user` may see on `on`, the most alike first.

    Every part of the text has to meet: the words one name or alias, a day its date of birth, what
    holds digits an identifier or its beginning. Without a `user` the system looks and sees all.
    With `among` only those of them are sought who are among these people.
    The look is logged with the records found and the kind of question, not with its text.

    Raises:
        ValidationError: if there is nothing in the text that could be sought.
    """
    sought = read(text, today=on)
    with transaction.atomic():
        hits = _hits(sought, user, on, among)
        best = sorted(hits, key=lambda pk: (-hits[pk].score, pk))[: limit * 2]
        people = Nominal.objects.shown_to(user, on=on).filter(pk__in=best)
        in_order = sorted(people, key=lambda each: (-hits[each.pk].score, str(each), each.pk))
        del in_order[limit:]
        audit.record(
            by=asked.by,
            at=asked.at,
            operation=audit.Operation.CONSULTATION,
            act="find_nominals",
            agency=asked.agency,
            label=Nominal._meta.label,
            detail={"sought": sought.kinds} | seen_as(user),
            objects=[each.pk for each in in_order],
        )
    return [Found(each, tuple(hits[each.pk].reasons)) for each in in_order]


def read(text: str, *, today: date) -> Sought:
    """What `text` may mean.

    Raises:
        ValidationError: if nothing in it could be sought.
    """
    days, rest = written_days(text, today=today)
    numbered = [each for each in rest.split() if any(map(str.isdigit, each))]
    words = words_of(" ".join(each for each in rest.split() if each not in numbered))
    sought = Sought(
        words=words,
        days=days,
        identifiers=readings(" ".join(numbered)),
        whole=frozenset() if days else readings(rest),
    )
    is_short = max(map(len, words), default=0) < 2 and not days
    if (is_short and not (sought.identifiers or sought.whole)) or (
        numbered and not sought.identifiers
    ):
        raise ValidationError(
            "Write two letters of a name, a whole date of birth, or three characters of an "
            "identifier."
        )
    return sought


def _hits(
    sought: Sought, user: User | None, on: date, among: QuerySet[Nominal] | None
) -> dict[int, _Hit]:
    hits: defaultdict[int, _Hit] = defaultdict(_Hit)
    rows = SearchIdentifier.objects.order_by()
    names = SearchName.objects.order_by()
    if user is not None:
        seen = Nominal.objects.shown_to(user, on=on).order_by().values("pk")
        rows, names = rows.filter(nominal__in=seen), names.filter(nominal__in=seen)
    if among is not None:
        chosen = among.order_by().values("pk")
        rows, names = rows.filter(nominal__in=chosen), names.filter(nominal__in=chosen)
    for each in _identified(rows, sought.whole):
        hits[each.nominal_id].add(*_of_identifier(each, sought.whole))
    if not sought.words and not sought.days:
        return hits
    identified: dict[int, SearchIdentifier] = {}
    if sought.identifiers:
        identified = {each.nominal_id: each for each in _identified(rows, sought.identifiers)}
        names = names.filter(nominal__in=list(identified))
    if sought.days:
        names = names.filter(date_of_birth__in=sought.days)
    columns = ["nominal_id", "name", "is_alias", *(["date_of_birth"] if sought.days else [])]
    for nominal, name, is_alias, *born in similar_names(names, sought.words).values_list(*columns):
        scores = match(sought.words, name.split())
        if sought.words and not scores:
            continue
        if scores:
            hits[nominal].add(*_of_name(name, scores, is_alias=is_alias))
        for day in born:
            hits[nominal].add(SAME, f"Born on {spelt(day)}.")
        if nominal in identified:
            hits[nominal].add(*_of_identifier(identified[nominal], sought.identifiers))
    return hits


def similar_names(names: QuerySet[SearchName], words: Collection[str]) -> QuerySet[SearchName]:
    """Those of `names` that may meet every one of `words`, for the rules to compare.

    PostgreSQL finds them by trigrams and hands over the most similar. SQLite, which serves one
    area, hands over all.
    """
    spelt = [each for each in words if len(each) > 1]
    if connection.vendor != "postgresql" or not spelt:
        return names
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL pg_trgm.word_similarity_threshold = {SIMILAR}")
    for word in spelt:
        may_meet = Q(name__contains=word) | Q(_is_similar(word))
        if sound_of(word):
            may_meet |= Q(sounds__contains=f" {sound_of(word)} ")
        names = names.filter(may_meet)
    similarity = [
        Func(Value(word), F("name"), function="word_similarity", output_field=FloatField())
        for word in spelt
    ]
    best = Greatest(*similarity) if len(similarity) > 1 else similarity[0]
    return names.order_by(best.desc(), "pk")[:CANDIDATES]


def _is_similar(word: str) -> Func:
    return Func(
        F("name"),
        Value(word),
        template="(%(expressions)s)",
        arg_joiner=" %%> ",
        output_field=BooleanField(),
    )


def _identified(
    rows: QuerySet[SearchIdentifier], sought: Iterable[str]
) -> QuerySet[SearchIdentifier]:
    begins = Q(pk__in=[])
    for each in sought:
        begins |= Q(value__startswith=each)
    return rows.filter(begins)


def _of_identifier(found: SearchIdentifier, sought: Collection[str]) -> tuple[float, str]:
    label = IDENTIFIERS[found.kind]
    if found.value in sought:
        return SAME + 1, f"The {label} is {found.value}."
    return HOLDS, f"The {label} {found.value} begins so."


def _of_name(name: str, scores: Collection[float], *, is_alias: bool) -> tuple[float, str]:
    known = "Known as" if is_alias else "Called"
    return sum(scores) / len(scores), f"{known} {name.title()}, {MANNERS[min(scores)]}."
