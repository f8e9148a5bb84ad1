"""The clauses of T7a, T7b and T8."""

from mappa.synthetic.clauses import custody, management, next_door, state
from mappa.synthetic.clauses.register import Clause, ShownIn

OF_CUSTODY = (
    Clause(
        "T7a.reason",
        "Only recalls for breach of licence.",
        custody.not_for_breach_of_licence,
    ),
    Clause(
        "T7a.standard",
        "A standard recall is counted.",
        custody.first_recalled_and_last_returned,
    ),
    Clause(
        "T7a.fixed_term",
        "A fixed-term recall is counted.",
        state.recalled_in_two_areas_and_two_years,
    ),
    Clause(
        "T7a.emergency",
        "An emergency recall is counted.",
        state.left_mappa_on_the_day_of_recall,
    ),
    Clause(
        "T7a.curfew",
        "A home detention curfew recall never.",
        custody.home_detention_curfew,
    ),
    Clause("T7a.rescinded", "A rescinded recall never.", custody.rescinded_in_the_year),
    Clause(
        "T7a.rescinded_whenever",
        "Never, whenever it was rescinded.",
        custody.rescinded_after_the_year,
    ),
    Clause(
        "T7a.returned_on",
        "The return to custody is dated in the year.",
        custody.returned_after_the_year,
    ),
    Clause("T7a.level", "Only people at Level 2 or 3.", custody.recalled_at_level_1),
    Clause(
        "T7a.decided_on",
        "Area, level and category are those of the day the recall was decided.",
        custody.raised_between_recall_and_return,
    ),
    Clause(
        "T7a.category",
        "A recall without a reporting category is not counted.",
        custody.recalled_without_a_category,
    ),
    Clause(
        "T7a.competes",
        "A recall without a reporting category does not compete.",
        next_door.second_recall_without_a_category,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7a.highest_level",
        "Of several recalls the highest level wins.",
        next_door.recalled_at_levels_3_and_2,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7a.latest_return",
        "Then the latest return wins.",
        custody.first_recalled_and_last_returned,
    ),
    Clause(
        "T7a.latest_decision",
        "Then the latest decision wins.",
        custody.returned_once_on_two_recalls,
    ),
    Clause(
        "T7b.sopo",
        "A breach of a SOPO is counted.",
        next_door.returned_for_a_sopo,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.shpo",
        "A breach of an SHPO is counted.",
        next_door.returned_for_an_shpo_that_was_quashed,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.order_kind",
        "A breach of another order is not counted.",
        custody.returned_for_breach_of_an_sro,
    ),
    Clause(
        "T7b.full",
        "Full orders are included.",
        next_door.returned_for_a_sopo,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.interim",
        "Interim orders are included.",
        next_door.returned_for_an_interim_shpo,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.outcome",
        "A breach is counted whatever its outcome.",
        next_door.returned_for_an_interim_shpo,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.returned_on",
        "The return to custody is dated in the year.",
        custody.returned_for_an_shpo_before_the_year,
    ),
    Clause(
        "T7b.level",
        "Only people at Level 2 or 3.",
        custody.returned_for_an_shpo_at_level_1,
    ),
    Clause(
        "T7b.area",
        "The area is that of the day of the return.",
        custody.returned_next_door,
    ),
    Clause(
        "T7b.level_on_the_day",
        "The level is that of the day of the return.",
        custody.lowered_between_breach_and_return,
    ),
    Clause(
        "T7b.no_category",
        "No category is required.",
        next_door.returned_for_an_shpo_without_a_category,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.category_1",
        "Everyone counted is printed under Category 1.",
        next_door.returned_for_an_shpo_in_category_2,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.highest_level",
        "Of several returns the highest level wins.",
        next_door.returned_for_an_shpo_at_levels_3_and_2,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T7b.quashed",
        "A later quashing changes nothing.",
        next_door.returned_for_an_shpo_that_was_quashed,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T8.category_1",
        "The rate is that of Category 1 of the table of 31 March.",
        management.always_level_1,
    ),
)
