"""What may be done about a person from the page: each act in its group, in words of the page."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.api.caller import Caller
from mappa.pages.nominal.offers import ACTS, Offer, Word, offer, standing
from nominals.api.acting import May
from nominals.api.acts import CO_ORDINATE
from nominals.choices import Established, Sex
from nominals.models import Nominal, PdpPeriod
from nominals.services.identity.registration import Details
from orders.rules.breaches import FINDINGS

INSTEAD = _("In the place of an outcome.")
FOUND = [(each.value, each.label) for each in Established if each in FINDINGS]
"""What a court may find of a breach in the place of an outcome."""


def _is_restricted(nominal: Nominal, on: date) -> bool:
    return nominal.is_restricted


def _is_pdp(nominal: Nominal, on: date) -> bool:
    return PdpPeriod.objects.filter(nominal=nominal).on(on).exists()


GROUPS: tuple[tuple[Word, tuple[Offer, ...]], ...] = (
    (
        _("Level and category"),
        (
            offer(
                "set-level",
                _("Change level"),
                _("The level is changed."),
                labels={"on": _("First day at this level")},
                hints={
                    "on": _("It may lie in the past or the future."),
                    "authority-kind": _("To or from Level 2 or 3 all of this is needed (V39)."),
                },
            ),
            offer(
                "set-lead-agency",
                _("Set lead agency"),
                _("The lead agency is set."),
                labels={
                    "kind": _("Kind of agency"),
                    "on": _("Leads from"),
                    "agency": _("Which agency"),
                },
                hints={"agency": _("Empty: the one of that kind in the responsible area.")},
            ),
            offer(
                "enter-category",
                _("Add a basis"),
                _("The basis is added."),
                labels={
                    "on": _("Eligible from"),
                    "until": _("First day without it"),
                    "managed-kind": _("Kind of agency that leads"),
                },
                hints={
                    "until": _("Empty while no end is known."),
                    "managed-level": _("Needed where no level holds on that day."),
                    "managed-kind": _("Empty: whoever leads, or whom the rules propose."),
                },
            ),
            offer(
                "leave-mappa",
                _("Leave MAPPA"),
                _("The person has left MAPPA."),
                labels={"on": _("First day out of MAPPA")},
                hints={"on": _("No basis may go on after it. The record stays.")},
            ),
        ),
    ),
    (
        _("Referral and transfer"),
        (
            offer(
                "draft-referral",
                _("Draft a referral"),
                _("The referral is drafted. Nobody but your agency sees it until it is submitted."),
                labels={
                    "agency": _("Agency that refers"),
                    "case-level": _("Level asked for"),
                    "on": _("Drafted on"),
                },
            ),
            offer(
                "request-transfer",
                _("Request a transfer"),
                _("The transfer is requested."),
                labels={"on": _("Requested on")},
                hints={"to_area": _("Your area keeps the case until the other one accepts.")},
            ),
            Offer(
                replace(ACTS["place-meeting"], target="nominal", may=CO_ORDINATE),
                _("Place a meeting"),
                _("The meeting is placed at the panel."),
                hints={"panel": _("Those of your areas that are to come.")},
                is_versioned=False,
            ),
        ),
    ),
    (
        _("Orders and breaches"),
        (
            offer(
                "impose-order",
                _("Impose an order"),
                _("The order is recorded."),
                labels={"kind": _("Order or notice")},
                hints={
                    "ends_on": _("Empty: until further order."),
                    "court": _("As the order names it."),
                    "main_application": _("Of an interim order: what it waits for."),
                },
                seldom=(
                    "main_application",
                    "passports_surrendered_on",
                    "passports_surrendered_at",
                    "authorised_by_rank",
                    "given_in_person",
                    "convicted_abroad_on",
                    "imposed_abroad",
                    "replaces",
                ),
            ),
            offer(
                "record-breach",
                _("Record a breach"),
                _("The breach is recorded."),
                hints={"order": _("Where an order was breached."), "finding": INSTEAD},
                choices={"finding": FOUND},
            ),
        ),
    ),
    (
        _("Custody and licence"),
        (
            offer(
                "recall",
                _("Recall"),
                _("The recall is recorded: unlawfully at large until the return."),
                labels={"kind": _("Kind of recall"), "days": _("Days of a fixed term")},
                hints={"days": _("Empty: the length that follows from the sentence.")},
            ),
            offer(
                "detain",
                _("Record detention"),
                _("The detention is recorded."),
                labels={"on": _("First day detained")},
            ),
            offer(
                "release",
                _("Record release"),
                _("The release is recorded."),
                labels={"on": _("First day in the community")},
            ),
            offer(
                "expect-release",
                _("Expect a release"),
                _("The expected day is recorded."),
                labels={"expected_on": _("Release expected on"), "on": _("Known on")},
            ),
            offer(
                "begin-licence",
                _("Begin a licence"),
                _("The licence is recorded."),
                labels={
                    "on": _("First day on licence"),
                    "ends_on": _("First day off licence"),
                    "kind": _("Kind of licence"),
                },
                hints={"ends_on": _("Empty where no end is known.")},
            ),
        ),
    ),
    (
        _("Convictions and notification"),
        (
            offer(
                "record-conviction",
                _("Record a conviction"),
                _("The conviction is recorded."),
                labels={"kind": _("Kind of offence")},
                hints={"kind": _("An offence of Schedule 3 brings notification from that day.")},
            ),
            offer(
                "record-notification",
                _("Record a notification"),
                _("The notification is recorded."),
                labels={
                    "matter": _("What was notified"),
                    "on": _("Notified on"),
                    "event_on": _("Day of the change"),
                },
            ),
            offer(
                "record-travel",
                _("Record travel abroad"),
                _("The travel is recorded."),
                labels={"on": _("Notified on")},
            ),
            offer(
                "apply-for-review",
                _("Record an application for review"),
                _("The application is recorded."),
                labels={"on": _("Received on")},
                hints={"on": _("Of indefinite notification requirements.")},
            ),
        ),
    ),
    (
        _("Risk and screening"),
        (
            offer(
                "assess-risk",
                _("Record an assessment of risk"),
                _("The assessment is recorded."),
                labels={
                    "tool": _("Tool"),
                    "risk": _("Level of risk"),
                    "on": _("Assessed on"),
                },
                hints={"tool": _("Such as OASys.")},
            ),
            offer(
                "review-level-1",
                _("Record a Level 1 review"),
                _("The review is recorded."),
                labels={"on": _("Reviewed on")},
            ),
            offer(
                "record-serious-further-offence",
                _("Record a serious further offence"),
                _("The charge is recorded."),
            ),
            offer(
                "decide-not-eligible",
                _("Decide: not eligible"),
                _("The decision is recorded."),
                labels={"on": _("Decided on")},
            ),
            offer(
                "begin-pdp",
                _("Record a potentially dangerous person"),
                _("It is recorded."),
                labels={"on": _("From")},
                stands=lambda nominal, on: not _is_pdp(nominal, on),
            ),
            offer(
                "end-pdp",
                _("End potentially dangerous person"),
                _("It is ended."),
                labels={"on": _("First day without it")},
                stands=_is_pdp,
            ),
        ),
    ),
    (
        _("Who this is"),
        (
            offer(
                "change-identity",
                _("Correct who this is"),
                _("It is corrected. What was known before stays told."),
                labels={"on": _("Known on")},
                hints={"reason": _("How it became known. The log keeps it: name nobody else.")},
                choices={"details-sex": Sex.choices},
                starts=standing("details", *(each.name for each in fields(Details))),
            ),
            offer(
                "add-alias",
                _("Add another name"),
                _("The name is added."),
                labels={"on": _("Known since")},
            ),
            offer(
                "record-address",
                _("Add an address"),
                _("The address is added."),
                labels={"kind": _("Kind of address")},
            ),
            offer(
                "raise-flag",
                _("Raise a flag"),
                _("The flag is raised."),
                labels={"kind": _("What every reader must know"), "on": _("Raised on")},
            ),
            offer(
                "record-death",
                _("Record the death"),
                _("The death is recorded."),
                labels={"died_on": _("Died on"), "on": _("Known on")},
            ),
            offer(
                "add-victim-note",
                _("Add a victim note"),
                _("The note is added. Few are shown it."),
                labels={"on": _("Noted on")},
            ),
        ),
    ),
    (
        _("Who may see"),
        (
            offer(
                "restrict-case",
                _("Restrict the case"),
                _("The case is restricted."),
                stands=lambda nominal, on: not nominal.is_restricted,
                labels={"on": _("Restricted from"), "viewers-value": _("Why this person")},
                hints={"on": _("From then on only viewers see the case: name yourself too.")},
            ),
            offer(
                "lift-restriction",
                _("Lift the restriction"),
                _("The restriction is lifted."),
                stands=_is_restricted,
                labels={"on": _("Lifted from")},
            ),
            offer(
                "name-viewer",
                _("Name a viewer"),
                _("He or she is on the list of the case."),
                labels={
                    "on": _("First day on the list"),
                    "until": _("First day off the list"),
                    "reason": _("Why this person"),
                },
                hints={"until": _("Empty while no end is known.")},
                stands=_is_restricted,
            ),
            offer(
                "host-case",
                _("Let another area host the case"),
                _("The case is hosted."),
                labels={
                    "area": _("Area that hosts"),
                    "user": _("Who sees the case there"),
                    "on": _("Hosted from"),
                    "until": _("First day not hosted"),
                },
                hints={
                    "area": _("Your area stays responsible."),
                    "until": _("Empty while no end is known."),
                },
            ),
        ),
    ),
)
"""In the order of the menu."""

OFFERED = {each.act.name: each for _title, offers in GROUPS for each in offers}
"""By the last part of their addresses."""


def menu(caller: Caller, nominal: Nominal, on: date) -> list[tuple[Word, list[Offer]]]:
    """The acts that `caller` may do about `nominal`, in their groups; a group without one is left
    out, and so is what has no place now."""
    allowed: dict[May, bool] = {}
    for each in OFFERED.values():
        if each.act.may not in allowed:
            allowed[each.act.may] = each.is_for(caller, nominal, on)
    found = [
        (title, [each for each in offers if allowed[each.act.may] and each.stands(nominal, on)])
        for title, offers in GROUPS
    ]
    return [(title, offers) for title, offers in found if offers]
