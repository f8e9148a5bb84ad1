"""What waits for an answer: referrals to Levels 2 and 3, transfers of area, and cases opened in an
emergency."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.choices import AREA_ROLES, Fact, Role
from core.api.caller import Caller
from core.wording import spelt
from mappa.pages.listing import Cell, List, list_methods, show_list
from mappa.pages.nominal.facts import doors_to
from mappa.pages.nominal.offers import Offer
from mappa.pages.people import name_cell, person_column
from mappa.pages.reader import Reader
from mappa.pages.sorting import Column, labelled
from mappa.pages.wording import how_far
from meetings.choices import ReferralStatus
from meetings.models import Referral
from meetings.querysets import ReferralQuerySet
from nominals.models import EmergencyAccess, Transfer
from nominals.querysets.facts import TransferQuerySet


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, since when the oldest does, about whom, and where the list is."""

    count: int
    label: str
    note: str
    url: str
    people: frozenset[int]


def waiting(reader: Reader) -> list[Waiting]:
    """Referrals, transfers and openings that wait; one query for each that the roles show."""
    found = []
    if reader.is_told(Fact.PLAN):
        rows = list(_referrals(reader).values_list("submitted_on", "person"))
        label = ngettext("referral", "referrals", len(rows))
        found.append(_waiting(rows, label, reverse("admin:referrals"), reader.on))
    if reader.is_told(Fact.LEVELS):
        rows = list(_transfers(reader).values_list("requested_on", "nominal"))
        label = ngettext("transfer of area", "transfers of area", len(rows))
        found.append(_waiting(rows, label, reverse("admin:transfers"), reader.on))
    if reader.is_told(Fact.AUDIT):
        openings = EmergencyAccess.objects.visible_to(reader.user, on=reader.on).unreviewed()
        made = openings.order_by("opened_at", "pk").values_list("opened_at", "nominal")
        rows = [(localdate(opened_at), person) for opened_at, person in made]
        label = ngettext("case opened in an emergency", "cases opened in an emergency", len(rows))
        found.append(_waiting(rows, label, reverse("admin:emergencies"), reader.on))
    return found


def _waiting(rows: list[tuple[date | None, int]], label: str, url: str, today: date) -> Waiting:
    since = rows[0][0] if rows else None
    note = "" if since is None else _("the oldest of %(day)s") % {"day": how_far(since, today)}
    return Waiting(len(rows), label, note, url, frozenset(person for _day, person in rows))


def _referrals(reader: Reader) -> ReferralQuerySet[Referral]:
    return (
        Referral.objects.visible_to(reader.user, on=reader.on)
        .waiting()
        .order_by("submitted_on", "pk")
    )


def _transfers(reader: Reader) -> TransferQuerySet[Transfer]:
    return (
        Transfer.objects.visible_to(reader.user, on=reader.on)
        .waiting()
        .order_by("requested_on", "pk")
    )


def _answers(act: Offer, referral: Referral, reader: Reader) -> bool:
    """Whether the reader may do an act on a referral."""
    return act.is_for(Caller(reader.user, agency=reader.agency), referral, reader.on)


def _moves(act: Offer, transfer: Transfer, reader: Reader) -> bool:
    """Whether the reader does an act on a transfer: the asking area withdraws it, the co-ordinators
    of the other one answer. The act itself asks more, of each person alone."""
    if act.act.name == "withdraw-transfer":
        return _has_role(reader, transfer.from_area_id, AREA_ROLES)
    return _has_role(reader, transfer.to_area_id, {Role.CO_ORDINATOR})


def _has_role(reader: Reader, area: int, roles: Collection[Role]) -> bool:
    return any(each.area_id == area and each.role in roles for each in reader.memberships)


@list_methods
@transaction.atomic
def referrals(request: HttpRequest) -> HttpResponse:
    """The referrals on which nobody has decided, the oldest first."""
    reader = Reader(request)
    return show_list(
        request,
        reader,
        List(
            title=_("Referrals that wait"),
            act="list_referrals",
            counted=lambda count: (
                ngettext("%(n)s referral", "%(n)s referrals", count) % {"n": count}
            ),
            columns=[
                Column(_("Submitted"), "submitted", ["submitted_on"], note=_("How long ago")),
                person_column("person"),
                Column(_("Level asked for"), "level", ["level"]),
                Column(_("By"), "by", ["agency__name", "referrer"], note=_("Referrer")),
                Column(_("State"), "state", [labelled("status", ReferralStatus.choices)]),
                Column(_("Acts"), is_door=True),
            ],
            empty=_("No referral waits. One waits from its submission until it is decided."),
        ),
        _referrals(reader).select_related("person", "agency", "area"),
        lambda each: [
            Cell(spelt(each.submitted_on), note=how_far(each.submitted_on, reader.on)),
            name_cell(each.person),
            Cell(str(each.get_level_display())),
            Cell(str(each.agency), note=each.referrer),
            Cell(str(each.get_status_display())),
            Cell("", doors=doors_to(each, reader.on, lambda act: _answers(act, each, reader))),
        ],
        people=lambda shown: (each.person_id for each in shown),
    )


@list_methods
@transaction.atomic
def transfers(request: HttpRequest) -> HttpResponse:
    """The transfers that the receiving area has not answered, the oldest first."""
    reader = Reader(request)
    return show_list(
        request,
        reader,
        List(
            title=_("Transfers that wait"),
            act="list_transfers",
            counted=lambda count: (
                ngettext("%(n)s transfer", "%(n)s transfers", count) % {"n": count}
            ),
            columns=[
                Column(_("Requested"), "requested", ["requested_on"], note=_("How long ago")),
                person_column("nominal"),
                Column(_("From"), "from", ["from_area__name"]),
                Column(_("To"), "to", ["to_area__name"]),
                _("Reason"),
                Column(_("Acts"), is_door=True),
            ],
            empty=_("No transfer waits. One waits until the receiving area answers."),
        ),
        _transfers(reader).select_related("nominal", "from_area", "to_area"),
        lambda each: [
            Cell(spelt(each.requested_on), note=how_far(each.requested_on, reader.on)),
            name_cell(each.nominal),
            Cell(str(each.from_area)),
            Cell(str(each.to_area)),
            Cell(each.reason),
            Cell("", doors=doors_to(each, reader.on, lambda act: _moves(act, each, reader))),
        ],
        people=lambda shown: (each.nominal_id for each in shown),
    )
