"""The clauses of T5 and T6."""

from mappa.synthetic.clauses import next_door, orders
from mappa.synthetic.clauses.register import Clause, ShownIn

OF_ORDERS = (
    Clause("T5.orders", "Orders are counted, not people.", orders.two_orders_in_the_year),
    Clause("T5.interim", "Interim orders never.", orders.interim_order),
    Clause("T5.made_on", "Only orders made in the year.", orders.order_made_before_the_year),
    Clause("T5.quashed", "An order quashed on appeal never.", orders.quashed_in_the_year),
    Clause(
        "T5.quashed_whenever",
        "Never, whenever it was quashed.",
        orders.quashed_after_the_year,
    ),
    Clause(
        "T5.only_quashed",
        "An order that ended otherwise than by quashing is counted.",
        orders.two_orders_in_the_year,
    ),
    Clause(
        "T5.area",
        "The area is that of the day the order was made.",
        orders.ordered_next_door,
    ),
    Clause(
        "T5.travel_row",
        "An SHPO with a foreign travel restriction is counted in its own row.",
        next_door.shpo_with_foreign_travel_restriction,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T5.travel_not_twice",
        "It is not counted in the SHPO row.",
        next_door.shpo_with_foreign_travel_restriction,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T5.travel_shpo_only",
        "The restriction matters for SHPOs only.",
        orders.sexual_risk_order_with_foreign_travel,
    ),
    Clause(
        "T5.notification_orders",
        "The row NOs holds notification orders.",
        next_door.notification_order,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T5.no_row",
        "An order of a kind without a row is not counted.",
        orders.sexual_risk_order,
    ),
    Clause(
        "T6.sro",
        "A breach of an SRO is counted.",
        next_door.convicted_of_breaching_an_sro,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.rosho",
        "A breach of a Risk of Sexual Harm Order is counted.",
        next_door.cautioned_for_breaching_a_rosho,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.order_kind",
        "A breach of another order is not counted.",
        orders.breach_of_an_shpo_that_ran_out,
    ),
    Clause(
        "T6.interim",
        "Interim orders are included.",
        next_door.convicted_of_breaching_an_interim_sro,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.caution",
        "A caution is counted.",
        next_door.cautioned_for_breaching_a_rosho,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.conviction",
        "A conviction is counted.",
        next_door.convicted_of_breaching_an_sro,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.outcome",
        "No outcome but a caution or a conviction is counted.",
        orders.sro_breach_not_proved,
    ),
    Clause(
        "T6.outcome_on",
        "The outcome, not the breach, is dated in the year.",
        orders.sro_breach_of_another_year,
    ),
    Clause(
        "T6.no_basis",
        "Only people without a Category 1 basis in force.",
        orders.already_in_category_1,
    ),
    Clause(
        "T6.day_before",
        "The basis is asked for on the day before the outcome, not on its day.",
        next_door.convicted_of_breaching_an_sro,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.alone",
        "Each breach is judged alone: one that does not qualify leaves another counted.",
        next_door.two_sro_breaches,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.alone_in_the_year",
        "Each breach is judged alone: an earlier one that qualified counts in its own year.",
        orders.second_sro_breach,
    ),
    Clause(
        "T6.quashed",
        "A later quashing of the order changes nothing.",
        next_door.convicted_and_then_quashed,
        ShownIn.NEIGHBOUR,
    ),
    Clause(
        "T6.area",
        "The area is that of the day of the outcome.",
        orders.sro_breach_after_moving,
    ),
)
