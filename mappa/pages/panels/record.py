"""The record of a meeting as one form: whatever was typed is saved together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, AreaService
from core.api.caller import Caller
from core.wording import spelt
from mappa.pages.nominal.forms import ActForm
from mappa.pages.nominal.offers import Offer
from mappa.pages.panels.acts import ACKNOWLEDGE, DECIDE, ENTER, GIVE, OF_MEETING, WRITE
from mappa.pages.panels.grid import Cell, Grid, grid_of, remembering
from mappa.pages.panels.panel import Row
from mappa.pages.reader import Reader
from meetings.choices import ANSWERS, DecisionKind, Pillar, Topic
from meetings.models import Action, Decision, Meeting, Passage, PlanEntry, Trigger
from meetings.services.content import in_force

TRIGGER = OF_MEETING["add-trigger"]
ACTION = "action"
"""Before the pillar in the names of the fields of a new action."""
LINE = {
    "wanted": gettext_lazy("Action"),
    "wanted-text": gettext_lazy("What"),
    "wanted-rationale": gettext_lazy("Why"),
    "wanted-owner": gettext_lazy("Who"),
    "wanted-due_on": gettext_lazy("By when"),
}
SAID_OF_DISCLOSING = ("to_whom", "what", "by_whom")


class Statement(ActForm):
    """Whether the confidentiality and diversity statement was acknowledged."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        label = _("The confidentiality and diversity statement was read and acknowledged")
        self.fields["acknowledged"] = forms.BooleanField(label=label, required=False)
        self.parts[0].names.append("acknowledged")


@dataclass(frozen=True, slots=True)
class Said:
    """What the minutes say on a topic, and where it is written; `agency` is whose information it
    is."""

    topic: Topic
    text: str
    agency: Agency | None = None
    form: ActForm | None = None


@dataclass(frozen=True, slots=True)
class OfPillar:
    """The plan in force in one pillar, what the meeting gave to do in it, and where more is
    written."""

    pillar: Pillar
    entries: list[PlanEntry]
    actions: list[Action]
    give: ActForm | None = None
    enter: ActForm | None = None

    @property
    def at(self) -> str:
        """Where the line for the next action stands on the page."""
        return f"{ACTION}-{self.pillar.value}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A question that every meeting decides, and where it is decided."""

    kind: DecisionKind
    made: Decision | None
    form: ActForm | None = None


@dataclass(slots=True)
class Record:
    """All that is recorded of a meeting as the reader is shown it; forms where he or she may write
    it as things stand."""

    grid: Grid
    may_attend: bool
    said: list[Said] = field(default_factory=list)
    pillars: list[OfPillar] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    statement: ActForm | None = None
    trigger: ActForm | None = None
    forms: list[ActForm] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.forms) or (self.may_attend and bool(self.grid.columns))

    def changed(self) -> list[ActForm]:
        """The forms in which something was typed, in the order in which they are done: who came
        before what is said of it."""
        cells: Sequence[ActForm] = self.grid.changed() if self.may_attend else []
        return [*cells, *(each for each in self.forms if each.has_changed())]

    def wrong(self) -> Iterator[tuple[str, str]]:
        """What is wrong, each with the field where it is, in the order of the page."""
        cells: list[ActForm] = list(self.grid.cells())
        for form in (*cells, *self.forms):
            first = form["outcome"] if isinstance(form, Cell) else next(iter(form))
            for bound, sentence in form.summary():
                label = f"{bound.label}: " if bound else ""
                yield str((bound or first).auto_id), f"{label}{sentence}"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the record of one meeting is made up: by whom, and from what was sent if it was."""

    row: Row
    reader: Reader
    data: Any = None

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self.row.meeting

    def record(self, *, takes_part: bool, conducts: bool, is_shown: bool) -> Record:
        """The record for somebody who `takes_part` or `conducts`; `is_shown` says that he or she is
        shown it before it is issued. A number of queries that hangs on nothing recorded."""
        state = self.row.state
        may_attend = takes_part and state.is_writable
        record = Record(
            grid=grid_of([self.row], self.reader, self.data if may_attend else None),
            may_attend=may_attend,
        )
        seen = Trigger.objects.visible_to(self.reader.user, on=self.reader.on)
        record.triggers = list(in_force(seen, self.meeting).select_related("agency"))
        is_written = conducts and state.is_writable and state.has_begun
        agencies = self._agencies() if is_written else []
        if is_written and state.is_planned and not self.meeting.is_confidentiality_acknowledged:
            record.statement = self._form(record, ACKNOWLEDGE, "statement", Statement)
        if is_shown and state.has_begun:
            record.said = list(self._said(record, is_written=is_written))
        record.pillars = list(self._pillars(record, agencies, is_written=is_written))
        if is_written:
            offer = replace(TRIGGER, choices={"agency": agencies})
            record.trigger = self._form(record, offer, "trigger")
        record.decided = list(self._decided(record, is_written=is_written))
        return record

    def _form(
        self,
        record: Record,
        offer: Offer,
        prefix: str,
        kind: type[ActForm] = ActForm,
        **initial: Any,
    ) -> ActForm:
        form = remembering(
            kind,
            offer,
            Caller(self.reader.user, agency=self.reader.agency),
            self.meeting,
            self.reader.on,
            self.data,
            prefix=prefix,
            initial={name.replace("__", "-"): value for name, value in initial.items()},
            version_of=f"version-{self.meeting.pk}",
        )
        record.forms.append(form)
        return form

    def _agencies(self) -> list[tuple[str, str]]:
        """Who may be given something to do: those that serve the area, and those invited."""
        serving = AreaService.objects.filter(area=self.meeting.panel.area_id)
        invited = self.meeting.invitations.filter(sent_on__isnull=False, withdrawn_on=None)
        found = Agency.objects.filter(pk__in=serving.values("agency")) | Agency.objects.filter(
            pk__in=invited.order_by().values("agency")
        )
        return [(str(each.pk), each.name) for each in found.distinct().order_by("name", "pk")]

    def _said(self, record: Record, *, is_written: bool) -> Iterator[Said]:
        written = {
            (each.topic, each.agency_id): each
            for each in Passage.objects.filter(meeting=self.meeting).select_related("agency")
        }
        for topic in Topic:
            if topic == Topic.INFORMATION:
                yield from self._information(record, written, is_written=is_written)
                continue
            passage = written.get((topic.value, None))
            text = "" if passage is None else passage.text
            form = None
            if is_written:
                fixed = {"topic": topic.value, "agency": None}
                form = self._form(
                    record, replace(WRITE, fixed=fixed), f"said-{topic.value}", text=text
                )
            yield Said(topic, text, form=form)

    def _information(
        self, record: Record, written: dict[Any, Passage], *, is_written: bool
    ) -> Iterator[Said]:
        """What each agency told: of those invited, and of whoever did."""
        agencies = {each.agency.pk: each.agency for each in record.grid.columns}
        for (topic, key), passage in written.items():
            if topic == Topic.INFORMATION and passage.agency is not None:
                agencies.setdefault(key, passage.agency)
        for key, agency in agencies.items():
            passage_of = written.get((Topic.INFORMATION.value, key))
            text = "" if passage_of is None else passage_of.text
            form = None
            if is_written:
                fixed = {"topic": Topic.INFORMATION.value, "agency": key}
                form = self._form(record, replace(WRITE, fixed=fixed), f"told-{key}", text=text)
            yield Said(Topic.INFORMATION, text, agency, form)

    def _pillars(
        self, record: Record, agencies: list[tuple[str, str]], *, is_written: bool
    ) -> Iterator[OfPillar]:
        user, on, held_on = self.reader.user, self.reader.on, self.meeting.panel.held_on
        plan = in_force(PlanEntry.objects.visible_to(user, on=on), self.meeting)
        entries = list(plan.select_related("agency"))
        given = Action.objects.visible_to(user, on=on).filter(meeting=self.meeting)
        actions = list(given.select_related("agency").order_by("pk"))
        conditions = self._conditions() if is_written else {}
        for pillar in Pillar:
            give = enter = None
            if is_written:
                offer = replace(GIVE, choices={"wanted-agency": agencies}, labels=LINE)
                at = f"{ACTION}-{pillar.value}"
                give = self._form(
                    record, offer, at, Line, wanted__pillar=pillar.value, wanted__due_on=""
                )
                enter = self._form(
                    record,
                    replace(ENTER, choices={"entry-agency": agencies} | conditions),
                    f"entry-{pillar.value}",
                    Entry,
                    entry__pillar=pillar.value,
                    entry__starts_on=spelt(held_on),
                    entry__review_on="",
                )
            yield OfPillar(
                pillar,
                [each for each in entries if each.pillar == pillar],
                [each for each in actions if each.pillar == pillar],
                give,
                enter,
            )

    def _conditions(self) -> dict[str, list[tuple[str, str]]]:
        """On what an entry may rest, asked once for all pillars."""
        form = ActForm(ENTER, Caller(self.reader.user), self.meeting, self.reader.on)
        return {
            name: list(form.fields[name].choices)[1:]  # type: ignore[attr-defined]
            for name in ("entry-order_condition", "entry-licence_condition")
        }

    def _decided(self, record: Record, *, is_written: bool) -> Iterator[Decided]:
        seen = Decision.objects.visible_to(self.reader.user, on=self.reader.on)
        made = {each.kind: each for each in seen.filter(meeting=self.meeting)}
        for kind in DecisionKind:
            decision = made.get(kind.value)
            is_open = self.row.state.is_planned or kind != DecisionKind.LEVEL
            form = None
            if is_written and is_open:
                form = self._form(
                    record,
                    question(kind),
                    f"decided-{kind.value}",
                    **_as_decided(decision),
                )
                for part in form.parts:
                    part.legend = _("To whom, what, who and by when") if part.is_seldom else ""
            yield Decided(kind, decision, form)


class Line(ActForm):
    """The line on which one action is given."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        _hide_pillar(self, "wanted-pillar")
        self.fields["wanted-text"].widget = forms.TextInput()


class Entry(ActForm):
    """An entry of the plan in one pillar."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        _hide_pillar(self, "entry-pillar")


def question(kind: DecisionKind) -> Offer:
    """The decision on one question."""
    answers = [(each.value, each.label) for each in ANSWERS[kind]]
    fixed: dict[str, Any] = {"kind": kind.value}
    if kind != DecisionKind.DISCLOSURE:
        fixed["disclosing"] = None
    return replace(DECIDE, fixed=fixed, choices={"answer": answers})


def _hide_pillar(form: ActForm, name: str) -> None:
    """The place on the page says which pillar."""
    form.fields[name].widget = forms.HiddenInput()
    for part in form.parts:
        part.names = [each for each in part.names if each != name]


def _as_decided(made: Decision | None) -> dict[str, Any]:
    if made is None:
        return {}
    said = {True: "yes", False: "no", None: ""}
    return {
        "answer": made.answer,
        "reason": made.reason,
        **{f"disclosing__{each}": getattr(made, each) for each in SAID_OF_DISCLOSING},
        "disclosing__due_on": "" if made.due_on is None else spelt(made.due_on),
        "disclosing__is_person_told": said[made.is_person_told],
        "disclosing__is_agreement_signed": said[made.is_agreement_signed],
    }
