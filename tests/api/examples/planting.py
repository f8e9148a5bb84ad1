"""What is planted so that an example can be sent."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.choices import Role
from tests.api.calling import Person
from tests.api.casework import case, restated
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import NominalFactory, ResponsibleAreaFactory

BORN = date(1980, 1, 1)
BEFORE = date(2024, 5, 1)
"""A day before that of the examples, on which something was recorded."""


@dataclass
class Planted:
    """Who sends an example, the key of the record that it is done on, the keys of the records that
    stand in it by those of the example, and the content of its files by their names."""

    by: Any
    key: Any = ""
    keys: dict[Any, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def somebody(**facts):
    """Somebody managed in Category 1 at Level 1, led by the police of Norfolk."""
    return case(**{"date_of_birth": BORN} | facts)


def unmanaged():
    """Somebody of Norfolk who is not managed."""
    person = NominalFactory(date_of_birth=BORN)
    ResponsibleAreaFactory(nominal=person)
    return restated(person)


def member(username, kind="police", code="norfolk", role=Role.CO_ORDINATOR):
    """Somebody with the name that an example gives."""
    return MembershipFactory(
        user__username=username, agency=default_agency(kind, code), area=area(code), role=role
    ).user


def of_person(person=None, **more):
    """An act on a person, by the co-ordinator of Norfolk."""
    return Planted(Person(), (person or somebody()).public_id, **more)


def of_fact(fact, *, code="norfolk", **more):
    """An act on a fact about a person, by the co-ordinator of an area."""
    return Planted(Person(code=code), getattr(fact, "public_id", fact.pk), **more)
