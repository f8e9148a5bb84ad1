"""Somebody about whom there is a fact of every kind that the floors of people and orders keep."""

from datetime import date, timedelta

from nominals import models
from orders.models import Breach, Condition, Order, Recall, Variation
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import (
    RECORDED,
    ConvictionFactory,
    DetentionFactory,
    ExpectedReleaseFactory,
    FlagFactory,
    LicenceFactory,
    NotificationRequirementFactory,
    NotificationReviewFactory,
    PdpPeriodFactory,
    SentenceFactory,
)
from tests.factories.orders import BreachFactory, ConditionFactory, OrderFactory, RecallFactory

DAY = date(2021, 5, 1)
KNOWN = {"recorded_from": RECORDED, "recorded_in": 1}
DATED = {"valid_from": date(2020, 1, 1), **KNOWN}
DERIVED = {"valid_from": date(2020, 1, 1), "recorded_from": RECORDED}
IN_ORDERS = (Order, Condition, Variation, Breach, Recall)


def tell_of(person):
    """Give `person` a row of every model whose rows are facts about people."""
    conviction = ConvictionFactory(nominal=person)
    SentenceFactory(conviction=conviction)
    notification = models.Notification.objects.create(
        nominal=person, matter="travel", notified_on=DAY, **KNOWN
    )
    models.ForeignTravel.objects.create(
        notification=notification, departs_on=DAY, destination="France", **KNOWN
    )
    for factory in (
        DetentionFactory,
        FlagFactory,
        NotificationRequirementFactory,
        NotificationReviewFactory,
        PdpPeriodFactory,
        BreachFactory,
        RecallFactory,
    ):
        factory(nominal=person)
    ExpectedReleaseFactory(nominal=person, expected_on=DAY)
    models.LicenceCondition.objects.create(
        licence=LicenceFactory(nominal=person), text="Reside as told.", **DATED
    )
    order = OrderFactory(nominal=person)
    ConditionFactory(order=order)
    Variation.objects.create(order=order, kind="variation", made_on=DAY, text="Varied", **KNOWN)
    of_person = {"nominal": person}
    models.Alias.objects.create(family_name="Otherwise", **of_person, **KNOWN)
    models.Address.objects.create(lines="1 Hidden Lane", **of_person, **KNOWN)
    models.VictimNote.objects.create(noted_on=DAY, text="Afraid.", **of_person, **KNOWN)
    models.RiskLevelPeriod.objects.create(tool="OASys", risk="high", **of_person, **DATED)
    models.LevelOneReview.objects.create(
        reviewed_on=DAY, reviewer="PC Rook", conclusion="Stays", **of_person, **KNOWN
    )
    models.LevelMeeting.objects.create(meeting_id=0, held_on=DAY, level=2, **of_person, **KNOWN)
    models.SeriousFurtherOffence.objects.create(
        charged_on=DAY, offence="Murder", **of_person, **KNOWN
    )
    models.NotEligibleDecision.objects.create(
        decided_on=DAY, decided_by="The panel", reason="No basis", **of_person, **KNOWN
    )
    models.Transfer.objects.create(
        from_area=area(),
        to_area=area("kent"),
        requested_on=DAY,
        reason="Moved",
        outcome="refused",
        decided_on=DAY,
        **of_person,
        **KNOWN,
    )
    models.EligibilitySupport.objects.create(
        basis="sexual_offence", source_label="test", source_id=1, **of_person, **DATED
    )
    models.Hosting.objects.create(
        area=area("kent"), user=UserFactory(), reason="Lives there", **of_person, **DATED
    )
    models.NamedViewer.objects.create(
        user=UserFactory(), reason="Left from before", **of_person, **DATED
    )
    models.Finding.objects.create(source="test", rule="V1", sentence="Odd.", **of_person, **DERIVED)
    models.EmergencyAccess.objects.create(
        user=UserFactory(),
        reason="A child is at risk.",
        opened_at=RECORDED,
        until=RECORDED + timedelta(hours=1),
        **of_person,
        **KNOWN,
    )
