"""Grant, and the lists of named people on which it may rest: NamedViewer and Hosting."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from agencies.choices import Fact, Role
from agencies.models import Agency, Area, Membership, User
from agencies.rules.facts import ONLY_OF_AREA, roles_shown, roles_shown_whole_area
from core.constraints import NonOverlap
from core.periods import FOREVER
from core.temporal import (
    DatedModel,
    KnownModel,
    NowKnownManager,
    TemporalModel,
)
from nominals.choices import Ground
from nominals.models.nominal import Nominal
from nominals.querysets.facts import PersonalTemporalHistory, PersonalTemporalManager
from nominals.querysets.grants import GrantQuerySet


class Grant(DatedModel, KnownModel):
    """The members of an area or agency, or one user, may see a nominal for a period.

    Written by the services above in the transaction of the fact that grounds it, with that fact's
    label and id; `Nominal.objects.visible_to` reads these rows and nothing else. A grant of an
    area is for those of its members whose role is shown everybody in it; of a restricted nominal's,
    for its co-ordinators only. One with `until` ends at that instant of its last day.
    """

    nominal = models.ForeignKey(
        Nominal, on_delete=models.PROTECT, related_name="grants", db_index=False
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    until = models.DateTimeField("until", null=True)
    is_for_co_ordinators = models.BooleanField("for co-ordinators only", default=False)
    ground = models.CharField("ground", max_length=30, choices=Ground.choices)
    source_label = models.CharField("kind of source", max_length=100)
    source_id = models.BigIntegerField("source")

    objects = NowKnownManager.from_queryset(GrantQuerySet)()
    history = models.Manager.from_queryset(GrantQuerySet)()

    class Meta(DatedModel.Meta):
        ordering = ["nominal", "valid_from"]
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                condition=(
                    Q(area__isnull=False, agency__isnull=True, user__isnull=True)
                    | Q(area__isnull=True, agency__isnull=False, user__isnull=True)
                    | Q(area__isnull=True, agency__isnull=True, user__isnull=False)
                ),
                name="nominals_grant_to_one_holder",
                violation_error_message="A grant is to one area, one agency or one user.",
            ),
        ]
        # By holder in the order of people, in which lists are read page by page.
        indexes: ClassVar = [
            models.Index(fields=["nominal", "ends", "valid_from"], name="nominals_grant_person"),
            models.Index(
                fields=["area", "nominal", "ends", "valid_from", "is_for_co_ordinators"],
                condition=Q(area__isnull=False, recorded_to=FOREVER),
                name="nominals_grant_area",
            ),
            models.Index(
                fields=["agency", "nominal", "ends", "valid_from"],
                condition=Q(agency__isnull=False, recorded_to=FOREVER),
                name="nominals_grant_agency",
            ),
            models.Index(
                fields=["user", "nominal", "ends", "valid_from"],
                condition=Q(user__isnull=False, recorded_to=FOREVER),
                name="nominals_grant_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} from {self.valid_from}"

    @property
    def holder(self) -> Area | Agency | User | None:
        """The area or agency whose members hold it, or the one user who does."""
        return self.area or self.agency or self.user

    def users(self, *, on: date, fact: Fact = Fact.IDENTITY) -> QuerySet[User]:
        """Those who are shown `fact` by it on the day `on`, as `querysets.held_by` answers for one
        of them."""
        memberships = Membership.objects.on(on).filter(role__in=roles_shown(fact))
        if self.user_id is not None:
            memberships = memberships.filter(user=self.user_id)
        elif self.agency_id is not None:
            if fact in ONLY_OF_AREA:
                return User.objects.none()
            memberships = memberships.filter(agency=self.agency_id)
        else:
            of_area = roles_shown_whole_area(fact)
            roles = {Role.CO_ORDINATOR} if self.is_for_co_ordinators else of_area
            memberships = memberships.filter(area=self.area_id, role__in=roles)
        return User.objects.filter(memberships__in=memberships).distinct()


class NamedViewer(TemporalModel):
    """Somebody on the list of those who may see a restricted case.

    Without a list the co-ordinators of the responsible area see it, and it is found.
    """

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="named_viewers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("reason")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            NonOverlap(
                fields=["nominal", "user"],
                name="nominals_namedviewer_no_overlap",
                violation_error_message="This user is on the list already %(period)s.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} from {self.valid_from}"


class Hosting(TemporalModel):
    """A named user of another area sees one case, which stays with its responsible area."""

    fact: ClassVar[Fact] = Fact.LEVELS

    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="hostings")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("reason")

    objects = PersonalTemporalManager()
    history = PersonalTemporalHistory()

    class Meta(TemporalModel.Meta):
        ordering = ["valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            NonOverlap(
                fields=["nominal", "user"],
                name="nominals_hosting_no_overlap",
                violation_error_message="This user hosts the case already %(period)s.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.area} from {self.valid_from}"
