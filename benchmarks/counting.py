"""The return as one `count()` for each cell, over the raw facts by the ORM: what goal 5 avoids.

Written as such code is written: readable conditions, one cell at a time. T2, T7a and T7b leave
out the choice among several days or recalls, which would make them dearer, not cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from core.periods import ReportingYear
from nominals.models import (
    Detention,
    EligibilityPeriod,
    LevelPeriod,
    Nominal,
    NotificationReview,
    ResponsibleArea,
)
from orders.models import Breach, Order, Recall

PRECEDENCE = (4, 1, 2, 3)
DECIDED = ("cautioned", "convicted")


def cells(year: ReportingYear, area: int) -> Iterator[QuerySet[Any]]:
    """The queryset of each cell of the return of one area."""
    period = year.period
    for category in PRECEDENCE:
        for level in (1, 2, 3):
            if (level, category) != (1, 3):
                yield _eligible(year.snapshot_day, area, level, category)
        for level in (2, 3):
            yield _managed(year, area, level, category)
            recalls = Recall.objects.filter(
                reason="breach_of_licence",
                rescinded_on=None,
                returned_on__gte=period.start,
                returned_on__lt=period.ends,
            ).exclude(kind="home_detention_curfew")
            yield _in_state(recalls, "decided_on", area, level, category)
    breaches = Breach.objects.filter(
        outcome__in=DECIDED, outcome_on__gte=period.start, outcome_on__lt=period.ends
    )
    yield _in_state(breaches.filter(of="notification"), "outcome_on", area)
    yield _in_state(breaches.filter(order__kind__in=["sro", "rosho"]), "outcome_on", area)
    reviews = NotificationReview.objects.filter(
        outcome="revoked", decided_on__gte=period.start, decided_on__lt=period.ends
    )
    yield _in_state(reviews, "decided_on", area)
    orders = Order.objects.filter(
        is_interim=False, made_on__gte=period.start, made_on__lt=period.ends
    ).exclude(ended_by="quashed")
    for kinds, travel in ((["shpo"], False), (["shpo"], True), (["notification_order"], False)):
        of_kind = orders.filter(kind__in=kinds, has_foreign_travel_restriction=travel)
        yield _in_state(of_kind, "made_on", area)
    for level in (2, 3):
        returned = Breach.objects.filter(
            order__kind__in=["sopo", "shpo"],
            returned_to_custody_on__gte=period.start,
            returned_to_custody_on__lt=period.ends,
        )
        yield _in_state(returned, "returned_to_custody_on", area, level)


def _eligible(day: date, area: int, level: int, category: int) -> QuerySet[Any]:
    mine = {"nominal": OuterRef("pk")}
    above = PRECEDENCE[: PRECEDENCE.index(category)]
    bases = EligibilityPeriod.objects.on(day).filter(**mine)
    return Nominal.objects.filter(
        Exists(ResponsibleArea.objects.on(day).filter(area=area, **mine)),
        Exists(LevelPeriod.objects.on(day).filter(level=level, **mine)),
        Exists(bases.filter(category=category)),
        ~Exists(bases.filter(category__in=above)),
        ~Exists(Detention.objects.on(day).filter(**mine)),
    ).exclude(died_on__lte=day)


def _managed(year: ReportingYear, area: int, level: int, category: int) -> QuerySet[Any]:
    mine = {"nominal": OuterRef("pk")}
    higher = LevelPeriod.objects.during(year.period).filter(level__gt=level, **mine)
    return Nominal.objects.filter(
        Exists(ResponsibleArea.objects.during(year.period).filter(area=area, **mine)),
        Exists(LevelPeriod.objects.during(year.period).filter(level=level, **mine)),
        Exists(EligibilityPeriod.objects.during(year.period).filter(category=category, **mine)),
        ~Exists(higher),
    ).exclude(died_on__lte=year.period.start)


def _in_state(
    events: QuerySet[Any],
    day: str,
    area: int,
    level: int | None = None,
    category: int | None = None,
) -> QuerySet[Any]:
    then = {
        "nominal": OuterRef("nominal"),
        "valid_from__lte": OuterRef(day),
        "ends__gt": OuterRef(day),
    }
    events = events.filter(Exists(ResponsibleArea.objects.filter(area=area, **then)))
    if level is not None:
        events = events.filter(Exists(LevelPeriod.objects.filter(level=level, **then)))
    if category is not None:
        bases = EligibilityPeriod.objects.filter(category=category, **then)
        events = events.filter(Exists(bases))
    alive = events.exclude(nominal__died_on__lt=F(day))
    return alive.values("nominal").distinct()
