"""People decided by T3 and T4: breaches of notification requirements, and their revocation."""

from datetime import date

from mappa.synthetic.cast import Cast, Periods
from mappa.synthetic.cells import NOTIFICATION_BREACH, NOTIFICATION_REVOKED, on_31_march
from mappa.synthetic.clauses.register import group
from mappa.synthetic.names import COURTS
from mappa.synthetic.people import Basis, Person

NOT_GUILTY_OR_NOT_YET = ("charged", "acquitted", "no_further_action", "acquitted", "charged")


@group("T3-NOT-CATEGORY-1")
def cautioned_after_category_1(cast: Cast, reference: str, nth: int) -> Person:
    """Cautioned in the year for a breach of the last days before Category 1 ended."""
    on = cast.days.on
    since, ended = on(5, 6 + nth, years=-5), on(2, 8 + nth, years=-1)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since, ended), Basis("other_sexual_offence", since)],
    )
    person.notification_breach("cautioned", on(5, 10 + nth), breached_on=on(1, 15 + nth, years=-1))
    person.counted(NOTIFICATION_BREACH, on_31_march(1, 2))
    return person


@group("T3-ORDER")
def convicted_of_breaching_an_order(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of breaching an SHPO, not of breaching notification requirements."""
    on = cast.days.on
    since = on(6, 3 + nth, years=-2)
    person = cast.person(reference, bases=[Basis("sexual_offence", since)])
    order = person.order("shpo", since, court=COURTS[0])
    person.order_breach(order, "convicted", on(9, 2 + nth), breached_on=on(7, 2 + nth))
    person.counted(on_31_march(1, 1))
    return person


@group("T3-OUTCOME")
def neither_cautioned_nor_convicted(cast: Cast, reference: str, nth: int) -> Person:
    """Charged, acquitted or not proceeded against."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("sexual_offence", on(6, 3 + nth, years=-3))])
    person.notification_breach(
        NOT_GUILTY_OR_NOT_YET[nth], on(10, 2 + nth), breached_on=on(8, 2 + nth)
    )
    person.counted(on_31_march(1, 1))
    return person


@group("T3-NOT-THIS-YEAR")
def convicted_outside_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """In breach in the year and convicted after it, the first on 1 April."""
    on, end = cast.days.on, cast.days.end
    person = cast.person(reference, bases=[Basis("sexual_offence", on(7, 5 + nth, years=-3))])
    convicted = end if nth == 0 else on(5, 1 + nth, years=1)
    person.notification_breach("convicted", convicted, breached_on=on(2, 2 + nth))
    person.counted(on_31_march(1, 1))
    return person


@group("T3-MOVED")
def convicted_after_moving(cast: Cast, reference: str, nth: int) -> Person:
    """In breach in the home area, convicted when the neighbour was responsible."""
    on = cast.days.on
    since, moved = on(8, 4 + nth, years=-3), on(7, 19 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.home, since, moved), (cast.neighbour, moved, None)],
    )
    person.notification_breach("convicted", on(10, 25 + nth), breached_on=on(6, 7 + nth))
    return person


@group("T4-LEFT")
def revoked_after_category_1(cast: Cast, reference: str, nth: int) -> Person:
    """Revoked in the year, when Category 1 had been closed in the record a fortnight before."""
    on = cast.days.on
    ended, decided = on(9, 1 + nth), on(9, 15 + nth)
    since = _since(cast, nth)
    person = _indefinite(
        cast,
        reference,
        nth,
        Basis("sexual_offence", since, ended),
        areas=[(cast.home, since, decided)],
    )
    person.review(on(6, 15 + nth), decided, "revoked")
    person.counted(NOTIFICATION_REVOKED)
    return person


@group("T4-REFUSED")
def refused(cast: Cast, reference: str, nth: int) -> Person:
    """Refused in the year."""
    on = cast.days.on
    person = _indefinite(cast, reference, nth, Basis("sexual_offence", _since(cast, nth)))
    person.review(on(5, 17 + nth), on(8, 16 + nth), "refused")
    person.counted(on_31_march(1, 1))
    return person


@group("T4-NOT-THIS-YEAR")
def revoked_outside_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """Applied in the year and revoked after it, the first on 1 April."""
    on = cast.days.on
    decided = cast.days.end if nth == 0 else on(4, 20 + nth, years=1)
    person = _indefinite(cast, reference, nth, Basis("sexual_offence", _since(cast, nth), decided))
    person.review(on(1, 17 + nth), decided, "revoked")
    person.counted(on_31_march(1, 1))
    return person


@group("T4-MOVED")
def revoked_after_moving(cast: Cast, reference: str, nth: int) -> Person:
    """Applied in the home area; the neighbour was responsible on the day of the decision."""
    on = cast.days.on
    since, moved, decided = _since(cast, nth), on(8, 2 + nth), on(10, 4 + nth)
    person = _indefinite(
        cast,
        reference,
        nth,
        Basis("sexual_offence", since, decided),
        areas=[(cast.home, since, moved), (cast.neighbour, moved, decided)],
    )
    person.review(on(7, 6 + nth), decided, "revoked")
    return person


def _since(cast: Cast, nth: int) -> date:
    """More than fifteen years before any decision of the year (s91B, V24)."""
    return cast.days.on(6, 20 + nth, years=-17)


def _indefinite(
    cast: Cast, reference: str, nth: int, basis: Basis, areas: Periods | None = None
) -> Person:
    """Subject to notification for life since a conviction long ago."""
    return cast.person(reference, bases=[basis], areas=areas, age=30 + nth)
