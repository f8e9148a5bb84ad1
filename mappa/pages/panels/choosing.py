"""The records among which the forms of panels and meetings let choose, and how they are named."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from agencies.choices import AREA_ROLES
from agencies.models import Agency, Area, AreaService, Membership, User
from core.api.resources import Resource
from core.wording import spelt
from mappa.pages.nominal.forms import ActForm, name_of
from mappa.pages.panels.placing import placeable
from meetings.models import Action, Invitation, Meeting, Panel, PlanEntry, Referral, Trigger
from meetings.services.content import earlier_actions, in_force
from nominals.models import Nominal
from nominals.services.records import records_of


def of_area(form: ActForm, path: str, resource: Resource, *, is_needed: bool) -> Any:
    """Where and with whom the reader may plan a panel."""
    rows = resource.seen(form.caller, form.on)
    kept = Membership.objects.filter(user=form.caller.user, role__in=AREA_ROLES).on(form.on)
    areas = kept.values("area")
    if resource.model is Area:
        return rows.filter(pk__in=areas)
    beside = Membership.objects.filter(area__in=areas).on(form.on)
    return rows.filter(pk__in=beside.values("user"))


def of_panel(form: ActForm, path: str, resource: Resource, *, is_needed: bool) -> Any:
    """Whom a meeting at a panel may be about, and the referrals accepted for its level."""
    found = placeable(form.caller.user, form.target, form.on)
    if resource.model is Referral:
        return [each.referral for each in found if each.referral is not None]
    return list({each.person.pk: each.person for each in found}.values())


def of_meeting(form: ActForm, path: str, resource: Resource, *, is_needed: bool) -> Any:
    """What belongs to a meeting: agencies that serve its area, or were invited to it; its plan, its
    actions, whoever acts in the area, and conditions of its person."""
    meeting: Meeting = form.target
    rows = resource.seen(form.caller, form.on)
    if resource.model is Agency:
        sent = Invitation.objects.sent().filter(meeting=meeting).values("agency")
        if path == "recipients":
            return rows.filter(pk__in=sent)
        serving = AreaService.objects.filter(area=meeting.panel.area_id).values("agency")
        if path == "agencies":
            listed = Invitation.objects.standing().filter(meeting=meeting).values("agency")
            return rows.filter(pk__in=serving).exclude(pk__in=listed)
        return rows.filter(pk__in=serving) | rows.filter(pk__in=sent)
    if resource.model is User:
        beside = Membership.objects.filter(area=meeting.panel.area_id).on(form.on)
        return rows.filter(pk__in=beside.values("user"))
    if resource.model in (PlanEntry, Trigger):
        return rows.filter(pk__in=in_force(resource.model.objects.all(), meeting).values("pk"))
    if resource.model is Action:
        still = earlier_actions(meeting).filter(completed_on=None, cancelled_on=None)
        return rows.filter(pk__in=still.order_by().values("pk"))
    return rows.filter(**{f"{resource.person}__in": records_of([meeting.person_id])})


@name_of.register
def _of_panel(record: Panel) -> str:
    when = {
        "level": record.get_level_display(),
        "day": spelt(record.held_on),
        "time": f"{record.starts_at:%H:%M}",
    }
    return _("%(level)s, %(day)s, %(time)s") % when


@name_of.register
def _of_nominal(record: Nominal) -> str:
    if record.date_of_birth is None:
        return str(record)
    return _("%(name)s, born %(day)s") % {"name": record, "day": spelt(record.date_of_birth)}


@name_of.register
def _of_referral(record: Referral) -> str:
    said = {"name": record.person, "day": spelt(record.decided_on or record.drafted_on)}
    return _("%(name)s, accepted on %(day)s") % said


@name_of.register
def _of_action(record: Action) -> str:
    return _("%(text)s (due %(day)s)") % {"text": record.text, "day": spelt(record.due_on)}


@name_of.register
def _of_entry(record: PlanEntry) -> str:
    return f"{record.get_pillar_display()}: {record.text}"


@name_of.register
def _of_trigger(record: Trigger) -> str:
    return _("Trigger: %(sign)s") % {"sign": record.sign}
