"""Where the rehearsal is played: its areas, who acts in them, and who asks for each act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from agencies.choices import AgencyKind, Role
from agencies.models import Agency, Area, Membership, User
from meetings.choices import Answer, DecisionKind, Pillar
from meetings.models import CoreMembership, Meeting
from meetings.services import actions, deciding, planning
from meetings.services.content import earlier_actions
from meetings.services.convening import Conduct
from nominals.choices import AuthorityKind, Basis, Level, NotificationMatter
from nominals.models import EligibilityPeriod, LicenceCondition, Nominal
from nominals.rules.levels import Authority
from nominals.services.acts import Asked
from nominals.services.identity.duplicates import LIKELY_DUPLICATE
from nominals.services.identity.registration import Details, register_nominal
from nominals.services.management.categories import Management, enter_category, leave_mappa
from nominals.services.management.leads import set_lead_agency
from nominals.services.management.levels import level_on, set_level
from nominals.services.notification.notifying import record_notification
from orders.models import Condition

HOME = "norfolk"
NEIGHBOUR = "suffolk"

NAMES = {
    "co-ordinator": ("Alex", "Moss"),
    "neighbour": ("Robin", "Heath"),
    "officer": ("Jo", "Reed"),
    "probation-officer": ("Sam", "Thorn"),
    "chair": ("Chris", "Briar"),
    "senior-chair": ("Pat", "Hazel"),
    "minute-taker": ("Lee", "Fern"),
}
"""Who plays which part; made up."""

HOUR = time(10, tzinfo=UTC)
"""At which hour of a day its acts are recorded."""

CORE = {
    Level.TWO: (AgencyKind.POLICE, AgencyKind.PROBATION, AgencyKind.HOUSING),
    Level.THREE: (
        AgencyKind.POLICE,
        AgencyKind.PROBATION,
        AgencyKind.PRISON,
        AgencyKind.MENTAL_HEALTH,
    ),
}
"""Who is invited to the meetings of the home area as a matter of course."""

DECIDED = {
    DecisionKind.CATEGORY: (Answer.CATEGORY_RIGHT, "The ground of the category stands."),
    DecisionKind.DISCLOSURE: (Answer.NOT_NOW, "Nobody is at risk who does not know."),
    DecisionKind.VISOR: (Answer.VISOR_UPDATED, "Updated by the police at the meeting."),
    DecisionKind.TELLING: (Answer.IS_TOLD, "The manager tells at the next appointment."),
}
"""What the panels decide besides the level."""

PLANNED = {
    Pillar.SUPERVISION: ("Weekly appointments with the manager", "Loses touch after release"),
    Pillar.MONITORING: ("Unannounced visits twice a month", "Breaks a prohibition unseen"),
    Pillar.INTERVENTIONS: ("Course on relationships from next month", "Anger towards partners"),
    Pillar.VICTIM_SAFETY: ("Alarm and contact for the former partner", "Seeks out the victim"),
}
"""The entry of each pillar, and the risk it answers to."""

KEPT = {
    Level.ONE: Answer.LEVEL_1,
    Level.TWO: Answer.LEVEL_2,
    Level.THREE: Answer.LEVEL_3,
}


@dataclass(slots=True)
class Stage:
    """The home area and its neighbour, and a user for each part that is played."""

    home: Area
    neighbour: Area
    co_ordinator: User
    neighbours_co_ordinator: User
    officer: User
    probation_officer: User
    chair: User
    senior_chair: User
    minute_taker: User
    today: date = field(default=date.min)
    on_the_table: dict[int, tuple[Answer, str]] = field(default_factory=dict)
    """What the next meeting about somebody is to decide about the level, by key, and why."""
    planned: set[int] = field(default_factory=set)
    number: int = 0

    @classmethod
    def set_up(cls, first_day: date) -> Self:
        """Find the areas and make the users, members from `first_day` on, and the core of the
        panels."""
        home, neighbour = Area.objects.get(code=HOME), Area.objects.get(code=NEIGHBOUR)
        for level, kinds in CORE.items():
            for kind in kinds:
                CoreMembership.objects.create(
                    area=home, level=level, agency=_agency(kind, home), valid_from=first_day
                )
        return cls(
            home=home,
            neighbour=neighbour,
            co_ordinator=_member("co-ordinator", home, Role.CO_ORDINATOR, first_day),
            neighbours_co_ordinator=_member("neighbour", neighbour, Role.CO_ORDINATOR, first_day),
            officer=_member("officer", home, Role.PRACTITIONER, first_day),
            probation_officer=_member(
                "probation-officer", home, Role.PRACTITIONER, first_day, AgencyKind.PROBATION
            ),
            chair=_member("chair", home, Role.CHAIR, first_day),
            senior_chair=_member("senior-chair", home, Role.CHAIR, first_day),
            minute_taker=_member("minute-taker", home, Role.MINUTE_TAKER, first_day),
        )

    def asked(self, by: User | None = None, /, **reasons: str) -> Asked:
        """An act of today, by the home co-ordinator unless another is named.

        `reasons` are by the number of the rule, such as ``V38="The panel meets tomorrow."``.
        """
        who = by or self.co_ordinator
        at = datetime.combine(self.today, HOUR)
        return Asked(by=who.get_username(), at=at, reasons=reasons)

    def register(self, family_name: str, given_names: str, *, born: date, **more: str) -> Nominal:
        """Register somebody of the home area today; `more` are identifiers and reasons."""
        reasons = {rule: said for rule, said in more.items() if rule == LIKELY_DUPLICATE}
        identifiers = {kind: said for kind, said in more.items() if kind not in reasons}
        return register_nominal(
            details=Details(family_name, given_names, born, **identifiers),
            area=self.home,
            on=self.today,
            user=self.co_ordinator,
            asked=self.asked(**reasons),
        )

    def agency(self, kind: AgencyKind) -> Agency:
        """The default agency of a kind in the home area."""
        return _agency(kind, self.home)

    def conduct(self, level: Level) -> Conduct:
        """Who chairs at a level and takes the minutes."""
        if level == Level.THREE:
            return Conduct(self.senior_chair, "Superintendent", self.minute_taker)
        return Conduct(self.chair, "Detective Inspector", self.minute_taker)

    def next_number(self) -> int:
        """The next of the numbers by which what differs from meeting to meeting is told apart."""
        self.number += 1
        return self.number

    def decide(self, meeting: Meeting, chair: User) -> None:
        """Decide today what is on the table about the level, or that it stays, and all else."""
        held = level_on(meeting.person, self.today)
        kept = KEPT[Level(held.level)] if held is not None else Answer.LEVEL_2
        level = self.on_the_table.pop(meeting.person_id, (kept, "Several agencies must act."))
        for kind, (answer, reason) in {DecisionKind.LEVEL: level, **DECIDED}.items():
            deciding.decide(
                meeting=meeting,
                kind=kind,
                answer=answer,
                reason=reason,
                user=chair,
                asked=self.asked(chair),
            )

    def plan(self, meeting: Meeting, minute_taker: User) -> None:
        """Put an entry for each pillar, and a trigger, into the plan of somebody who has none."""
        if meeting.person_id in self.planned:
            return
        self.planned.add(meeting.person_id)
        licence = LicenceCondition.objects.filter(licence__nominal=meeting.person).on(self.today)
        order = Condition.objects.filter(order__nominal=meeting.person).binding_on(self.today)
        for pillar, (text, risk) in PLANNED.items():
            planning.add_plan_entry(
                meeting=meeting,
                entry=planning.Entry(
                    pillar=pillar,
                    text=text,
                    risk=risk,
                    agency=self.agency(AgencyKind.PROBATION),
                    owner="Officer Thorn",
                    starts_on=self.today,
                    review_on=self.today + timedelta(weeks=8),
                    licence_condition=licence.first() if pillar == Pillar.SUPERVISION else None,
                    order_condition=order.first() if pillar == Pillar.MONITORING else None,
                ),
                user=minute_taker,
                asked=self.asked(minute_taker),
            )
        planning.add_trigger(
            meeting=meeting,
            sign="An appointment is missed, or the victim reports contact.",
            response="The police visit on the same day, and recall is considered.",
            agency=self.agency(AgencyKind.POLICE),
            owner="Officer Reed",
            user=minute_taker,
            asked=self.asked(minute_taker),
        )

    def give_action(self, meeting: Meeting, minute_taker: User) -> None:
        """Give the police an action, due in a fortnight, in the place of what is overdue."""
        wanted = actions.Wanted(
            text="Visit unannounced",
            rationale="The address is to be confirmed.",
            pillar=Pillar.MONITORING,
            agency=self.agency(AgencyKind.POLICE),
            owner="Officer Reed",
            due_on=self.today + timedelta(days=14),
        )
        asked = self.asked(minute_taker)
        open_ = earlier_actions(meeting).filter(completed_on=None, cancelled_on=None)
        overdue = list(open_.filter(due_on__lt=self.today))
        for action in overdue:
            actions.replace_action(
                action=action, meeting=meeting, wanted=wanted, user=minute_taker, asked=asked
            )
        if not overdue:
            actions.give_action(meeting=meeting, wanted=wanted, user=minute_taker, asked=asked)

    def close(self, meeting: Meeting, chair: User) -> None:
        """Close a meeting today, with a reason for all that asks one."""
        asked_for = (
            "V38",
            "V43",
            "V78",
            "level_lowered_near_release",
        )
        deciding.close_meeting(
            meeting=meeting,
            user=chair,
            asked=self.asked(chair, **dict.fromkeys(asked_for, "As the meeting discussed.")),
        )

    def screening(self, reason: str) -> Authority:
        """The authority of the lead agency for Level 1."""
        return Authority(AuthorityKind.SCREENING, "", "the lead agency", reason)

    def authority(self, level: Level) -> Authority:
        """The authority for the level at which somebody enters: a screening or a referral."""
        if level == Level.ONE:
            return self.screening("the plan is strong enough")
        reference = f"referral of {self.today:%d %B %Y}"
        return Authority(
            AuthorityKind.REFERRAL, reference, "the co-ordinator", "several agencies must act"
        )

    def manage(self, nominal: Nominal, *, level: Level, lead: AgencyKind, since: date) -> None:
        """Set the level and name who leads somebody whom an order or a sentence made eligible."""
        set_level(
            nominal=nominal,
            level=level,
            on=since,
            authority=self.authority(level),
            asked=self.asked(),
        )
        set_lead_agency(
            nominal=nominal, kind=lead, on=since, manager="Officer Reed", asked=self.asked()
        )

    def enter(
        self, nominal: Nominal, basis: Basis, *, level: Level, lead: AgencyKind
    ) -> EligibilityPeriod:
        """Make somebody eligible today by decision, on a basis whose papers lie elsewhere."""
        return enter_category(
            nominal=nominal,
            basis=basis,
            on=self.today,
            reason="screened by the co-ordinator",
            managed=Management(
                level=level, authority=self.authority(level), kind=lead, manager="Officer Reed"
            ),
            offence="as in the court record",
            sentence="as in the court record",
            asked=self.asked(),
        )

    def notify(self, nominal: Nominal, **reasons: str) -> None:
        """Record that somebody notified the police for the first time today."""
        record_notification(
            nominal=nominal,
            matter=NotificationMatter.INITIAL,
            on=self.today,
            asked=self.asked(self.officer, **reasons),
        )

    def leave(self, nominal: Nominal, reason: str) -> None:
        """Let somebody leave MAPPA today."""
        leave_mappa(nominal=nominal, on=self.today, reason=reason, asked=self.asked())


def _member(
    name: str, area: Area, role: Role, first_day: date, kind: AgencyKind = AgencyKind.POLICE
) -> User:
    given, family = NAMES[name]
    user = User.objects.create_user(
        username=f"rehearsal-{name}", first_name=given, last_name=family
    )
    Membership.objects.create(
        user=user,
        agency=_agency(kind, area),
        area=area,
        role=role,
        valid_from=first_day,
    )
    return user


def _agency(kind: AgencyKind, area: Area) -> Agency:
    return Agency.objects.get(services__area=area, services__is_default=True, kind=kind)
