"""The raw facts of one person from which duties follow, read from the database row by row."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.models import BankHoliday, RuleSetting
from meetings import models as meetings
from nominals import models
from orders.models import Condition, Order


@dataclass
class Span:
    """A stored period: its key, its first day, its excluded end or None, and the row."""

    key: int
    first: date
    end: date | None
    row: Any = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)


@dataclass
class Facts:
    """Everything about one person, whichever of his or her records it stands with."""

    born: date | None
    died: date | None
    areas: list[Span] = field(default_factory=list)
    bases: list[Span] = field(default_factory=list)
    levels: list[Span] = field(default_factory=list)
    detentions: list[Span] = field(default_factory=list)
    requirements: list[Span] = field(default_factory=list)
    homeless: list[Span] = field(default_factory=list)
    licences: list[Span] = field(default_factory=list)
    releases: list[Span] = field(default_factory=list)
    bans: list[Span] = field(default_factory=list)
    notifications: list[Any] = field(default_factory=list)
    level_1_reviews: list[Any] = field(default_factory=list)
    reviews: list[Any] = field(default_factory=list)
    transfers: list[Any] = field(default_factory=list)
    orders: list[Any] = field(default_factory=list)
    referrals: list[Any] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)
    counted: list[Any] = field(default_factory=list)
    meetings: list[Any] = field(default_factory=list)
    minutes: list[Any] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
    holidays: set[date] = field(default_factory=set)
    settings: dict[Any, list[Span]] = field(default_factory=dict)
    walks: dict[Any, Any] = field(default_factory=dict)
    unbroken: dict[str, list[Span]] = field(default_factory=dict)

    def area_on(self, day: date):
        """The responsible area."""
        for each in self.areas:
            if day in each:
                return each.row.area_id
        return None

    def setting(self, code: str, day: date, area: int | None):
        """What a setting says on a day: the area's own value, or the one for everybody."""
        day = max(day, date(1900, 1, 1))
        for owner in (area, None):
            for each in self.settings.get((code, owner), ()):
                if day in each:
                    return each.row.value
        raise LookupError(code)


def facts_of(nominal: models.Nominal) -> Facts | None:
    """The facts as they are now known; None of a record that was merged into another."""
    if nominal.merged_into_id is not None:
        return None
    records = [nominal]
    for record in records:
        records += models.Nominal.objects.filter(merged_into=record)
    settings: dict[Any, list[Span]] = {}
    for each in spans(RuleSetting.objects.all()):
        settings.setdefault((each.row.code, each.row.area_id), []).append(each)
    flags = models.Flag.objects.filter(kind="no_fixed_address")
    bans = Condition.objects.filter(kind="foreign_travel", order__nominal__in=records)
    return Facts(
        born=nominal.date_of_birth,
        died=nominal.died_on,
        areas=spans(models.ResponsibleArea.objects.filter(nominal=nominal)),
        bases=spans(models.EligibilityPeriod.objects.filter(nominal__in=records)),
        levels=spans(models.LevelPeriod.objects.filter(nominal__in=records)),
        detentions=spans(models.Detention.objects.filter(nominal__in=records)),
        requirements=spans(models.NotificationRequirement.objects.filter(nominal__in=records)),
        homeless=spans(flags.filter(nominal__in=records)),
        licences=spans(models.Licence.objects.filter(nominal__in=records)),
        releases=spans(models.ExpectedRelease.objects.filter(nominal__in=records)),
        bans=spans(bans.select_related("order")),
        notifications=list(models.Notification.objects.filter(nominal__in=records)),
        level_1_reviews=list(models.LevelOneReview.objects.filter(nominal__in=records)),
        reviews=list(models.NotificationReview.objects.filter(nominal__in=records)),
        transfers=list(models.Transfer.objects.filter(nominal__in=records)),
        orders=list(Order.objects.filter(nominal__in=records)),
        referrals=list(meetings.Referral.objects.filter(nominal__in=records)),
        questions=of_records(meetings.InformationRequest, "referral", records),
        counted=list(models.LevelMeeting.objects.filter(nominal__in=records)),
        meetings=list(meetings.Meeting.objects.filter(nominal__in=records).select_related("panel")),
        minutes=of_records(meetings.Minutes, "meeting", records),
        actions=of_records(meetings.Action, "meeting", records, "meeting__panel"),
        holidays=set(BankHoliday.objects.values_list("day", flat=True)),
        settings=settings,
    )


def of_records(model: Any, owner: str, records: list, *with_them: str) -> list[Any]:
    """The rows of a model whose owner is about one of the records."""
    rows = model.objects.filter(**{f"{owner}__nominal__in": records})
    return list(rows.select_related(owner, *with_them).order_by("pk"))


def spans(rows: Any) -> list[Span]:
    return [Span(each.pk, each.valid_from, each.valid_to, each) for each in rows.order_by("pk")]
