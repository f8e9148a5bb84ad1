"""The list behind a number: what narrows it, how many there are, and its rows page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

ROWS_OF_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row, where it leads, and a second line in small print."""

    text: str
    url: str = ""
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A choice by which the list is narrowed; an empty value is all."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    value: str

    @classmethod
    def chosen(
        cls, request: HttpRequest, name: str, label: str, choices: Iterable[tuple[Any, Any]]
    ) -> Narrowing:
        """As the request chooses.

        Raises:
            Http404: if it chooses what is not offered.
        """
        offered = [(str(value), str(shown)) for value, shown in choices]
        value = request.GET.get(name, "")
        if value and value not in dict(offered):
            raise Http404(f"{name} is none of the choices.")
        return cls(name, label, offered, value)


@dataclass(frozen=True, slots=True)
class List:
    """A list as a page shows it. `counted` says of what the number at its top is, by number; `path`
    names the pages above it with their addresses, Today where there are none; `said` is what is
    said of it first."""

    title: str
    counted: Callable[[int], str]
    columns: Sequence[str]
    empty: str
    narrowings: Sequence[Narrowing] = ()
    note: str = ""
    section: str = "today"
    path: Sequence[tuple[str, str]] = ()
    said: Sequence[str] = ()


def show_list(
    request: HttpRequest,
    shown: List,
    found: QuerySet[Any] | Sequence[Any],
    row: Callable[[Any], list[Cell]],
    *,
    log: Callable[[list[Any]], None],
) -> HttpResponse:
    """The page of `found` that the request asks for; `log` is told of what is on it."""
    paginator = Paginator(found, ROWS_OF_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    items = list(page.object_list)
    log(items)
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "mappa/list.html",
        {
            "section": shown.section,
            "list": shown,
            "count": shown.counted(paginator.count),
            "rows": [row(each) for each in items],
            "page": page,
            "kept": kept.urlencode(),
        },
    )
