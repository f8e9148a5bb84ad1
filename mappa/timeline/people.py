"""What the floor of people tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from core.periods import add_days
from core.temporal import KnownModel
from mappa.timeline.entries import Source, Told, told_on, with_detail
from nominals import models
from nominals.choices import Setting

DRAWN = {Setting.PRISON: "Prison", Setting.HOSPITAL: "Hospital"}
"""What a drawing calls a detention."""


def recorded_on(row: KnownModel) -> date:
    """The day on which what is known of a row was recorded; for what has no day of its own."""
    return timezone.localdate(row.recorded_from)


def _alias(row: models.Alias) -> Iterator[Told]:
    yield Told(recorded_on(row), f"Also known as {row}.")


def _address(row: models.Address) -> Iterator[Told]:
    lines = ", ".join(str(row).splitlines())
    yield Told(row.valid_from or recorded_on(row), f"Lives at {lines}.", row.valid_to)


def _flag(row: models.Flag) -> Iterator[Told]:
    sentence = with_detail(f"Flag “{row.get_kind_display()}”", row.reason)
    yield Told(row.valid_from, sentence, row.valid_to)


def _area(row: models.ResponsibleArea) -> Iterator[Told]:
    yield Told(row.valid_from, f"{row.area} is responsible.", row.valid_to)


def _transfer(row: models.Transfer) -> Iterator[Told]:
    way = f"from {row.from_area} to {row.to_area}"
    yield Told(row.requested_on, with_detail(f"Transfer {way} requested", row.reason))
    if row.outcome:
        sentence = with_detail(f"Transfer {way} {row.outcome}", row.decision_reason)
        yield from told_on(row.decided_on, sentence)


def _hosting(row: models.Hosting) -> Iterator[Told]:
    sentence = with_detail(f"Hosted by {row.user} in {row.area}", row.reason)
    yield Told(row.valid_from, sentence, row.valid_to)


def _viewer(row: models.NamedViewer) -> Iterator[Told]:
    sentence = with_detail(f"{row.user} is on the list of who may see the case", row.reason)
    yield Told(row.valid_from, sentence, row.valid_to)


def _conviction(row: models.Conviction) -> Iterator[Told]:
    how = row.get_established_display()
    yield Told(
        row.established_on, with_detail(f"{how} at {row.court}" if row.court else how, row.offence)
    )


def _sentence(row: models.Sentence) -> Iterator[Told]:
    terms = [
        f"{count} {unit}" for count, unit in ((row.months, "months"), (row.days, "days")) if count
    ]
    passed = " ".join([row.get_disposal_display(), *(["of", " and ".join(terms)] if terms else [])])
    yield Told(row.imposed_on, f"{passed} for {row.conviction.offence}.", row.ends_on)


def _eligibility(row: models.EligibilityPeriod) -> Iterator[Told]:
    ground = f"{row.get_category_display()}, {row.get_basis_display()}"
    short = str(row.get_category_display())
    yield Told(row.valid_from, with_detail(ground, row.offence), row.valid_to, short)


def _not_eligible(row: models.NotEligibleDecision) -> Iterator[Told]:
    sentence = with_detail(f"Found not eligible by {row.decided_by}", row.reason)
    yield Told(row.decided_on, sentence)


def _pdp(row: models.PdpPeriod) -> Iterator[Told]:
    sentence = with_detail(f"Potentially dangerous person by {row.decided_by}", row.reason)
    yield Told(row.valid_from, sentence, row.valid_to)


def _level(row: models.LevelPeriod) -> Iterator[Told]:
    authority = filter(None, [row.get_authority_kind_display(), row.authority_reference])
    by = [f"by {row.decided_by}"] if row.decided_by else []
    held = ", ".join([row.get_level_display(), *authority, *by])
    short = str(row.get_level_display())
    yield Told(row.valid_from, with_detail(held, row.reason), row.valid_to, short)


def _lead(row: models.LeadAgencyPeriod) -> Iterator[Told]:
    lead = row.get_kind_display() if row.agency is None else str(row.agency)
    manager = f", managed by {row.manager}" if row.manager else ""
    yield Told(row.valid_from, f"{lead} leads{manager}.", row.valid_to)


def _detention(row: models.Detention) -> Iterator[Told]:
    setting = row.get_setting_display()
    sentence = with_detail(f"Detained, {setting}", row.establishment)
    yield Told(row.valid_from, sentence, row.valid_to, DRAWN[Setting(row.setting)])
    yield from told_on(row.valid_to, f"Detention ends, {setting}.")


def _expected(row: models.ExpectedRelease) -> Iterator[Told]:
    yield Told(row.valid_from, f"Release expected on {row.expected_on}.", row.valid_to)


def _licence(row: models.Licence) -> Iterator[Told]:
    yield Told(row.valid_from, with_detail("On licence", row.kind), row.valid_to)


def _licence_condition(row: models.LicenceCondition) -> Iterator[Told]:
    yield Told(row.valid_from, with_detail("Condition of the licence", row.text), row.valid_to)


def _requirement(row: models.NotificationRequirement) -> Iterator[Told]:
    sentence = f"Subject to notification requirements, {row.get_source_display()}."
    yield Told(row.valid_from, sentence, row.valid_to)
    yield from told_on(row.first_notified_on, "First notification after release.")


def _notification(row: models.Notification) -> Iterator[Told]:
    sentence = with_detail(f"Notified the police, {row.get_matter_display()}", row.detail)
    yield Told(row.notified_on, sentence)


def _travel(row: models.ForeignTravel) -> Iterator[Told]:
    until = None if row.returns_on is None else add_days(row.returns_on, 1)
    yield Told(row.departs_on, f"Travels abroad, to {row.destination}.", until)


def _review(row: models.NotificationReview) -> Iterator[Told]:
    review = "Review of indefinite notification"
    yield Told(row.applied_on, f"{review}: applied for.")
    yield from told_on(row.acknowledged_on, f"{review}: acknowledged.")
    yield from told_on(row.bodies_asked_on, f"{review}: responsible bodies asked.")
    yield from told_on(row.bodies_answered_on, f"{review}: responsible bodies answered.")
    decided = f"{review}, {row.get_outcome_display()}"
    yield from told_on(row.decided_on, with_detail(decided, row.decision_reason))
    yield from told_on(row.appealed_on, f"{review}: appealed.")
    yield from told_on(row.appeal_decided_on, f"{review}: {row.get_appeal_outcome_display()}.")


def _risk(row: models.RiskLevelPeriod) -> Iterator[Told]:
    yield Told(row.valid_from, f"{row.get_risk_display()} by {row.tool}.", row.valid_to)


def _level_1_review(row: models.LevelOneReview) -> Iterator[Told]:
    sentence = with_detail(f"Level 1 reviewed by {row.reviewer}", row.conclusion)
    yield Told(row.reviewed_on, sentence)


def _further_offence(row: models.SeriousFurtherOffence) -> Iterator[Told]:
    at = "no level" if row.level is None else row.get_level_display()
    yield Told(row.charged_on, f"Charged with a serious further offence, {row.offence}, at {at}.")


SOURCES = (
    Source(models.Alias, _alias),
    Source(models.Address, _address),
    Source(models.Conviction, _conviction),
    Source(models.Sentence, _sentence, "conviction__nominal", ("conviction",)),
    Source(models.ResponsibleArea, _area, related=("area",)),
    Source(models.Transfer, _transfer, related=("from_area", "to_area")),
    Source(models.Hosting, _hosting, related=("area", "user")),
    Source(models.NamedViewer, _viewer, related=("user",)),
    Source(models.EligibilityPeriod, _eligibility),
    Source(models.NotEligibleDecision, _not_eligible),
    Source(models.PdpPeriod, _pdp),
    Source(models.LevelPeriod, _level),
    Source(models.LeadAgencyPeriod, _lead, related=("agency",)),
    Source(models.Detention, _detention),
    Source(models.ExpectedRelease, _expected),
    Source(models.Licence, _licence),
    Source(models.LicenceCondition, _licence_condition, "licence__nominal"),
    Source(models.NotificationRequirement, _requirement),
    Source(models.Notification, _notification),
    Source(models.ForeignTravel, _travel, "notification__nominal"),
    Source(models.NotificationReview, _review),
    Source(models.RiskLevelPeriod, _risk),
    Source(models.LevelOneReview, _level_1_review),
    Source(models.SeriousFurtherOffence, _further_offence),
    Source(models.Flag, _flag),
)
"""In the order in which entries of one day are told."""
