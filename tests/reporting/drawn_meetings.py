"""A small world of meetings drawn by chance, row by row and past the services, for speed."""

import random
from datetime import date, time, timedelta

from agencies.choices import Role
from agencies.models import Agency, AreaService, RuleSetting
from meetings import models
from nominals.models import Grant
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, LevelPeriodFactory, NominalFactory, merged_into

DAY = timedelta(days=1)
KNOWN = {"recorded_from": RECORDED, "recorded_in": 1}
LATER = RECORDED + timedelta(hours=1)
FIRST, LAST = date(2024, 7, 1), date(2024, 9, 30)
KINDS = ("police", "probation", "prison", "housing", "mental_health")
OUTCOMES = (
    *("attended",) * 4,
    *("deputy", "report_only", "apologies", "no_show", "not_required", None),
)
PILLARS = ("supervision", "monitoring", "interventions", "victim_safety")


class Drawn:
    """A small world drawn by chance: two areas, some people, panels and meetings of half a year,
    at times two panels of a day.

    Days fall often on the first or last of a quarter, on the day on which a review or minutes are
    due, and on the days before and after it.
    """

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.areas = [area("norfolk"), area("suffolk")]
        self.agencies = [default_agency(kind, "norfolk") for kind in KINDS]
        self.agencies.append(default_agency("police", "suffolk"))
        for name, kind in (("Charity", "other"), ("College", "education")):
            agency = Agency.objects.create(name=name, kind=kind)
            AreaService.objects.create(agency=agency, area=self.areas[0], kind=kind)
            self.agencies.append(agency)
        self.settle()
        self.days = [date(2024, 3, 4), FIRST, date(2024, 8, 20), LAST]
        self.people = [self.person() for _ in range(self.chance.randint(2, 4))]
        self.meetings = []
        for _ in range(self.chance.randint(4, 8)):
            self.panel()
        for person in self.people:
            self.levels(person)
            if self.often(3):
                person.died_on = self.day_of(person)
                person.save()

    def often(self, of=2):
        return self.chance.randrange(of) == 0

    def day(self):
        """Some day, often one that means something already or its neighbour."""
        if self.often(3):
            return date(2024, 3, 1) + self.chance.randrange(230) * DAY
        return self.chance.choice(self.days) + self.chance.choice([-1, 0, 0, 0, 1]) * DAY

    def day_of(self, person):
        """Often the day of a meeting of the person or of its review, or a neighbour."""
        met = [each.panel.held_on for each in self.meetings if each.person == person]
        if not met or self.often(4):
            return self.day()
        weeks = self.chance.choice([0, 0, 4, 6, 8, 8, 16, 16, 16])
        return self.chance.choice(met) + (7 * weeks + self.chance.choice([-1, 0, 0, 1])) * DAY

    def day_asked(self):
        """Often one within the quarter."""
        days = [each for each in self.days if FIRST <= each <= LAST]
        near = self.chance.choice(days) + self.chance.choice([-1, 0, 0, 1]) * DAY
        return self.chance.choice([near, near, self.day(), LAST, date(2025, 3, 1)])

    def settle(self):
        """Norfolk has weeks and thresholds of its own for some days."""
        if self.often():
            for code, value in (
                ("meeting_review_weeks", {"level_2": 6, "level_3": 4}),
                ("minutes_working_days", {"level_2": 4, "level_3": 2}),
                ("indicator_thresholds", {f"K{number}": 50 for number in range(1, 13)}),
            ):
                RuleSetting.objects.create(
                    code=code,
                    area=self.areas[0],
                    value=value,
                    source="Drawn",
                    valid_from=date(2024, self.chance.randint(4, 7), 1),
                    valid_to=self.chance.choice([None, date(2024, 8, 1)]),
                    **KNOWN,
                )

    def person(self):
        person = NominalFactory(is_restricted=self.often(4))
        person.records = [person]
        if self.often(3):
            merged = NominalFactory()
            merged_into(person, merged)
            person.records.append(merged)
        for code in self.areas:
            if self.often():
                self.grant(person, "responsible_area", area=code, source_id=person.pk)
        return person

    def grant(self, person, ground, **columns):
        Grant.objects.create(
            nominal=person,
            ground=ground,
            source_label="meetings.Meeting",
            valid_from=date(2024, 1, 1),
            valid_to=self.chance.choice([None, None, date(2024, 8, 1)]),
            recorded_from=RECORDED,
            **columns,
        )

    def panel(self):
        held_on = self.day()
        self.days += [held_on, *(held_on + 7 * weeks * DAY for weeks in (4, 6, 8, 8, 16, 16))]
        level = self.chance.choice([2, 2, 3])
        where = self.chance.choice([*self.areas, self.areas[0]])
        for _ in range(2 if self.often(4) else 1):
            panel = models.Panel.objects.create(
                area=where,
                level=level,
                held_on=held_on,
                starts_at=time(9),
                mode="remote",
                **KNOWN,
            )
            people = self.chance.sample(self.people, self.chance.randint(1, len(self.people)))
            for person in people:
                self.meeting(panel, person)

    def meeting(self, panel, person):
        state = self.chance.choice(["closed"] * 6 + ["open", "cancelled"])
        lag = self.chance.choice([0, 0, 0, 3, 20]) * DAY
        hour = self.chance.randint(9, 12)
        meeting = models.Meeting.objects.create(
            panel=panel,
            nominal=self.chance.choice(person.records),
            person=person,
            placed_on=date(2024, 1, 1),
            starts_at=time(hour),
            ends_at=time(hour, 45),
            closed_on=panel.held_on + lag if state == "closed" else None,
            cancelled_on=panel.held_on + lag if state == "cancelled" else None,
            **KNOWN,
        )
        self.meetings.append(meeting)
        for agency in self.chance.sample(self.agencies, self.chance.randint(0, 6)):
            self.invite(meeting, agency)
        if not self.often(5):
            self.record(
                models.Decision,
                meeting=meeting,
                kind="disclosure",
                answer="not_now",
                reason=self.chance.choice(["Nobody", "Nobody", " "]),
            )
        if not self.often(5):
            answer = self.chance.choice(["visor_updated", "visor_updated", "visor_not_updated"])
            self.record(models.Decision, meeting=meeting, kind="visor", answer=answer, reason="x")
        for pillar in self.chance.choice([PILLARS, PILLARS, PILLARS[:2], PILLARS[2:], ()]):
            start = panel.held_on + self.chance.choice([-1, 0, 0, 0, 1]) * DAY
            models.PlanEntry.objects.create(
                meeting=meeting,
                pillar=pillar,
                text="Visits",
                agency=self.agencies[0],
                owner="Kim Wren",
                review_on=start,
                valid_from=start,
                valid_to=self.chance.choice([None, max(self.day(), start + DAY)]),
                **KNOWN,
            )
        self.issue(meeting, panel)

    def record(self, model, **columns):
        """A row, at times corrected since."""
        row = model.objects.create(**columns, **KNOWN)
        if self.often(6):
            values = {"outcome": "attended"} if model is models.Attendance else {"reason": "Anew"}
            row.supersede(at=LATER, act=2, **values)
        return row

    def invite(self, meeting, agency):
        sent_on = None if self.often(6) else date(2024, 1, 2)
        withdrawn_on = date(2024, 1, 3) if self.often(6) else None
        invitation = models.Invitation.objects.create(
            meeting=meeting, agency=agency, sent_on=sent_on, withdrawn_on=withdrawn_on, **KNOWN
        )
        outcome = self.chance.choice(OUTCOMES)
        if outcome is not None:
            senior = self.chance.choice([True, True, False, None])
            self.record(
                models.Attendance, invitation=invitation, outcome=outcome, is_senior_enough=senior
            )
        if sent_on is not None:
            self.grant(meeting.person, "invitation", agency=agency, source_id=meeting.pk)

    def issue(self, meeting, panel):
        """The minutes, on a day near the one on which they are due, and at times an amendment."""
        days = self.chance.choice([0, 2, 4, 5, 6, 7, 8, 10, 14, 15, 16, 30])
        for number in range(1, self.chance.choice([0, 1, 1, 1, 2]) + 1):
            models.Minutes.objects.create(
                meeting=meeting,
                number=number,
                content={},
                digest="x",
                approved_on=panel.held_on,
                approved_by="Chair",
                issued_on=panel.held_on + (days + 20 * (number - 1)) * DAY,
                issued_by="ann",
                issued_at=RECORDED,
                issued_in=1,
            )

    def levels(self, person):
        """Spells at levels, some apart, that begin and end near the days of meetings and
        reviews."""
        cuts = sorted(
            {date(2024, 1, 1), *(self.day_of(person) for _ in range(self.chance.randint(0, 3)))}
        )
        for start, end in zip(cuts, [*cuts[1:], None], strict=True):
            if not self.often(6):
                LevelPeriodFactory(
                    nominal=person,
                    valid_from=start,
                    valid_to=end,
                    level=self.chance.choice([1, 2, 2, 2, 3, 3]),
                )

    def user(self):
        """The system, a co-ordinator, an administrator, or somebody of an agency."""
        role = self.chance.choice([None, None, None, Role.CO_ORDINATOR, Role.PRACTITIONER])
        if role is None:
            return None
        agency = self.chance.choice(self.agencies)
        return MembershipFactory(agency=agency, role=role).user
