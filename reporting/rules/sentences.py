"""The counting rules and their clauses as plain sentences, by identifier.

The product shows the identifier and its sentence beside each table and each person counted or
not. An identifier never changes its meaning; a rule that counts otherwise is a new version
(`reporting.rules.versions`).
"""

from __future__ import annotations

RULES: dict[str, str] = {
    "D1": "A period holds from its first day, included, to valid_to, excluded; without valid_to "
    "it is open.",
    "D2": "The reporting year runs from 1 April to 31 March, its snapshot day, at the end of "
    "which a state is taken.",
    "D3": "The reporting category is the first, in the order of precedence of that day, of the "
    "bases in force on it: 1, 2, 3 up to 27 June 2022, then 4, 1, 2, 3.",
    "D4": "The level is that of the level period in force; without one it is undetermined.",
    "D5": "Somebody is in the community who is in no detention period, prison or hospital, on "
    "that day.",
    "D6": "Who has died is in no state from the day of death on; an event later than that day is "
    "counted nowhere.",
    "D7": "The area is the one responsible for the case on that day.",
    "D8": "An event takes the area, level and category in force on its day, each by itself from "
    "the day before where none is in force on the day.",
    "D9": "A person counts once in each area and year; England and Wales is the sum of the areas.",
    "T1": "People in the community and alive on 31 March, by level and reporting category on "
    "that day.",
    "T2": "People at Level 2 or 3 with a reporting category on some day of the year, once: the "
    "highest level, and the category on the last day at that level. Custody does not exclude.",
    "T3": "People with a breach of notification requirements whose caution or conviction is "
    "dated in the year, once.",
    "T4": "People whose review of lifetime notification was decided in the year with the result "
    "revoked, once.",
    "T5": "Full orders made in the year and not quashed; orders, not people. An SHPO with a "
    "foreign travel restriction has its own row.",
    "T6": "People with a breach of an SRO or Risk of Sexual Harm Order whose caution or "
    "conviction is dated in the year and who had no Category 1 basis on the day before, once.",
    "T7a": "People recalled for breach of licence whose return to custody is dated in the year, "
    "at Level 2 or 3 on the day the recall was decided, once: of several recalls the highest "
    "level, then the latest return, then the latest decision.",
    "T7b": "People with a breach of a SOPO or SHPO whose return to custody for it is dated in the "
    "year, at Level 2 or 3 on the day of the return, once and under Category 1: of several the "
    "highest level.",
    "T8": "Category 1 on 31 March in T1, times 100,000, over residents aged 10 and over at the "
    "middle of the year before, rounded half up.",
}
"""The rules D1 to D9 and T1 to T8."""

CLAUSES: dict[str, str] = {
    "D2.other_year": "It is dated in another reporting year.",
    "D2.undated": "The date by which the table counts is not recorded, so it is in no year.",
    "D6.after_death": "It is later than the day of death, so it is counted nowhere.",
    "D6.died": "The person had died, and is in no state from the day of death on.",
    "D7.no_area": "No area was responsible on that day or the day before, so no area counts it.",
    "T1.no_area": "No area was responsible on the snapshot day.",
    "T1.no_category": "No basis gave a reporting category on the snapshot day.",
    "T1.detained": "The person was in prison or hospital on the snapshot day.",
    "T1.undetermined_level": "The level on the snapshot day is undetermined: a fault of the data.",
    "T1.category_3_at_level_1": "Category 3 at Level 1 on the snapshot day: a fault of the data.",
    "T2.no_day": "On no day of the year was the person alive, in an area, at Level 2 or 3 and with "
    "a reporting category.",
    "T3.not_cautioned_or_convicted": "The outcome is neither a caution nor a conviction.",
    "T3.another_counts": "Another breach in the year counts the person in this area already.",
    "T4.not_revoked": "The review did not end with the result revoked.",
    "T4.another_counts": "Another review in the year counts the person in this area already.",
    "T5.interim": "Interim orders are never counted.",
    "T5.quashed": "An order quashed on appeal is never counted, whenever it was quashed.",
    "T5.notice_before_start": "Notification notices are counted from 29 November 2022 on.",
    "T5.kind_never_counted": "Orders of this kind have no row in any edition.",
    "T5.no_row": "Orders of this kind have no row in the year's edition.",
    "T6.not_cautioned_or_convicted": "The outcome is neither a caution nor a conviction.",
    "T6.category_1_before": "A Category 1 basis was in force on the day before the outcome.",
    "T6.another_counts": "Another breach in the year counts the person in this area already.",
    "T7a.other_reason": "The recall was for something other than breach of licence.",
    "T7a.home_detention_curfew": "Home detention curfew recalls are never counted.",
    "T7a.rescinded": "A rescinded recall is never counted, whenever it was rescinded.",
    "T7a.not_at_level_2_or_3": "The person was not at Level 2 or 3 when the recall was decided.",
    "T7a.undetermined_level": "The level when the recall was decided is undetermined: a fault of "
    "the data.",
    "T7a.no_category": "No reporting category when the recall was decided: a fault of the data.",
    "T7a.another_counts": "Another recall in the year goes before it in this area: the highest "
    "level, then the latest return, then the latest decision.",
    "T7b.not_at_level_2_or_3": "The person was not at Level 2 or 3 on the day of the return.",
    "T7b.undetermined_level": "The level on the day of the return is undetermined: a fault of the "
    "data.",
    "T7b.another_counts": "Another return in the year goes before it in this area: the highest "
    "level.",
    "edition.not_printed": "The edition of the year does not print this table.",
}
"""Why something is not counted: the one clause that keeps it out."""


def sentence(identifier: str) -> str:
    """What a rule or clause says.

    Raises:
        LookupError: if there is no such rule or clause.
    """
    found = RULES.get(identifier) or CLAUSES.get(identifier)
    if found is None:
        msg = f"No rule or clause is called {identifier}."
        raise LookupError(msg)
    return found
