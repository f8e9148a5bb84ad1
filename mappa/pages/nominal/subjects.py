"""The kinds of records on which pages offer acts: how one is found, looked at and gone back to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.api.caller import Caller
from mappa.pages.nominal.offers import Offer
from mappa.pages.reader import Reader
from nominals.models import Nominal


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Subject:
    """A kind of record with acts, `offered` by the last part of their addresses.

    `find` answers the record with a key where the caller may see it, `look` does so for a reader,
    logged, or asks first for what purpose. `person` is whom a record is about, `name` what the form
    calls it, `says` what it says, and `page` where one comes from and goes back to; `made` is the
    page of what was made out of nothing, as answers name it. `section` is that of the pages.
    """

    section: str
    offered: Mapping[str, Offer]
    find: Callable[[str, Caller, date], Any]
    look: Callable[[HttpRequest, Reader, Any], Any | HttpResponse]
    person: Callable[[Any], Nominal | None]
    name: Callable[[Any], str]
    page: Callable[[Any], str]
    says: Callable[[Any], str] = lambda record: ""
    made: Callable[[Mapping[str, Any]], str] | None = None
