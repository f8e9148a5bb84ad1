"""What a panel asks of one person, chair or agency at two places at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from django.utils.translation import gettext as _

from mappa.pages.reader import Reader
from meetings.models import Invitation, Meeting, Panel
from meetings.services.acts import named


def clashes_of(panel: Panel, reader: Reader) -> list[str]:
    """The clashes of the meetings of `panel` with one another and with others of its day, as far as
    the reader may see these; two queries."""
    of_day = (
        Meeting.objects.visible_to(reader.user, on=reader.on)
        .not_cancelled()
        .filter(panel__held_on=panel.held_on)
        .select_related("panel", "person", "chair", "minute_taker")
        .order_by("starts_at", "ends_at", "pk")
    )
    meetings = list(of_day)
    agencies: defaultdict[int, dict[int, str]] = defaultdict(dict)
    standing = Invitation.objects.visible_to(reader.user, on=reader.on).standing()
    invited = standing.filter(meeting__in=[each.pk for each in meetings])
    for meeting, agency, name in invited.order_by("agency__name").values_list(
        "meeting", "agency", "agency__name"
    ):
        agencies[meeting][agency] = name
    return list(_found(panel, meetings, agencies))


def _found(
    panel: Panel, meetings: Sequence[Meeting], agencies: dict[int, dict[int, str]]
) -> Iterator[str]:
    for one, other in combinations(meetings, 2):
        here = [each.panel_id == panel.pk for each in (one, other)]
        if not any(here):
            continue
        both = {"one": _called(one), "other": _called(other)}
        if one.person_id == other.person_id:
            yield _("%(one)s and %(other)s are about the same person.") % both
        if other.starts_at >= one.ends_at or one.starts_at >= other.ends_at:
            continue
        if all(here):
            yield _("%(one)s and %(other)s overlap.") % both
            continue
        for user in {one.chair, one.minute_taker} & {other.chair, other.minute_taker} - {None}:
            if user is not None:
                yield _("%(who)s is at %(one)s and at %(other)s.") % (both | {"who": named(user)})
        twice = agencies[one.pk].keys() & agencies[other.pk].keys()
        if twice:
            names = "; ".join(agencies[one.pk][each] for each in agencies[one.pk] if each in twice)
            sentence = _("Invited to %(one)s and to %(other)s: %(names)s.")
            yield sentence % (both | {"names": names})


def _called(meeting: Meeting) -> str:
    """A meeting among those of one day."""
    return _("%(time)s %(person)s (%(level)s)") % {
        "time": f"{meeting.starts_at:%H:%M}",
        "person": meeting.person,
        "level": meeting.panel.get_level_display(),
    }
