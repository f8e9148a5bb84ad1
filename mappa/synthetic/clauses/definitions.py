"""People decided by D3 to D5: reporting category, level, and being in the community."""

from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import on_31_march
from mappa.synthetic.clauses.register import group
from mappa.synthetic.names import HOSPITALS, PRISONS, YOUTH_PRISONS
from mappa.synthetic.people import Basis, Person


@group("D3-ENDED")
def category_1_ended(cast: Cast, reference: str, nth: int) -> Person:
    """Category 1 ran out a year before; Category 2 goes on."""
    on = cast.days.on
    since, ended = on(5, 1 + nth, years=-6), on(7, 10 + nth, years=-1)
    bases = [Basis("sexual_offence", since, ended), Basis("other_sexual_offence", since)]
    person = cast.person(reference, bases=bases)
    person.counted(on_31_march(1, 2))
    return person


@group("D3-BOTH")
def both_categories(cast: Cast, reference: str, nth: int) -> Person:
    """In Category 1 and in Category 2 for one sentence."""
    since = cast.days.on(9, 3 + nth, years=-2)
    bases = [Basis("sexual_offence", since), Basis("other_sexual_offence", since)]
    person = cast.person(reference, bases=bases)
    person.counted(on_31_march(1, 1))
    return person


@group("D4-LOWERED")
def lowered_before_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 2 until a year before, at Level 1 since."""
    on = cast.days.on
    since, lowered = on(6, 8 + nth, years=-3), on(2, 4 + nth, years=-1)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since)],
        levels=[(2, since, lowered), (1, lowered, None)],
    )
    person.counted(on_31_march(1, 2))
    return person


@group("T1-NO-LEVEL")
def no_level(cast: Cast, reference: str, nth: int) -> Person:
    """Eligible since February and not yet screened: no level period at all."""
    since = cast.days.on(2, 7 + nth)
    return cast.person(reference, bases=[Basis("sexual_offence", since)], levels=[])


@group("D5-PRISON")
def in_prison(cast: Cast, reference: str, nth: int) -> Person:
    """Serving a sentence on 31 March."""
    since = cast.days.on(11, 2 + nth, years=-1)
    person = cast.person(reference, bases=[Basis("violent_offence", since)])
    person.detained("prison", since, None, establishment=PRISONS[nth % len(PRISONS)])
    return person


@group("D5-REMAND")
def on_remand_or_in_youth_custody(cast: Cast, reference: str, nth: int) -> Person:
    """Remanded, or a young person in custody, on 31 March. The first is taken in on that day."""
    on = cast.days.on
    since, young = on(9, 5 + nth, years=-2), nth % 2 == 1
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        age=14 if young else None,
        agency="youth_offending" if young else None,
    )
    place = YOUTH_PRISONS[nth // 2] if young else f"{PRISONS[nth // 2]} (on remand)"
    taken_in = cast.days.snapshot if nth == 0 else on(3, 1 + nth)
    person.detained("prison", taken_in, None, establishment=place)
    return person


@group("D5-HOSPITAL")
def in_hospital(cast: Cast, reference: str, nth: int) -> Person:
    """Detained under the Mental Health Act on 31 March."""
    since = cast.days.on(10, 4 + nth, years=-1)
    person = cast.person(reference, bases=[Basis("hospital_order", since)])
    person.detained("hospital", since, None, establishment=HOSPITALS[nth % len(HOSPITALS)])
    return person


@group("D5-LEAVE")
def on_leave_from_hospital(cast: Cast, reference: str, nth: int) -> Person:
    """On leave (s17) at an address outside; the detention goes on."""
    on = cast.days.on
    since = on(8, 3 + nth, years=-2)
    person = cast.person(reference, bases=[Basis("hospital_order", since)])
    person.detained("hospital", since, None, establishment=HOSPITALS[nth % len(HOSPITALS)])
    cast.address(person, cast.home, on(3, 2 + nth), None)
    return person


@group("D5-DISCHARGED")
def conditionally_discharged(cast: Cast, reference: str, nth: int) -> Person:
    """Conditionally discharged from hospital; the order, and so Category 2, goes on."""
    on = cast.days.on
    since, discharged = on(7, 1 + nth, years=-3), on(1, 10 + nth)
    person = cast.person(reference, bases=[Basis("hospital_order", since)])
    person.detained("hospital", since, discharged, establishment=HOSPITALS[0])
    person.counted(on_31_march(1, 2))
    return person


@group("D5-RELEASED")
def released(cast: Cast, reference: str, nth: int) -> Person:
    """Released from prison earlier, the first of them on 31 March itself."""
    since = cast.days.on(6, 6 + nth, years=-3)
    freed = cast.days.snapshot if nth == 0 else cast.days.on(11, 20 + nth)
    person = cast.person(reference, bases=[Basis("violent_offence", since)])
    person.detained("prison", since, freed, establishment=PRISONS[nth % len(PRISONS)])
    person.counted(on_31_march(1, 2))
    return person


@group("D5-AT-LARGE")
def unlawfully_at_large(cast: Cast, reference: str, nth: int) -> Person:
    """Recalled in March and not yet returned."""
    on = cast.days.on
    since = on(5, 9 + nth, years=-3)
    person = cast.person(reference, bases=[Basis("violent_offence", since)])
    person.detained("prison", since, on(5, 9, years=-1), establishment=PRISONS[1])
    person.recall(on(3, 10 + nth), None)
    person.counted(on_31_march(1, 2))
    return person


@group("D5-NO-DETENTION")
def never_detained(cast: Cast, reference: str, nth: int) -> Person:
    """No detention was ever recorded."""
    since = cast.days.on(12, 6 + nth, years=-4)
    person = cast.person(reference, bases=[Basis("sexual_offence", since)])
    person.counted(on_31_march(1, 1))
    return person
