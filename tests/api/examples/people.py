"""What is planted for each act on people."""

from datetime import date

from nominals.models import LicenceCondition, NamedViewer
from nominals.services.access import restrict_case
from nominals.services.convictions import record_conviction, record_sentence
from nominals.services.custody import begin_licence, detain
from nominals.services.flags import raise_flag
from nominals.services.identity.registration import add_alias
from nominals.services.notification import reviews
from nominals.services.screening import begin_pdp
from nominals.services.transfers import host_case, request_transfer
from orders.services.reviews import apply_for_review, decide_review
from tests.api.calling import Person
from tests.api.casework import restated
from tests.api.examples.planting import (
    BEFORE,
    Planted,
    member,
    of_fact,
    of_person,
    somebody,
    unmanaged,
)
from tests.factories.agencies import area
from tests.factories.nominals import (
    EligibilityPeriodFactory,
    LeadAgencyPeriodFactory,
    LevelPeriodFactory,
    NotificationRequirementFactory,
)
from tests.meetings.convening import HELD, asked

MARCH = date(2024, 3, 1)
SAID = {"on": BEFORE, "reason": "It was said so."}


def eligible(**facts):
    """Somebody in Category 1 whose level nobody has set."""
    person = unmanaged()
    EligibilityPeriodFactory(nominal=person, **facts)
    return restated(person)


def about_to_leave():
    """Somebody managed, whose only basis ends on the day of the examples."""
    person = eligible(valid_to=HELD)
    LevelPeriodFactory(nominal=person)
    LeadAgencyPeriodFactory(nominal=person)
    return restated(person)


def alias():
    return add_alias(
        nominal=somebody(), family_name="Fink", on=BEFORE, user=None, asked=asked(BEFORE)
    )


def conviction():
    return record_conviction(
        nominal=somebody(),
        offence="Sexual assault",
        kind="sexual",
        established="convicted",
        established_on=BEFORE,
        asked=asked(BEFORE),
    )


def sentence():
    return record_sentence(
        conviction=conviction(),
        disposal="imprisonment",
        imposed_on=BEFORE,
        months=20,
        ends_on=date(2026, 1, 1),
        asked=asked(BEFORE),
    )


def detained():
    person = somebody()
    detain(
        nominal=person, setting="prison", on=BEFORE, establishment="HMP Hull", asked=asked(BEFORE)
    )
    return person


def licence():
    return begin_licence(
        nominal=somebody(),
        on=BEFORE,
        ends_on=date(2025, 5, 1),
        kind="determinate",
        conditions=["Reside as approved."],
        asked=asked(BEFORE),
    )


def licence_condition():
    return LicenceCondition.objects.get(licence=licence())


def dangerous():
    person = unmanaged()
    begin_pdp(nominal=person, decider="The panel", asked=asked(BEFORE), **SAID)
    return person


def flag():
    return raise_flag(nominal=somebody(), kind="no_fixed_address", asked=asked(BEFORE), **SAID)


def requirement(**facts):
    period = NotificationRequirementFactory(nominal=somebody(), **facts)
    restated(period.nominal)
    return period


def subject():
    return requirement(first_notified_on=date(2020, 1, 2)).nominal


def for_life():
    """Somebody with indefinite requirements for more than fifteen years."""
    facts = {"first_notified_on": date(2007, 1, 1), "is_indefinite": True}
    return requirement(valid_from=date(2005, 1, 1), **facts).nominal


def review(*steps):
    found = apply_for_review(nominal=for_life(), on=MARCH, asked=asked(MARCH))
    for step in steps:
        step(review=found, on=MARCH, asked=asked(MARCH))
    return found


STEPS = (reviews.acknowledge_review, reviews.ask_bodies, reviews.note_bodies_answer)


def refused_review():
    return decide_review(
        review=review(*STEPS),
        on=date(2024, 5, 10),
        outcome="refused",
        rank="superintendent",
        reason="The risk stands.",
        asked=asked(date(2024, 5, 10)),
    )


def appealed_review():
    return reviews.appeal_review(review=refused_review(), on=date(2024, 5, 15), asked=asked())


def restricted():
    """A restricted case with its co-ordinator on the list, who sends the example."""
    co_ordinator = Person()
    person = somebody()
    viewers = {co_ordinator.user: "Co-ordinates the case."}
    restrict_case(nominal=person, viewers=viewers, asked=asked(BEFORE), **SAID)
    return Planted(co_ordinator, person.public_id)


def naming():
    member("kim.wren")
    return restricted()


def restricting():
    member("kim.wren")
    return of_person()


def removing():
    planted = restricted()
    planted.key = NamedViewer.objects.get().pk
    return planted


def transfer():
    return request_transfer(
        nominal=somebody(), to_area=area("suffolk"), asked=asked(BEFORE), **SAID
    )


def hosting_of():
    return host_case(
        nominal=somebody(),
        area=area("suffolk"),
        user=member("robin.heath", code="suffolk"),
        asked=asked(BEFORE),
        **SAID,
    )


def to_be_hosted():
    member("robin.heath", code="suffolk")
    return of_person()


PLANTED = {
    "register_nominal": lambda: Planted(Person()),
    "change_identity": of_person,
    "add_alias": of_person,
    "remove_alias": lambda: of_fact(alias()),
    "record_address": of_person,
    "record_death": of_person,
    "record_conviction": of_person,
    "record_sentence": lambda: of_fact(conviction()),
    "change_sentence_end": lambda: of_fact(sentence()),
    "enter_category": lambda: of_person(unmanaged()),
    "end_category_basis": lambda: of_fact(somebody().eligibility_periods.get()),
    "leave_mappa": lambda: of_person(about_to_leave()),
    "set_level": lambda: of_person(eligible()),
    "set_lead_agency": of_person,
    "detain": of_person,
    "release": lambda: of_person(detained()),
    "expect_release": lambda: of_person(detained()),
    "begin_licence": of_person,
    "change_licence_end": lambda: of_fact(licence()),
    "end_licence": lambda: of_fact(licence()),
    "add_condition": lambda: of_fact(licence()),
    "end_condition": lambda: of_fact(licence_condition()),
    "assess_risk": of_person,
    "review_level_1": of_person,
    "record_serious_further_offence": of_person,
    "decide_not_eligible": lambda: of_person(unmanaged()),
    "begin_pdp": lambda: of_person(unmanaged()),
    "end_pdp": lambda: of_person(dangerous()),
    "raise_flag": of_person,
    "lower_flag": lambda: of_fact(flag()),
    "add_victim_note": of_person,
    "require_for_sentence": lambda: of_fact(sentence().conviction),
    "override_notification_end": lambda: of_fact(requirement()),
    "record_first_notification": lambda: of_fact(requirement(valid_from=date(2024, 5, 19))),
    "record_notification": lambda: of_person(subject()),
    "record_travel": lambda: of_person(subject()),
    "acknowledge_review": lambda: of_fact(review()),
    "ask_bodies": lambda: of_fact(review(*STEPS[:1])),
    "note_bodies_answer": lambda: of_fact(review(*STEPS[:2])),
    "appeal_review": lambda: of_fact(refused_review()),
    "decide_appeal": lambda: of_fact(appealed_review()),
    "restrict_case": restricting,
    "lift_restriction": restricted,
    "name_viewer": naming,
    "remove_viewer": removing,
    "request_transfer": of_person,
    "accept_transfer": lambda: of_fact(transfer(), code="suffolk"),
    "refuse_transfer": lambda: of_fact(transfer(), code="suffolk"),
    "withdraw_transfer": lambda: of_fact(transfer()),
    "host_case": to_be_hosted,
    "end_hosting": lambda: of_fact(hosting_of()),
    "search_nominals": lambda: Planted(Person()),
}
"""By the name of the operation."""
