"""The door to one act on one record: its form, and the act, done once however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError as Refused
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from rest_framework.exceptions import ValidationError

from agencies.choices import Fact
from core.api.caller import Caller
from core.api.keys import Done, once
from core.api.problems import Problem, problem_of
from core.api.versions import version_in
from core.models import AuditEntry
from core.refusing import NeedsReason, Outdated
from core.wording import spelt
from mappa.pages.nominal.acts import OFFERED
from mappa.pages.nominal.facts import SUBJECTS
from mappa.pages.nominal.forms import ActForm
from mappa.pages.nominal.looking import looked_at
from mappa.pages.nominal.offers import Offer
from mappa.pages.nominal.since import changes_since
from mappa.pages.nominal.subjects import Subject
from mappa.pages.people import with_birth
from mappa.pages.reader import Reader
from nominals.api.acting import carry_out, done_of, places_in, problem_in, values_in, versioned_by
from nominals.api.resources import NOMINALS
from nominals.models import Nominal
from nominals.services.identity.duplicates import ANOTHER_RECORD, LikelyDuplicates

PERSON = Subject(
    section="nominals",
    offered=OFFERED,
    find=NOMINALS.find,
    look=looked_at,
    person=lambda nominal: nominal,
    name=with_birth,
    page=lambda nominal: reverse("admin:nominal", args=[nominal.public_id]),
)

TITLES = {
    each.act.service.__name__: each.title
    for offered in (OFFERED, *(subject.offered for _resource, subject in SUBJECTS))
    for each in offered.values()
}
"""What acts are called, by their names in the log."""


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, subject: Subject, key: UUID | int, name: str) -> HttpResponse:
    """The form of an act, and once it is sent the act, on the version of the record that was read.

    Raises:
        Http404: for no such record and one that is hidden, for no act, and where the reader may
            not do it.
    """
    reader, offer = Reader(request), subject.offered.get(name)
    caller = Caller(reader.user, agency=reader.agency)
    seen = subject.find(str(key), caller, reader.on)
    if offer is None or (seen is not None and not offer.is_for(caller, seen, reader.on)):
        raise Http404("There is no such act.")
    found = subject.look(request, reader, key)
    if isinstance(found, HttpResponse):
        return found
    return answer_form(request, subject, offer, reader, found)


def answer_form(
    request: HttpRequest, subject: Subject, offer: Offer, reader: Reader, target: Any
) -> HttpResponse:
    """The form of an act on `target`, or out of nothing; once it is sent and done, the page of what
    it was done on, or of what it made."""
    caller = Caller(reader.user, agency=reader.agency)
    sent = request.POST if "version" in request.POST else None
    form = ActForm(offer, caller, target, reader.on, sent, initial=request.GET.dict())
    hidden = kept(request.POST, {"version": str(getattr(versioned_by(target), "version", ""))})
    if sent is not None and "more" not in sent:
        done = done_once([form], hidden, request.path, subject)
        if done is not None:
            messages.success(request, str(offer.done))
            return redirect(_whither(subject, caller, reader, target, done))
    elif sent is not None:
        form.errors.clear()  # another row was asked for, and nothing is judged yet
    context = {
        "section": subject.section,
        "name": subject.name(target),
        "page": subject.page(target),
        "says": subject.says(target),
        "offer": offer,
        "form": form,
        "hidden": hidden,
    }
    return render(request, "mappa/act.html", context)


def _whither(subject: Subject, caller: Caller, reader: Reader, target: Any, done: Done) -> str:
    """The page of what an act was done on or made, as long as the reader sees the person."""
    if target is not None or subject.made is None:
        person = subject.person(target)
        page, key = subject.page(target), None if person is None else person.public_id
    else:
        item = done.body["items"][0]
        page, key = subject.made(item), item["id"] if item["kind"] == NOMINALS.one else None
    is_seen = key is None or NOMINALS.find(str(key), caller, reader.on) is not None
    return page if is_seen else reverse("admin:nominals")


def kept(sent: Mapping[str, Any], versions: Mapping[str, str]) -> dict[str, str]:
    """What a form sends along and nobody types: the versions that were read, a key of its own, and
    the purpose; as it was `sent`, where it was."""
    hidden = {**versions, "key": str(uuid4()), "purpose": ""}
    return hidden | {each: sent[each] for each in hidden if each in sent}


def done_once(
    forms: Sequence[ActForm], hidden: dict[str, str], path: str, subject: Subject
) -> Done | None:
    """What the acts of `forms` answer, done one after the other or not at all, now or when the same
    was sent before. `None` where one cannot be read or is refused: its form says why, and what is
    `hidden` is such that it may be sent again."""
    if [each for each in forms if not each.is_valid()]:
        return None
    values: dict[str, Any] = {}
    bodies = [form.body() for form in forms]
    form = forms[0]

    def write() -> Done:
        nonlocal form
        stands: dict[str, int] = {}
        items: list[Any] = []
        for form, body in zip(forms, bodies, strict=True):
            act, name = form.offer.act, form.version_of
            values.clear()
            values.update(values_in(act, form.caller, body, form.on))
            read = None
            if form.offer.is_versioned and act.target:
                read = stands[name] if name in stands else version_in(f'"{hidden[name]}"')
            made = carry_out(act, form.caller, form.target, values, version=read, on=form.on)
            done = done_of(act, made, form.target)
            if "ETag" in done.headers:
                stands[name] = version_in(done.headers["ETag"])
            items += done.body["items"]
        return Done(201, {"items": items}, {})

    user = form.caller.user.get_username()
    versions = {each: hidden[each] for each in hidden if each.startswith("version")}
    asked = {"path": path, "versions": versions, "as": user, "body": bodies}
    try:
        return once(
            write, key=hidden["key"], caller=form.caller.name, asked=asked, at=timezone.now()
        )
    except LikelyDuplicates as error:
        form.likely = error.shown
        form.ask([ANOTHER_RECORD])
    except NeedsReason as error:
        form.ask(error.warnings)
    except Outdated as error:
        person, name = subject.person(form.target), form.version_of
        who = who_saved(error, person, form.caller, form.on, subject.offered)
        form.add_error(None, who)
        if person is not None:
            read = version_in(f'"{hidden[name]}"')
            form.changes = changes_since(person, read, form.caller.user, form.on)
        hidden[name] = str(error.version)
    except Refused as error:
        form.refuse(problem_in(form.offer.act, error, values, places_in(form.offer.act)))
    except (Problem, ValidationError) as error:
        problem = problem_of(error)
        form.refuse(again(hidden) if problem.kind == "conflict" else problem)
    return None


def who_saved(
    error: Outdated,
    person: Nominal | None,
    caller: Caller,
    on: date,
    offered: Mapping[str, Offer] = OFFERED,
) -> str:
    """Who saved what since the record was read, for whoever is shown the log of the person; acts
    are called as where they are `offered`."""
    shown = Nominal.objects.filter(pk__in=[] if person is None else [person.pk])
    last = AuditEntry.objects.filter(pk=error.version).first()
    if last is None or Fact.AUDIT not in shown.facts_shown_to(caller.user, on=on):
        who = _("Somebody saved something after you opened this form.")
    else:
        at, same = timezone.localtime(last.at), offered.get(last.act.replace("_", "-"))
        who = _("%(who)s saved “%(what)s” at %(time)s on %(day)s, after you opened this form.") % {
            "who": last.actor,
            "what": same.title if same else TITLES.get(last.act, last.act),
            "time": f"{at:%H:%M}",
            "day": spelt(at.date()),
        }
    return f"{who} " + _("What you typed is kept: look at the case, and save again if it holds.")


def again(hidden: dict[str, str]) -> Problem:
    """What is said of a form that was saved and then changed; it may be saved once more."""
    hidden["key"] = str(uuid4())
    return Problem("conflict", _("This form was saved already, with other words. Save it again?"))
