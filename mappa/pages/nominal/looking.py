"""A look at one person, or at what is about one: hidden people answer as nobody, and every look is
logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mappa.pages.nominal.forms import PurposeForm
from mappa.pages.reader import Reader
from nominals.models import Nominal
from nominals.services.consulting import Looking, consult, record_look

_R = TypeVar("_R")


def looked_at(request: HttpRequest, reader: Reader, key: UUID) -> Nominal | HttpResponse:
    """Somebody whom the reader may see; of a restricted case the question for what purpose until it
    is said, in a body and never in an address.

    Raises:
        Http404: for nobody, and for somebody whom the reader may not see.
    """
    return purposed(
        request,
        reader,
        lambda looking: consult(text=str(key), did="show_nominal", looking=looking),
        section="nominals",
    )


def purposed(
    request: HttpRequest, reader: Reader, look: Callable[[Looking], _R], *, section: str
) -> _R | HttpResponse:
    """What a look finds; of a restricted case the question for what purpose until it is said, in a
    body and never in an address.

    Raises:
        Http404: where there is no such thing, and where the reader may not see it.
    """
    form = PurposeForm(request.POST if "purpose" in request.POST else None)
    purpose = form.cleaned_data["purpose"] if form.is_bound and form.is_valid() else ""
    try:
        return look(reader.looking(purpose))
    except ValidationError as refusal:
        if hasattr(refusal, "error_dict"):
            return render(request, "mappa/purpose.html", {"section": section, "form": form})
        raise Http404("There is no such record.") from None


def looked_in_vain(reader: Reader, about: int | None) -> None:
    """Log that a record about somebody, by key, was sought, and is none for the reader."""
    nominal = None if about is None else Nominal.objects.get(pk=about)
    record_look("show_nominal", nominal, reader.looking(), found=False)
