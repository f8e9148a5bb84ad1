"""The doors that every app opens: a list and a record, each look logged in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField
from rest_framework.views import APIView

from core import audit
from core.api import pages, problems
from core.api.caller import Caller
from core.api.describing import (
    ETAG,
    FIELDS,
    PAGE,
    CountSerializer,
    Operation,
    header,
    parameters_of,
)
from core.api.resources import Resource
from core.api.rows import chosen, rows
from core.api.versions import tag_of


class Door(APIView):
    """One address of the API. Who calls is settled, and may use doors of this `scope`."""

    scope: ClassVar[str] = ""

    def operation(self, method: str) -> Operation:
        """How this door is described."""
        raise NotImplementedError

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Settle who calls, within the limits of the client.

        Raises:
            Problem: if the token has not the scope of this door.
        """
        super().initial(request, *args, **kwargs)
        caller = self.caller
        if caller.client:
            person = caller.user.get_username() if caller.user.through else ""
            here = replace(audit.origin(), client=caller.client, on_behalf_of=person)
            self._origin.enter_context(audit.coming_from(here))
        scope = self.scope_of(request)
        if scope and not self.caller.may(scope):
            raise problems.Problem("forbidden", f"This door needs a token of the scope {scope}.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer within the origin of the caller, as the log has it."""
        with ExitStack() as self._origin:
            return super().dispatch(request, *args, **kwargs)

    def scope_of(self, request: Request) -> str:
        """The scope that this door needs."""
        return self.scope

    @property
    def caller(self) -> Caller:
        """Who calls."""
        caller: Any = self.request.auth
        assert isinstance(caller, Caller)
        return caller

    @property
    def purpose(self) -> str:
        """Why the caller looks, as far as it says."""
        return self.request.headers.get("Access-Purpose", "")

    def log(
        self,
        did: str,
        operation: audit.Operation,
        *,
        label: str,
        objects: Iterable[int],
        at: datetime,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write into the log what the caller was shown."""
        audit.record(
            by=self.caller.user.get_username(),
            at=at,
            operation=operation,
            act=did,
            agency=self.caller.agency,
            purpose=self.purpose,
            label=label,
            detail=detail,
            objects=objects,
        )


class ResourceDoor(Door):
    """A door to records of one kind."""

    resource: Resource = None  # type: ignore[assignment] # given to as_view

    def scope_of(self, request: Request) -> str:
        """The scope of the kind."""
        return self.resource.scope


class ListDoor(ResourceDoor):
    """The records of one kind that the caller may see, page by page."""

    carries: ClassVar[int] = 0
    """How many values go from page to page beside those of the order."""

    def operation(self, method: str) -> Operation:
        """How the list is described."""
        resource = self.resource
        page = inline_serializer(
            f"{resource.model.__name__}Page",
            {
                "items": resource.serializer(many=True),
                "next": CharField(allow_null=True, help_text="The address of the next page."),
                "count": CountSerializer(required=False),
            },
        )
        return Operation(
            name=f"list_{resource.name.replace('-', '_')}",
            summary=f"The {resource.model._meta.verbose_name_plural} that the caller may see.",
            tag=resource.name,
            answers={200: page},
            parameters=[*parameters_of(resource.filterset), FIELDS, *PAGE],
        )

    def get(self, request: Request, **names: str) -> Response:
        """A page: its `items`, the address of the `next`, and on request the `count`."""
        on, at = timezone.localdate(), timezone.now()
        with transaction.atomic():
            return Response(self.page(request, on, at, **names))

    def page(self, request: Request, on: date, at: datetime, **names: str) -> dict[str, Any]:
        """The body of the answer; logged."""
        resource = self.resource
        order = self.order_of(request)
        asked = pages.wanted(request, of=request.path, columns=len(order) + self.carries)
        carried = () if asked.after is None else asked.after[len(order) :]
        body, carried = self.head(request, carried)
        shown = chosen(
            resource.serializer,
            request.query_params.get("fields"),
            resource.hidden(self.caller, on),
        )
        if asked.is_counted:
            found = self.narrowed(resource.seen(self.caller, on), request)
            body["count"] = pages.counted(found)
        items, people, last = self._read(self.cut(request, order, asked, on), order, asked, shown)
        more = len(items) > asked.limit
        body["items"] = items[: asked.limit]
        body["next"] = (
            pages.next_address(request, request.path, [*last, *carried]) if more else None
        )
        if resource.person:
            self.log(
                f"list_{resource.name.replace('-', '_')}",
                audit.Operation.CONSULTATION,
                label="nominals.Nominal",
                objects=dict.fromkeys(people),
                at=at,
                detail={"filters": sorted(set(request.query_params) - pages.RESERVED)},
            )
        return body

    def order_of(self, request: Request) -> tuple[str, ...]:
        """The columns by which the list is ordered."""
        return self.resource.order

    def head(
        self, request: Request, carried: tuple[Any, ...]
    ) -> tuple[dict[str, Any], tuple[Any, ...]]:
        """What stands in the body before the items, read before they are; and what is `carried`
        from page to page, of which the first page has nothing."""
        return {}, ()

    def narrowed(self, found: QuerySet[Any], request: Request) -> QuerySet[Any]:
        """`found` as the query parameters ask."""
        return filtered(self.resource, found, request)

    def cut(
        self, request: Request, order: Sequence[str], asked: pages.Wanted, on: date
    ) -> QuerySet[Any]:
        """The rows of the page, and one more where there is a next."""
        resource = self.resource
        found = self.narrowed(resource.seen(self.caller, on), request)
        if asked.after is not None:
            found = pages.beyond(found, order, asked.after[: len(order)])
        page = found.order_by(*order)[: asked.limit + 1]
        if resource.whole is None:
            return page
        of_page = resource.whole(self.caller, on).filter(pk__in=page.values("pk"))
        return of_page.order_by(*order)

    def _read(
        self,
        page: QuerySet[Any],
        order: Sequence[str],
        asked: pages.Wanted,
        shown: Sequence[str],
    ) -> tuple[list[dict[str, Any]], list[int], tuple[Any, ...]]:
        """Up to one row more than asked for, the people of those asked for, and the last of these
        as the order has it."""
        resource = self.resource
        also = [*order, *([resource.person] if resource.person else [])]
        items: list[dict[str, Any]] = []
        people: list[int] = []
        last: tuple[Any, ...] = ()
        for item, values in rows(page, resource.serializer, shown, also):
            items.append(item)
            if len(items) <= asked.limit:
                last = values[: len(order)]
                people += values[len(order) :]
        return items, people, last


class RecordDoor(ResourceDoor):
    """One record."""

    def operation(self, method: str) -> Operation:
        """How the record is described."""
        resource = self.resource
        none_match = header("If-None-Match", "An ETag: 304 where it still stands.")
        return Operation(
            name=f"read_{resource.one}",
            summary=f"One {resource.model._meta.verbose_name}.",
            tag=resource.name,
            answers={200: resource.serializer, 304: None},
            parameters=[FIELDS, none_match, *([ETAG] if resource.version else [])],
            refusals=[404],
        )

    def get(self, request: Request, key: str) -> Response:
        """The record, with its version as ETag.

        Raises:
            Problem: if there is none that the caller may see.
        """
        on, at = timezone.localdate(), timezone.now()
        resource = self.resource
        known_parameters(request, {"fields"})
        shown = chosen(
            resource.serializer,
            request.query_params.get("fields"),
            resource.hidden(self.caller, on),
        )
        also = [each for each in (resource.version, resource.person) if each]
        with transaction.atomic():
            value = resource.key_of(key)
            seen = resource.seen(self.caller, on).filter(**{resource.key: value})
            found = (
                () if value is None else rows(seen.order_by()[:1], resource.serializer, shown, also)
            )
            item, values = next(iter(found), (None, ()))
            problem = self.look(values[-1] if values else None, value, at)
        if problem is not None:
            raise problem
        if item is None:
            raise problems.missing()
        headers = {"ETag": tag_of(values[0])} if resource.version else {}
        if headers and request.headers.get("If-None-Match") == headers["ETag"]:
            return Response(status=304, headers=headers)
        return Response(item, headers=headers)

    def look(self, person: int | None, key: Any, at: datetime) -> problems.Problem | None:
        """Log the look at the record `key`, which is about `person` or was looked for in vain;
        answers why it is not shown. What is about nobody is not logged."""
        return None


class NoDoor(Door):
    """Any address of the API at which there is nothing."""

    schema = None  # nothing to describe
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer every method alike.

        Raises:
            Problem: always.
        """
        raise problems.missing()


def filtered(resource: Resource, found: QuerySet[Any], request: Request) -> QuerySet[Any]:
    """`found` as the query parameters narrow it.

    Raises:
        Problem: if one is unknown or malformed.
    """
    filters = {} if resource.filterset is None else resource.filterset.base_filters
    known_parameters(request, filters.keys() | pages.RESERVED)
    is_narrowed = filters.keys() & request.query_params.keys()
    # The form of a filter set is dear, and a list is most often asked for as it is.
    if not is_narrowed and not any(each.extra["required"] for each in filters.values()):
        return found
    assert resource.filterset is not None
    asked = resource.filterset(data=request.query_params, queryset=found, request=request)
    if not asked.is_valid():
        wrong = [f"{name}: {' '.join(each)}" for name, each in asked.errors.items()]
        raise problems.Problem("malformed", " ".join(wrong))
    narrowed: QuerySet[Any] = asked.qs
    return narrowed


def known_parameters(request: Request, names: Iterable[str]) -> None:
    """Refuse query parameters that are none of `names`, stand twice, or say nothing: a filter
    without a value must not list everything.

    Raises:
        Problem: with their names.
    """
    known = sorted(names)
    for name, values in request.query_params.lists():
        if name not in known:
            sentence = (
                f"There is no parameter {name[:40]}. There are: {', '.join(known) or 'none'}."
            )
            raise problems.Problem("malformed", sentence)
        if len(values) > 1:
            raise problems.Problem("malformed", f"{name}: Give it once.")
        if not values[0].strip():
            raise problems.Problem("malformed", f"{name}: Give a value, or leave it out.")
