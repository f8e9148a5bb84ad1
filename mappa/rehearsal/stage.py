"""Where the rehearsal is played: its areas, who acts in them, and who asks for each act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Self

from agencies.choices import AgencyKind, Role
from agencies.models import Agency, Area, Membership, User
from nominals.choices import AuthorityKind, Basis, Level, NotificationMatter
from nominals.models import EligibilityPeriod, Nominal
from nominals.rules.levels import Authority
from nominals.services.acts import Asked
from nominals.services.identity.duplicates import LIKELY_DUPLICATE
from nominals.services.identity.registration import Details, register_nominal
from nominals.services.management.categories import Management, enter_category, leave_mappa
from nominals.services.management.leads import set_lead_agency
from nominals.services.management.levels import set_level
from nominals.services.notification.notifying import record_notification

HOME = "norfolk"
NEIGHBOUR = "suffolk"

HOUR = time(10, tzinfo=UTC)
"""At which hour of a day its acts are recorded."""


@dataclass(slots=True)
class Stage:
    """The home area and its neighbour, and a user for each part that is played."""

    home: Area
    neighbour: Area
    co_ordinator: User
    neighbours_co_ordinator: User
    officer: User
    today: date = field(default=date.min)

    @classmethod
    def set_up(cls, first_day: date) -> Self:
        """Find the areas and make the users, members from `first_day` on."""
        home, neighbour = Area.objects.get(code=HOME), Area.objects.get(code=NEIGHBOUR)
        return cls(
            home=home,
            neighbour=neighbour,
            co_ordinator=_member("co-ordinator", home, Role.CO_ORDINATOR, first_day),
            neighbours_co_ordinator=_member("neighbour", neighbour, Role.CO_ORDINATOR, first_day),
            officer=_member("officer", home, Role.PRACTITIONER, first_day),
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


def _member(name: str, area: Area, role: Role, first_day: date) -> User:
    user = User.objects.create_user(username=f"rehearsal-{name}")
    agency = Agency.objects.get(
        services__area=area, services__is_default=True, kind=AgencyKind.POLICE
    )
    Membership.objects.create(user=user, agency=agency, area=area, role=role, valid_from=first_day)
    return user
