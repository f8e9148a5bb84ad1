"""The facts about somebody on his or her page, each with what may be done about it, and where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.api.caller import Caller
from core.api.resources import Resource
from mappa.pages.nominal.forms import about_whom
from mappa.pages.nominal.looking import looked_at, looked_in_vain
from mappa.pages.nominal.offers import Offer, Word
from mappa.pages.nominal.on_facts import KINDS, Kind
from mappa.pages.nominal.subjects import Subject
from mappa.pages.people import with_birth
from mappa.pages.reader import Reader
from mappa.timeline import first_told, related_of
from mappa.timeline.entries import Told
from meetings.api.resources import NAMED
from meetings.models import Referral
from nominals.api.acting import May
from nominals.models import Nominal
from nominals.services.records import person_of


@dataclass(frozen=True, slots=True)
class Row:
    """A fact in words, when it was or held, and the acts on it with their addresses."""

    sentence: str
    told: Told | None
    acts: list[tuple[Offer, str]]


def whom(resource: Resource, record: Any) -> Nominal:
    """The person whom a record is about: the record that stands for him or her."""
    return person_of(Nominal.objects.get(pk=about_whom(resource, record)))


def page_of(nominal: Nominal | None) -> str:
    """The page of a person."""
    assert nominal is not None
    return reverse("admin:nominal", args=[nominal.public_id])


def _look(resource: Resource, request: HttpRequest, reader: Reader, key: Any) -> Any | HttpResponse:
    """The record once its person was looked at, or the question for what purpose.

    Raises:
        Http404: where the reader may not see it.
    """
    record = resource.find(str(key), Caller(reader.user, agency=reader.agency), reader.on)
    if record is None:
        looked_in_vain(reader, resource.person_behind(resource.key_of(str(key))))
        raise Http404("There is no such record.")
    found = looked_at(request, reader, whom(resource, record).public_id)
    return found if isinstance(found, HttpResponse) else record


def sentence_of(record: Any) -> str:
    """A fact in the words of the timeline; of a referral without what commands call it."""
    if isinstance(record, Referral):
        asked_for = {"level": record.get_level_display(), "agency": record.agency}
        return _("Referral to %(level)s by %(agency)s.") % asked_for
    told = first_told(record)
    return str(record) if told is None else told.sentence


def _subject(kind: Kind) -> Subject:
    resource = NAMED[kind.model]
    person = partial(whom, resource)
    return Subject(
        section="nominals",
        offered={each.act.name: each for each in kind.offers},
        find=resource.find,
        look=partial(_look, resource),
        person=person,
        name=lambda record: with_birth(person(record)),
        says=sentence_of,
        page=lambda record: page_of(person(record)),
    )


SUBJECTS = [(NAMED[each.model], _subject(each)) for each in KINDS if each.offers]
"""The kinds of facts with acts."""


def facts_of(
    nominal: Nominal, records: Collection[int], reader: Reader
) -> list[tuple[Word, list[Row]]]:
    """What is known of `nominal`, by kind, with what the reader may do about each; a kind about
    which nothing may be done is left out. One query a kind, and those of who may."""
    caller, on = Caller(reader.user, agency=reader.agency), reader.on
    allowed: dict[tuple[May, int | None], bool] = {}

    def may(offer: Offer, target: Any) -> bool:
        # All but referrals are asked of the person alone, once for all facts.
        key = (offer.act.may, target.pk if isinstance(target, Referral) else None)
        if key not in allowed:
            allowed[key] = offer.is_for(caller, target, on)
        return allowed[key]

    def acts_on(kind: Kind, record: Any) -> Iterator[tuple[Offer, str]]:
        for target, offers in ((record, kind.offers), (nominal, kind.of_person)):
            for each in offers:
                if each.stands(target, on) and may(each, target):
                    yield each, address(each, target)

    found: list[tuple[Word, list[Row]]] = []
    for kind in KINDS:
        resource = NAMED[kind.model]
        mine = resource.seen(caller, on).filter(**{f"{resource.person}__in": list(records)})
        rows = [
            Row(sentence_of(record), first_told(record), acts)
            for record in mine.select_related(*related_of(kind.model), *kind.asked).order_by("pk")
            if kind.stands(record, on) and (acts := list(acts_on(kind, record)))
        ]
        if rows:
            found.append((kind.title, rows))
    return found


def doors_to(record: Any, on: date, may: Callable[[Offer], bool]) -> list[tuple[str, str]]:
    """The acts on a record that have their place now and `may` lets through, with addresses."""
    kind = next(each for each in KINDS if each.model is type(record))
    return [
        (str(each.title), address(each, record))
        for each in kind.offers
        if each.stands(record, on) and may(each)
    ]


def address(offer: Offer, record: Any) -> str:
    """Where an act is done on a record."""
    resource = offer.act.resource
    assert resource is not None
    key = getattr(record, resource.key)
    return reverse(f"admin:{route(resource)}", args=[key, offer.act.name])


def route(resource: Resource) -> str:
    """How addresses of acts on records of a kind are called."""
    return "act" if resource.model is Nominal else f"act_on_{resource.name}"
