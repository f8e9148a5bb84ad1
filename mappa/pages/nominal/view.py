"""The door to one person: hidden people answer as nobody, and every look is logged."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from core.api.caller import Caller
from mappa.pages.nominal.acts import menu
from mappa.pages.nominal.facts import facts_of
from mappa.pages.nominal.head import head_of
from mappa.pages.nominal.lanes import drawn
from mappa.pages.nominal.looking import looked_at
from mappa.pages.nominal.merging import merges_of
from mappa.pages.nominal.parts import parts_of
from mappa.pages.reader import Reader
from mappa.timeline import timeline
from nominals.models import Nominal
from nominals.services.permitting import may_co_ordinate
from nominals.services.records import records_of


@require_http_methods(["GET", "HEAD", "POST"])
def nominal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Somebody whom the reader may see; of a restricted case once a purpose is said, which comes in
    a body and never in an address.

    Raises:
        Http404: for nobody, and for somebody whom the reader may not see.
    """
    reader = Reader(request)
    found = looked_at(request, reader, key)
    if isinstance(found, HttpResponse):
        return found
    return _page(request, reader, found)


@transaction.atomic
def _page(request: HttpRequest, reader: Reader, found: Nominal) -> HttpResponse:
    facts = Nominal.objects.filter(pk=found.pk).facts_shown_to(reader.user, on=reader.on)
    records = list(records_of([found.pk]))
    may_merge_it = may_co_ordinate(reader.user, found, reader.on)
    entries = timeline(found, shown_to=(reader.user, reader.on))
    parts = parts_of(found, records, facts, reader)
    return render(
        request,
        "mappa/nominal.html",
        {
            "section": "nominals",
            "nominal": found,
            "today": reader.on,
            "head": head_of(found, records, facts, reader, parts),
            "drawing": drawn(entries, reader.on),
            "entries": entries[::-1],
            "parts": parts,
            "facts": facts_of(found, records, reader),
            "merges": merges_of(found) if may_merge_it else [],
            "may_merge": may_merge_it,
            "acts": menu(Caller(reader.user, agency=reader.agency), found, reader.on),
        },
    )
