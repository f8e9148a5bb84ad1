"""The list behind a number: what narrows and sorts it, how many there are, its rows page by page,
as a file, and the views of it that its reader keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mappa.pages.exporting import csv_file, too_long
from mappa.pages.reader import Reader
from mappa.pages.saved_views import change_views, page_of, views_shown
from mappa.pages.sorting import DOWN, Column, chosen_order, columns_of, headers, in_order

ROWS_OF_A_PAGE = 100
REFUSED = 422

list_methods = require_http_methods(["GET", "HEAD", "POST"])
"""A list is looked at; posted are the forms of its saved views."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row, where it leads, and a second line in small print. `doors`
    are what may be done about the row, each with its address."""

    text: str
    url: str = ""
    note: str = ""
    is_late: bool = False
    doors: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A choice by which the list is narrowed; an empty value is all, or what `otherwise` says."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    value: str
    otherwise: str = ""

    @classmethod
    def chosen(
        cls,
        request: HttpRequest,
        name: str,
        label: str,
        choices: Iterable[tuple[Any, Any]],
        otherwise: str = "",
    ) -> Narrowing:
        """As the request chooses.

        Raises:
            Http404: if it chooses what is not offered.
        """
        offered = [(str(value), str(shown)) for value, shown in choices]
        value = request.GET.get(name, "")
        if value and value not in dict(offered):
            raise Http404(f"{name} is none of the choices.")
        return cls(name, label, offered, value, otherwise)


@dataclass(frozen=True, slots=True)
class List:
    """A list as a page shows it. `counted` says of what the number at its top is, by number; `path`
    names the pages above it with their addresses, Today where there are none; `said` is what is
    said of it first, and `doors` are acts by which it grows. A look at it is logged as `act`, with
    `detail`."""

    title: str
    act: str
    counted: Callable[[int], str]
    columns: Sequence[Column | str]
    empty: str
    narrowings: Sequence[Narrowing] = ()
    note: str = ""
    section: str = "today"
    path: Sequence[tuple[str, str]] = ()
    said: Sequence[str] = ()
    doors: Sequence[tuple[str, str]] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def narrowed(self) -> dict[str, str]:
        """The values that were chosen."""
        return {each.name: each.value for each in self.narrowings if each.value}

    @property
    def logged(self) -> dict[str, Any]:
        """What the log says of a look: which filters, and not their values."""
        filters = {"filters": list(self.narrowed)} if self.narrowings else {}
        return filters | dict(self.detail)


def show_list(
    request: HttpRequest,
    reader: Reader,
    shown: List,
    found: QuerySet[Any] | Sequence[Any],
    row: Callable[[Any], list[Cell]],
    *,
    people: Callable[[list[Any]], Iterable[int]],
) -> HttpResponse:
    """The part of `found` that the request asks for as a page, or all of it as a file. `people`
    is handed what is shown before `row` is, and answers whom it is about, by key, for the log.

    Raises:
        Http404: if an order, a file or a view is asked for that the list has not.
    """
    columns = columns_of(shown.columns)
    order = chosen_order(request.GET.get("order", ""), columns)
    query = shown.narrowed | ({"order": order} if order else {})
    page_name = page_of(request)
    refusal = ""
    if request.method == "POST":
        try:
            change_views(request, reader.user, page_name, query)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
        else:
            return redirect(f"{request.path}?{urlencode(query)}")
    found = in_order(found, order, columns)
    paginator = Paginator(found, ROWS_OF_A_PAGE)
    long = too_long(paginator.count)
    form = request.GET.get("as", "")
    if form not in ("", "csv"):
        raise Http404("The list has no such form.")
    if form and not long:
        return _file(reader, shown, columns, list(found), row, people)
    page = paginator.get_page(request.GET.get("page"))
    items = list(page.object_list)
    reader.log(shown.act, people(items), **shown.logged)
    offered = {each.name: frozenset(dict(each.choices)) for each in shown.narrowings}
    names = [each.name for each in columns if each.name]
    offered["order"] = frozenset([*names, *(DOWN + each for each in names)])
    context = {
        "section": shown.section,
        "list": shown,
        "count": shown.counted(paginator.count),
        "headers": headers(columns, order, shown.narrowed),
        "rows": [row(each) for each in items],
        "page": page,
        "order": order,
        "kept": urlencode(query),
        "long": long,
        "refusal": refusal or (long if form else ""),
        "typed": request.POST.get("name", "") if refusal else "",
        "may_keep": bool(page_name),
        "views": views_shown(reader.user, page_name, query, offered),
    }
    status = REFUSED if context["refusal"] else 200
    return render(request, "mappa/list.html", context, status=status)


def _file(
    reader: Reader,
    shown: List,
    columns: Sequence[Column],
    items: list[Any],
    row: Callable[[Any], list[Cell]],
    people: Callable[[list[Any]], Iterable[int]],
) -> HttpResponse:
    """All of the list as a file. One entry in the log says to whom it was disclosed, naming
    everybody in it."""
    reader.log(shown.act, people(items), hands_out=True, rows=len(items), **shown.logged)
    rows = [_texts(columns, row(each)) for each in items]
    told = [each for each in columns if not each.is_door]
    heads = [text for each in told for text in (each.label, each.note) if text]
    return csv_file(shown.title, reader.on, heads, rows)


def _texts(columns: Sequence[Column], cells: Sequence[Cell]) -> list[str]:
    """The texts of a row; small print stands in a column of its own where it has a head."""
    texts = []
    for column, cell in zip(columns, cells, strict=True):
        if column.is_door:
            continue
        if column.note:
            texts += [str(cell.text), str(cell.note)]
        else:
            texts.append(f"{cell.text} ({cell.note})" if cell.note else str(cell.text))
    return texts
