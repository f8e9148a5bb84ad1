"""Areas, agencies, users and memberships for administrators; rule settings through the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agencies.choices import NATIONAL_ONLY, RuleCode
from agencies.models import (
    Agency,
    Area,
    AreaService,
    BankHoliday,
    Mailbox,
    Membership,
    RuleSetting,
    User,
)
from agencies.rules.settings import area_refusal
from agencies.services import settings as services
from core import audit
from core.admin import AuditedAdmin, is_administrator, is_superuser
from core.refusing import refuse

if TYPE_CHECKING:
    _UserAdmin = StockUserAdmin[User]
    _SettingAdmin = admin.ModelAdmin[RuleSetting]
    _SettingForm = forms.ModelForm[RuleSetting]
else:
    _UserAdmin = StockUserAdmin
    _SettingAdmin = admin.ModelAdmin
    _SettingForm = forms.ModelForm


@admin.register(Area)
class AreaAdmin(AuditedAdmin):
    """The 42 areas, which ship with the product."""

    list_display = ["name", "code", "police_forces"]
    search_fields = ["name", "code"]
    readonly_fields = ["code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds an area: the law draws them."""
        return False


@admin.register(Agency)
class AgencyAdmin(AuditedAdmin):
    """The agencies."""

    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]


@admin.register(AreaService)
class AreaServiceAdmin(AuditedAdmin):
    """Which agency serves which area."""

    list_display = ["area", "kind", "agency", "is_default"]
    list_filter = ["is_default", "kind", "area"]
    list_select_related = ["area", "agency"]


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    """Who acts for which agency in which area, in which role, from when to when."""

    list_display = ["user", "role", "agency", "area", "valid_from", "valid_to"]
    list_filter = ["role", "area"]
    list_select_related = ["user", "agency", "area"]
    fields = ["user", "agency", "area", "role", "valid_from", "valid_to"]


@admin.register(Mailbox)
class MailboxAdmin(AuditedAdmin):
    """To which role mailbox the reminders of an area and agency go, from when to when."""

    list_display = ["area", "agency", "address", "valid_from", "valid_to"]
    list_filter = ["area"]
    list_select_related = ["area", "agency"]
    fields = ["area", "agency", "address", "valid_from", "valid_to"]


@admin.register(BankHoliday)
class BankHolidayAdmin(AuditedAdmin):
    """The calendar of bank holidays. A day that is proclaimed is added; none moves or goes away,
    because deadlines of the past were told with it."""

    list_display = ["day", "name", "source"]
    date_hierarchy = "day"
    fields = ["day", "name", "source"]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """A day that stands in the calendar stays."""
        return [] if obj is None else ["day"]

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """A new day counts as known from now on."""
        if isinstance(obj, BankHoliday) and not change:
            obj.recorded_from = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(User)
class UserAdmin(AuditedAdmin, _UserAdmin):
    """Who signs in. What a user may see follows from memberships, so permissions are not shown.

    Only superusers see superusers, and only they give or take the standing of administrator.
    """

    list_display = ["username", "last_name", "first_name", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    fieldsets: ClassVar = [
        (None, {"fields": ["username", "password"]}),
        ("Name", {"fields": ["first_name", "last_name", "email"]}),
        ("Access", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    filter_horizontal: ClassVar = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Those whom one may manage; administrators manage neither superusers nor each other."""
        users = super().get_queryset(request)
        if is_superuser(request.user):
            return users
        return users.filter(is_superuser=False, is_staff=False)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Dates are never typed; standing is given by superusers only."""
        dates = ["last_login", "date_joined"]
        return dates if is_superuser(request.user) else [*dates, "is_staff", "is_superuser"]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Set a password, which is logged: whoever sets it could sign in as the user."""
        with transaction.atomic():
            user = self.get_object(request, unquote(id))
            response = super().user_change_password(request, id, form_url)
            same = {} if user is None else {"pk": user.pk, "password": user.password}
            if not User.objects.filter(**same).exists():
                audit.record(
                    by=request.user.get_username(),
                    at=timezone.now(),
                    operation=audit.Operation.ALTERATION,
                    act="set_password",
                    label=User._meta.label,
                    object_id=id,
                )
        return response


class SettingForm(_SettingForm):
    """A change of a rule setting, which supersedes what was known."""

    reason = forms.CharField(
        label="Why it is changed", help_text="For example who confirmed it, and where it stands."
    )

    class Meta:
        model = RuleSetting
        fields = [
            "code",
            "area",
            "value",
            "source",
            "valid_from",
            "valid_to",
            "confirmed_by",
            "confirmed_on",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Shown and never changed. They are on the form because a constraint over a column that a
        # form leaves out is not validated.
        for name in {"code", "area"} & self.fields.keys():
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any] | None:
        """Refuse a value of another form than the national ones."""
        cleaned = super().clean()
        if cleaned is not None and "value" in cleaned:
            services.refuse_value(code=self.instance.code, value=cleaned["value"])
        return cleaned


class AreaSettingForm(_SettingForm):
    """An area's own value, beside the national one."""

    class Meta:
        model = RuleSetting
        fields = ["code", "area", "value", "source", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].required = True
        self.fields["code"].widget = forms.Select(
            choices=[(each.value, each.label) for each in RuleCode if each not in NATIONAL_ONLY]
        )

    def clean(self) -> dict[str, Any] | None:
        """Refuse what the service would refuse."""
        cleaned = super().clean()
        if cleaned is not None and {"code", "value"} <= cleaned.keys():
            refuse([area_refusal(cleaned["code"])])
            services.refuse_value(code=cleaned["code"], value=cleaned["value"])
        return cleaned


@admin.register(RuleSetting)
class RuleSettingAdmin(_SettingAdmin):
    """Rule settings: shown to administrators, changed by superusers through the service, who also
    give an area a value of its own."""

    actions = None
    form = SettingForm
    list_display = ["code", "area", "valid_from", "valid_to", "value", "is_confirmed"]
    list_filter = ["code"]
    list_select_related = ["area"]

    @admin.display(description="confirmed")
    def is_confirmed(self, setting: RuleSetting) -> str:
        """Whether somebody confirmed it, in a word."""
        return "unconfirmed" if setting.confirmed_on is None else "confirmed"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators may look."""
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Administrators may look."""
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers give an area its own value; a new code comes with the rule that reads it."""
        return is_superuser(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A setting moves figures everywhere, so only superusers change one."""
        return is_superuser(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody removes."""
        return False

    def get_form(
        self, request: HttpRequest, obj: RuleSetting | None = None, change: bool = False, **kw: Any
    ) -> Any:
        """Another form for a value that an area is given than for one that is changed."""
        if obj is None:
            kw["form"] = AreaSettingForm
        return super().get_form(request, obj, change=change, **kw)

    def get_fields(self, request: HttpRequest, obj: RuleSetting | None = None) -> Any:
        """A change asks why; an area's own value names its source instead."""
        return AreaSettingForm.Meta.fields if obj is None else [*SettingForm.Meta.fields, "reason"]

    def save_model(self, request: HttpRequest, obj: RuleSetting, form: Any, change: bool) -> None:
        """Add or supersede through the service, which records who, when and why."""
        if not change:
            added = services.settle_for_area(
                **form.cleaned_data, by=request.user.get_username(), at=timezone.now()
            )
            obj.pk = added.pk
            return
        columns = [name for name in form.changed_data if name != "reason"]
        if not columns:
            return
        services.change_setting(
            setting=obj.pk,
            values={name: form.cleaned_data[name] for name in columns},
            reason=form.cleaned_data["reason"],
            by=request.user.get_username(),
            at=timezone.now(),
        )
