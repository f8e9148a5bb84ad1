"""What still keeps a meeting from closing, in a word or two each."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappa.pages.reader import Reader
from meetings.choices import DecisionKind
from meetings.models import Meeting
from meetings.rules.deciding import Record, closing_refusals, closing_warnings
from meetings.services.deciding import records_of_meetings

WORDS = {
    "chair": gettext_lazy("chair"),
    "minute_taker": gettext_lazy("minute taker"),
    "attendance": gettext_lazy("attendance"),
    "is_confidentiality_acknowledged": gettext_lazy("statement"),
    DecisionKind.LEVEL.value: gettext_lazy("level decision"),
    DecisionKind.DISCLOSURE.value: gettext_lazy("disclosure decision"),
    DecisionKind.CATEGORY.value: gettext_lazy("category check"),
    DecisionKind.VISOR.value: gettext_lazy("ViSOR"),
    DecisionKind.TELLING.value: gettext_lazy("telling the person"),
}
"""By what a rule of closing calls it."""


def bars_of(meetings: Collection[Meeting], reader: Reader) -> dict[int, str]:
    """By meeting, what its closing waits for: what it is not closed without first, and then what it
    is closed without for a reason only. Of closed and cancelled meetings nothing, and nothing of
    those whose record the reader is not shown; four queries."""
    conducted = Meeting.objects.conducted_by(reader.user, on=reader.on)
    keys = [each.pk for each in meetings if not (each.closed_on or each.cancelled_on)]
    shown = set(conducted.filter(pk__in=keys).order_by().values_list("pk", flat=True))
    found = records_of_meetings([each for each in meetings if each.pk in shown])
    return {key: _bars(record) for key, record in found.items()}


def _bars(record: Record) -> str:
    needed = [str(WORDS[each.column]) for each in closing_refusals(record)]
    warnings = closing_warnings(
        record, grades=(), weeks=None, next_review_on=None, is_not_to_be_told=False
    )
    asked = [str(WORDS[each.column]) for each in warnings]
    said = [", ".join(dict.fromkeys(needed))] if needed else []
    if asked := [each for each in dict.fromkeys(asked) if each not in needed]:
        said.append(_("or with a reason: %(what)s") % {"what": ", ".join(asked)})
    return "; ".join(said)
