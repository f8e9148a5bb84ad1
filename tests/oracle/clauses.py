"""Every clause of the counting rules that the slow count can switch off, and what it says.

Switching a clause off gives the count that somebody would make who had overlooked it.
"""

from __future__ import annotations

CLAUSES: dict[str, str] = {
    # Words
    "D1.first_day": "The first day of a period belongs to it.",
    "D1.valid_to_excluded": "The day valid_to does not belong to the period.",
    "D1.open": "A period without valid_to goes on.",
    "D2.first_day": "The year begins on 1 April, that day included.",
    "D2.last_day": "The year ends with 31 March; 1 April is the next year's.",
    "D2.snapshot_day": "The snapshot day is 31 March, the last day of the year.",
    "D3.one_two_three": "Of several bases the category is the first of 1, 2, 3.",
    "D3.four_first": "From the change of precedence on Category 4 comes before 1, 2 and 3.",
    "D3.no_four_before": "Before the change of precedence a Category 4 basis gives no category.",
    "D3.change_day": "The precedence changes with 2022-06-28, that day included.",
    "D4.undetermined": "Without a level period the level is undetermined, not Level 1.",
    "D5.detention": "Somebody in a detention period is not in the community.",
    "D5.hospital": "Hospital is detention as prison is.",
    "D5.unlawfully_at_large": "Recalled but not yet returned is in the community.",
    "D6.no_state": "Who died is in no state.",
    "D6.from_died_on": "Death counts from died_on on, that day included.",
    "D6.day_before": "An event on died_on takes the day before.",
    "D6.later_event": "An event later than died_on is counted nowhere.",
    "D7.in_force": "The area is the one of the area period in force, not of one that ended.",
    "D8.on_the_day": "An event takes what is in force on its own day, where there is something.",
    "D8.day_before.area": "Without an area on the day the event takes that of the day before.",
    "D8.day_before.level": "Without a level on the day the event takes that of the day before.",
    "D8.day_before.category": "Without a category on the day it takes that of the day before.",
    "D8.one_day": "The fallback reaches back one day and no further.",
    "D8.each_by_itself": "Area, level and category fall back each by itself.",
    "D8.precedence": "A category of the day before goes by the precedence of the day before.",
    "D9.once": "A person counts once in each area and year.",
    "D9.within_area": "The choice among several events is made within one area and year.",
    "D9.sum_of_areas": "England and Wales is the sum of the areas, people in two areas twice.",
    "D9.restricted": "Restricted people are always counted.",
    # T1 MAPPA-eligible on 31 March
    "T1.area": "The person's area on the snapshot day is this area.",
    "T1.category": "The column is the reporting category; without one nobody is counted.",
    "T1.community": "The person is in the community on the snapshot day.",
    "T1.undetermined_level": "An undetermined level is counted nowhere.",
    "T1.category_3_level_1": "Category 3 at Level 1 is counted nowhere.",
    "T1.dash": "Category 3 at Level 1 prints a dash.",
    # T2 Level 2 and 3 in the year
    "T2.level": "Only days at Level 2 or 3 qualify.",
    "T2.area": "Only days in this area qualify.",
    "T2.category": "Only days with a reporting category qualify.",
    "T2.highest_level": "The row is the highest level on the qualifying days.",
    "T2.last_day": "The column is the category on the last of the days at that level.",
    "T2.at_that_level": "Days at a lower level do not decide the column.",
    "T2.custody": "Being in custody does not exclude.",
    # T3 Notification breaches
    "T3.notification": "Only breaches of notification requirements.",
    "T3.outcome": "The outcome is a caution or a conviction.",
    "T3.caution": "A caution counts as a conviction does.",
    "T3.outcome_on": "The year and the area are those of the day of the outcome.",
    "T3.any_category": "In Category 1 or not.",
    # T4 Lifetime notification revoked
    "T4.revoked": "Only reviews with the result revoked.",
    "T4.decided_on": "The year and the area are those of the day of the decision.",
    "T4.any_category": "Still in Category 1 or not.",
    # T5 Orders
    "T5.orders": "Orders are counted, not people.",
    "T5.made_on": "The order was made in the year.",
    "T5.interim": "Interim orders never.",
    "T5.quashed": "An order quashed on appeal never.",
    "T5.quashed_whenever": "Whenever it was quashed, the year over or not.",
    "T5.only_quashed": "An order that ended otherwise is counted.",
    "T5.area": "The area is that of the day the order was made.",
    "T5.travel_row": "An SHPO with a foreign travel restriction has its own row.",
    "T5.travel_not_twice": "It is not in the SHPO row as well.",
    "T5.travel_shpo_only": "The restriction matters for SHPOs only.",
    "T5.notices": "The row NOs holds notification notices given by police as well.",
    "T5.notices_from": "Notices count from 2022-11-29.",
    "T5.no_row": "An order of a kind without a row in the edition is not counted.",
    # T6 SRO breaches
    "T6.order_kind": "Only breaches of an SRO or a Risk of Sexual Harm Order.",
    "T6.rosho": "A Risk of Sexual Harm Order counts as an SRO does.",
    "T6.interim": "Interim orders are included.",
    "T6.outcome": "The outcome is a caution or a conviction.",
    "T6.caution": "A caution counts as a conviction does.",
    "T6.outcome_on": "The year and the area are those of the day of the outcome.",
    "T6.no_basis": "Who had a Category 1 basis in force before is not counted.",
    "T6.basis": "A basis in force decides, not the reporting category.",
    "T6.day_before": "The basis is looked for on the day before the outcome.",
    "T6.alone": "Each breach is judged alone.",
    "T6.quashed": "A later quashing of the order changes nothing.",
    # T7a Returned to custody, breach of licence
    "T7a.reason": "Only recalls for breach of licence.",
    "T7a.curfew": "A home detention curfew recall never.",
    "T7a.kinds": "Standard, fixed-term and emergency recalls alike.",
    "T7a.rescinded": "A rescinded recall never.",
    "T7a.rescinded_whenever": "Whenever it was rescinded, the year over or not.",
    "T7a.returned_on": "The return to custody is dated in the year.",
    "T7a.level": "Only at Level 2 or 3.",
    "T7a.decided_on": "Area, level and category are those of the day the recall was decided.",
    "T7a.category": "A recall without a reporting category is not counted.",
    "T7a.competes": "A recall without a reporting category does not compete.",
    "T7a.highest_level": "Of several recalls the highest level wins.",
    "T7a.latest_return": "Then the latest return.",
    "T7a.latest_decision": "Then the latest decision.",
    # T7b Returned to custody, breach of SOPO or SHPO
    "T7b.order_kind": "Only breaches of a SOPO or SHPO.",
    "T7b.sopo": "A SOPO counts as an SHPO does.",
    "T7b.interim": "Interim orders are included.",
    "T7b.outcome": "Whatever the outcome of the breach.",
    "T7b.returned_on": "The year, the area and the level are those of the day of the return.",
    "T7b.level": "Only at Level 2 or 3.",
    "T7b.no_category": "No category is required.",
    "T7b.category_1": "Everyone counted is printed under Category 1.",
    "T7b.dash": "The other columns print a dash.",
    "T7b.highest_level": "Of several the highest level wins.",
    "T7b.quashed": "A later quashing of the order changes nothing.",
    # T8 Rate
    "T8.category_1": "The total of Category 1 in T1 is the numerator.",
    "T8.half_up": "A half is rounded up.",
    "T8.mid_year": "The population is that of the year before the snapshot.",
    "T8.zero": "A population of 0 is not supplied, as none is.",
    "T8.latest_edition": "Of two editions of one mid-year the latest recorded is used.",
    "T8.sums_first": "For England and Wales both sums are taken first.",
    "T8.any_missing": "England and Wales is not supplied if any area's population is not.",
    # Editions
    "E.tables": "T4 and T6 are printed from 2015-16 on.",
    "E.orders": "Until 2014-15 the orders are SOPOs, NOs and FTOs.",
    "E.categories": "Category 4 has a column from 2022-23 on.",
}


class Rules:
    """The counting rules but those clauses that are switched off. Asked by a clause's identifier.

    Raises KeyError for an identifier that CLAUSES does not have.
    """

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        unknown = without - CLAUSES.keys()
        if unknown:
            raise KeyError(f"No such clause: {', '.join(sorted(unknown))}")
        self.without = without

    def __call__(self, clause: str) -> bool:
        if clause not in CLAUSES:
            raise KeyError(f"No such clause: {clause}")
        return clause not in self.without
