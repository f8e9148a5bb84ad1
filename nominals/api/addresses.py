"""The addresses at which records about people stand, and acts on them are done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, path

from core.api.doors import ListDoor, RecordDoor
from core.api.resources import Resource
from nominals.api.acting import Act, ActDoor, CollectionDoor
from nominals.api.looking import PersonRecordDoor


def records(resources: Iterable[Resource], makes: Iterable[Act] = ()) -> Iterator[URLPattern]:
    """The lists and records of `resources`; `makes` are acts that make another of a list."""
    making = {act.makes: act for act in makes}
    for each in resources:
        if each.model in making:
            door = CollectionDoor.as_view(resource=each, act=making[each.model])
        else:
            door = ListDoor.as_view(resource=each)
        yield path(f"{each.name}/", door)
        record = PersonRecordDoor if each.person else RecordDoor
        yield path(f"{each.name}/<str:key>/", record.as_view(resource=each))


def acts(offered: Iterable[Act], door: type[ActDoor] = ActDoor) -> Iterator[URLPattern]:
    """The acts `offered`, each under the record that it is done on, behind a `door` of its own."""
    for act in offered:
        if act.resource is not None:
            yield path(f"{act.resource.name}/<str:key>/{act.name}/", door.as_view(act=act))
