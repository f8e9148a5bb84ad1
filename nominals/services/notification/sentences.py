"""What is recorded of a person's offences of Schedule 3, as section 82 reads it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError

from agencies.choices import RuleCode
from agencies.services.settings import rule_settings
from core.periods import FOREVER
from nominals.choices import Disposal, OffenceKind
from nominals.models import Conviction, Nominal, Sentence
from nominals.rules.notification.periods import TERMS, Imposed, Required, notification_period
from nominals.services.records import records_of


class SexualSentences:
    """The convictions, findings and cautions of a person by their relevant dates, and what was
    imposed for them, on whichever record of the person. `days` are the relevant dates."""

    def __init__(self, nominal: Nominal) -> None:
        self._born_on = nominal.date_of_birth
        records = records_of([nominal.pk])
        convictions = Conviction.objects.filter(nominal__in=records, kind=OffenceKind.SEXUAL)
        self.days = set(convictions.values_list("established_on", flat=True))
        self._by_day: defaultdict[date, list[Sentence]] = defaultdict(list)
        self._consecutive: defaultdict[date, list[tuple[date, Sentence]]] = defaultdict(list)
        sentences = Sentence.objects.filter(
            conviction__nominal__in=records,
            conviction__kind=OffenceKind.SEXUAL,
            conviction__recorded_to=FOREVER,
        ).select_related("conviction")
        terms: defaultdict[date, list[tuple[date, Sentence]]] = defaultdict(list)
        for each in sentences:
            day = each.conviction.established_on
            self._by_day[day].append(each)
            if each.disposal in TERMS:
                terms[each.imposed_on].append((day, each))
        for imposed_on, found in terms.items():
            if any(each.is_consecutive for _, each in found):
                self._consecutive[imposed_on] = found

    def days_with(self, relevant_on: date) -> list[date]:
        """The relevant date, and those of terms that are added to its own."""
        beside = self._beside(relevant_on)
        return sorted({relevant_on, *(day for day, _ in beside)})

    def imposed(self, relevant_on: date) -> list[Imposed]:
        """What was imposed for the offences of a relevant date."""
        rows = {each.pk: each for each in self._by_day[relevant_on]}
        rows |= {each.pk: each for _, each in self._beside(relevant_on)}
        return [
            Imposed(
                Disposal(each.disposal),
                each.months or 0,
                each.days or 0,
                each.is_consecutive,
                each.imposed_on,
            )
            for each in rows.values()
        ]

    def lacks_a_length(self, relevant_on: date) -> bool:
        """Whether a term or discharge of a relevant date is recorded without its length, which V35
        lets pass."""
        return any(
            each.disposal in {*TERMS, Disposal.CONDITIONAL_DISCHARGE}
            and not (each.months or each.days)
            for each in self.imposed(relevant_on)
        )

    def required(self, relevant_on: date) -> Required | None:
        """What section 82 requires from a relevant date on; `None` where it requires nothing."""
        if relevant_on not in self.days:
            return None
        counts = rule_settings().value(RuleCode.SUSPENDED_SENTENCE_COUNTS, on=relevant_on)
        try:
            return notification_period(
                self.imposed(relevant_on),
                relevant_on=relevant_on,
                date_of_birth=self._born_on,
                suspended_counts=counts,
            )
        except ValueError as error:
            raise ValidationError({"months": str(error)}) from None

    def _beside(self, relevant_on: date) -> list[tuple[date, Sentence]]:
        occasions = {each.imposed_on for each in self._by_day[relevant_on]}
        return [
            found
            for imposed_on in sorted(occasions)
            for found in self._consecutive.get(imposed_on, ())
        ]
