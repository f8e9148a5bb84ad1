"""Registering somebody: the form of the service, which shows likely duplicates before it stores."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mappa.pages.nominal.acting import answer_form
from mappa.pages.nominal.offers import Offer
from mappa.pages.nominal.subjects import Subject
from mappa.pages.reader import Reader
from nominals.api.acts import REGISTER
from nominals.choices import Sex
from nominals.services.permitting import areas_of_registering

OFFER = Offer(
    REGISTER,
    gettext_lazy("Register a person"),
    gettext_lazy("The person is registered."),
    labels={
        "area": gettext_lazy("Responsible area"),
        "on": gettext_lazy("Responsible from"),
    },
    hints={"reason": gettext_lazy("It stands in the log. Name nobody.")},
    choices={"details-sex": Sex.choices},
)


NOBODY_YET = Subject(
    section="nominals",
    offered={},
    find=lambda key, caller, on: None,
    look=lambda request, reader, key: None,
    person=lambda record: None,
    name=lambda record: _("Nominals"),
    page=lambda record: reverse("admin:nominals"),
    made=lambda item: reverse("admin:nominal", args=[item["id"]]),
)


def may_register_anybody(reader: Reader) -> bool:
    """Whether the reader registers people in some area."""
    return bool(areas_of_registering(reader.user, reader.on))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form, and once it is sent and nobody likely is left unanswered for, the person's page.

    Raises:
        Http404: where the reader registers people in no area.
    """
    reader = Reader(request)
    if not may_register_anybody(reader):
        raise Http404("You register people in no area.")
    return answer_form(request, NOBODY_YET, OFFER, reader, None)
