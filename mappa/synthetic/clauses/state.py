"""People decided by D6 to D9: death, area, the state at an event, one person once."""

from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import (
    NOTIFICATION_BREACH,
    SHPO_IMPOSED,
    in_the_year,
    licence_breached,
    on_31_march,
)
from mappa.synthetic.clauses.register import group
from mappa.synthetic.days import days_after
from mappa.synthetic.names import COURTS, PRISONS
from mappa.synthetic.people import Basis, Person


@group("D6-DIED")
def died_on_31_march(cast: Cast, reference: str, nth: int) -> Person:
    """Died on 31 March; nobody has closed the record."""
    since = cast.days.on(4, 20 + nth, years=-5)
    return cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        levels=[(1, since, None)],
        areas=[(cast.home, since, None)],
        died_on=cast.days.snapshot,
    )


@group("D6-LAST-DAY")
def convicted_on_the_day_of_death(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of a notification breach on the day of death."""
    on = cast.days.on
    since, died_on = on(9, 9 + nth, years=-5), on(8, 11 + nth)
    person = cast.person(
        reference, bases=[Basis("sexual_offence", since, died_on)], died_on=died_on
    )
    person.notification_breach("convicted", died_on, breached_on=on(6, 1 + nth))
    person.counted(NOTIFICATION_BREACH)
    return person


@group("D6-AFTER")
def returned_after_death(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 2 in March and dead in April; a return was entered with a later day."""
    on, start = cast.days.on, cast.days.start
    since, died_on = on(10, 1 + nth, years=-3), on(4, 7 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since, died_on)],
        levels=[(2, since, start), (1, start, died_on)],
        died_on=died_on,
    )
    person.recall(on(3, 20 + nth, years=-1), days_after(died_on, 1 + nth))
    return person


@group("D7-LEFT")
def area_ended(cast: Cast, reference: str, nth: int) -> Person:
    """Moved to Scotland two years before: no area is responsible any more."""
    on = cast.days.on
    since, moved = on(5, 5 + nth, years=-4), on(6, 2 + nth, years=-2)
    return cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.home, since, moved)],
    )


@group("D7-ADDRESS")
def lives_here_but_managed_there(cast: Cast, reference: str, nth: int) -> Person:
    """Lives in the home area; the neighbour is responsible for the case."""
    since = cast.days.on(3, 3 + nth, years=-3)
    return cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.neighbour, since, None)],
        address_in=cast.home,
    )


@group("D8-SAME-DAY")
def ordered_on_the_day_of_transfer(cast: Cast, reference: str, nth: int) -> Person:
    """The court made the order on the day the neighbour took over."""
    on = cast.days.on
    since, moved = on(10, 3 + nth, years=-2), on(9, 6 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.home, since, moved), (cast.neighbour, moved, None)],
    )
    person.order("shpo", moved, court=COURTS[0])
    return person


@group("D8-DAY-BEFORE")
def ordered_on_the_day_after_the_area_ended(cast: Cast, reference: str, nth: int) -> Person:
    """Between two areas on the day of the order; the home area was responsible the day before."""
    on = cast.days.on
    since, ended = on(10, 3 + nth, years=-3), on(7, 12 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.home, since, ended), (cast.neighbour, days_after(ended, 3), None)],
    )
    person.order("shpo", ended, court=COURTS[1])
    person.counted(SHPO_IMPOSED)
    return person


@group("D8-TWO-DAYS")
def ordered_two_days_after_the_area_ended(cast: Cast, reference: str, nth: int) -> Person:
    """Between two areas on the day of the order, and on the day before it."""
    on = cast.days.on
    since, ended = on(10, 3 + nth, years=-3), on(11, 15 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.home, since, ended), (cast.neighbour, days_after(ended, 4), None)],
    )
    person.order("shpo", days_after(ended, 1), court=COURTS[0])
    return person


@group("D8-LEVEL")
def left_mappa_on_the_day_of_recall(cast: Cast, reference: str, nth: int) -> Person:
    """Category 3 and Level 2 were ended on the very day of an emergency recall."""
    on = cast.days.on
    since, ended, returned = on(11, 2 + nth, years=-1), on(6, 14 + nth), on(6, 18 + nth)
    person = cast.person(
        reference,
        bases=[Basis("decision", since, ended)],
        levels=[(2, since, ended)],
        areas=[(cast.home, since, returned)],
        agency="probation",
    )
    person.recall(ended, returned, kind="emergency")
    person.detained("prison", returned, None, establishment=PRISONS[0])
    person.counted(in_the_year(2, 3), licence_breached(2, 3))
    return person


@group("D8-EACH")
def transferred_on_the_day_the_level_ended(cast: Cast, reference: str, nth: int) -> Person:
    """On the day of recall Level 2 ended and the neighbour took over."""
    on = cast.days.on
    since, ended, returned = on(9, 1 + nth, years=-2), on(3, 22 + nth, years=-1), on(4, 6 + nth)
    person = cast.person(
        reference,
        bases=[Basis("decision", since, ended)],
        levels=[(2, since, ended)],
        areas=[(cast.home, since, ended), (cast.neighbour, ended, returned)],
        agency="probation",
    )
    person.recall(ended, returned)
    person.detained("prison", returned, None, establishment=PRISONS[1])
    return person


@group("D9-TWICE")
def convicted_twice(cast: Cast, reference: str, nth: int) -> Person:
    """Convicted of two notification breaches in the year."""
    on = cast.days.on
    person = cast.person(reference, bases=[Basis("sexual_offence", on(1, 9 + nth, years=-4))])
    person.notification_breach("convicted", on(7, 1 + nth), breached_on=on(5, 20 + nth))
    person.notification_breach("convicted", on(12, 6 + nth), breached_on=on(10, 20 + nth))
    person.counted(NOTIFICATION_BREACH, on_31_march(1, 1))
    return person


@group("D9-AREAS")
def recalled_in_two_areas_and_two_years(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled at Level 3 the year before, at Level 2 in the year, then at Level 3 next door."""
    on = cast.days.on
    since, lowered, moved = on(6, 1 + nth, years=-2), on(3, 1, years=-1), on(10, 4 + nth)
    person = cast.person(
        reference,
        bases=[Basis("decision", since)],
        levels=[(3, since, lowered), (2, lowered, moved), (3, moved, None)],
        areas=[(cast.home, since, moved), (cast.neighbour, moved, None)],
        agency="probation",
    )
    stays = [
        (on(12, 1 + nth, years=-1), on(12, 4 + nth, years=-1), on(1, 12 + nth, years=-1)),
        (on(6, 1 + nth), on(6, 3 + nth), on(7, 5 + nth)),
        (on(12, 7 + nth), on(12, 9 + nth), None),
    ]
    for decided, returned, freed in stays:
        person.recall(decided, returned, kind="fixed_term", released_on=freed)
        person.detained("prison", returned, freed, establishment=PRISONS[2])
    person.counted(in_the_year(2, 3), licence_breached(2, 3))
    return person


@group("D9-RESTRICTED")
def restricted(cast: Cast, reference: str, nth: int) -> Person:
    """A restricted record."""
    since = cast.days.on(2, 2 + nth, years=-3)
    person = cast.person(reference, bases=[Basis("sexual_offence", since)], restricted=True)
    person.counted(on_31_march(1, 1))
    return person
