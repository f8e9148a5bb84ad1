"""Every clause of D3 to D9 and T1 to T8: the people it decides, or why it is left to the tests."""

from collections.abc import Mapping

from mappa.synthetic.clauses.of_custody import OF_CUSTODY
from mappa.synthetic.clauses.of_orders import OF_ORDERS
from mappa.synthetic.clauses.of_people import OF_PEOPLE
from mappa.synthetic.clauses.of_states import OF_STATES
from mappa.synthetic.clauses.register import Clause

CLAUSES: tuple[Clause, ...] = OF_STATES + OF_PEOPLE + OF_ORDERS + OF_CUSTODY

LEFT_TO_TESTS: Mapping[str, str] = {
    "D3.four_first": "the order 4, 1, 2, 3 is in force on no day of 2021-22",
    "D3.no_four_before": "import refuses a Category 4 basis before 2022-06-28 (V3)",
    "D3.change_day": "the day on which the order changes lies after 2021-22",
    "D4.not_zero": "how a missing level is shown is no matter of a person",
    "D7.whatever_the_agency": "a caseload names kinds of agency, and a kind has no area",
    "D8.precedence": "2021-22 has one order of precedence on all its days",
    "T1.category_3_level_1": "import refuses Category 3 at Level 1 (V1)",
    "T1.dash": "what is printed where nobody can be is no matter of a person",
    "T5.as_known_at_the_cut_off": "one import records everything at one instant",
    "T5.notices": "import refuses a notification notice before 2022-11-29 (V15)",
    "T5.notices_from": "import refuses a notification notice before 2022-11-29 (V15)",
    "T6.basis": "until 2022-06-27 a Category 1 basis always is the reporting category",
    "T7a.as_known_at_the_cut_off": "one import records everything at one instant",
    "T7b.dash": "what is printed where nobody can be is no matter of a person",
    "T8.half_up": "rounding is no matter of a person",
    "T8.mid_year": "the population is no matter of a person",
    "T8.zero": "the population is no matter of a person",
    "T8.latest_edition": "one import records all editions at one instant",
    "T8.sums_first": "England and Wales needs the populations of all the areas",
    "T8.any_missing": "England and Wales needs the populations of all the areas",
    "T8.never_recomputed": "keeping an old return as it was is no matter of a person",
}
