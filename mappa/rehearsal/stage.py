"""Where the rehearsal is played: its areas, who acts in them, and who asks for each act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Self

from agencies.choices import AgencyKind, Role
from agencies.models import Agency, Area, Mailbox, Membership, User
from agencies.services.settings import rule_settings
from core.working_days import add_working_days
from meetings.choices import Answer
from meetings.models import CoreMembership, Meeting
from meetings.services import notices
from meetings.services.panels import Conduct
from nominals.choices import AuthorityKind, Basis, Level, NotificationMatter
from nominals.models import EligibilityPeriod, Nominal
from nominals.rules.levels import Authority
from nominals.services.acts import Asked
from nominals.services.consulting import Looking
from nominals.services.identity.duplicates import LIKELY_DUPLICATE
from nominals.services.identity.registration import Details, register_nominal
from nominals.services.management.categories import Management, enter_category, leave_mappa
from nominals.services.management.leads import set_lead_agency
from nominals.services.management.levels import set_level
from nominals.services.notification.notifying import record_notification

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

EVENING = time(18, tzinfo=UTC)
"""At which hour the mailboxes are told of them."""

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

MANAGERS = {
    AgencyKind.POLICE: "Officer Reed",
    AgencyKind.PROBATION: "Officer Thorn",
    AgencyKind.YOUTH_OFFENDING: "Officer Lane",
}
"""Who manages a case, by the kind of agency that leads it."""


Besides = Callable[["Stage", Meeting], None]
"""What a meeting does besides what all do."""


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
    besides: dict[int, Besides] = field(default_factory=dict)
    """What the next meeting about somebody does besides what all do, by key."""
    holidays: frozenset[date] = field(default_factory=frozenset)
    has_post: bool = False
    """Whether mailboxes are to be told of something this evening."""
    number: int = 0

    @classmethod
    def set_up(cls, first_day: date) -> Self:
        """Find the areas and make the users, members from `first_day` on, the core of the panels,
        and a mailbox for each agency of it and for the co-ordinator."""
        home, neighbour = Area.objects.get(code=HOME), Area.objects.get(code=NEIGHBOUR)
        for level, kinds in CORE.items():
            for kind in kinds:
                CoreMembership.objects.create(
                    area=home, level=level, agency=_agency(kind, home), valid_from=first_day
                )
        for kind in dict.fromkeys(kind for kinds in CORE.values() for kind in kinds):
            _mailbox(kind.value.replace("_", "-"), home, first_day, _agency(kind, home))
        _mailbox("co-ordinator", home, first_day)
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
            holidays=frozenset(rule_settings().holidays),
        )

    def asked(self, by: User | None = None, /, **reasons: str) -> Asked:
        """An act of today, by the home co-ordinator unless another is named.

        `reasons` are by the number of the rule, such as ``V38="The panel meets tomorrow."``.
        """
        who = by or self.co_ordinator
        at = datetime.combine(self.today, HOUR)
        return Asked(by=who.get_username(), at=at, reasons=reasons)

    def looking(self, by: User) -> Looking:
        """A look of today."""
        at = datetime.combine(self.today, HOUR)
        return Looking(by=by.get_username(), at=at, on=self.today, user=by)

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

    def working_day(self, days: int, *, after: date | None = None) -> date:
        """The day that comes so many working days after another, or after today."""
        return add_working_days(after or self.today, days, self.holidays)

    def send_notices(self) -> int:
        """Tell the mailboxes this evening of what was sent, issued or cancelled today; answers how
        many mails went out."""
        if not self.has_post:
            return 0
        self.has_post = False
        at = datetime.combine(self.today, EVENING)
        told = notices.send_notices(on=self.today, by="timetable", at=at)
        if told.failures:
            raise told.failures[0]
        return told.mails

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
            nominal=nominal, kind=lead, on=since, manager=MANAGERS[lead], asked=self.asked()
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
                level=level, authority=self.authority(level), kind=lead, manager=MANAGERS[lead]
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


def _mailbox(name: str, area: Area, first_day: date, agency: Agency | None = None) -> None:
    Mailbox.objects.create(
        area=area, agency=agency, address=f"{name}@{area.code}.example", valid_from=first_day
    )


def _agency(kind: AgencyKind, area: Area) -> Agency:
    return Agency.objects.get(services__area=area, services__is_default=True, kind=kind)
