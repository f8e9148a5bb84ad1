"""People whom the neighbour's return counts, where the home area's print leaves no room for them.

Norfolk 2021-22 prints 0 SHPOs with foreign travel restriction and 0 in T7b, 3 notification orders,
and 1 person in T6: five people counted by a clause of those rows stand in the neighbour's return.
"""

from mappa.synthetic.cast import Cast
from mappa.synthetic.clauses.register import group
from mappa.synthetic.days import days_after
from mappa.synthetic.names import COURTS, PRISONS
from mappa.synthetic.people import Basis, Person


@group("T5-TRAVEL")
def shpo_with_foreign_travel_restriction(cast: Cast, reference: str, nth: int) -> Person:
    """An SHPO with a foreign travel restriction, made in the neighbour's area."""
    made = cast.days.on(5, 25 + nth)
    person = cast.person(
        reference, bases=[Basis("sexual_offence", made)], areas=[(cast.neighbour, made, None)]
    )
    person.order("shpo", made, court=COURTS[0], foreign_travel_restriction=True)
    return person


@group("T5-NO")
def notification_order(cast: Cast, reference: str, nth: int) -> Person:
    """A notification order made in the neighbour's area."""
    made = cast.days.on(10, 12 + nth)
    person = cast.person(
        reference, bases=[], levels=[(1, made, None)], areas=[(cast.neighbour, made, None)]
    )
    person.order("notification_order", made, court=COURTS[2])
    return person


@group("T6-SRO")
def convicted_of_breaching_an_sro(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of breaching a full SRO; Category 1 began on the day of the conviction."""
    return _breaches_a_sexual_risk_order(cast, reference, nth, kind="sro", outcome="convicted")


@group("T6-ROSHO")
def cautioned_for_breaching_a_rosho(cast: Cast, reference: str, nth: int) -> Person:
    """Cautioned for breaching a Risk of Sexual Harm Order that was made before 8 March 2015."""
    return _breaches_a_sexual_risk_order(cast, reference, nth, kind="rosho", outcome="cautioned")


@group("T6-INTERIM")
def convicted_of_breaching_an_interim_sro(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of breaching an interim SRO."""
    return _breaches_a_sexual_risk_order(
        cast, reference, nth, kind="sro", outcome="convicted", interim=True
    )


@group("T6-QUASHED")
def convicted_and_then_quashed(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of breaching an SRO that was quashed in the month after."""
    return _breaches_a_sexual_risk_order(
        cast, reference, nth, kind="sro", outcome="convicted", quashed=True
    )


@group("T6-ALONE")
def two_sro_breaches(cast: Cast, reference: str, nth: int) -> Person:
    """Two breaches of an SRO in the year: the first began Category 1, the second found it begun."""
    person = _breaches_a_sexual_risk_order(cast, reference, nth, kind="sro", outcome="cautioned")
    order = f"{reference}-ORDER-1"
    person.order_breach(
        order, "convicted", cast.days.on(2, 7 + nth), breached_on=cast.days.on(1, 7 + nth)
    )
    return person


@group("T7A-HIGHEST")
def recalled_at_levels_3_and_2(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 3, then at Level 2, both returned in the year."""
    on = cast.days.on
    since, lowered = on(6, 2 + nth, years=-2), on(8, 20 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since)],
        levels=[(3, since, lowered), (2, lowered, None)],
        areas=[(cast.neighbour, since, None)],
    )
    _two_recalls(cast, person, nth)
    return person


@group("T7A-COMPETES")
def second_recall_without_a_category(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 2, then at Level 3 when the only ground had been ended by mistake."""
    on = cast.days.on
    since, raised = on(6, 2 + nth, years=-2), on(8, 20 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since, on(9, 1 + nth))],
        levels=[(2, since, raised), (3, raised, on(1, 10 + nth))],
        areas=[(cast.neighbour, since, on(1, 10 + nth))],
    )
    _two_recalls(cast, person, nth)
    return person


@group("T7B-INTERIM")
def returned_for_an_interim_shpo(cast: Cast, reference: str, nth: int) -> Person:
    """Returned at Level 2 for breach of an interim SHPO, whatever came of the charge."""
    on = cast.days.on
    since, made = on(11, 2 + nth, years=-2), on(6, 2 + nth)
    person = _managed_next_door(cast, reference, Basis("sexual_offence", since))
    order = person.order("shpo", made, court=COURTS[2], interim=True)
    outcome = ("acquitted", "charged", "no_further_action", "", "acquitted")[nth]
    _return(cast, person, nth, order=order, outcome=outcome)
    return person


@group("T7B-SOPO")
def returned_for_a_sopo(cast: Cast, reference: str, nth: int) -> Person:
    """Returned at Level 2 for breach of a SOPO of 2012, which is still in force."""
    on = cast.days.on
    since = on(11, 2 + nth, years=-9)
    person = _managed_next_door(cast, reference, Basis("sexual_offence", since))
    order = person.order("sopo", since, court=COURTS[0], open_ended=True)
    _return(cast, person, nth, order=order, outcome="convicted")
    return person


@group("T7B-QUASHED")
def returned_for_an_shpo_that_was_quashed(cast: Cast, reference: str, nth: int) -> Person:
    """Returned at Level 2 for breach of an SHPO that was quashed two months later."""
    on = cast.days.on
    since, quashed = on(11, 2 + nth, years=-2), on(11, 15 + nth)
    person = _managed_next_door(cast, reference, Basis("sexual_offence", since))
    order = person.order("shpo", since, court=COURTS[0], ended_on=quashed, ended_by="quashed")
    _return(cast, person, nth, order=order, outcome="convicted")
    return person


@group("T7B-NO-CATEGORY")
def returned_for_an_shpo_without_a_category(cast: Cast, reference: str, nth: int) -> Person:
    """The SHPO, and Category 1 with it, had run out when the breach led back to custody."""
    on = cast.days.on
    made, ended = on(8, 3 + nth, years=-5), on(8, 3 + nth)
    person = cast.person(
        reference,
        bases=[],
        levels=[(2, made, on(10, 1))],
        areas=[(cast.neighbour, made, on(10, 1))],
    )
    order = person.order("shpo", made, court=COURTS[0], ended_on=ended, ended_by="expired")
    _return(cast, person, nth, order=order, outcome="convicted")
    return person


@group("T7B-CATEGORY-2")
def returned_for_an_shpo_in_category_2(cast: Cast, reference: str, nth: int) -> Person:
    """The SHPO had run out and Category 2 was left when the breach led back to custody."""
    on = cast.days.on
    made, ended = on(8, 3 + nth, years=-5), on(8, 3 + nth)
    person = _managed_next_door(cast, reference, Basis("violent_offence", made))
    order = person.order("shpo", made, court=COURTS[0], ended_on=ended, ended_by="expired")
    _return(cast, person, nth, order=order, outcome="convicted")
    return person


@group("T7B-HIGHEST")
def returned_for_an_shpo_at_levels_3_and_2(cast: Cast, reference: str, nth: int) -> Person:
    """Returned for breach of an SHPO at Level 3 in May and at Level 2 in September."""
    on = cast.days.on
    since, lowered, returned = on(11, 2 + nth, years=-2), on(7, 1 + nth), on(5, 12 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        levels=[(3, since, lowered), (2, lowered, None)],
        areas=[(cast.neighbour, since, None)],
    )
    order = person.order("shpo", since, court=COURTS[1])
    person.order_breach(
        order, "convicted", returned, breached_on=on(5, 2 + nth), returned_on=returned
    )
    person.detained("prison", returned, on(7, 20 + nth), establishment=PRISONS[0])
    _return(cast, person, nth, order=order, outcome="convicted")
    return person


def _breaches_a_sexual_risk_order(
    cast: Cast,
    reference: str,
    nth: int,
    *,
    kind: str,
    outcome: str,
    interim: bool = False,
    quashed: bool = False,
) -> Person:
    """In Category 2 until a breach of a sexual risk order began Category 1 as well (V20)."""
    on = cast.days.on
    made = on(6, 4 + nth, years=-8) if kind == "rosho" else on(6, 4 + nth)
    decided, ended = on(10, 4 + nth), on(11, 4 + nth) if quashed else None
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", on(5, 1 + nth, years=-8))],
        areas=[(cast.neighbour, on(5, 1 + nth, years=-8), None)],
    )
    order = person.order(
        kind,
        made,
        court=COURTS[2],
        interim=interim,
        open_ended=kind == "rosho",
        ended_on=ended,
        ended_by="quashed" if quashed else "",
    )
    person.order_breach(order, outcome, decided, breached_on=on(8, 4 + nth))
    until = days_after(made, 182) if interim else on(6, 4 + nth, years=2)
    person.basis(Basis("sro_breach", decided, ended or until))
    return person


def _two_recalls(cast: Cast, person: Person, nth: int) -> None:
    """One decided and returned in June, one in October."""
    on = cast.days.on
    stays = [
        (on(6, 1 + nth), on(6, 4 + nth), on(8, 1 + nth)),
        (on(10, 11 + nth), on(10, 14 + nth), None),
    ]
    for decided, returned, released in stays:
        person.recall(decided, returned, released_on=released)
        person.detained("prison", returned, released, establishment=PRISONS[1])


def _managed_next_door(cast: Cast, reference: str, basis: Basis) -> Person:
    """At Level 2 under the neighbour from the first day of that ground."""
    return cast.person(
        reference,
        bases=[basis],
        levels=[(2, basis.start, None)],
        areas=[(cast.neighbour, basis.start, None)],
    )


def _return(cast: Cast, person: Person, nth: int, *, order: str, outcome: str) -> None:
    """Back in custody in September for a breach of July, and there on 31 March."""
    on = cast.days.on
    returned = on(9, 20 + nth)
    person.order_breach(
        order,
        outcome,
        on(9, 20 + nth) if outcome else None,
        breached_on=on(7, 25 + nth),
        returned_on=returned,
    )
    person.detained("prison", returned, None, establishment=PRISONS[2])
