"""Orders, breaches and recalls."""

from datetime import date

import factory

from orders import models
from tests.factories.nominals import FactFactory, RecordedFactory


class OrderFactory(FactFactory):
    class Meta:
        model = models.Order

    kind = "shpo"
    made_on = date(2021, 6, 1)


class ConditionFactory(RecordedFactory):
    class Meta:
        model = models.Condition

    order = factory.SubFactory(OrderFactory)
    kind = "prohibition"
    text = "Not to enter a park."
    valid_from = date(2021, 6, 1)


class BreachFactory(FactFactory):
    class Meta:
        model = models.Breach

    of = "notification"


class RecallFactory(FactFactory):
    class Meta:
        model = models.Recall

    kind = "standard"
    reason = "breach_of_licence"
    decided_on = date(2021, 6, 1)


class VariationFactory(RecordedFactory):
    class Meta:
        model = models.Variation

    order = factory.SubFactory(OrderFactory)
    kind = "varied"
    made_on = date(2022, 6, 1)
    applicant_kind = "police"
    text = "Another park."
