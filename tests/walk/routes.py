"""Every address of the API with its methods, as the application resolves them."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.walk.people import RECORDS

PREFIX = "api/v1/"


@dataclass(frozen=True)
class Route:
    """A method at an address, and by which kind of record it is named where by one of a person."""

    method: str
    path: str
    door: type

    @property
    def kind(self):
        """The kind of record that the first place of the address names; empty where none does, or
        the record is about nobody."""
        name, _, rest = self.path.partition("/")
        return name if name in RECORDS and rest.startswith("<str:key>/") else ""

    def at(self, key):
        """The address of a record."""
        return self.path.replace("<str:key>", str(key))

    def __str__(self):
        return f"{self.method} {self.path}"


def keyed():
    """Those that name a record about somebody."""
    return [each for each in routes() if each.kind]


def others():
    """Those that name none, and are no list of such records either."""
    lists = {f"GET {name}/" for name in RECORDS}
    return {str(each) for each in routes() if not each.kind} - lists


def pages():
    """Every address of a page."""
    found = (path for path, _ in _resolved(get_resolver().url_patterns, ""))
    return sorted({path for path in found if not path.startswith(("^", "api/", "oauth2/"))})


def routes():
    """Every method of every address."""
    for path, view in _resolved(get_resolver().url_patterns, ""):
        door = getattr(view, "view_class", getattr(view, "cls", None))
        if path.startswith(PREFIX):
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                if hasattr(door, method.lower()):
                    yield Route(method, path.removeprefix(PREFIX), door)


def _resolved(patterns, before):
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _resolved(each.url_patterns, path)
        elif isinstance(each, URLPattern):
            yield path, each.callback
