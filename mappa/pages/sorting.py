"""By which of its columns a list is sorted: those that declare it, and in one total order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.http import Http404

DOWN = "-"
"""What stands before the name of a column by which is sorted downwards."""

By = Sequence[str | Combinable] | Callable[[Any], Any]
"""What a column sorts by: columns of a query set, or what a row of a sequence has."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. With a `name` it can be sorted `by` something; `note` heads the small
    print of its cells where they are exported, and one of doors is not exported."""

    label: str
    name: str = ""
    by: By = ()
    note: str = ""
    is_door: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a column: how it is sorted now, in the words of ARIA, and what sorts it."""

    label: str
    order: str = ""
    sorted: str = ""
    url: str = ""


def labelled(field: str, choices: Iterable[tuple[Any, Any]]) -> Case:
    """Sorts a column of codes by the words that stand for them."""
    words = sorted(choices, key=lambda each: str(each[1]))
    ranks = [When(**{field: value}, then=Value(rank)) for rank, (value, _) in enumerate(words)]
    return Case(*ranks, default=Value(-1))


def columns_of(columns: Iterable[Column | str]) -> list[Column]:
    """Each as a column; one that is a text alone is not sorted."""
    return [Column(each) if isinstance(each, str) else each for each in columns]


def chosen_order(order: str, columns: Iterable[Column]) -> str:
    """The order that was asked for; empty is that of the list itself.

    Raises:
        Http404: if no column declares it.
    """
    if order and order.removeprefix(DOWN) not in {each.name for each in columns if each.name}:
        raise Http404("The list has no such order.")
    return order


def in_order(found: Any, order: str, columns: Iterable[Column]) -> Any:
    """`found`, a query set or a sequence, by the order; what is equal stays in the order that the
    list has by itself. Nothing known comes last."""
    name, is_down = order.removeprefix(DOWN), order.startswith(DOWN)
    by = next((each.by for each in columns if name and each.name == name), None)
    if by is None:
        return found
    if callable(by):
        return sorted(found, key=by, reverse=is_down)
    assert isinstance(found, QuerySet)
    return found.order_by(*(_ordering(each, is_down) for each in by), *found.query.order_by)


def headers(columns: Iterable[Column], order: str, kept: dict[str, str]) -> list[Header]:
    """The heads of the columns. Whoever sorts by a sorted column turns it round."""
    found = []
    for each in columns:
        if not each.name:
            found.append(Header(each.label))
            continue
        is_up, is_down = order == each.name, order == DOWN + each.name
        turned = DOWN + each.name if is_up else each.name
        state = "ascending" if is_up else "descending" if is_down else "none"
        found.append(Header(each.label, turned, state, urlencode(kept | {"order": turned})))
    return found


def _ordering(by: str | Combinable, is_down: bool) -> OrderBy:
    expression: Any = F(by) if isinstance(by, str) else by
    ordering: OrderBy = (expression.desc if is_down else expression.asc)(nulls_last=True)
    return ordering
