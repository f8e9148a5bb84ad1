"""People decided by T1 and T2: eligible on 31 March, and managed at Level 2 or 3 in the year."""

from mappa.synthetic.cast import Cast
from mappa.synthetic.cells import in_the_year, on_31_march
from mappa.synthetic.clauses.register import group
from mappa.synthetic.names import PRISONS
from mappa.synthetic.people import Basis, Person


@group("T1-TRANSFER")
def transferred_on_31_march(cast: Cast, reference: str, nth: int) -> Person:
    """The neighbour took the case over late in the year, the first on 31 March itself."""
    since = cast.days.on(8, 2 + nth, years=-4)
    moved = cast.days.snapshot if nth == 0 else cast.days.on(3, 10 + nth)
    return cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        areas=[(cast.home, since, moved), (cast.neighbour, moved, None)],
    )


@group("T1-LEFT")
def left_before_31_march(cast: Cast, reference: str, nth: int) -> Person:
    """Eligible in the year and no more on 31 March; the first one's last day was the 30th."""
    on = cast.days.on
    ended = cast.days.snapshot if nth == 0 else on(12, 10 + nth)
    return cast.person(reference, bases=[Basis("violent_offence", on(9, 8 + nth, years=-3), ended)])


@group("T1-NO-CATEGORY")
def no_category(cast: Cast, reference: str, nth: int) -> Person:
    """The licence ended in February; level and area were left open."""
    on = cast.days.on
    since = on(10, 7 + nth, years=-4)
    return cast.person(
        reference,
        bases=[Basis("violent_offence", since, on(2, 3 + nth))],
        levels=[(1, since, None)],
        areas=[(cast.home, since, None)],
    )


@group("T1-COLUMN")
def category_1_ended_in_the_year(cast: Cast, reference: str, nth: int) -> Person:
    """In Category 1 until autumn, in Category 2 on 31 March."""
    on = cast.days.on
    since = on(11, 6 + nth, years=-5)
    bases = [
        Basis("sexual_offence", since, on(10, 11 + nth)),
        Basis("other_sexual_offence", since),
    ]
    person = cast.person(reference, bases=bases)
    person.counted(on_31_march(1, 2))
    return person


@group("T2-OTHER-YEARS")
def level_2_only_in_other_years(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 2 until the last day before the year, or from the first day after it."""
    days = cast.days
    since = days.on(8, 1 + nth, years=-2)
    levels = [(2, since, days.start), (1, days.start, None)]
    if nth % 2:
        levels = [(1, since, days.end), (2, days.end, None)]
    person = cast.person(reference, bases=[Basis("sexual_offence", since)], levels=levels)
    person.counted(on_31_march(1, 1))
    return person


@group("T2-DIED")
def died_before_the_year_at_level_2(cast: Cast, reference: str, nth: int) -> Person:
    """Died before the year, the last of them on its first day; Level 2 was left open till May."""
    on = cast.days.on
    since, closed = on(7, 3 + nth, years=-2), on(5, 3 + nth)
    died_on = cast.days.start if nth == 4 else on(3, 2 + nth, years=-1)
    return cast.person(
        reference,
        bases=[Basis("decision", since, closed)],
        levels=[(2, since, closed)],
        areas=[(cast.home, since, closed)],
        died_on=died_on,
    )


@group("T2-NEXT-DOOR")
def level_2_next_door(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 2 under the neighbour, at Level 1 from the day the home area took over."""
    on = cast.days.on
    since, moved = on(9, 2 + nth, years=-1), on(8, 9 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        levels=[(2, since, moved), (1, moved, None)],
        areas=[(cast.neighbour, since, moved), (cast.home, moved, None)],
    )
    person.counted(on_31_march(1, 1))
    return person


@group("T2-LEVEL-1")
def always_level_1(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 1 in Category 2 all the year."""
    person = cast.person(
        reference, bases=[Basis("violent_offence", cast.days.on(6, 11 + nth, years=-3))]
    )
    person.counted(on_31_march(1, 2))
    return person


@group("T2-NO-CATEGORY")
def level_3_without_a_category(cast: Cast, reference: str, nth: int) -> Person:
    """Level 3 outlived Category 3 until summer; adopted again in July, at Level 2."""
    on = cast.days.on
    since, ended, again = on(5, 2 + nth, years=-2), on(2, 12 + nth, years=-1), on(7, 1 + nth)
    person = cast.person(
        reference,
        bases=[Basis("decision", since, ended), Basis("decision", again)],
        levels=[(3, since, again), (2, again, None)],
    )
    person.counted(in_the_year(2, 3), on_31_march(2, 3))
    return person


@group("T2-NOT-TOGETHER")
def level_2_and_a_category_on_other_days(cast: Cast, reference: str, nth: int) -> Person:
    """Level 2 outlived the licence until June; a new sentence in October came at Level 1."""
    on = cast.days.on
    since, lowered, again = on(5, 2 + nth, years=-3), on(6, 21 + nth), on(10, 18 + nth)
    person = cast.person(
        reference,
        bases=[
            Basis("violent_offence", since, on(2, 12 + nth, years=-1)),
            Basis("other_sexual_offence", again),
        ],
        levels=[(2, since, lowered), (1, lowered, None)],
    )
    person.counted(on_31_march(1, 2))
    return person


@group("T2-ONCE")
def two_spells_at_level_2(cast: Cast, reference: str, nth: int) -> Person:
    """Twice at Level 2 in the year, at Level 1 between and after."""
    on = cast.days.on
    since, raised = on(11, 8 + nth, years=-1), on(11, 3 + nth)
    lowered, lowered_again = on(6, 9 + nth), on(2, 9 + nth)
    person = cast.person(
        reference,
        bases=[Basis("violent_offence", since)],
        levels=[
            (2, since, lowered),
            (1, lowered, raised),
            (2, raised, lowered_again),
            (1, lowered_again, None),
        ],
    )
    person.counted(in_the_year(2, 2), on_31_march(1, 2))
    return person


@group("T2-HIGHEST")
def level_3_in_category_1_then_level_2_in_2(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 3 in Category 1 until July; at Level 2 after, and in Category 2 from September."""
    on = cast.days.on
    since, lowered, ended = on(12, 1 + nth, years=-2), on(7, 6 + nth), on(9, 13 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since, ended), Basis("other_sexual_offence", since)],
        levels=[(3, since, lowered), (2, lowered, None)],
    )
    person.counted(in_the_year(3, 1), on_31_march(2, 2))
    return person


@group("T2-LAST-DAY")
def level_2_from_category_1_to_2(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 2 all the year, in Category 1 until September and in Category 2 from then on."""
    on = cast.days.on
    since, ended = on(12, 1 + nth, years=-2), on(9, 20 + nth)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since, ended), Basis("other_sexual_offence", since)],
        levels=[(2, since, None)],
    )
    person.counted(in_the_year(2, 2), on_31_march(2, 2))
    return person


@group("T2-CUSTODY")
def level_2_in_custody(cast: Cast, reference: str, nth: int) -> Person:
    """At Level 2 and in prison all the year, with release being planned."""
    since = cast.days.on(1, 11 + nth, years=-2)
    person = cast.person(
        reference,
        bases=[Basis("sexual_offence", since)],
        levels=[(2, since, None)],
        agency="probation",
    )
    person.detained("prison", since, None, establishment=PRISONS[3])
    person.counted(in_the_year(2, 1))
    return person
