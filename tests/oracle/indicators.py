"""An independent, slow count of the indicators: person by person and day by day over raw rows.

It follows the sentences of `docs/indicators.md` one after the other and shares no code with the
rules, the services or the querysets: rows are read whole, and a superseded one is passed over.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from agencies.models import AreaService, BankHoliday, Membership, RuleSetting
from meetings import models
from nominals.models import Grant, LevelPeriod, Nominal

DAY = timedelta(days=1)


@dataclass
class World:
    """Every row there is, and what is asked: an area, three months, a day, and whose eyes on which
    day."""

    area: Any
    first: date
    last: date
    on: date
    user: Any = None
    looked_on: date | None = None

    def __post_init__(self):
        self.nominals = {each.pk: each for each in live(Nominal)}
        self.levels = live(LevelPeriod)
        self.panels = {each.pk: each for each in live(models.Panel)}
        self.meetings = live(models.Meeting)
        self.invitations = live(models.Invitation)
        self.attendances = live(models.Attendance)
        self.decisions = live(models.Decision)
        self.entries = live(models.PlanEntry)
        self.minutes = list(models.Minutes._base_manager.all())
        self.settings = live(RuleSetting)
        self.holidays = [each.day for each in BankHoliday.objects.all()]
        self.grants = [each for each in Grant._base_manager.all() if each.recorded_to.year == 9999]
        self.memberships = list(Membership.objects.all())

    def person(self, meeting):
        record = self.nominals[meeting.nominal_id]
        while record.merged_into_id is not None:
            record = self.nominals[record.merged_into_id]
        return record

    def day(self, meeting):
        return self.panels[meeting.panel_id].held_on

    def level_of(self, meeting):
        return self.panels[meeting.panel_id].level

    def is_here(self, meeting):
        return self.panels[meeting.panel_id].area_id == self.area.pk

    def is_closed(self, meeting):
        return (
            meeting.cancelled_on is None
            and meeting.closed_on is not None
            and meeting.closed_on <= self.on
        )

    def level_on(self, person, day):
        if person.died_on is not None and person.died_on <= day:
            return 0
        for each in self.levels:
            if each.nominal_id == person.pk and holds(each, day):
                return each.level
        return 0

    def setting(self, code, day):
        for owner in (self.area.pk, None):
            for each in self.settings:
                if each.code == code and each.area_id == owner and holds(each, day):
                    return each.value
        raise AssertionError(code)

    # Whose eyes

    def is_for_user(self, grant):
        if grant.user_id == self.user.pk:
            return True
        for each in self.memberships:
            if each.user_id != self.user.pk or not holds(each, self.looked_on):
                continue
            if grant.agency_id == each.agency_id:
                return True
            if grant.area_id == each.area_id and each.role == "co_ordinator":
                return True
            if grant.area_id == each.area_id and each.role == "administrator":
                return not grant.is_for_co_ordinators
        return False

    def sees(self, meeting, *, whole_case=False):
        if self.user is None:
            return True
        person = self.person(meeting)
        for each in self.grants:
            if each.nominal_id != person.pk or not holds(each, self.looked_on):
                continue
            if not self.is_for_user(each):
                continue
            if each.ground in ("responsible_area", "named_viewer", "hosting", "transfer"):
                return True
            if each.ground not in ("invitation", "conducting") or person.is_restricted:
                continue
            if each.source_id == meeting.pk and not whole_case:
                return True
        return False


def holds(row, day):
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def live(model):
    return [each for each in model._base_manager.order_by("pk") if each.recorded_to.year == 9999]


class Tally:
    """The meetings that meet an indicator and those that do not, and absences by outcome."""

    def __init__(self):
        self.met, self.missed = set(), set()
        self.absent = {"report_only": 0, "apologies": 0, "no_show": 0}

    def add(self, meeting, is_met):
        assert meeting.public_id not in self.met | self.missed
        (self.met if is_met else self.missed).add(meeting.public_id)


def count(world):
    """The tallies by indicator, level and agency; only what a sentence asks for has one."""
    tallies = {}
    for service in AreaService.objects.filter(area=world.area):
        for key in rows_of_agency(service.agency):
            tallies[key] = Tally()
    for level in (2, 3):
        for code in ({2: "K6", 3: "K7"}[level], "K8", "K10", "K11", "K12"):
            tallies[code, level, None] = Tally()
    day = world.first
    while day <= world.last:
        for meeting in world.meetings:
            if world.day(meeting) == day and world.is_here(meeting) and world.sees(meeting):
                if world.is_closed(meeting):
                    count_meeting(world, meeting, tallies)
                if meeting.cancelled_on is None:
                    count_minutes(world, meeting, tallies)
        day += DAY
    for person in world.nominals.values():
        if person.merged_into_id is None:
            count_reviews(world, person, tallies)
            count_person(world, person, tallies)
    return tallies


def rows_of_agency(agency):
    if agency.kind == "other":
        return []
    codes = ("K1", "K2") if agency.kind in ("police", "probation", "prison") else ("K3", "K4")
    return [(codes[0], 2, agency.pk), (codes[1], 3, agency.pk), ("K5", 3, agency.pk)]


def count_meeting(world, meeting, tallies):
    """K1 to K5 and K8."""
    level = world.level_of(meeting)
    for invitation in world.invitations:
        if invitation.meeting_id != meeting.pk or invitation.sent_on is None:
            continue
        if invitation.withdrawn_on is not None:
            continue
        outcome, senior = "", None
        for each in world.attendances:
            if each.invitation_id == invitation.pk:
                outcome, senior = each.outcome, each.is_senior_enough
        for key in rows_of_agency(invitation.agency):
            tally = tallies.setdefault(key, Tally())
            if key[1] != level or outcome == "not_required":
                continue
            came = outcome in ("attended", "deputy")
            if key[0] != "K5":
                tally.add(meeting, came)
                if outcome in tally.absent:
                    tally.absent[outcome] += 1
            elif came:
                tally.add(meeting, senior is True)
    reasons = [
        each.reason.strip()
        for each in world.decisions
        if each.meeting_id == meeting.pk and each.kind == "disclosure"
    ]
    tallies["K8", level, None].add(meeting, any(reasons))


def count_minutes(world, meeting, tallies):
    """K10."""
    level, due = world.level_of(meeting), world.day(meeting)
    left = world.setting("minutes_working_days", due)[f"level_{level}"]
    while left:
        due += DAY
        if due.strftime("%a") not in ("Sat", "Sun") and due not in world.holidays:
            left -= 1
    issued = [
        each.issued_on
        for each in world.minutes
        if each.meeting_id == meeting.pk and each.number == 1 and each.issued_on <= world.on
    ]
    if issued or due < world.on:
        tallies["K10", level, None].add(meeting, bool(issued) and issued[0] <= due)


def count_reviews(world, person, tallies):
    """K6 and K7: from each meeting a walk to the day on which its review is due."""
    closed = [
        each
        for each in world.meetings
        if world.person(each).pk == person.pk and world.is_closed(each)
    ]
    met_on = {world.day(each) for each in closed}
    for meeting in closed:
        day = world.day(meeting)
        level = world.level_on(person, day)
        if level not in (2, 3) or not world.is_here(meeting):
            continue
        weeks = world.setting("meeting_review_weeks", day)[f"level_{level}"]
        due = day + weeks * 7 * DAY
        if not world.first <= due <= world.last or not world.sees(meeting, whole_case=True):
            continue
        came = left = False
        while day < due:
            day += DAY
            came = came or day in met_on
            left = left or world.level_on(person, day) not in (2, 3)
        if came or (not left and due <= world.on):
            tallies[{2: "K6", 3: "K7"}[level], level, None].add(meeting, came)


def count_person(world, person, tallies):
    """K11 and K12: the latest meeting of each level."""
    for level in (2, 3):
        latest = None
        for meeting in world.meetings:
            if world.person(meeting).pk != person.pk or world.level_of(meeting) != level:
                continue
            if not (world.is_here(meeting) and world.is_closed(meeting) and world.sees(meeting)):
                continue
            if not world.first <= world.day(meeting) <= world.last:
                continue
            key = world.day(meeting), meeting.starts_at, meeting.pk
            if latest is None or key > latest[0]:
                latest = key, meeting
        if latest is None:
            continue
        meeting, held_on = latest[1], latest[0][0]
        answers = [
            each.answer
            for each in world.decisions
            if each.meeting_id == meeting.pk and each.kind == "visor"
        ]
        tallies["K11", level, None].add(meeting, answers == ["visor_updated"])
        pillars = set()
        for each in world.entries:
            made_at = next(found for found in world.meetings if found.pk == each.meeting_id)
            is_in_it = holds(each, held_on) or made_at.pk == meeting.pk
            if world.person(made_at).pk == person.pk and is_in_it:
                pillars.add(each.pillar)
        tallies["K12", level, None].add(meeting, len(pillars) == 4)


def rates(tally, threshold):
    """The rate as a whole number and whether it reaches the threshold; twice None where nothing is
    counted."""
    of = len(tally.met) + len(tally.missed)
    if not of:
        return None, None
    rate = Fraction(100 * len(tally.met), of)
    whole = (Decimal(rate.numerator) / rate.denominator).quantize(Decimal(1), ROUND_HALF_UP)
    return int(whole), rate >= threshold
