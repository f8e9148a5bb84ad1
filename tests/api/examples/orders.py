"""What is planted for each act on orders, breaches and recalls."""

from datetime import date

from core.periods import Period
from orders.api.examples import CONDITION, ENDED_CONDITION, ORDER
from orders.choices import ConditionKind
from orders.models import Condition
from orders.rules.conditions import ConditionTerms
from orders.services.breaches import record_breach
from orders.services.recalls import recall, record_return
from tests.api.examples.people import STEPS, for_life, review
from tests.api.examples.planting import BEFORE, of_fact, of_person, somebody
from tests.meetings.convening import asked
from tests.orders.making import MADE_ON, impose

PARK = ConditionTerms(ConditionKind.PROHIBITION, "Not to enter a park.", Period(MADE_ON))
TRAVEL = ConditionTerms(
    ConditionKind.FOREIGN_TRAVEL, "Not to go there.", Period(MADE_ON, date(2026, 6, 1)), "Ruritania"
)


def varying():
    order = impose(somebody(), conditions=[PARK, TRAVEL])
    park, travel = Condition.objects.order_by("pk")
    return of_fact(order, keys={CONDITION: park.pk, ENDED_CONDITION: travel.pk})


def renewing_travel():
    impose(somebody(), ends_on=None, conditions=[TRAVEL])
    return of_fact(Condition.objects.get())


def deciding():
    person = somebody()
    ends = {"main_application": "23/1", "ends_on": date(2024, 6, 1)}
    interim = impose(person, is_interim=True, **ends)
    full = impose(person, made_on=date(2024, 5, 21), asked=asked(date(2024, 5, 21)))
    return of_fact(interim, keys={ORDER: str(full.public_id)})


def breaching():
    person = somebody()
    return of_person(person, keys={ORDER: str(impose(person).public_id)})


def breach():
    person = somebody()
    return record_breach(
        nominal=person,
        of="order",
        order=impose(person),
        breached_on=date(2024, 4, 1),
        asked=asked(BEFORE),
    )


def recalled():
    return recall(
        nominal=somebody(),
        kind="standard",
        reason="new_offence",
        decided_on=BEFORE,
        asked=asked(BEFORE),
    )


def returned():
    return record_return(recall=recalled(), on=date(2024, 5, 8), asked=asked(date(2024, 5, 8)))


PLANTED = {
    "impose_order": of_person,
    "vary_order": varying,
    "renew_order": lambda: of_fact(impose(somebody())),
    "renew_travel_prohibition": renewing_travel,
    "discharge_order": lambda: of_fact(impose(somebody())),
    "quash_order": lambda: of_fact(impose(somebody())),
    "decide_main_application": deciding,
    "record_breach": breaching,
    "record_outcome": lambda: of_fact(breach()),
    "recall": of_person,
    "record_return": lambda: of_fact(recalled()),
    "rescind_recall": lambda: of_fact(returned()),
    "record_rerelease": lambda: of_fact(returned()),
    "apply_for_review": lambda: of_person(for_life()),
    "decide_review": lambda: of_fact(review(*STEPS)),
}
"""By the name of the operation."""
