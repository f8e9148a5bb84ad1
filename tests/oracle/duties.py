"""An independent, slow answer to what is owed on a day: a walk day by day over the raw facts.

It follows the sentences of `docs/duties.md` one after the other and shares no code with the rules.
On each day of the walk each duty is asked for by itself: does it begin today, has it ended today?
"""

from collections.abc import Iterable, Iterator
from datetime import date

from nominals.models import Nominal
from tests.oracle.duties_of_meetings import (
    actions,
    first_meetings,
    information,
    minutes,
    referral_decision,
    reviews_by_meetings,
)
from tests.oracle.duties_of_notification import (
    annual,
    eligible_for_review,
    initial,
    stages_of_review,
    weekly,
)
from tests.oracle.duty_days import (
    DAY,
    Duty,
    Source,
    days_of,
    first_day,
    months_on,
    walk,
    working_days_on,
)
from tests.oracle.duty_facts import Facts, Span, facts_of


def owed_on(nominal: Nominal, day: date) -> set[Duty]:
    """What is owed at the end of `day` by the stored facts of `nominal`."""
    facts = facts_of(nominal)
    return set() if facts is None else owed(facts, day)


class Everybody:
    """What everybody owes, person by person; facts are read again only after an act."""

    def __init__(self) -> None:
        self.read: dict[tuple[int, int], Facts | None] = {}

    def owed_on(self, day: date) -> set[tuple[int, str, str, int, date]]:
        """The key of each nominal with what he or she owes: kind, source and due day."""
        found = set()
        for nominal in Nominal.objects.all():
            key = nominal.pk, nominal.version
            if key not in self.read:
                self.read[key] = facts_of(nominal)
            if (facts := self.read[key]) is not None:
                found |= {(nominal.pk, kind, *fact, due) for kind, fact, due in owed(facts, day)}
        return found


def owed(facts: Facts, day: date) -> set[Duty]:
    """What is owed at the end of `day`."""
    if facts.died is not None and day >= facts.died:
        return set()
    found: set[Duty] = set()
    for follow in EVERY_DUTY:
        found |= set(follow(facts, day))
    return found


# Management


def level_before_release(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.releases:
        release = each.row.expected_on
        notice = facts.setting("release_notice_months", each.first, facts.area_on(each.first))
        before = facts.setting("level_before_release_months", each.first, facts.area_on(each.first))
        arises = max(each.first, months_on(release, -notice))
        has_level = any(
            any(today in level for level in facts.levels) for today in days_of(arises, day)
        )
        if arises <= day and day in each and not has_level:
            due = max(arises, months_on(release, -before))
            yield "level_before_release", ("nominals.ExpectedRelease", each.key), due


def level_1_review(facts: Facts, day: date) -> Iterator[Duty]:
    def at_level_1(today: date) -> bool:
        return any(today in each for each in facts.bases) and any(
            today in each and each.row.level == 1 for each in facts.levels
        )

    def begins(today: date) -> Iterator[Source]:
        if not at_level_1(today - DAY):
            for each in facts.levels:
                if today in each:
                    yield "nominals.LevelPeriod", each.key
        for review in facts.level_1_reviews:
            if review.reviewed_on == today:
                yield "nominals.LevelOneReview", review.pk

    name = "level_1_review", 0
    link = walk(facts, name, first_day(facts), begins, lambda today: not at_level_1(today)).at(day)
    if link is not None:
        source, began = link
        months = facts.setting("level_1_review_months", began, facts.area_on(began))
        yield "level_1_review", source, months_on(began, months)


def transfer_answer(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.transfers:
        if each.requested_on > day or (each.decided_on is not None and each.decided_on <= day):
            continue
        left = facts.setting("transfer_answer_working_days", each.requested_on, each.to_area_id)
        due = working_days_on(facts, each.requested_on, left)
        yield "transfer_answer", ("nominals.Transfer", each.pk), due


# What ends on a known day


def ends_together(facts: Facts, day: date) -> Iterator[Duty]:
    """Several of a kind end when the last of those that follow without a gap does."""
    for kind, label, spans in (
        ("category_end", "nominals.EligibilityPeriod", facts.bases),
        ("notification_end", "nominals.NotificationRequirement", facts.requirements),
    ):
        if not any(day in each for each in spans):
            continue
        known = facts.unbroken.setdefault(kind, [])
        together = next((each for each in known if day in each), None)
        if together is None:
            together = unbroken(spans, day)
            known.append(together)
        if together.end is not None:
            yield from prepared(facts, kind, (label, together.key), together, day)


def unbroken(spans: list[Span], day: date) -> Span:
    """The days around `day` on each of which one of `spans` holds, found one by one; its key is the
    lowest of those that hold on the last."""
    first, last = day, day
    while any(first - DAY in each for each in spans):
        first -= DAY
    while True:
        holding = [each for each in spans if last in each]
        if any(each.end is None for each in holding):
            return Span(0, first, None)
        if not any(last + DAY in each for each in spans):
            return Span(min(each.key for each in holding), first, last + DAY)
        last += DAY


def ends_alone(facts: Facts, day: date) -> Iterator[Duty]:
    for each in facts.licences:
        if each.end is not None:
            source = "nominals.Licence", each.key
            yield from prepared(facts, "licence_end", source, each, day)
    for order in facts.orders:
        if order.ends_on is not None and not gone([order.ended_on], day):
            source = "orders.Order", order.pk
            life = Span(order.pk, order.made_on, order.ends_on)
            yield from prepared(facts, "order_expiry", source, life, day)
    for each in facts.bans:
        order = each.row.order
        if each.end is not None and not gone([order.ended_on, order.ends_on], day):
            source = "orders.Condition", each.key
            yield from prepared(facts, "travel_ban_expiry", source, each, day)


def gone(ends: Iterable[date | None], day: date) -> bool:
    return any(each is not None and each <= day for each in ends)


def prepared(facts: Facts, kind: str, source: Source, held: Span, day: date) -> Iterator[Duty]:
    """An end is prepared for from some days before it, while the thing holds."""
    assert held.end is not None
    eve = held.end - DAY
    notice = facts.setting(f"{kind}_notice_days", eve, facts.area_on(eve))
    if day in held and day >= held.end - notice * DAY:
        yield kind, source, eve


EVERY_DUTY = (
    initial,
    annual,
    weekly,
    eligible_for_review,
    stages_of_review,
    level_before_release,
    level_1_review,
    transfer_answer,
    ends_together,
    ends_alone,
    referral_decision,
    information,
    first_meetings,
    reviews_by_meetings,
    minutes,
    actions,
)
