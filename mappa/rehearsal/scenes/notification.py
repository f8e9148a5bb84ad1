"""Notification to the police, and the review of indefinite requirements."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.stage import Stage
from nominals.choices import (
    Disposal,
    Established,
    FlagKind,
    Level,
    NotificationMatter,
    OffenceKind,
    Rank,
    ReviewOutcome,
)
from nominals.models import Nominal, NotificationRequirement
from nominals.services import convictions, flags
from nominals.services.notification import reviews
from nominals.services.notification.notifying import record_notification, record_travel
from nominals.services.notification.requirements import record_first_notification
from orders.services.reviews import apply_for_review, decide_review


def cautioned_at_seventeen(stage: Stage) -> Scene:
    """A caution at seventeen: one year of notification instead of two."""
    yield date(2024, 4, 22), "Frankie Lark, seventeen, is cautioned for a sexual offence"
    lark = stage.register("Lark", "Frankie", born=date(2007, 3, 2))
    requirement = _require(
        stage, lark, Established.CAUTIONED, stage.today, Disposal.CAUTION, months=None
    )
    stage.manage(lark, level=Level.ONE, lead=AgencyKind.YOUTH_OFFENDING, since=stage.today)
    yield date(2024, 4, 24), "Lark notifies for the first time"
    record_first_notification(requirement=requirement, on=stage.today, asked=stage.asked())
    yield date(2024, 7, 8), "Lark notifies travel to France"
    record_travel(
        nominal=lark,
        on=stage.today,
        departs_on=date(2024, 7, 20),
        returns_on=date(2024, 7, 27),
        destination="France",
        asked=stage.asked(),
    )
    yield date(2025, 4, 22), "Lark's notification has ended, and Lark leaves"
    stage.leave(lark, "notification has ended")


def review_refused_and_revoked(stage: Stage) -> Scene:
    """Indefinite notification since 2008: an application for review, and its revocation."""
    yield date(2024, 4, 29), "Gale Swift, indefinitely on the register since 2008, is entered"
    swift = stage.register("Swift", "Gale", born=date(1960, 9, 12), visor_reference="V-778")
    requirement = _require(
        stage,
        swift,
        Established.CONVICTED,
        date(2006, 2, 20),
        Disposal.IMPRISONMENT,
        months=48,
        ends_on=date(2010, 2, 20),
    )
    record_first_notification(
        requirement=requirement,
        on=date(2008, 2, 20),
        asked=stage.asked(V28="Released on 18 February 2008; the old file does not hold the stay."),
    )
    stage.manage(swift, level=Level.ONE, lead=AgencyKind.POLICE, since=stage.today)
    record_notification(
        nominal=swift,
        matter=NotificationMatter.ANNUAL,
        on=date(2024, 2, 19),
        asked=stage.asked(V31="The notifications from 2009 to 2023 are in the old file."),
    )
    yield date(2024, 5, 7), "Swift applies for review"
    review = apply_for_review(nominal=swift, on=stage.today, asked=stage.asked(stage.officer))
    yield date(2024, 5, 17), "Swift's application is acknowledged, and the bodies are asked"
    reviews.acknowledge_review(review=review, on=stage.today, asked=stage.asked(stage.officer))
    reviews.ask_bodies(review=review, on=stage.today, asked=stage.asked(stage.officer))
    yield date(2024, 6, 12), "The bodies answer on Swift"
    reviews.note_bodies_answer(review=review, on=stage.today, asked=stage.asked(stage.officer))
    yield date(2024, 7, 15), "A superintendent revokes Swift's notification, and Swift leaves"
    decide_review(
        review=review,
        on=stage.today,
        outcome=ReviewOutcome.REVOKED,
        rank=Rank.SUPERINTENDENT,
        reason="no offence in eighteen years",
        asked=stage.asked(),
    )
    stage.leave(swift, "notification was revoked")


def without_a_home(stage: Stage) -> Scene:
    """Notification every week while there is no home, and every year afterwards."""
    yield date(2024, 5, 20), "Harley Dove is convicted and given a community order"
    dove = stage.register("Dove", "Harley", born=date(1995, 12, 24))
    requirement = _require(
        stage, dove, Established.CONVICTED, stage.today, Disposal.COMMUNITY, months=24
    )
    stage.manage(dove, level=Level.ONE, lead=AgencyKind.POLICE, since=stage.today)
    yield date(2024, 5, 21), "Dove notifies for the first time"
    record_first_notification(
        requirement=requirement, on=stage.today, asked=stage.asked(stage.officer)
    )
    yield date(2024, 9, 30), "Dove loses the flat"
    flag = flags.raise_flag(
        nominal=dove,
        kind=FlagKind.NO_FIXED_ADDRESS,
        on=stage.today,
        reason="evicted",
        asked=stage.asked(),
    )
    for day in (date(2024, 10, 7), date(2024, 10, 14), date(2024, 10, 23)):
        yield day, "Dove notifies where he can be found"
        record_notification(
            nominal=dove,
            matter=NotificationMatter.WEEKLY,
            on=stage.today,
            asked=stage.asked(stage.officer, V29="In hospital over the week's end."),
        )
    yield date(2024, 10, 28), "Dove has a home again and notifies it"
    flags.lower_flag(flag=flag, on=stage.today, reason="new flat", asked=stage.asked())
    record_notification(
        nominal=dove,
        matter=NotificationMatter.CHANGE,
        on=stage.today,
        event_on=stage.today,
        asked=stage.asked(stage.officer),
    )


def _require(
    stage: Stage,
    nominal: Nominal,
    established: Established,
    on: date,
    disposal: Disposal,
    *,
    months: int | None,
    ends_on: date | None = None,
) -> NotificationRequirement:
    """Record a sexual offence and what was imposed for it, and the requirement that follows."""
    offence = convictions.record_conviction(
        nominal=nominal,
        offence="Sexual offence of Schedule 3",
        kind=OffenceKind.SEXUAL,
        established=established,
        established_on=on,
        court="",
        asked=stage.asked(),
    )
    convictions.record_sentence(
        conviction=offence,
        disposal=disposal,
        imposed_on=on,
        months=months,
        ends_on=ends_on,
        asked=stage.asked(V35="The end of the order is not known yet."),
    )
    return NotificationRequirement.objects.get(nominal=nominal)
