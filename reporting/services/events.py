"""Reads the countable events of many nominals at once, as they were known at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from core.periods import FOREVER
from nominals.choices import Category
from nominals.models import EligibilityPeriod, Nominal, NotificationReview, StatePeriod
from nominals.rules.states import Spell, State
from nominals.services.records import records_of, survivors_of
from orders.models import Breach, Order, Recall
from reporting.choices import TableCode
from reporting.rules import events
from reporting.rules.events import Event, Stamp


def stamps_of(
    *, nominals: Collection[int], changed_since: Collection[int], as_known_at: datetime
) -> Iterator[tuple[int, Stamp]]:
    """Every event of `nominals` with the state at it, dated or not, as known at `as_known_at`.

    A person whose records were merged by then has the events of all of them, under the survivor
    and by the survivor's timeline. `changed_since` are those of `nominals` whose facts changed
    after that instant: of the others what is now known is what was known. At most eleven queries,
    and one more for each depth of merges, however many nominals.
    """
    into = survivors_of(nominals, as_known_at)
    standing = [record for record, survivor in into.items() if record == survivor]
    found = list(_events(records_of(standing, as_known_at), as_known_at))
    of = {nominal for nominal, _ in found}
    timelines = _timelines(of, as_known_at)
    deaths = deaths_of(of, of.intersection(changed_since), as_known_at)
    asked = {nominal for nominal, event in found if event.table == TableCode.SRO_BREACHES}
    bases = _category_1(asked, asked.intersection(changed_since), as_known_at)
    for nominal, event in found:
        yield (
            nominal,
            events.stamp(
                event,
                timeline=timelines[nominal],
                died_on=deaths.get(nominal),
                category_1=bases[nominal],
            ),
        )


def _events(records: Mapping[int, int], as_known_at: datetime) -> Iterator[tuple[int, Event]]:
    """The events of `records` under their survivors.

    Sources are named by the id that stays with the fact, whichever version was known.
    """
    nominals = list(records)
    kinds: dict[int, str] = {}
    orders = Order.history.as_known_at(as_known_at).filter(nominal__in=nominals).order_by()
    for nominal, pk, version_of, kind, made_on, interim, travel, ended_by in orders.values_list(
        "nominal",
        "pk",
        "version_of",
        "kind",
        "made_on",
        "is_interim",
        "has_foreign_travel_restriction",
        "ended_by",
    ):
        kinds[version_of or pk] = kind
        yield (
            records[nominal],
            events.of_order(
                source=version_of or pk,
                kind=kind,
                made_on=made_on,
                is_interim=interim,
                has_foreign_travel_restriction=travel,
                ended_by=ended_by,
            ),
        )
    breaches = Breach.history.as_known_at(as_known_at).filter(nominal__in=nominals).order_by()
    for (
        nominal,
        pk,
        version_of,
        of,
        order,
        outcome,
        outcome_on,
        returned_on,
    ) in breaches.values_list(
        "nominal",
        "pk",
        "version_of",
        "of",
        "order",
        "outcome",
        "outcome_on",
        "returned_to_custody_on",
    ):
        breach = events.of_breach(
            source=version_of or pk,
            of=of,
            order_kind=kinds.get(order),
            outcome=outcome,
            outcome_on=outcome_on,
            returned_on=returned_on,
        )
        if breach is not None:
            yield records[nominal], breach
    reviews = NotificationReview.history.as_known_at(as_known_at).filter(nominal__in=nominals)
    for nominal, pk, version_of, outcome, decided_on in reviews.order_by().values_list(
        "nominal", "pk", "version_of", "outcome", "decided_on"
    ):
        yield (
            records[nominal],
            events.of_review(source=version_of or pk, outcome=outcome, decided_on=decided_on),
        )
    recalls = Recall.history.as_known_at(as_known_at).filter(nominal__in=nominals).order_by()
    for (
        nominal,
        pk,
        version_of,
        kind,
        reason,
        decided_on,
        returned_on,
        rescinded_on,
    ) in recalls.values_list(
        "nominal",
        "pk",
        "version_of",
        "kind",
        "reason",
        "decided_on",
        "returned_on",
        "rescinded_on",
    ):
        yield (
            records[nominal],
            events.of_recall(
                source=version_of or pk,
                kind=kind,
                reason=reason,
                decided_on=decided_on,
                returned_on=returned_on,
                rescinded_on=rescinded_on,
            ),
        )


def _timelines(nominals: Collection[int], as_known_at: datetime) -> dict[int, list[State]]:
    timelines: dict[int, list[State]] = defaultdict(list)
    rows = StatePeriod.history.as_known_at(as_known_at).filter(nominal__in=nominals)
    for nominal, *state in rows.order_by().values_list(
        "nominal", "valid_from", "ends", "area", "category", "level", "setting"
    ):
        timelines[nominal].append(State(*state))
    return timelines


def deaths_of(
    nominals: Collection[int], changed: Collection[int], as_known_at: datetime
) -> dict[int, date | None]:
    """When each nominal died, as known at the instant; `changed` are those changed since."""
    deaths: dict[int, date | None] = dict(
        Nominal.objects.filter(pk__in=nominals).values_list("pk", "died_on")
    )
    # Closed copies have no index by the row they are a version of, and are seldom asked for.
    if changed:
        closed = Nominal.history.as_known_at(as_known_at).exclude(recorded_to=FOREVER)
        for live, died_on in closed.filter(version_of__in=changed).values_list(
            "version_of_id", "died_on"
        ):
            if live is not None:
                deaths[live] = died_on
    return deaths


def _category_1(
    nominals: Collection[int], changed: Collection[int], as_known_at: datetime
) -> dict[int, list[Spell]]:
    """The spells of Category 1 bases, whether or not they give the reporting category (T6)."""
    found: dict[int, list[Spell]] = defaultdict(list)
    bases = EligibilityPeriod.history.filter(category=Category.ONE)
    queries = []
    # The index of the rows now known serves those whose facts did not change since.
    if still := set(nominals).difference(changed):
        queries.append(bases.now_known().filter(nominal__in=still))
    if changed:
        queries.append(bases.as_known_at(as_known_at).filter(nominal__in=changed))
    for query in queries:
        for nominal, start, ends, category in query.order_by().values_list(
            "nominal", "valid_from", "ends", "category"
        ):
            found[nominal].append((start, ends, category))
    return found
