"""What was assessed or decided about a person beside the level: risk, reviews, PDP, eligibility."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agencies.choices import Fact
from core.constraints import NonOverlap
from core.temporal import (
    RecordedModel,
    TemporalModel,
)
from nominals.choices import Level, RiskLevel
from nominals.models.management import one_at_a_time
from nominals.models.nominal import Nominal
from nominals.querysets.facts import (
    PersonalHistory,
    PersonalManager,
    PersonalTemporalHistory,
    PersonalTemporalManager,
)


class RiskLevelPeriod(TemporalModel):
    """Risk of serious harm by one tool, from an assessment on. It is not the MAPPA level."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="risk_levels")
    tool = models.CharField("tool", max_length=40)
    risk = models.CharField("risk", max_length=10, choices=RiskLevel.choices)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            NonOverlap(
                fields=["nominal", "tool"],
                name="nominals_risk_no_overlap",
                violation_error_message=(
                    "The nominal already has a risk by this tool %(period)s: end that period "
                    "first, or choose days outside it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_risk_display()} by {self.tool} from {self.valid_from}"


class LevelOneReview(RecordedModel):
    """A review of a case at Level 1 by its lead agency (MAPPA Guidance, chapter 7)."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="level_1_reviews")
    reviewed_on = models.DateField("reviewed on")
    reviewer = models.CharField("reviewer", max_length=200)
    conclusion = models.TextField("conclusion")

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["reviewed_on", "id"]

    def __str__(self) -> str:
        return f"reviewed on {self.reviewed_on}"


class LevelMeeting(RecordedModel):
    """That a Level 2 or 3 meeting about somebody was held, in the words of this floor: it reviews
    the case. Written by the floor of meetings, with the id of the meeting there.

    `level` is that of the panel, `next_review_on` the day by which the next meeting was decided.
    """

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="level_meetings")
    meeting_id = models.BigIntegerField("meeting")
    held_on = models.DateField("held on")
    level = models.PositiveSmallIntegerField("level", choices=Level.choices)
    next_review_on = models.DateField("next review on", null=True, blank=True)

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"Level {self.level} meeting of {self.held_on}"


class SeriousFurtherOffence(RecordedModel):
    """A charge with a serious further offence, and the level at the time; in no printed table."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="serious_further_offences"
    )
    charged_on = models.DateField("charged on")
    offence = models.CharField("offence", max_length=300)
    level = models.PositiveSmallIntegerField(
        "level on that day", choices=Level.choices, null=True, blank=True
    )

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["charged_on", "id"]

    def __str__(self) -> str:
        return f"{self.offence}, charged on {self.charged_on}"


class PdpPeriod(TemporalModel):
    """A spell as a potentially dangerous person: in no category and in no table (V73)."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="pdp_periods")
    reason = models.TextField("reason")
    decided_by = models.CharField("decided by", max_length=200)

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            one_at_a_time("nominals_pdp_no_overlap", "a spell as potentially dangerous person"),
        ]

    def __str__(self) -> str:
        return f"potentially dangerous person from {self.valid_from}"


class NotEligibleDecision(RecordedModel):
    """That somebody was considered and found not eligible: a decision, not the lack of a record."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="not_eligible_decisions"
    )
    decided_on = models.DateField("decided on")
    decided_by = models.CharField("decided by", max_length=200)
    reason = models.TextField("reason")

    objects = PersonalManager()
    history = PersonalHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["decided_on", "id"]

    def __str__(self) -> str:
        return f"not eligible, decided on {self.decided_on}"
