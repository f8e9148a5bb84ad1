"""Recalls somebody to custody, and records the return, the rescission and the re-release."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.choices import RuleCode
from agencies.rules.settings import Settings
from agencies.services.settings import rule_settings
from core.periods import add_days, age_on
from core.refusing import refuse
from core.temporal import TemporalModel, TemporalQuerySet
from nominals.choices import Setting
from nominals.models import Detention, EligibilityPeriod, LevelPeriod, Nominal
from nominals.rules.periods import death_refusal
from nominals.services.acts import Asked
from nominals.services.custody import end_detention
from nominals.services.records import person_of
from orders.choices import RecallKind, RecallReason
from orders.models import Recall
from orders.rules.recalls import (
    Person,
    fixed_term_days,
    length_warning,
    release_refusals,
    rescission_refusals,
    return_refusals,
    suitability_warning,
)
from orders.services.following import order_act

_M = TypeVar("_M", bound=TemporalModel)


def recall(
    *,
    nominal: Nominal,
    kind: RecallKind,
    reason: RecallReason,
    decided_on: date,
    asked: Asked,
    sentence_months: int | None = None,
    days: int | None = None,
) -> Recall:
    """Record the decision to recall somebody; until the return the person is unlawfully at large.

    Whether a fixed term is suitable goes by the level and category that were known when it was
    decided, whatever was corrected since. Without `days` a fixed term takes the length that the
    rule setting gives for the sentence.

    Raises:
        ValidationError: if a recall of that day is recorded, another kind than a fixed term has a
            length, or the person died before.
        NeedsReason: by V57 and V58.
    """
    with order_act("recall", nominal, asked=asked) as this:
        refuse([death_refusal("A recall", decided_on, nominal.died_on)])
        if kind == RecallKind.FIXED_TERM:
            settings = rule_settings()
            should_be = fixed_term_days(
                sentence_months, settings.value(RuleCode.FIXED_TERM_RECALL_DAYS, on=decided_on)
            )
            if days is None:
                days = should_be
            known_at = min(this.at, _end_of(decided_on))
            person = _person(nominal, decided_on, known_at, sentence_months)
            this.ask(
                nominal,
                [
                    suitability_warning(person, _limits(settings, decided_on)),
                    length_warning(days, should_be),
                ],
            )
        elif days is not None:
            raise ValidationError({"days": "Only a fixed-term recall has a length in days."})
        recalled = this.record(
            Recall(nominal=nominal, kind=kind, reason=reason, decided_on=decided_on, days=days)
        )
    return recalled


def record_return(*, recall: Recall, on: date, asked: Asked, establishment: str = "") -> Recall:
    """Record the return to custody on the day `on`, which begins a detention in prison.

    A detention that holds on that day already stands as it is. A later one begins where it did.

    Raises:
        ValidationError: by V59, or because a return or rescission is recorded.
    """
    nominal = person_of(recall.nominal)
    with order_act("record_return", nominal, asked=asked) as this:
        recall.refresh_from_db()
        refuse(
            [
                *return_refusals(recall.stages, on),
                death_refusal("A return", on, nominal.died_on),
            ]
        )
        this.supersede(recall, returned_on=on)
        detentions = Detention.objects.filter(nominal=nominal)
        if not detentions.on(on).exists():
            later = detentions.filter(valid_from__gt=on).order_by("valid_from").first()
            this.record(
                Detention(
                    nominal=nominal,
                    setting=Setting.PRISON,
                    establishment=establishment,
                    valid_from=on,
                    valid_to=None if later is None else later.valid_from,
                )
            )
    return recall


def rescind_recall(*, recall: Recall, on: date, reason: str, asked: Asked) -> Recall:
    """Record that the decision was rescinded on the day `on`; nobody is at large under it then.

    A detention that the return began ends with the re-release.

    Raises:
        ValidationError: if it was rescinded, the person was released, or the day comes before.
    """
    nominal = person_of(recall.nominal)
    with order_act("rescind_recall", nominal, asked=asked, purpose=reason) as this:
        recall.refresh_from_db()
        refuse(rescission_refusals(recall.stages, on))
        this.supersede(recall, rescinded_on=on)
    return recall


def record_rerelease(*, recall: Recall, on: date, asked: Asked) -> Recall:
    """Record the re-release; `on` is the first day in the community.

    It ends the detention in prison that holds on that day, where one does.

    Raises:
        ValidationError: if no return is recorded or it comes later, or a release is recorded.
    """
    nominal = person_of(recall.nominal)
    with order_act("record_rerelease", nominal, asked=asked) as this:
        recall.refresh_from_db()
        refuse(
            [
                *release_refusals(recall.stages, on),
                death_refusal("A release", on, nominal.died_on),
            ]
        )
        this.supersede(recall, released_on=on)
        detentions = Detention.objects.filter(nominal=nominal, setting=Setting.PRISON)
        held = detentions.on(on).first()
        if held is not None:
            end_detention(this, held, on)
    return recall


def _limits(settings: Settings, on: date) -> dict[str, Any] | None:
    """The limits of fixed-term recalls on a day; `None` before there were any."""
    for each in settings.national(RuleCode.FIXED_TERM_RECALL_LIMITS):
        if each.valid_from <= on < each.ends:
            limits: dict[str, Any] = each.value
            return limits
    return None


def _end_of(day: date) -> datetime:
    """The instant at which `day` ends where the product is used."""
    return datetime.combine(add_days(day, 1), time.min, tzinfo=timezone.get_default_timezone())


def _person(nominal: Nominal, on: date, known_at: datetime, sentence_months: int | None) -> Person:
    levels = _known(LevelPeriod.history.filter(nominal=nominal), known_at)
    bases = _known(EligibilityPeriod.history.filter(nominal=nominal), known_at)
    born = nominal.date_of_birth
    return Person(
        sentence_months=sentence_months,
        levels=list(levels.on(on).values_list("level", flat=True)),
        categories=list(bases.on(on).values_list("category", flat=True)),
        age=None if born is None else age_on(born, on),
    )


def _known(rows: TemporalQuerySet[_M], at: datetime) -> TemporalQuerySet[_M]:
    """`rows` as known at an instant; as now known where none had been recorded by then, as of
    somebody whose record is younger than the decision."""
    if rows.filter(recorded_from__lte=at).exists():
        return rows.as_known_at(at)
    return rows.now_known()
