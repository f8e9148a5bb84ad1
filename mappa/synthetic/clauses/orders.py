"""People decided by T5 and T6: orders of the courts, and breaches of sexual risk orders."""

from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import SHPO_IMPOSED, on_31_march
from mappa.synthetic.clauses.notification import NOT_GUILTY_OR_NOT_YET
from mappa.synthetic.clauses.register import group
from mappa.synthetic.days import days_after
from mappa.synthetic.names import COURTS
from mappa.synthetic.people import Basis, Person


@group("T5-TWO-ORDERS")
def two_orders_in_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """A second SHPO replaced the first within the year: two orders, one person."""
    on = cast.days.on
    made, replaced = on(5, 4 + nth), on(12, 1 + nth)
    person = cast.person(reference, bases=[Basis("sexual_offence", made)])
    person.order("shpo", made, court=COURTS[0], ended_on=replaced, ended_by="replaced")
    person.order("shpo", replaced, court=COURTS[1])
    person.counted(SHPO_IMPOSED, SHPO_IMPOSED, on_31_march(1, 1))
    return person


@group("T5-INTERIM")
def interim_order(cast: Cast, reference: str, nth: int) -> Person:
    """An interim SHPO made in the year."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("sexual_offence", on(3, 3 + nth, years=-2))])
    person.order("shpo", on(11, 9 + nth), court=COURTS[2], interim=True)
    person.counted(on_31_march(1, 1))
    return person


@group("T5-NOT-THIS-YEAR")
def order_made_before_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """An SHPO made on the last days before the year, the first on its very eve."""
    days = cast.days
    person = cast.person(reference, bases=[Basis("sexual_offence", days.on(3, 3 + nth, years=-2))])
    person.order("shpo", days_after(days.start, -1 - nth), court=COURTS[0])
    person.counted(on_31_march(1, 1))
    return person


@group("T5-QUASHED")
def quashed_in_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """An SHPO made and quashed on appeal within the year."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("sexual_offence", on(3, 9 + nth, years=-2))])
    person.order(
        "shpo", on(6, 4 + nth), court=COURTS[0], ended_on=on(11, 5 + nth), ended_by="quashed"
    )
    person.counted(on_31_march(1, 1))
    return person


@group("T5-QUASHED-LATER")
def quashed_after_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """An SHPO made in the year and quashed on appeal after it."""
    on = cast.days.on
    quashed = on(6, 5 + nth, years=1)
    person = cast.person(reference, bases=[Basis("sexual_offence", on(3, 9 + nth, years=-2))])
    person.order("shpo", on(1, 12 + nth), court=COURTS[0], ended_on=quashed, ended_by="quashed")
    person.counted(on_31_march(1, 1))
    return person


@group("T5-MOVED")
def ordered_next_door(cast: Cast, reference: str, nth: int) -> Person:
    """An SHPO made when the neighbour was responsible; the home area took over afterwards."""
    on = cast.days.on
    since, moved = on(9, 3 + nth, years=-1), on(12, 14 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.neighbour, since, moved), (cast.home, moved, None)],
    )
    person.order("shpo", on(8, 24 + nth), court=COURTS[1])
    person.counted(on_31_march(1, 1))
    return person


@group("T5-SRO")
def sexual_risk_order(cast: Cast, reference: str, nth: int) -> Person:
    """A full SRO made in the year: the return has no row for it."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("violent_offence", on(4, 9 + nth, years=-2))])
    person.order("sro", on(7, 20 + nth), court=COURTS[2])
    person.counted(on_31_march(1, 2))
    return person


@group("T5-SRO-TRAVEL")
def sexual_risk_order_with_foreign_travel(cast: Cast, reference: str, nth: int) -> Person:
    """A full SRO with a foreign travel restriction, which matters for SHPOs only."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("violent_offence", on(4, 9 + nth, years=-2))])
    person.order("sro", on(8, 20 + nth), court=COURTS[2], foreign_travel_restriction=True)
    person.counted(on_31_march(1, 2))
    return person


@group("T6-CATEGORY-1")
def already_in_category_1(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of breaching an SRO while in Category 1 for another reason."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("sexual_offence", on(5, 7 + nth, years=-3))])
    order = person.order("sro", on(5, 7 + nth, years=-1), court=COURTS[2])
    person.order_breach(order, "convicted", on(9, 23 + nth), breached_on=on(7, 23 + nth))
    person.basis(Basis("sro_breach", on(9, 23 + nth), on(5, 7 + nth, years=1)))
    person.counted(on_31_march(1, 1))
    return person


@group("T6-SHPO")
def breach_of_an_shpo_that_ran_out(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of breaching an SHPO after it, and Category 1 with it, had ended."""
    on = cast.days.on
    made = on(2, 6 + nth, years=-6)
    ended = on(2, 6 + nth, years=-1)
    person = cast.person(reference, bases=[Basis("violent_offence", on(2, 1, years=-6))])
    order = person.order("shpo", made, court=COURTS[0], ended_on=ended, ended_by="expired")
    person.order_breach(order, "convicted", on(6, 22 + nth), breached_on=on(1, 4 + nth, years=-1))
    person.counted(on_31_march(1, 2))
    return person


@group("T6-OUTCOME")
def sro_breach_not_proved(cast: Cast, reference: str, nth: int) -> Person:
    """Charged with breaching an SRO, acquitted of it, or not proceeded against."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("violent_offence", on(5, 13 + nth, years=-3))])
    order = person.order("sro", on(9, 7 + nth, years=-1), court=COURTS[2])
    person.order_breach(
        order, NOT_GUILTY_OR_NOT_YET[nth], on(11, 23 + nth), breached_on=on(8, 23 + nth)
    )
    person.counted(on_31_march(1, 2))
    return person


@group("T6-NOT-THIS-YEAR")
def sro_breach_of_another_year(cast: Cast, reference: str, nth: int) -> Person:
    """In breach of an SRO in the year and convicted after it, the first on 1 April."""
    on = cast.days.on
    convicted = cast.days.end if nth == 0 else on(5, 10 + nth, years=1)
    person = cast.person(reference, bases=[Basis("violent_offence", on(5, 13 + nth, years=-3))])
    order = person.order("sro", on(9, 7 + nth, years=-1), court=COURTS[2])
    person.order_breach(order, "convicted", convicted, breached_on=on(3, 1 + nth))
    person.basis(Basis("sro_breach", convicted, on(9, 7 + nth, years=1)))
    person.counted(on_31_march(1, 2))
    return person


@group("T6-MOVED")
def sro_breach_after_moving(cast: Cast, reference: str, nth: int) -> Person:
    """In breach of an SRO in the home area, convicted when the neighbour was responsible."""
    on = cast.days.on
    since, moved, convicted = on(5, 13 + nth, years=-3), on(7, 2 + nth), on(9, 8 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since)],
        areas=[(cast.home, since, moved), (cast.neighbour, moved, None)],
    )
    order = person.order("sro", on(9, 7 + nth, years=-1), court=COURTS[2])
    person.order_breach(order, "convicted", convicted, breached_on=on(6, 1 + nth))
    person.basis(Basis("sro_breach", convicted, on(9, 7 + nth, years=1)))
    return person


@group("T6-EACH")
def second_sro_breach(cast: Cast, reference: str, nth: int) -> Person:
    """The first breach, of the year before, began Category 1; the second one found it begun."""
    on = cast.days.on
    since, first = on(5, 13 + nth, years=-3), on(1, 18 + nth, years=-1)
    person = cast.person(reference, bases=[Basis("violent_offence", since)])
    order = person.order("sro", on(9, 7 + nth, years=-1), court=COURTS[2])
    person.order_breach(order, "cautioned", first, breached_on=on(12, 1 + nth, years=-1))
    person.order_breach(order, "convicted", on(8, 9 + nth), breached_on=on(7, 1 + nth))
    person.basis(Basis("sro_breach", first, on(9, 7 + nth, years=1)))
    person.counted(on_31_march(1, 1))
    return person
