"""The admin site: Today is its first page, and whoever is signed in may open it.

What is shown of people follows from grants and roles; reference data, users and the log are for
staff, as each admin class says. No admin class is imported here: each asks for this site.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from mappa.pages import (
    attending,
    emergency,
    levels,
    logbook,
    owed,
    searching,
    sitting,
    stopping,
    today,
    waiting,
)
from mappa.pages.administering import accounts, clients, jobs, subscriptions
from mappa.pages.nominal import acting, facts, merging, registering, view
from mappa.pages.panels import coming, grid, meeting, panel, subjects

KEYS = {"public_id": "uuid", "pk": "int"}
"""How the key of a record is written in an address, by its column."""


class Site(AdminSite):
    """Django's admin with the pages of casework beside the lists of its admin classes."""

    site_header = "mappa"
    site_title = "mappa"
    index_title = "Reference data, users and the log"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever is signed in may enter; each page says what it shows to whom."""
        return request.user.is_active

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The pages of casework, and then those of the admin."""
        casework = [
            path("nominals/", searching.search, name="nominals"),
            path("nominals/register/", registering.register, name="register"),
            path("nominals/<uuid:key>/", view.nominal, name="nominal"),
            path("nominals/<uuid:key>/merge/", merging.seek, name="seek_other"),
            path("nominals/<uuid:key>/merge/<uuid:other>/", merging.merge, name="merge"),
            path("nominals/<uuid:key>/part/<int:number>/", merging.part, name="part"),
            path(
                "nominals/<uuid:key>/<slug:name>/",
                acting.act,
                {"subject": acting.PERSON},
                name="act",
            ),
            path("panels/", coming.panels, name="panels"),
            path("panels/plan/", coming.plan, name="plan_panel"),
            path("panels/<uuid:key>/", panel.panel, name="panel"),
            path("panels/<uuid:key>/attendance/", grid.attendance, name="panel_attendance"),
            path("meetings/<uuid:key>/", meeting.meeting, name="meeting"),
            path("meetings/<uuid:key>/distribution/", meeting.distribution, name="distribution"),
            *(
                path(f"{at}/<slug:name>/", acting.act, {"subject": subject}, name=f"act_on_{kind}")
                for at, subject, kind in (
                    ("panels/<uuid:key>", subjects.PANEL, "panel"),
                    ("meetings/<uuid:key>", subjects.MEETING, "meeting"),
                    ("invitations/<int:key>", subjects.INVITATION, "invitation"),
                    ("actions/<uuid:key>", subjects.ACTION, "action"),
                )
            ),
            *(
                path(
                    f"{resource.name}/<{KEYS[resource.key]}:key>/<slug:name>/",
                    acting.act,
                    {"subject": subject},
                    name=facts.route(resource),
                )
                for resource, subject in facts.SUBJECTS
            ),
            path("duties/", owed.duties, name="duties"),
            path("sittings/", sitting.meetings, name="sittings"),
            path("referrals/", waiting.referrals, name="referrals"),
            path("transfers/", waiting.transfers, name="transfers"),
            path("caseload/", levels.people, name="caseload"),
            path("stopping/", stopping.stopping, name="stopping"),
            path("emergency/", emergency.emergency, name="emergency"),
            path("emergencies/", emergency.emergencies, name="emergencies"),
            path("emergencies/<int:number>/", emergency.review, name="review_emergency"),
            path("log/", logbook.log, name="log"),
            path("attendance/", attending.attendance, name="attendance"),
            path("administration/", self.admin_view(self.administration), name="administration"),
        ]
        administering = [
            path("accounts/", accounts.accounts, name="accounts"),
            path("accounts/<int:number>/", accounts.account, name="account"),
            path("clients/", clients.clients, name="clients"),
            path("clients/<int:number>/", clients.client, name="client"),
            path("subscriptions/", subscriptions.subscriptions, name="subscriptions"),
            path("subscriptions/<uuid:key>/", subscriptions.subscription, name="subscription"),
            path("jobs/", jobs.jobs, name="jobs"),
        ]
        return [*casework, *administering, *super().get_urls()]

    def index(  # type: ignore[override] # a page of ours is no template of Django's
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Today."""
        return today.today(request)

    def administration(self, request: HttpRequest) -> HttpResponse:
        """The lists of the admin classes, for administrators.

        Raises:
            PermissionDenied: if the user is none.
        """
        if not request.user.is_staff:
            raise PermissionDenied("Only an administrator opens reference data, users and the log.")
        return super().index(request)
