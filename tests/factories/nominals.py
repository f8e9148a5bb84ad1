"""Facts about people, recorded at one early instant unless a test says another."""

from datetime import UTC, date, datetime

import factory

from nominals import models
from nominals.choices import CATEGORY_OF_BASIS, Basis
from tests.factories.agencies import area

RECORDED = datetime(2020, 1, 1, 12, tzinfo=UTC)


class RecordedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    recorded_from = RECORDED
    recorded_in = 1


class NominalFactory(RecordedFactory):
    class Meta:
        model = models.Nominal

    family_name = factory.Sequence(lambda n: f"Example{n}")
    changed_at = RECORDED


class FactFactory(RecordedFactory):
    class Meta:
        abstract = True

    nominal = factory.SubFactory(NominalFactory)


class PeriodFactory(FactFactory):
    class Meta:
        abstract = True

    valid_from = date(2020, 1, 1)


class ResponsibleAreaFactory(PeriodFactory):
    class Meta:
        model = models.ResponsibleArea

    area = factory.LazyFunction(area)


class EligibilityPeriodFactory(PeriodFactory):
    class Meta:
        model = models.EligibilityPeriod

    basis = Basis.SEXUAL_OFFENCE
    category = factory.LazyAttribute(lambda each: CATEGORY_OF_BASIS[Basis(each.basis)])


class LevelPeriodFactory(PeriodFactory):
    class Meta:
        model = models.LevelPeriod

    level = 1


class LeadAgencyPeriodFactory(PeriodFactory):
    class Meta:
        model = models.LeadAgencyPeriod

    kind = "police"


class DetentionFactory(PeriodFactory):
    class Meta:
        model = models.Detention

    setting = "prison"


class FlagFactory(PeriodFactory):
    class Meta:
        model = models.Flag

    kind = "no_fixed_address"
    reason = "Said so at the station."


class ConvictionFactory(FactFactory):
    class Meta:
        model = models.Conviction

    offence = "Sexual assault"
    kind = "sexual"
    established = "convicted"
    established_on = date(2020, 1, 1)


class SentenceFactory(RecordedFactory):
    class Meta:
        model = models.Sentence

    conviction = factory.SubFactory(ConvictionFactory)
    disposal = "community"
    imposed_on = date(2020, 1, 1)


class ExpectedReleaseFactory(PeriodFactory):
    class Meta:
        model = models.ExpectedRelease


class LicenceFactory(PeriodFactory):
    class Meta:
        model = models.Licence


class PdpPeriodFactory(PeriodFactory):
    class Meta:
        model = models.PdpPeriod

    reason = "harm is likely"
    decided_by = "the panel"


class NotificationRequirementFactory(PeriodFactory):
    class Meta:
        model = models.NotificationRequirement

    source = "sentence"


class NotificationReviewFactory(FactFactory):
    class Meta:
        model = models.NotificationReview

    applied_on = date(2021, 5, 1)


def managed(*, level=1, basis=Basis.SEXUAL_OFFENCE, code="norfolk", **nominal):
    """Somebody in an area, with a basis, a level and a lead agency from 1 January 2020 on."""
    person = NominalFactory(**nominal)
    ResponsibleAreaFactory(nominal=person, area=area(code))
    EligibilityPeriodFactory(nominal=person, basis=basis)
    LevelPeriodFactory(nominal=person, level=level)
    LeadAgencyPeriodFactory(nominal=person)
    return person


def merged_into(survivor, merged):
    """Let `survivor` stand for the record `merged`, whose periods stay where they are."""
    models.Merge.objects.create(
        survivor=survivor, merged=merged, reason="One person", recorded_from=RECORDED, recorded_in=1
    )
    merged.merged_into = survivor
    merged.save()
