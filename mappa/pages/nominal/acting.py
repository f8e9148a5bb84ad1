"""The door to one act on one person: its form, and the act, done once however often it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError as Refused
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from mappa.pages.nominal.forms import ActForm
from mappa.pages.nominal.looking import looked_at
from mappa.pages.reader import Reader
from nominals.api.acting import carry_out, done_of, places_in, problem_in, values_in
from nominals.api.resources import NOMINALS
from nominals.models import Nominal


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """The form of an act, and once it is sent the act, on the version of the person that was read.

    Raises:
        Http404: for nobody and somebody hidden, for no act, and where the reader may not do it.
    """
    reader, offer = Reader(request), OFFERED.get(name)
    caller = Caller(reader.user, agency=reader.agency)
    seen = NOMINALS.find(str(key), caller, reader.on)
    if offer is None or (seen is not None and not offer.is_for(caller, seen, reader.on)):
        raise Http404("There is no such act.")
    found = looked_at(request, reader, key)
    if isinstance(found, HttpResponse):
        return found
    sent = request.POST if "version" in request.POST else None
    form = ActForm(offer, caller, found, reader.on, sent)
    hidden = {
        "version": str(found.version),
        "key": str(uuid4()),
        "purpose": request.POST.get("purpose", ""),
    } | {each: request.POST[each] for each in ("version", "key") if sent and each in sent}
    if sent is not None and "more" not in sent and form.is_valid():
        if _is_done(form, request.path, hidden):
            messages.success(request, str(offer.done))
            return redirect("admin:nominal", found.public_id)
    elif sent is not None and "more" in sent:
        form.errors.clear()  # another row was asked for, and nothing is judged yet
    context = {"section": "nominals", "nominal": found, "offer": offer, "form": form}
    return render(request, "mappa/act.html", context | {"hidden": hidden})


def _is_done(form: ActForm, path: str, hidden: dict[str, str]) -> bool:
    """Whether the act was done, now or when the same form was sent before; else the form says why
    not, and what is `hidden` in it is such that it may be sent again."""
    act, caller, nominal, body = form.offer.act, form.caller, form.nominal, form.body()
    values: dict[str, Any] = {}

    def write() -> Done:
        values.update(values_in(act, caller, body, form.on))
        read = version_in(f'"{hidden["version"]}"')
        made = carry_out(act, caller, nominal, values, version=read, on=form.on)
        return done_of(act, made, nominal)

    username = caller.user.get_username()
    asked = {"path": path, "version": hidden["version"], "as": username, "body": body}
    try:
        once(write, key=hidden["key"], caller=caller.name, asked=asked, at=timezone.now())
    except NeedsReason as error:
        form.ask(error.warnings)
    except Outdated as error:
        form.add_error(None, _told(error, nominal, form))
        hidden["version"] = str(error.version)
    except Refused as error:
        form.refuse(problem_in(act, error, values, places_in(act)))
    except (Problem, ValidationError) as error:
        problem = problem_of(error)
        form.refuse(_again(hidden) if problem.kind == "conflict" else problem)
    else:
        return True
    return False


def _told(error: Outdated, nominal: Nominal, form: ActForm) -> str:
    """Who saved what since the person was read, for whoever is shown the log of the person."""
    user = form.caller.user
    facts = Nominal.objects.filter(pk=nominal.pk).facts_shown_to(user, on=form.on)
    last = AuditEntry.objects.filter(pk=error.version).first()
    if last is None or Fact.AUDIT not in facts:
        who = _("Somebody saved something after you opened this form.")
    else:
        offer = OFFERED.get(last.act.replace("_", "-"))
        at = timezone.localtime(last.at)
        who = _("%(who)s saved “%(what)s” at %(time)s on %(day)s, after you opened this form.") % {
            "who": last.actor,
            "what": offer.title if offer else last.act,
            "time": f"{at:%H:%M}",
            "day": spelt(at.date()),
        }
    return f"{who} " + _("What you typed is kept: look at the case, and save again if it holds.")


def _again(hidden: dict[str, str]) -> Problem:
    """What is said of a form that was saved and then changed; it may be saved once more."""
    hidden["key"] = str(uuid4())
    return Problem("conflict", _("This form was saved already, with other words. Save it again?"))
