"""The views of a list that its reader keeps under names: made, renamed and removed by its forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agencies.models import User
from mappa.models import SavedView
from mappa.models.views import LONGEST_NAME

LONGEST_KEY = 18
"""Digits of a key."""

Offered = Mapping[str, frozenset[str]]
"""The values that a list offers, by the name of the choice."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A saved view beside its list; without an address where the list offers it no longer."""

    key: int
    name: str
    url: str
    is_current: bool


def page_of(request: HttpRequest) -> str:
    """Under which name views of this page are kept; empty where its address names one record."""
    match = request.resolver_match
    return "" if match is None or match.kwargs else match.view_name


def views_shown(user: User, page: str, query: Mapping[str, str], offered: Offered) -> list[Shown]:
    """The views that `user` keeps of a page whose choices now are `query`; one query."""
    return [
        Shown(
            each.pk,
            each.name,
            f"?{urlencode(each.query)}" if _is_offered(each.query, offered) else "",
            each.query == query,
        )
        for each in (SavedView.objects.filter(user=user, page=page) if page else ())
    ]


def change_views(request: HttpRequest, user: User, page: str, query: Mapping[str, str]) -> None:
    """Do what a form beside the list asks: keep `query` under a name, rename a view or remove it.

    Raises:
        Http404: if the page keeps no views, or the user has none of that key.
        ValidationError: if the name is missing, too long or taken.
    """
    if not page:
        raise Http404("No view of this page is kept.")
    key, name = request.POST.get("view", ""), request.POST.get("name", "").strip()
    view = SavedView(user=user, page=page, query=dict(query))
    if key:
        number = int(key) if key.isdecimal() and len(key) < LONGEST_KEY else 0
        found = SavedView.objects.filter(user=user, page=page, pk=number).first()
        if found is None:
            raise Http404("There is no such view.")
        view = found
    if request.POST.get("do") == "remove":
        if view.pk is not None:
            view.delete()
        return
    view.name = name
    _save(view)


@transaction.atomic
def _save(view: SavedView) -> None:
    """Save the view.

    Raises:
        ValidationError: if its name is missing, too long or taken.
    """
    if not view.name or len(view.name) > LONGEST_NAME or not view.name.isprintable():
        sentence = _("Give the view a name of at most %(most)s letters.")
        raise ValidationError(sentence % {"most": LONGEST_NAME})
    others = SavedView.objects.filter(user=view.user, page=view.page, name=view.name)
    if others.exclude(pk=view.pk).exists():
        raise ValidationError(_("You have a view of this name already: choose another name."))
    view.save()


def _is_offered(query: Mapping[str, str], offered: Offered) -> bool:
    return all(value in offered.get(name, ()) for name, value in query.items())
