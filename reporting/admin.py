"""Shows compiled returns and the work to compile them; figures only, and nothing is changed."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ViewOnlyAdmin
from reporting.models import Compilation, CompilationRequest


@admin.register(Compilation)
class CompilationAdmin(ViewOnlyAdmin):
    """Compilations, without who was counted in them."""

    list_display = ["annual_return", "number", "rule_version", "as_known_at", "compiled_by"]
    list_filter = ["annual_return__year", "edition"]
    list_select_related = ["annual_return__area"]
    exclude = ["findings"]  # they may name people


@admin.register(CompilationRequest)
class CompilationRequestAdmin(ViewOnlyAdmin):
    """Requests, with how often each was tried and why it failed."""

    list_display = [
        "__str__",
        "as_known_at",
        "requested_by",
        "requested_at",
        "started_at",
        "finished_at",
        "attempts",
        "failure",
    ]
    list_filter = ["year"]
    list_select_related = ["area"]
