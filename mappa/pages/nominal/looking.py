"""A look at one person: hidden people answer as nobody, and every look is logged."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mappa.pages.nominal.forms import PurposeForm
from mappa.pages.reader import Reader
from nominals.models import Nominal
from nominals.services.consulting import consult


def looked_at(request: HttpRequest, reader: Reader, key: UUID) -> Nominal | HttpResponse:
    """Somebody whom the reader may see; of a restricted case the question for what purpose until it
    is said, in a body and never in an address.

    Raises:
        Http404: for nobody, and for somebody whom the reader may not see.
    """
    form = PurposeForm(request.POST or None)
    purpose = form.cleaned_data["purpose"] if form.is_bound and form.is_valid() else ""
    try:
        return consult(text=str(key), did="show_nominal", looking=reader.looking(purpose))
    except ValidationError as refusal:
        if hasattr(refusal, "error_dict"):
            return render(request, "mappa/purpose.html", {"section": "nominals", "form": form})
        raise Http404("There is no such nominal.") from None
