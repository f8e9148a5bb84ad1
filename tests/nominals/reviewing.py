"""Somebody with indefinite requirements, and the acts of a review, a day apart."""

from datetime import date, timedelta

from core.periods import Period
from nominals.models import NotificationRequirement, StatePeriod
from nominals.rules.notification.periods import Required
from nominals.services.acts import Asked, act
from nominals.services.notification import reviews
from nominals.services.notification.requirements import (
    record_first_notification,
    require_notification,
)
from tests.factories.nominals import NominalFactory
from tests.nominals.asking import NOW

START, FIRST = date(2000, 1, 1), date(2005, 5, 10)
ELIGIBLE = date(2020, 5, 10)
APPLIED = date(2021, 3, 1)
DECIDED = date(2021, 6, 1)
SHPO = [("shpo", Period(date(2020, 1, 1), date(2022, 1, 1)))]
WHY = "The bodies agree."


class Clock:
    """Each act a day after the one before."""

    days = 0

    def __call__(self, **reasons):
        self.days += 1
        return Asked(by="ann", at=NOW + timedelta(days=self.days), reasons=reasons)


asked = Clock()


def require(person, source="sentence", *, start=START, end=None):
    with act("test", person, asked=asked()) as this:
        (found,) = require_notification(
            this,
            nominal=person,
            source=source,
            required=[Required(Period(start, end), end is None, start, "For life.")],
        )
    return found


def indefinite(*, first=FIRST, born=date(1960, 1, 1), person=None, **facts):
    person = person or NominalFactory(date_of_birth=born)
    requirement = require(person, **facts)
    if first is not None:
        record_first_notification(requirement=requirement, on=first, asked=asked())
    return person


def apply(person, on=APPLIED, orders=()):
    return reviews.apply_for_review(nominal=person, on=on, preventing_orders=orders, asked=asked())


def heard(person, on=APPLIED):
    """A review whose responsible bodies have answered."""
    review = apply(person, on)
    reviews.acknowledge_review(review=review, on=on + timedelta(days=1), asked=asked())
    reviews.ask_bodies(review=review, on=on + timedelta(days=2), asked=asked())
    reviews.note_bodies_answer(review=review, on=on + timedelta(days=3), asked=asked())
    return review


def decide(review, outcome, on=DECIDED, *, rank="superintendent", orders=(), reason=WHY, **given):
    reasons = given.pop("reasons", {})
    return reviews.decide_review(
        review=review,
        on=on,
        outcome=outcome,
        rank=rank,
        reason=reason,
        preventing_orders=orders,
        asked=asked(**reasons),
        **given,
    )


def ends(person):
    found = NotificationRequirement.objects.filter(nominal=person).order_by("valid_from", "pk")
    return list(found.values_list("source", "valid_to"))


def category_on(person, day):
    state = StatePeriod.objects.on(day).filter(nominal=person).first()
    return state and state.category
