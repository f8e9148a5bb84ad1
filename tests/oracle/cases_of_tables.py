"""Hand-worked cases of T1 to T5 and T8: the figure by the rules, and with a clause overlooked."""

from __future__ import annotations

from tests.oracle.areas import AREAS
from tests.oracle.building import (
    T1,
    T2,
    T3,
    T4,
    T5,
    T6,
    T8,
    Case,
    Entry,
    area,
    basis,
    breach,
    caseload,
    detained,
    level,
    no_basis,
    no_level,
    order,
    population,
    review,
)

L2C1 = "level_2.category_1"
TRAVEL = f"{T5}.SHPO_with_foreign_travel_restriction"

#: 41 areas with 100,000 residents each; Norfolk is left for the case.
ELSEWHERE = [population(100_000, code=code) for code in AREAS if code != "norfolk"]


def two_in_category_1() -> list[Entry]:
    """Nobody but P1 and P2 in Category 1, P3 in Category 2."""
    return [basis(1, name="P1"), basis(1, name="P2"), basis(2, name="P3")]


def one_in_each_of_two_areas() -> list[Entry]:
    return [area("norfolk", name="P1"), area("suffolk", name="P2")]


CASES = [
    Case("T1.area", "Somebody of Suffolk", caseload(area("suffolk")), f"{T1}.{L2C1}", 0, 1),
    Case("T1.category", "Nobody's basis in force", caseload(no_basis()), f"{T1}.{L2C1}", 0, 1),
    Case("T1.community", "In prison", caseload(detained("2022-01-01")), f"{T1}.{L2C1}", 0, 1),
    Case("T1.undetermined_level", "No level", caseload(no_level()),
         f"{T1}.level_1.category_1", 0, 1),
    Case("T1.category_3_level_1", "Category 3 at Level 1", caseload(basis(3), level(1)),
         f"{T1}.level_1.total", 0, 1),
    Case("T1.dash", "Category 3 at Level 1 is a dash", caseload(),
         f"{T1}.level_1.category_3", None, 0),
    # T2
    Case("T2.level", "Level 1 all the year", caseload(level(1)), f"{T2}.{L2C1}", 0, 1),
    Case("T2.area", "Level 2 here, Level 3 after the move",
         caseload(area(end="2021-09-01"), area("suffolk", "2021-09-01"),
                  level(2, end="2021-09-01"), level(3, "2021-09-01")), f"{T2}.{L2C1}", 1, 0),
    Case("T2.category", "Level 3 before the first basis, Level 2 after",
         caseload(basis(1, "2021-09-01"), level(3, end="2021-09-01"), level(2, "2021-09-01")),
         f"{T2}.{L2C1}", 1, 0),
    Case("T2.highest_level", "Level 3, then Level 2",
         caseload(level(3, end="2021-09-01"), level(2, "2021-09-01")),
         f"{T2}.level_3.category_1", 1, 0),
    Case("T2.last_day", "Category 1, then Category 2, at one level",
         caseload(basis(1, end="2021-09-01"), basis(2)), f"{T2}.level_2.category_2", 1, 0),
    Case("T2.at_that_level", "Category 1 at Level 3, then Category 2 at Level 2",
         caseload(basis(1, end="2021-09-01"), basis(2),
                  level(3, end="2021-09-01"), level(2, "2021-09-01")),
         f"{T2}.level_3.category_1", 1, 0),
    Case("T2.custody", "In prison all the year", caseload(detained("2021-01-01")),
         f"{T2}.{L2C1}", 1, 0),
    # T3
    Case("T3.notification", "Convicted for breach of an order",
         caseload(order("shpo", "2020-01-06"), breach(on="2021-06-10", order="O1")), T3, 0, 1),
    Case("T3.outcome", "Charged", caseload(breach("charged", "2021-06-10")), T3, 0, 1),
    Case("T3.outcome", "Acquitted", caseload(breach("acquitted", "2021-06-10")), T3, 0, 1),
    Case("T3.caution", "Cautioned", caseload(breach("cautioned", "2021-06-10")), T3, 1, 0),
    Case("T3.outcome_on", "Breached in March, convicted in April",
         caseload(breach(on="2021-04-01", breached_on="2021-03-31")), T3, 1, 0),
    Case("T3.any_category", "In Category 2", caseload(basis(2), breach(on="2021-06-10")), T3, 1, 0),
    # T4
    Case("T4.revoked", "Refused", caseload(review("2021-06-10", "refused")), T4, 0, 1),
    Case("T4.decided_on", "Applied in January, decided in June",
         caseload(review("2021-06-10")), T4, 1, 0),
    Case("T4.any_category", "In Category 2 only",
         caseload(basis(2), review("2021-06-10")), T4, 1, 0),
    # T5
    Case("T5.orders", "Two SHPOs of one person",
         caseload(order("shpo", "2021-06-10"), order("shpo", "2021-07-10", ref="O2")),
         f"{T5}.SHPO", 2, 1),
    Case("T5.made_on", "An SHPO of the year before", caseload(order("shpo", "2021-03-31")),
         f"{T5}.SHPO", 0, 1),
    Case("T5.interim", "An interim SHPO", caseload(order("shpo", "2021-06-10", interim="true")),
         f"{T5}.SHPO", 0, 1),
    Case("T5.quashed", "Quashed in the year",
         caseload(order("shpo", "2021-06-10", ended_on="2021-09-01", ended_by="quashed")),
         f"{T5}.SHPO", 0, 1),
    Case("T5.quashed_whenever", "Quashed after the year",
         caseload(order("shpo", "2021-06-10", ended_on="2022-09-01", ended_by="quashed")),
         f"{T5}.SHPO", 0, 1),
    Case("T5.only_quashed", "Discharged in the year",
         caseload(order("shpo", "2021-06-10", ended_on="2021-09-01", ended_by="discharged")),
         f"{T5}.SHPO", 1, 0),
    Case("T5.area", "Made the day before the move to this area",
         caseload(area("suffolk", end="2021-06-11"), area("norfolk", "2021-06-11"),
                  order("shpo", "2021-06-10")), f"{T5}.SHPO", 0, 1),
    Case("T5.travel_row", "An SHPO with a foreign travel restriction",
         caseload(order("shpo", "2021-06-10", foreign_travel_restriction="true")), TRAVEL, 1, 0),
    Case("T5.travel_not_twice", "The same in the row of SHPOs",
         caseload(order("shpo", "2021-06-10", foreign_travel_restriction="true")),
         f"{T5}.SHPO", 0, 1),
    Case("T5.travel_shpo_only", "A notification order with a foreign travel restriction",
         caseload(order("notification_order", "2021-06-10", foreign_travel_restriction="true")),
         f"{T5}.NO", 1, 0),
    Case("T5.notices", "A notification notice of 29 November 2022",
         caseload(order("notification_notice", "2022-11-29")), f"{T5}.NO", 1, 0, "2022-23"),
    Case("T5.notices_from", "A notification notice of the day before",
         caseload(order("notification_notice", "2022-11-28")), f"{T5}.NO", 0, 1, "2022-23"),
    Case("T5.no_row", "An SHPO of 8 March 2015 in an edition of SOPOs",
         caseload(order("shpo", "2015-03-08")), f"{T5}.SOPO", 0, 1, "2014-15"),
    Case("T5.no_row", "An SRO", caseload(order("sro", "2021-06-10")), f"{T5}.SHPO", 0, 1),
    # T8
    Case("T8.category_1", "Two in Category 1 and one in Category 2 among 100,000",
         caseload(*two_in_category_1(), population(100_000), people=3), T8, 2, 3),
    Case("T8.half_up", "One among 200,000", caseload(population(200_000)), T8, 1, 0),
    Case("T8.mid_year", "Mid-2021 for the snapshot of 2022",
         caseload(population(100_000), population(50_000, 2022)), T8, 1, 2),
    Case("T8.zero", "A population of 0", caseload(population(0)), T8, "not_supplied", 0),
    Case("T8.latest_edition", "A second edition recorded later",
         caseload(population(100_000), population(50_000, edition="mid-2021 (rebased)")), T8, 2, 1),
    Case("T8.sums_first", "One in each of two areas of 42 with 100,000 residents each",
         caseload(*one_in_each_of_two_areas(), *ELSEWHERE, population(100_000), people=2),
         T8, 0, 2, area="all"),
    Case("T8.any_missing", "No population of Norfolk",
         caseload(*ELSEWHERE), T8, "not_supplied", 0, area="all"),
    # Editions
    Case("E.tables", "A revocation in 2014-15, whose edition has no such table",
         caseload(review("2015-01-09", applied="2014-06-10")), T4, None, 1, "2014-15"),
    Case("E.tables", "T6 in 2014-15", caseload(), T6, None, 0, "2014-15"),
    Case("E.orders", "A SOPO of the last possible day",
         caseload(order("sopo", "2015-03-07")), f"{T5}.SOPO", 1, None, "2014-15"),
    Case("E.orders", "A foreign travel order", caseload(order("fto", "2014-06-10")),
         f"{T5}.FTO", 1, None, "2014-15"),
    Case("E.categories", "Category 4 in 2021-22", caseload(), f"{T1}.level_1.category_4", None, 0),
]  # fmt: skip
