"""The clauses of D3 to D9: what is true of a person on a day and at an event."""

from mappa.synthetic.clauses import definitions, state
from mappa.synthetic.clauses.register import Clause, ShownIn

OF_STATES = (
    Clause(
        "D3.in_force_on_the_day",
        "Only the eligibility bases in force on the day give a category.",
        definitions.category_1_ended,
    ),
    Clause(
        "D3.one_two_three",
        "Of several bases the first in the order of precedence gives the category.",
        definitions.both_categories,
    ),
    Clause(
        "D3.one_category",
        "Nobody is in two categories of one table.",
        definitions.both_categories,
    ),
    Clause(
        "D4.in_force_on_the_day",
        "The level is that of the level period in force on the day.",
        definitions.lowered_before_the_year,
    ),
    Clause(
        "D4.undetermined",
        "No level period is undetermined: not Level 1.",
        definitions.no_level,
    ),
    Clause(
        "D5.detention",
        "Whoever is detained in prison is not in the community.",
        definitions.in_prison,
    ),
    Clause(
        "D5.remand_and_youth_custody",
        "Remand and youth custody are detention in prison.",
        definitions.on_remand_or_in_youth_custody,
    ),
    Clause(
        "D5.hospital",
        "Whoever is detained in hospital under the Mental Health Act is not in the community.",
        definitions.in_hospital,
    ),
    Clause(
        "D5.leave",
        "Leave from hospital (s17) does not end a detention.",
        definitions.on_leave_from_hospital,
    ),
    Clause(
        "D5.conditional_discharge",
        "Conditional discharge ends a detention in hospital.",
        definitions.conditionally_discharged,
    ),
    Clause(
        "D5.on_the_day",
        "Only a detention on the day matters.",
        definitions.released,
    ),
    Clause(
        "D5.unlawfully_at_large",
        "Recalled but not yet returned is in the community.",
        definitions.unlawfully_at_large,
    ),
    Clause(
        "D5.no_detention",
        "No detention recorded: in the community.",
        definitions.never_detained,
    ),
    Clause(
        "D6.no_state",
        "A nominal who died is in no state from the day of death on.",
        state.died_on_31_march,
    ),
    Clause(
        "D6.from_died_on",
        "Death counts from died_on on, that day included.",
        state.died_on_31_march,
    ),
    Clause(
        "D6.day_before",
        "An event on the day of death takes the day before.",
        state.convicted_on_the_day_of_death,
    ),
    Clause(
        "D6.later_event",
        "An event after death is counted nowhere.",
        state.returned_after_death,
    ),
    Clause(
        "D7.in_force",
        "The area is that of the area period in force on the day.",
        state.area_ended,
    ),
    Clause(
        "D7.whatever_the_address",
        "The area is the one responsible for the case, whatever the address.",
        state.lives_here_but_managed_there,
    ),
    Clause(
        "D8.on_the_day",
        "An event takes what is in force on its day.",
        state.ordered_on_the_day_of_transfer,
    ),
    Clause(
        "D8.day_before.area",
        "No area on the day of an event: the area of the day before.",
        state.ordered_on_the_day_after_the_area_ended,
    ),
    Clause(
        "D8.one_day",
        "An event looks back one day and no further.",
        state.ordered_two_days_after_the_area_ended,
    ),
    Clause(
        "D8.day_before.level",
        "No level on the day of an event: the level of the day before.",
        state.left_mappa_on_the_day_of_recall,
    ),
    Clause(
        "D8.day_before.category",
        "No category on the day of an event: the category of the day before.",
        state.left_mappa_on_the_day_of_recall,
    ),
    Clause(
        "D8.each_by_itself",
        "Area, level and category fall back each by itself.",
        state.transferred_on_the_day_the_level_ended,
    ),
    Clause(
        "D9.once",
        "Tables count people, not events, unless a rule says orders.",
        state.convicted_twice,
    ),
    Clause(
        "D9.once_in_each_area",
        "Somebody managed in two areas in one year is counted in both.",
        state.recalled_in_two_areas_and_two_years,
    ),
    Clause(
        "D9.within_area",
        "A choice among several events is made within one area.",
        state.recalled_in_two_areas_and_two_years,
    ),
    Clause(
        "D9.within_year",
        "A choice among several events is made within one year.",
        state.recalled_in_two_areas_and_two_years,
    ),
    Clause(
        "D9.sum_of_areas",
        "England and Wales is the sum of the areas.",
        state.recalled_in_two_areas_and_two_years,
        ShownIn.NATION,
    ),
    Clause(
        "D9.restricted",
        "Restricted people are always counted.",
        state.restricted,
    ),
)
