"""People decided by T7a and T7b in the home area: returned to custody, and kept out or moved."""

from datetime import date

from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import in_the_year, licence_breached, on_31_march
from mappa.synthetic.clauses.register import group
from mappa.synthetic.days import days_after
from mappa.synthetic.names import COURTS, PRISONS
from mappa.synthetic.people import Basis, Person


@group("T7A-HDC")
def home_detention_curfew(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled from a home detention curfew at Level 2, returned in the year."""
    return _recalled_in_march(cast, reference, nth, kind="home_detention_curfew")


@group("T7A-OTHER-REASON")
def not_for_breach_of_licence(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 2 for another reason than a breach of licence."""
    reason = "new_offence" if nth % 2 else "other"
    return _recalled_in_march(cast, reference, nth, reason=reason)


@group("T7A-RESCINDED")
def rescinded_in_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 2 and returned; the recall was rescinded within the year."""
    return _recalled_in_march(cast, reference, nth, rescinded_on=cast.days.on(6, 8 + nth))


@group("T7A-RESCINDED-LATER")
def rescinded_after_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 2 and returned; the recall was rescinded after the year."""
    rescinded = cast.days.on(5, 3 + nth, years=1)
    return _recalled_in_march(cast, reference, nth, rescinded_on=rescinded)


@group("T7A-NOT-THIS-YEAR")
def returned_after_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 2 in March and returned after the year, the first on 1 April."""
    on = cast.days.on
    since = on(10, 5 + nth, years=-1)
    returned = cast.days.end if nth == 0 else on(4, 4 + nth, years=1)
    person = cast.person(
        reference,
        bases=[Basis("decision", since)],
        levels=[(2, since, None)],
        agency="probation",
    )
    person.recall(on(3, 24 + nth), returned)
    person.detained("prison", returned, None, establishment=PRISONS[3])
    person.counted(in_the_year(2, 3), on_31_march(2, 3))
    return person


@group("T7A-LEVEL-1")
def recalled_at_level_1(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 1, returned, and released again."""
    on = cast.days.on
    returned, released = on(9, 3 + nth), on(11, 8 + nth)
    person = cast.person(reference, bases=[Basis("violent_offence", on(6, 2 + nth, years=-3))])
    person.recall(on(9, 1 + nth), returned, released_on=released)
    person.detained("prison", returned, released, establishment=PRISONS[0])
    person.counted(on_31_march(1, 2))
    return person


@group("T7A-NO-CATEGORY")
def recalled_without_a_category(cast: Cast, reference: str, nth: int) -> Person:
    """The only ground had been ended by mistake weeks before the recall at Level 2."""
    on = cast.days.on
    since, ended = on(6, 2 + nth, years=-3), on(2, 10 + nth, years=-1)
    decided, returned = on(3, 8 + nth, years=-1), on(4, 7 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since, ended)],
        levels=[(2, since, cast.days.start)],
        areas=[(cast.home, since, returned)],
    )
    person.recall(decided, returned)
    person.detained("prison", returned, None, establishment=PRISONS[1])
    return person


@group("T7A-STATE")
def raised_between_recall_and_return(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 1 when recalled; raised to Level 2 before being found, at large, a week later."""
    on = cast.days.on
    since, decided, raised = on(6, 2 + nth, years=-2), on(8, 2 + nth), on(8, 6 + nth)
    returned = on(8, 12 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since)],
        levels=[(1, since, raised), (2, raised, None)],
    )
    person.recall(decided, returned)
    person.detained("prison", returned, None, establishment=PRISONS[2])
    person.counted(in_the_year(2, 2))
    return person


@group("T7A-RETURN")
def first_recalled_and_last_returned(cast: Cast, reference: str, nth: int) -> Person:
    """Two recalls at Level 2: the one decided first, in Category 2, was the last to be returned.

    A new conviction between the two began Category 1.
    """
    on = cast.days.on
    person = _convicted_between_recalls(cast, reference, nth, convicted=on(6, 1 + nth))
    stays = [
        (on(5, 10 + nth), on(12, 7 + nth), on(2, 1 + nth)),
        (on(7, 10 + nth), on(7, 14 + nth), on(9, 1 + nth)),
    ]
    for decided, returned, released in stays:
        person.recall(decided, returned, released_on=released)
        person.detained("prison", returned, released, establishment=PRISONS[3])
    person.counted(in_the_year(2, 1), on_31_march(2, 1), licence_breached(2, 2))
    return person


@group("T7A-DECISION")
def returned_once_on_two_recalls(cast: Cast, reference: str, nth: int) -> Person:
    """Two recalls at Level 2, decided in Categories 2 and 1, and one return for both."""
    on = cast.days.on
    person = _convicted_between_recalls(cast, reference, nth, convicted=on(5, 20 + nth))
    returned, released = on(8, 16 + nth), on(11, 12 + nth)
    person.recall(on(5, 11 + nth), returned, released_on=released)
    person.recall(on(6, 11 + nth), returned, released_on=released)
    person.detained("prison", returned, released, establishment=PRISONS[0])
    person.counted(in_the_year(2, 1), on_31_march(2, 1), licence_breached(2, 1))
    return person


@group("T7B-SRO")
def returned_for_breach_of_an_sro(cast: Cast, reference: str, nth: int) -> Person:
    """Returned to custody at Level 2 for breach of an SRO."""
    on = cast.days.on
    since, returned = on(10, 5 + nth, years=-1), on(9, 14 + nth)
    person = cast.person(reference, bases=[Basis("decision", since)], levels=[(2, since, None)])
    order = person.order("sro", since, court=COURTS[2])
    person.order_breach(
        order, "charged", returned, breached_on=on(9, 1 + nth), returned_on=returned
    )
    person.detained("prison", returned, None, establishment=PRISONS[1])
    person.counted(in_the_year(2, 3))
    return person


@group("T7B-NOT-THIS-YEAR")
def returned_for_an_shpo_before_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """Returned to custody before the year for the last breach of an SHPO; convicted within it.

    Category 3 and Level 2 followed the SHPO, and Category 1, when they ran out.
    """
    on = cast.days.on
    made, ended = on(2, 3 + nth, years=-6), on(2, 3 + nth, years=-1)
    returned = days_after(cast.days.start, -1 - nth)
    person = cast.person(
        reference,
        bases=[Basis("decision", ended)],
        levels=[(1, made, ended), (2, ended, None)],
        areas=[(cast.home, made, None)],
    )
    order = person.order("shpo", made, court=COURTS[0], ended_on=ended, ended_by="expired")
    person.order_breach(
        order,
        "convicted",
        on(5, 11 + nth),
        breached_on=on(1, 20 + nth, years=-1),
        returned_on=returned,
    )
    person.detained("prison", returned, on(9, 2 + nth), establishment=PRISONS[0])
    person.counted(in_the_year(2, 3), on_31_march(2, 3))
    return person


@group("T7B-LEVEL-1")
def returned_for_an_shpo_at_level_1(cast: Cast, reference: str, nth: int) -> Person:
    """Returned to custody in the year for breach of an SHPO, at Level 1 throughout."""
    on = cast.days.on
    since, returned = on(11, 9 + nth, years=-2), on(10, 7 + nth)
    person = cast.person(reference, bases=[Basis("sexual_offence", since)])
    order = person.order("shpo", since, court=COURTS[0])
    person.order_breach(
        order, "convicted", returned, breached_on=on(9, 7 + nth), returned_on=returned
    )
    person.detained("prison", returned, None, establishment=PRISONS[2])
    return person


@group("T7B-LOWERED")
def lowered_between_breach_and_return(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 2 when in breach of an SHPO, at Level 1 when returned to custody for it."""
    on, start = cast.days.on, cast.days.start
    since, returned, freed = on(11, 2 + nth, years=-2), on(4, 19 + nth), on(2, 2 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        levels=[(2, since, start), (1, start, None)],
    )
    order = person.order("shpo", since, court=COURTS[0])
    person.order_breach(
        order,
        "convicted",
        on(5, 11 + nth),
        breached_on=on(3, 5 + nth, years=-1),
        returned_on=returned,
    )
    person.detained("prison", returned, freed, establishment=PRISONS[nth % len(PRISONS)])
    person.counted(on_31_march(1, 1))
    return person


@group("T7B-MOVED")
def returned_next_door(cast: Cast, reference: str, nth: int) -> Person:
    """In breach of an SHPO in the home area, returned when the neighbour was responsible."""
    on, start = cast.days.on, cast.days.start
    since, returned = on(11, 2 + nth, years=-2), on(4, 19 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        levels=[(2, since, None)],
        areas=[(cast.home, since, start), (cast.neighbour, start, None)],
    )
    order = person.order("shpo", since, court=COURTS[0])
    person.order_breach(
        order, "convicted", returned, breached_on=on(3, 5 + nth, years=-1), returned_on=returned
    )
    person.detained("prison", returned, None, establishment=PRISONS[3])
    return person


def _recalled_in_march(
    cast: Cast,
    reference: str,
    nth: int,
    *,
    kind: str = "standard",
    reason: str = "breach_of_licence",
    rescinded_on: date | None = None,
) -> Person:
    """Recalled in March before the year, at Level 2 until its eve; returned, and freed in June.

    Level 2 of March is not of the year, so that T2 does not count these people.
    """
    on, start = cast.days.on, cast.days.start
    since, decided = on(6, 2 + nth, years=-2), on(3, 20 + nth, years=-1)
    returned, released = on(4, 6 + nth), on(6, 8 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since)],
        levels=[(2, since, start), (1, start, None)],
    )
    person.recall(
        decided,
        returned,
        kind=kind,
        reason=reason,
        rescinded_on=rescinded_on,
        released_on=released,
    )
    person.detained("prison", returned, released, establishment=PRISONS[nth % len(PRISONS)])
    person.counted(on_31_march(1, 2))
    return person


def _convicted_between_recalls(cast: Cast, reference: str, nth: int, *, convicted: date) -> Person:
    """At Level 2 on licence in Category 2, and in Category 1 from a new conviction on."""
    since = cast.days.on(6, 2 + nth, years=-2)
    return cast.person(
        reference,
        bases=[Basis("violent_offence", since), Basis("sexual_offence", convicted)],
        levels=[(2, since, None)],
    )
