"""Area, Agency, User, Membership, Mailbox, RuleSetting and BankHoliday."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.choices import AgencyKind, Role, RuleCode
from agencies.querysets import DatedQuerySet, RuleSettingQuerySet
from core.constraints import NonOverlap
from core.temporal import DatedModel, NowKnownManager, TemporalModel


class Area(models.Model):
    """One of the 42 areas of England and Wales in which a responsible authority acts."""

    code = models.SlugField("code", max_length=60, unique=True)
    name = models.CharField("name", max_length=100, unique=True)
    police_forces = models.CharField("police forces", max_length=200)
    gss_codes = models.CharField("codes of the Office for National Statistics", max_length=100)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A body that takes part in MAPPA and serves one or several areas."""

    name = models.CharField("name", max_length=200, unique=True)
    kind = models.CharField("kind", max_length=30, choices=AgencyKind.choices)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class AreaService(models.Model):
    """An agency's service of an area. One agency of each kind is the default of its area."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="services")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="services")
    kind = models.CharField("kind", max_length=30, choices=AgencyKind.choices)
    is_default = models.BooleanField("default of its kind", default=False)

    class Meta:
        ordering = ["area", "kind", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "area"], name="agencies_serves_area_once"),
            models.UniqueConstraint(
                fields=["area", "kind"],
                condition=Q(is_default=True),
                name="agencies_one_default_of_each_kind",
                violation_error_message="The area has a default agency of this kind already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} in {self.area}"

    def clean(self) -> None:
        """Refuse a kind that is not the agency's own."""
        if self.agency_id and self.kind != self.agency.kind:
            raise ValidationError({"kind": f"The agency is of kind {self.agency.kind}."})


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """Somebody who signs in, or the account of a system. What is shown follows from memberships and
    grants.

    `through` is the account of the system through which somebody acts in this request: what is
    shown, and may be done, is what both may.
    """

    through: User | None = None

    class Meta:
        ordering = ["username"]

    @property
    def sights(self) -> tuple[User, ...]:
        """All whose access is asked: the user, and the system through which he or she acts."""
        return (self,) if self.through is None else (self, self.through)


class Membership(DatedModel):
    """A user acts for an agency in an area, in a role, for a period."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("role", max_length=20, choices=Role.choices)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        ordering = ["user", "valid_from"]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} for {self.agency} in {self.area}"


class Mailbox(DatedModel):
    """The role mailbox of an agency in an area, to which reminders go; no person's own address.

    The mailbox of the co-ordinator of the area has no agency.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="mailboxes")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="mailboxes"
    )
    address = models.EmailField("address")

    objects = DatedQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        ordering = ["area", "agency", "valid_from"]
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address


class BankHoliday(models.Model):
    """A bank holiday of England and Wales; stored, so that old deadlines can be told again.

    A day is never removed from the calendar. One proclaimed later counts as known from
    `recorded_from` on.
    """

    day = models.DateField("day", unique=True)
    name = models.CharField("name", max_length=100)
    source = models.CharField("source", max_length=200)
    recorded_from = models.DateTimeField("recorded from", editable=False)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"


class RuleSetting(TemporalModel):
    """A figure or date of law or guidance that is dated and not yet verified.

    `value` is JSON in the form its code asks for. An area's own value goes before the national one,
    which has no area. It stays unconfirmed until `confirmed_by` and `confirmed_on` say who
    confirmed it.
    """

    code = models.CharField("code", max_length=60, choices=RuleCode.choices)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="rule_settings"
    )
    value = models.JSONField("value")
    source = models.TextField("source")
    confirmed_by = models.CharField("confirmed by", max_length=200, blank=True)
    confirmed_on = models.DateField("confirmed on", null=True, blank=True)

    objects = NowKnownManager.from_queryset(RuleSettingQuerySet)()
    history = models.Manager.from_queryset(RuleSettingQuerySet)()

    class Meta(TemporalModel.Meta):
        ordering = ["code", "valid_from"]
        constraints: ClassVar = [
            *TemporalModel.Meta.constraints,
            NonOverlap(
                fields=["code", "area"],
                name="agencies_rulesetting_no_overlap",
                violation_error_message=(
                    "This setting already has a value %(period)s: end that period "
                    "first, or choose days outside it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} from {self.valid_from}"
