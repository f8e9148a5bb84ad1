"""Merging two records of one person, and parting them again: both side by side, then the act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.api.caller import Caller
from core.api.keys import Done, once
from core.api.problems import Problem
from core.api.versions import version_in
from core.refusing import Outdated
from core.wording import spelt
from mappa.merging import Preview, merge_people, preview_merge, unmerge_people
from mappa.pages.nominal.acting import again, kept, who_saved
from mappa.pages.nominal.looking import looked_at
from mappa.pages.nominal.since import told_by_kind
from mappa.pages.reader import Reader
from mappa.timeline import timeline
from nominals.models import Alias, DuplicatePair, Merge, Nominal
from nominals.rules.identity.identifiers import IDENTIFIERS
from nominals.rules.identity.merging import MERGED, SURVIVOR
from nominals.services.acts import Asked
from nominals.services.identity.finding import find_nominals
from nominals.services.identity.merging import DEATH, KINDS
from nominals.services.permitting import may_co_ordinate, may_merge
from nominals.services.records import records_of

MOST = 10
"""People among whom the other record is sought."""


class SeekForm(forms.Form):
    """By what the other record is sought."""

    text = forms.CharField(
        label=gettext_lazy("Name, date of birth, PNC, CRO, CRN or prison number"),
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """Why two records are one person, or two."""

    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It stands with the records and in the log."),
        widget=forms.Textarea({"rows": 3}),
    )

    def refuse(self, refusal: ValidationError) -> None:
        """Say beside each field what is wrong with it, and above all what is wrong with none."""
        named = getattr(refusal, "error_dict", {None: refusal.error_list})
        for column, errors in named.items():
            for each in errors:
                said = str(each.message).removeprefix(f"{each.code}: ")
                self.add_error(column if column in self.fields else None, said)


class MergeForm(ReasonForm):
    """Whose history stands where both records have one for the same days, and why they are one."""

    def __init__(self, data: Any, to_choose: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.chosen = list(to_choose)
        for name, (stands, merged) in to_choose.items():
            what = _("a day of death") if name == DEATH else KINDS[name].label
            self.fields[name] = forms.ChoiceField(
                label=_("Both have %(what)s for the same days: whose stands?") % {"what": what},
                choices=[(SURVIVOR, stands), (MERGED, merged)],
                widget=forms.RadioSelect,
            )
        self.order_fields([*to_choose, "reason"])

    def choices(self) -> dict[str, str]:
        """By kind, whose history stands."""
        return {each: self.cleaned_data[each] for each in self.chosen}


@dataclass(frozen=True, slots=True)
class Row:
    """What both records say of one thing."""

    label: str
    stands: list[str]
    merged: list[str]

    @property
    def differs(self) -> bool:
        """Whether they say different things."""
        return self.stands != self.merged


@require_http_methods(["GET", "HEAD", "POST"])
def seek(request: HttpRequest, key: UUID) -> HttpResponse:
    """With which record one may be merged: those suspected already, and whoever is sought.

    Raises:
        Http404: where the reader does not see the person, or does not decide for the area.
    """
    reader = Reader(request)
    found = _looked_at(request, reader, key)
    if isinstance(found, HttpResponse):
        return found
    form = SeekForm(request.POST if "text" in request.POST else None)
    hits: list[Nominal] | None = None
    if form.is_bound and form.is_valid():
        try:
            sought = find_nominals(
                form.cleaned_data["text"],
                user=reader.user,
                on=reader.on,
                asked=_asked(reader),
                limit=MOST,
            )
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            hits = [each.nominal for each in sought if each.nominal != found]
    suspected = list(_suspected(found, reader))
    reader.log("list_suspected", (each.pk for each, _why in suspected))
    context = {
        "section": "nominals",
        "nominal": found,
        "form": form,
        "hits": hits,
        "suspected": suspected,
        "purpose": request.POST.get("purpose", ""),
    }
    return render(request, "mappa/seek_other.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Two records side by side, the first of which is to stand, and once it is sent the merge, on
    the versions of both that were read.

    Raises:
        Http404: where the reader does not see both, or does not decide for both areas.
    """
    reader = Reader(request)
    stands = _looked_at(request, reader, key)
    if isinstance(stands, HttpResponse):
        return stands
    if merges_of(stands).filter(merged__public_id=other).exists():
        return redirect("admin:nominal", stands.public_id)  # it was sent before, and is done
    merged = looked_at(request, reader, other)
    if isinstance(merged, HttpResponse):
        return merged
    both = [stands, merged]
    if not may_merge(reader.user, stands, merged, reader.on):
        raise Http404("There is no such act.")
    preview, refusal = _preview(stands, merged, reader)
    told = [told_by_kind(timeline(each, shown_to=(reader.user, reader.on))) for each in both]
    to_choose = {
        name: _both_ways(both, [each.get(_kind(name), []) for each in told])
        for name in (preview.to_choose if preview else ())
    }
    if stands.died_on and merged.died_on and stands.died_on != merged.died_on:
        days = [[spelt(stands.died_on)], [spelt(merged.died_on)]]
        to_choose[DEATH] = _both_ways(both, days)
    form = MergeForm(request.POST if "version" in request.POST else None, to_choose)
    hidden = kept(
        request.POST, {"version": str(stands.version), "version_of_merged": str(merged.version)}
    )

    def write() -> Any:
        return merge_people(
            survivor=stands,
            merged=merged,
            choices=form.choices(),
            reason=form.cleaned_data["reason"],
            asked=_asked(reader, hidden["version"]),
            merged_version=_version(hidden["version_of_merged"]),
        )

    if form.is_bound and form.is_valid() and _is_done(form, write, hidden, reader, request, both):
        messages.success(request, _("The records are merged. This one stands for both."))
        return redirect("admin:nominal", stands.public_id)
    context = {
        "section": "nominals",
        "stands": stands,
        "merged": merged,
        "rows": _side_by_side(stands, merged, *told),
        "preview": preview,
        "refusal": refusal,
        "form": form,
        "hidden": hidden,
    }
    return render(request, "mappa/merge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """That two merged records are two people, and once it is sent the parting.

    Raises:
        Http404: where the reader does not see the person or does not decide for the area, or the
            merge is none of this person's.
    """
    reader = Reader(request)
    found = _looked_at(request, reader, key)
    if isinstance(found, HttpResponse):
        return found
    merged = get_object_or_404(Merge.objects.select_related("merged"), survivor=found, pk=number)
    if merged.undone_at is not None:
        return redirect("admin:nominal", found.public_id)  # it was sent before, and is done
    form = ReasonForm(request.POST if "version" in request.POST else None, label_suffix="")
    hidden = kept(request.POST, {"version": str(found.version)})

    def write() -> Any:
        return unmerge_people(
            merge=merged,
            reason=form.cleaned_data["reason"],
            asked=_asked(reader, hidden["version"]),
        )

    if (
        form.is_bound
        and form.is_valid()
        and _is_done(form, write, hidden, reader, request, [found])
    ):
        messages.success(request, _("The records are parted again."))
        return redirect("admin:nominal", found.public_id)
    context = {"section": "nominals", "nominal": found, "merge": merged, "form": form}
    return render(request, "mappa/part.html", context | {"hidden": hidden})


def merges_of(nominal: Nominal) -> Any:
    """The merges into this record that stand."""
    return Merge.objects.filter(survivor=nominal, undone_at__isnull=True).select_related("merged")


def _looked_at(request: HttpRequest, reader: Reader, key: UUID) -> Nominal | HttpResponse:
    """Somebody for whose area the reader decides, looked at.

    Raises:
        Http404: for nobody and somebody hidden, and where the reader does not decide.
    """
    found = looked_at(request, reader, key)
    if isinstance(found, Nominal) and not may_co_ordinate(reader.user, found, reader.on):
        raise Http404("There is no such act.")
    return found


def _suspected(nominal: Nominal, reader: Reader) -> Iterator[tuple[Nominal, list[str]]]:
    """The records that may be this person, with why, as far as the reader may see them."""
    pairs = DuplicatePair.objects.visible_to(reader.user, on=reader.on).suspected()
    mine = pairs.filter(Q(first=nominal) | Q(second=nominal)).select_related("first", "second")
    for each in mine:
        yield each.second if each.first == nominal else each.first, each.likeness


def _preview(stands: Nominal, merged: Nominal, reader: Reader) -> tuple[Preview | None, list[str]]:
    """What merging would do, or why it is refused whatever is chosen."""
    try:
        preview = preview_merge(
            survivor=stands, merged=merged, choices={}, on=reader.on, asked=_asked(reader)
        )
    except ValidationError as refusal:
        return None, refusal.messages
    return preview, []


def _is_done(
    form: ReasonForm,
    write: Callable[[], Any],
    hidden: dict[str, str],
    reader: Reader,
    request: HttpRequest,
    people: Iterable[Nominal],
) -> bool:
    """Whether it was done, now or when the same form was sent before; else the form says why not,
    and what is `hidden` is such that it may be sent again."""
    versions = {name: value for name, value in hidden.items() if name.startswith("version")}
    name = reader.user.get_username()
    asked = {"path": request.path, "versions": versions, "as": name, "body": form.cleaned_data}

    def done() -> Done:
        write()
        return Done(201, {"items": []}, {})

    try:
        once(done, key=hidden["key"], caller=name, asked=asked, at=reader.at)
    except Outdated as error:
        for each, of in zip(versions, people, strict=True):
            of.refresh_from_db()
            if of.version == error.version:
                caller = Caller(reader.user, agency=reader.agency)
                form.add_error(None, who_saved(error, of, caller, reader.on))
            hidden[each] = str(of.version)
    except ValidationError as refusal:
        form.refuse(refusal)
    except Problem as problem:
        form.add_error(None, (again(hidden) if problem.kind == "conflict" else problem).detail)
    else:
        return True
    return False


def _side_by_side(
    stands: Nominal, merged: Nominal, mine: Mapping[str, list[str]], theirs: Mapping[str, list[str]]
) -> list[Row]:
    """What both records say: who it is, and all that is told, kind by kind."""
    one, other = _identity(stands), _identity(merged)
    rows = [Row(label, one[label], other[label]) for label in one]
    kinds = [each for each in {**mine, **theirs} if each != Nominal._meta.verbose_name]
    rows += [Row(kind, mine.get(kind, []), theirs.get(kind, [])) for kind in kinds]
    return [each for each in rows if each.stands or each.merged]


def _kind(name: str) -> str:
    """How the timeline calls a kind of period of which one record's is chosen."""
    return str(KINDS[name].model._meta.verbose_name)


def _both_ways(both: Sequence[Nominal], said: Sequence[list[str]]) -> tuple[str, str]:
    """What either record says of a kind, as the words of the choice between them."""
    stands, merged = (
        f"{record}: {' '.join(lines)}" for record, lines in zip(both, said, strict=True)
    )
    return stands, merged


def _identity(nominal: Nominal) -> dict[str, list[str]]:
    days = {"date_of_birth": _("Date of birth"), "died_on": _("Day of death")}
    aliases = Alias.objects.filter(nominal__in=records_of([nominal.pk]))
    return {
        _("Name"): [str(nominal)],
        **{
            label: [spelt(getattr(nominal, name))] if getattr(nominal, name) else []
            for name, label in days.items()
        },
        _("Sex"): [str(nominal.get_sex_display())] if nominal.sex else [],
        **{
            str(label): [getattr(nominal, kind)] if getattr(nominal, kind) else []
            for kind, label in IDENTIFIERS.items()
        },
        _("Also known as"): [str(each) for each in aliases],
        _("Restricted"): [_("yes")] if nominal.is_restricted else [_("no")],
    }


def _asked(reader: Reader, version: str = "") -> Asked:
    return Asked(
        by=reader.user.get_username(),
        at=reader.at,
        agency=reader.agency,
        expected_version=_version(version) if version else None,
    )


def _version(text: str) -> int:
    return version_in(f'"{text}"')
