"""Admin classes that only show, and that write an audit entry with each change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils import timezone

from core import audit
from core.models import AuditEntry

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin


def is_superuser(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody may do everything."""
    return user.is_active and getattr(user, "is_superuser", False)


def is_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody administers the reference data: the staff do."""
    return user.is_active and getattr(user, "is_staff", False)


class ViewOnlyAdmin(_ModelAdmin):
    """Shows rows to superusers; nobody adds, changes or removes one here."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app's rows are listed at all."""
        return is_superuser(request.user)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Superusers may look."""
        return is_superuser(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody removes."""
        return False


class AuditedAdmin(_ModelAdmin):
    """Reference data that administrators, who are the staff, add and change but never remove.

    The admin saves within a transaction, and the audit entry goes with it.
    """

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app's rows are listed at all."""
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Administrators may look."""
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators may add."""
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Administrators may change."""
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody removes: what is kept elsewhere refers to it."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A list is filtered by its own columns. Django would also follow what points at its rows,
        hidden relations under the name “+” included, and so tell which rows cases speak of.
        """
        first = lookup.split(LOOKUP_SEP)[0]
        points_here = any(each.name == first for each in self.opts.fields_map.values())
        return not points_here and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Save, and record who changed which columns."""
        super().save_model(request, obj, form, change)
        audit.record(
            by=request.user.get_username(),
            at=timezone.now(),
            operation=(
                AuditEntry.Operation.ALTERATION if change else AuditEntry.Operation.COLLECTION
            ),
            act=f"{'change' if change else 'add'}_{obj._meta.model_name}",
            label=obj._meta.label,
            object_id=str(obj.pk),
            detail={"columns": sorted(form.changed_data)},
        )


@admin.register(AuditEntry)
class AuditEntryAdmin(ViewOnlyAdmin):
    """The log of reads and writes of personal data, for superusers."""

    list_display = ["at", "actor", "operation", "act", "object_label", "object_id"]
    list_filter = ["operation", "act"]
    search_fields = ["actor", "object_id"]
    show_full_result_count = False
