"""Referrals, meetings and what belongs to them, by who may see them and by day.

One rule decides for all: the grants of the person. The responsible area, whoever is named on the
list of a restricted case, a host and a receiving area see every meeting about the person. An
invited agency, the chair and the minute taker see the one meeting by which they were granted. What
of it they are shown follows from their roles: referrals, meetings, plans and actions are one fact,
minutes another.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import DateField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from agencies.choices import AREA_ROLES, Fact, Role
from agencies.models import Membership, User
from core.periods import OPEN_END, Period
from core.temporal import KnownQuerySet, TemporalQuerySet
from meetings.choices import PRESENT, ReferralStatus
from nominals.choices import GROUNDS_OF_WHOLE_CASE, Ground
from nominals.models import Grant, NamedViewer
from nominals.querysets.holding import also_through, bounds_of, memberships_of, telling

_M = TypeVar("_M", bound=models.Model)

MEETING = "meetings.Meeting"
"""The label under which meetings ground grants."""

OF_ONE_MEETING = (Ground.INVITATION, Ground.CONDUCTING)
"""The grounds that show the meeting by which they were granted."""


class Sight:
    """What `user` holds on the day `on` by which he or she is shown `fact`, read once for all that
    is asked of it: one query."""

    def __init__(self, user: User, *, on: date, fact: Fact = Fact.PLAN) -> None:
        self.user, self.on = user, on
        memberships = memberships_of(user, on=on)
        self._memberships, self._fact = memberships, fact
        self.agencies = sorted({each.agency_id for each in telling(memberships, fact)})

    def person(self, at: str, grounds: Collection[Ground] | None = None) -> Exists:
        """The user holds a grant, of `grounds` where they are named, on the person at `at`."""
        grants = self._grants(at)
        return Exists(grants if grounds is None else grants.filter(ground__in=grounds))

    def meeting(self, at: str = "", grounds: Collection[Ground] = OF_ONE_MEETING) -> Exists:
        """The user sees the whole case of the meeting found at `at`, or holds a grant of `grounds`
        by that meeting."""
        return Exists(
            self._grants(f"{at}person").filter(
                Q(ground__in=GROUNDS_OF_WHOLE_CASE)
                | Q(ground__in=grounds, source_label=MEETING, source_id=OuterRef(f"{at}pk"))
            )
        )

    def unless_restricted(self, at: str) -> Q:
        """The case of the person found at `at` is not restricted, or the user is on its list."""
        named = NamedViewer.objects.filter(user=self.user, nominal=OuterRef(at)).on(self.on)
        bounds = bounds_of(self.user, self._memberships, on=self.on, person=at)
        return bounds & (Q(**{f"{at}__is_restricted": False}) | Q(Exists(named)))

    def _grants(self, person: str) -> models.QuerySet[Grant]:
        of_person = Grant.objects.filter(nominal=OuterRef(person))
        return of_person.held(self.user, self._memberships, self._fact, on=self.on)


def seen_meetings(user: User, *, on: date) -> models.QuerySet[Any]:
    """The keys of the meetings that `user` may see."""
    meetings: Any = apps.get_model("meetings", "Meeting").objects.all()
    found: models.QuerySet[Any] = meetings.visible_to(user, on=on).order_by().values("pk")
    return found


def of_shown_record(user: User, at: str, *, on: date) -> Q:
    """What is recorded of the meeting found at `at` is shown to `user`: always to those who conduct
    it or see the whole case; to whoever reads its minutes once they are issued, and while no
    amendment is under work."""
    meetings: Any = apps.get_model("meetings", "Meeting").objects.all()
    minutes: Any = apps.get_model("meetings", "Minutes").objects.all()
    conducted = meetings.conducted_by(user, on=on).order_by().values("pk")
    issued = minutes.readable_by(user, on=on).standing().order_by().values("meeting")
    return Q(**{f"{at}__in": conducted}) | Q(**{f"{at}__in": issued})


class ReferralQuerySet(KnownQuerySet[_M]):
    """Referrals by who may see them."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those submitted about people whose whole case `user` sees; and those that an agency of
        the user made, about people whom the user sees."""
        sight = Sight(user, on=on)
        return self.filter(
            (Q(submitted_on__isnull=False) & sight.person("person", GROUNDS_OF_WHOLE_CASE))
            | (Q(agency__in=sight.agencies) & sight.person("person"))
        )

    def waiting(self) -> Self:
        """Those submitted on which nobody has decided, whether or not something was asked."""
        return self.filter(
            status__in=(ReferralStatus.SUBMITTED, ReferralStatus.INFORMATION_REQUESTED)
        )


class InformationRequestQuerySet(KnownQuerySet[_M]):
    """What was asked on referrals, by who may see these."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """That on referrals that `user` may see."""
        referrals: Any = apps.get_model("meetings", "Referral").objects.all()
        return self.filter(referral__in=referrals.visible_to(user, on=on).order_by().values("pk"))


class PanelQuerySet(KnownQuerySet[_M]):
    """Panels by who may see their lists."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of the areas that `user` co-ordinates or administers, where need be through a
        system that serves them: nobody else learns which meetings a panel holds."""
        kept = Membership.objects.filter(user=user, role__in=AREA_ROLES).on(on)
        found = self.filter(area__in=kept.values("area"))
        if user.through is None:
            return found
        served = Membership.objects.filter(user=user.through, role=Role.SYSTEM).on(on)
        return found.filter(area__in=served.values("area"))


class MeetingQuerySet(KnownQuerySet[_M]):
    """Meetings by who may see them, and by what became of them."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those that `user` may see on the day `on`; no other exists."""
        return self.filter(Sight(user, on=on).meeting())

    @also_through
    def conducted_by(self, user: User, *, on: date) -> Self:
        """Those whose record `user` sees before it is issued: as one who sees the whole case, as
        chair or as minute taker."""
        sight = Sight(user, on=on, fact=Fact.MINUTES)
        return self.filter(sight.meeting(grounds=(Ground.CONDUCTING,)))

    def not_cancelled(self) -> Self:
        """Those that were held or are to be."""
        return self.filter(cancelled_on__isnull=True)

    def sitting_in(self, period: Period) -> Self:
        """Those whose panel sits on a day of `period`."""
        return self.filter(panel__held_on__gte=period.start, panel__held_on__lt=period.ends)

    def closed(self) -> Self:
        """Those that count: closed, and so held."""
        return self.filter(closed_on__isnull=False)


class InvitationQuerySet(KnownQuerySet[_M]):
    """Invitations by who may see them and by what became of them."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those to meetings that `user` may see: all of them, where he or she conducts the meeting
        or sees the whole case, and otherwise those that were sent and stand, as on the agenda."""
        sight = Sight(user, on=on)
        standing = Q(sent_on__isnull=False, withdrawn_on__isnull=True)
        return self.filter(
            sight.meeting("meeting__"),
            standing | sight.meeting("meeting__", grounds=(Ground.CONDUCTING,)),
        )

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)

    def sent(self) -> Self:
        """Those that were sent and stand: the agency is invited."""
        return self.standing().filter(sent_on__isnull=False)


class AttendanceQuerySet(KnownQuerySet[_M]):
    """How agencies took part, by who may see it and by whether they were at the table."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """How agencies of the user's took part in meetings that `user` may see, and of meetings
        whose record is shown to him or her how each did."""
        return self.filter(
            Q(invitation__agency__in=Sight(user, on=on).agencies)
            | of_shown_record(user, "invitation__meeting", on=on),
            invitation__meeting__in=seen_meetings(user, on=on),
        )

    @also_through
    def of_shown_record(self, user: User, *, on: date) -> Self:
        """Those of meetings whose record is shown to `user`."""
        return self.filter(of_shown_record(user, "invitation__meeting", on=on))

    def present(self) -> Self:
        """Those that attended or sent a deputy."""
        return self.filter(outcome__in=PRESENT)


class DecisionQuerySet(KnownQuerySet[_M]):
    """What meetings decided, by who may see it."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """That of meetings that `user` may see and whose record is shown to him or her."""
        return self.filter(
            of_shown_record(user, "meeting", on=on), meeting__in=seen_meetings(user, on=on)
        )


class ReportQuerySet(KnownQuerySet[_M]):
    """Agencies' reports by who may see them."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those to meetings that `user` may see."""
        return self.filter(Sight(user, on=on).meeting("invitation__meeting__"))


class AttachmentQuerySet(KnownQuerySet[_M]):
    """Files by who may see what they belong to."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of referrals and reports that `user` may see."""
        referrals: Any = apps.get_model("meetings", "Referral").objects.all()
        reports: Any = apps.get_model("meetings", "AgencyReport").objects.all()
        return self.filter(
            Q(referral__in=referrals.visible_to(user, on=on).order_by().values("pk"))
            | Q(report__in=reports.visible_to(user, on=on).order_by().values("pk"))
        )


class PlanQuerySet(TemporalQuerySet[_M]):
    """Entries of plans by who may see a meeting that set them or takes them up."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of meetings that `user` may see, and those in force on the day of such a meeting
        about the same person."""
        sight = Sight(user, on=on)
        later = apps.get_model("meetings", "Meeting").objects.filter(
            sight.meeting(),
            cancelled_on__isnull=True,
            person=OuterRef("meeting__person"),
            panel__held_on__gte=OuterRef("valid_from"),
            panel__held_on__lt=OuterRef("ends"),
        )
        return self.filter(sight.meeting("meeting__") | Exists(later.order_by()))


class ActionQuerySet(KnownQuerySet[_M]):
    """Actions by who may see them and by what became of them."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of meetings that `user` may see, those open on the day of such a meeting about the
        same person, and those that an agency of the user owes."""
        sight = Sight(user, on=on)
        later = apps.get_model("meetings", "Meeting").objects.filter(
            sight.meeting(),
            cancelled_on__isnull=True,
            person=OuterRef("meeting__person"),
            panel__held_on__gt=OuterRef("meeting__panel__held_on"),
            panel__held_on__lte=OuterRef("open_until"),
        )
        own = Q(agency__in=sight.agencies) & sight.unless_restricted("meeting__person")
        ended = Coalesce("completed_on", "cancelled_on", Value(OPEN_END), output_field=DateField())
        return self.alias(open_until=ended).filter(
            sight.meeting("meeting__") | own | Exists(later.order_by())
        )

    def open_on(self, day: date) -> Self:
        """Those neither completed nor cancelled by the end of `day`."""
        return self.filter(
            Q(completed_on__isnull=True) | Q(completed_on__gt=day),
            Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=day),
        )


class MinutesQuerySet(models.QuerySet[_M]):
    """Issued minutes by who may read them."""

    @also_through
    def readable_by(self, user: User, *, on: date) -> Self:
        """Every version of meetings that `user` conducts or whose whole case the user sees, and
        the versions that were issued to an agency of the user's."""
        sight = Sight(user, on=on, fact=Fact.MINUTES)
        recipients = apps.get_model("meetings", "Recipient").objects.filter(
            agency__in=sight.agencies, minutes=OuterRef("pk")
        )
        sent = Exists(recipients) & sight.unless_restricted("meeting__person")
        return self.filter(sight.meeting("meeting__", grounds=(Ground.CONDUCTING,)) | sent)

    def standing(self) -> Self:
        """Those after which no version is issued or under work: they say what is recorded."""
        drafts = apps.get_model("meetings", "MinutesDraft").objects.filter(
            meeting=OuterRef("meeting"), number__gt=OuterRef("number")
        )
        return self.exclude(Exists(drafts.order_by()))
