"""Meeting: whom it is about, who was invited and came, what was reported and decided."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from core.periods import FOREVER
from core.temporal import KnownHistory, NowKnownManager, RecordedModel
from meetings.choices import Answer, DecisionKind, Outcome
from meetings.models.panel import Panel
from meetings.models.referral import Referral
from meetings.querysets import (
    AttendanceQuerySet,
    DecisionQuerySet,
    InvitationQuerySet,
    MeetingQuerySet,
    ReportQuerySet,
)
from nominals.models import LevelPeriod, Nominal


class Meeting(RecordedModel):
    """A Level 2 or 3 meeting about one nominal, at a panel (MAPPA Guidance, chapter 13a).

    It sits on the day of its panel and counts once it is closed. `person` is the record that stands
    for the person of `nominal`, kept up to date by merges. `changed_in` is the act that last
    changed anything of the meeting; an act may say which one it expects.
    """

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="meetings")
    person = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    placed_on = models.DateField("placed on")
    starts_at = models.TimeField("starts at")
    ends_at = models.TimeField("ends at")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    chair_grade = models.CharField("grade of the chair", max_length=100, blank=True)
    minute_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_confidentiality_acknowledged = models.BooleanField(
        "confidentiality and diversity statement acknowledged", default=False
    )
    next_review_on = models.DateField("next review on", null=True, blank=True)
    closed_on = models.DateField("closed on", null=True, blank=True)
    cancelled_on = models.DateField("cancelled on", null=True, blank=True)
    cancelled_because = models.TextField("why it was cancelled", blank=True)
    changed_in = models.BigIntegerField("changed in act", default=0, editable=False)

    objects = NowKnownManager.from_queryset(MeetingQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["panel", "starts_at", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_meeting_public_id",
            ),
            models.UniqueConstraint(
                fields=["panel", "nominal"],
                condition=Q(recorded_to=FOREVER, cancelled_on__isnull=True),
                name="meetings_once_at_a_panel",
                violation_error_message="The panel has a meeting about this nominal already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="meetings_meeting_ends_after_start",
                violation_error_message="A meeting must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="meetings_closed_or_cancelled",
                violation_error_message="A meeting that was closed is not cancelled.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "panel"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_meeting_person",
            )
        ]

    def __str__(self) -> str:
        return f"Level {self.panel.level} meeting of {self.panel.held_on}"

    @property
    def version(self) -> int:
        """The act that last changed anything of the meeting."""
        return self.changed_in

    @property
    def held_on(self) -> date:
        """The day on which it sits."""
        return self.panel.held_on


class Invitation(RecordedModel):
    """That an agency is invited to a meeting. From its sending on, the agency sees the case.

    `wants_report`: a report in writing is asked for.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    wants_report = models.BooleanField("a report is asked for", default=False)
    sent_on = models.DateField("sent on", null=True, blank=True)
    withdrawn_on = models.DateField("withdrawn on", null=True, blank=True)

    objects = NowKnownManager.from_queryset(InvitationQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "agency"],
                condition=Q(recorded_to=FOREVER, withdrawn_on__isnull=True),
                name="meetings_invited_once",
                violation_error_message="The agency is invited to this meeting already.",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.agency}"


class Attendance(RecordedModel):
    """How an invited agency took part, by whom, of which grade, and whether senior enough."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="attendances")
    outcome = models.CharField("outcome", max_length=20, choices=Outcome.choices)
    name = models.CharField("name", max_length=200, blank=True)
    grade = models.CharField("grade", max_length=100, blank=True)
    is_senior_enough = models.BooleanField("senior enough", null=True, blank=True)

    objects = NowKnownManager.from_queryset(AttendanceQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_attendance_once",
                violation_error_message="How the agency took part is recorded already: change it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation.agency}: {self.get_outcome_display()}"


class AgencyReport(RecordedModel):
    """What an invited agency reports to the meeting in writing."""

    public_id = models.UUIDField("opaque id", default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="reports")
    received_on = models.DateField("received on")
    author = models.CharField("author", max_length=200)
    text = models.TextField("report")

    objects = NowKnownManager.from_queryset(ReportQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["received_on", "id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_report_public_id",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.invitation.agency}"


class Decision(RecordedModel):
    """What a meeting decided and why (MAPPA Guidance, chapters 7, 10 and 13a).

    Of a disclosure also to whom, what, who does it and by when, whether the person is told and
    whether the recipient signed. `level_period` is the level that the decision set.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField("kind", max_length=20, choices=DecisionKind.choices)
    answer = models.CharField("answer", max_length=20, choices=Answer.choices)
    reason = models.TextField("reason")
    to_whom = models.TextField("disclosed to", blank=True)
    what = models.TextField("what is disclosed", blank=True)
    by_whom = models.CharField("who discloses", max_length=200, blank=True)
    due_on = models.DateField("disclosed by", null=True, blank=True)
    is_person_told = models.BooleanField("the person is told", null=True, blank=True)
    is_agreement_signed = models.BooleanField("the recipient signed", null=True, blank=True)
    level_period = models.ForeignKey(
        LevelPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NowKnownManager.from_queryset(DecisionQuerySet)()
    history = KnownHistory()

    class Meta(RecordedModel.Meta):
        ordering = ["id"]
        constraints: ClassVar = [
            *RecordedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                condition=Q(recorded_to=FOREVER),
                name="meetings_decided_once",
                violation_error_message="The meeting has decided on this already: change it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_answer_display()}"
