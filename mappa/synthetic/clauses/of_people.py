"""The clauses of T1 to T4."""

from mappa.synthetic.clauses import definitions, management, notification, state
from mappa.synthetic.clauses.register import Clause

OF_PEOPLE = (
    Clause(
        "T1.area",
        "Counted where the area is responsible on 31 March.",
        management.transferred_on_31_march,
    ),
    Clause(
        "T1.on_31_march",
        "Counted where eligible on 31 March, not on another day of the year.",
        management.left_before_31_march,
    ),
    Clause(
        "T1.category",
        "Counted only with a reporting category.",
        management.no_category,
    ),
    Clause(
        "T1.community",
        "Counted only in the community.",
        management.level_2_in_custody,
    ),
    Clause("T1.alive", "Counted only alive.", state.died_on_31_march),
    Clause(
        "T1.row",
        "The row is the level on 31 March.",
        management.two_spells_at_level_2,
    ),
    Clause(
        "T1.column",
        "The column is the reporting category on 31 March.",
        management.category_1_ended_in_the_year,
    ),
    Clause(
        "T1.undetermined_level",
        "An undetermined level is counted nowhere.",
        definitions.no_level,
    ),
    Clause(
        "T2.days_of_the_year",
        "Only days of the year are looked at.",
        management.level_2_only_in_other_years,
    ),
    Clause(
        "T2.alive",
        "Only days on which the person was alive.",
        management.died_before_the_year_at_level_2,
    ),
    Clause(
        "T2.area",
        "Only days in this area, though the level was higher in another.",
        state.recalled_in_two_areas_and_two_years,
    ),
    Clause(
        "T2.area_of_those_days",
        "It is the days at Level 2 or 3 that are to be in this area.",
        management.level_2_next_door,
    ),
    Clause("T2.level", "Only days at Level 2 or 3.", management.always_level_1),
    Clause(
        "T2.category",
        "Only days with a reporting category.",
        management.level_3_without_a_category,
    ),
    Clause(
        "T2.together",
        "Area, level and category are asked of one and the same day.",
        management.level_2_and_a_category_on_other_days,
    ),
    Clause(
        "T2.once",
        "The person counts once, though at both levels in the year.",
        management.level_3_in_category_1_then_level_2_in_2,
    ),
    Clause(
        "T2.highest_level",
        "The row is the highest level on those days.",
        management.level_3_in_category_1_then_level_2_in_2,
    ),
    Clause(
        "T2.at_that_level",
        "The column is the category on a day spent at that highest level.",
        management.level_3_in_category_1_then_level_2_in_2,
    ),
    Clause(
        "T2.last_day",
        "The column is the category on the last of those days.",
        management.level_2_from_category_1_to_2,
    ),
    Clause(
        "T2.custody",
        "Being in custody does not exclude.",
        management.level_2_in_custody,
    ),
    Clause(
        "T3.any_category",
        "People are counted in Category 1 or not.",
        notification.cautioned_after_category_1,
    ),
    Clause(
        "T3.notification",
        "Only breaches of notification requirements.",
        notification.convicted_of_breaching_an_order,
    ),
    Clause(
        "T3.caution",
        "A caution is counted.",
        notification.cautioned_after_category_1,
    ),
    Clause("T3.conviction", "A conviction is counted.", state.convicted_twice),
    Clause(
        "T3.outcome",
        "No outcome but a caution or a conviction is counted.",
        notification.neither_cautioned_nor_convicted,
    ),
    Clause(
        "T3.outcome_on",
        "The outcome, not the breach, is dated in the year.",
        notification.convicted_outside_the_year,
    ),
    Clause(
        "T3.area",
        "The area is that of the day of the outcome.",
        notification.convicted_after_moving,
    ),
    Clause(
        "T4.any_category",
        "People are counted still in Category 1 or not.",
        notification.revoked_after_category_1,
    ),
    Clause("T4.revoked", "Only the result revoked is counted.", notification.refused),
    Clause(
        "T4.decided_on",
        "The decision, not the application, is dated in the year.",
        notification.revoked_outside_the_year,
    ),
    Clause(
        "T4.area",
        "The area is that of the day of the decision.",
        notification.revoked_after_moving,
    ),
)
