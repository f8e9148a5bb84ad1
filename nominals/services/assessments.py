"""Risk, reviews at Level 1, and serious further offences: beside the level, never changing it."""

from __future__ import annotations

from datetime import date

from core.refusing import refuse
from nominals.choices import RiskLevel
from nominals.models import (
    LevelOneReview,
    Nominal,
    RiskLevelPeriod,
    SeriousFurtherOffence,
    StatePeriod,
)
from nominals.rules.assessments import level_1_review_refusal
from nominals.rules.periods import death_refusal
from nominals.services.acts import Asked, act
from nominals.services.periods import succeed


def assess_risk(
    *, nominal: Nominal, tool: str, risk: RiskLevel, on: date, asked: Asked
) -> RiskLevelPeriod:
    """Record the risk of serious harm by one tool from the day `on`; it ends the former of it.

    The level of management stays what it is: neither follows from the other.

    Raises:
        ValidationError: if the tool has no name or the person died before.
    """
    with act("assess_risk", nominal, asked=asked) as this:
        refuse([death_refusal("An assessment", on, nominal.died_on)])
        tool = tool.strip()
        return succeed(
            this,
            RiskLevelPeriod.objects.filter(nominal=nominal, tool=tool),
            RiskLevelPeriod(nominal=nominal, tool=tool, risk=risk, valid_from=on),
        )


def review_level_1(
    *, nominal: Nominal, on: date, reviewer: str, conclusion: str, asked: Asked
) -> LevelOneReview:
    """Record that a case at Level 1 was reviewed on the day `on`.

    Raises:
        ValidationError: if the person is not at Level 1 on that day.
    """
    with act("review_level_1", nominal, asked=asked) as this:
        refuse([level_1_review_refusal(_level(nominal, on), on)])
        return this.record(
            LevelOneReview(
                nominal=nominal, reviewed_on=on, reviewer=reviewer, conclusion=conclusion
            )
        )


def record_serious_further_offence(
    *, nominal: Nominal, charged_on: date, offence: str, asked: Asked
) -> SeriousFurtherOffence:
    """Record a charge with a serious further offence, and the level as now known of that day.

    A level that is corrected later does not change what was recorded here.

    Raises:
        ValidationError: if the person died before, or the offence is not named.
    """
    with act("record_serious_further_offence", nominal, asked=asked) as this:
        refuse([death_refusal("A charge", charged_on, nominal.died_on)])
        return this.record(
            SeriousFurtherOffence(
                nominal=nominal,
                charged_on=charged_on,
                offence=offence,
                level=_level(nominal, charged_on),
            )
        )


def _level(nominal: Nominal, on: date) -> int | None:
    state = StatePeriod.objects.filter(nominal=nominal).on(on).first()
    return None if state is None else state.level
