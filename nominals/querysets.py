"""Nominals by who may see them; states, findings and duties by what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache, reduce, wraps
from operator import or_
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Exists, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import Exact

from agencies.choices import Fact, Role
from agencies.models import Membership, User
from agencies.rules.facts import ONLY_OF_AREA, roles_shown, roles_shown_whole_area
from core.temporal import KnownQuerySet, NowKnownManager, TemporalQuerySet
from nominals.choices import (
    DUTIES_OF_MEETINGS,
    GROUNDS_NEVER_OF_RESTRICTED,
    GROUNDS_OF_MEETINGS,
    GROUNDS_OF_WHOLE_CASE,
    Ground,
    PairStatus,
)

_M = TypeVar("_M", bound=models.Model)
_Q = TypeVar("_Q", bound=models.QuerySet[Any])

MOST_DIGITS_OF_A_KEY = 18
MOST_MERGES = 3
"""Of merges into merges, how many steps from a record to the one that stands for it are followed
where many rows are asked for at once."""

FENCED = "EXISTS(%(subquery)s OFFSET 0)"
"""How a condition is written that PostgreSQL must not turn into a join."""

BEYOND = -1
"""A key that nobody has, and the value in a kept statement in whose place one is put."""


def memberships_of(user: User, *, on: date) -> list[Membership]:
    """The memberships of `user` in force on the day `on`; one query, and none where they were
    prefetched."""
    if "memberships" in getattr(user, "_prefetched_objects_cache", {}):
        return [each for each in user.memberships.all() if on in each.period]
    return list(Membership.objects.filter(user=user).on(on))


def also_through(narrow: Callable[..., _Q]) -> Callable[..., _Q]:
    """Lets a method that narrows by what a user may see narrow by both where he or she acts through
    a system."""

    @wraps(narrow)
    def narrowed(found: Any, user: User, **more: Any) -> _Q:
        for each in user.sights:
            found = narrow(found, each, **more)
        return cast(_Q, found)

    return narrowed


def telling(memberships: Iterable[Membership], fact: Fact) -> list[Membership]:
    """Those of `memberships` whose role is shown `fact`."""
    roles = roles_shown(fact)
    return [each for each in memberships if each.role in roles]


def holders_of(user: User, memberships: Iterable[Membership], fact: Fact) -> list[Q]:
    """Grants by which `user` is shown `fact`, through `memberships` in force of a role that is:
    those of each holder apart.

    They are the user's own, those of an agency and, of roles that are shown the fact of everybody
    in their area, those of the area. Without such a membership there is none, and who acts for no
    agency conducts no meeting.
    """
    counting = telling(memberships, fact)
    if not counting:
        return []
    of_area = roles_shown_whole_area(fact)
    co_ordinated = {each.area_id for each in counting if each.role == Role.CO_ORDINATOR}
    areas = {each.area_id for each in counting if each.role in of_area} - co_ordinated
    agencies = set() if fact in ONLY_OF_AREA else {each.agency_id for each in counting}
    return [
        Q(user=user),
        *(Q(agency=each) for each in sorted(agencies)),
        *(Q(area=each, is_for_co_ordinators=False) for each in sorted(areas)),
        *(Q(area=each) for each in sorted(co_ordinated)),
    ]


def held_by(user: User, memberships: Iterable[Membership], fact: Fact) -> Q:
    """Grants by which `user` is shown `fact`, through `memberships` in force, whoever holds
    them."""
    return reduce(or_, holders_of(user, memberships, fact), Q(pk__in=[]))


def bounds_of(user: User, memberships: Iterable[Membership], *, on: date, person: str) -> Q:
    """Within whom a system client sees at all, of the people at `person`: those for whom one of its
    areas is responsible on the day `on`, and who are managed in no category but its own."""
    served = {each.area_id for each in memberships if each.role == Role.SYSTEM}
    if not served:
        return Q()
    areas, categories = (
        apps.get_model("nominals", model).objects.on(on).filter(nominal=OuterRef(person)).order_by()
        for model in ("ResponsibleArea", "EligibilityPeriod")
    )
    if not hasattr(user, "system_client"):
        return Q(pk__in=[])  # an account of a system that is none
    others = categories.exclude(category__in=user.system_client.categories)
    # Fenced, each is asked of one person after another. Of joins PostgreSQL expects that they leave
    # almost nobody, and gives up a walk in order: it does not know that areas decide who leads.
    return Exists(areas.filter(area__in=served), template=FENCED) & ~Exists(others, template=FENCED)


def sight(user: User, *, on: date, fact: Fact, person: Any) -> Q:
    """Whether `user` is shown `fact`, by the grants of the day `on`, of the nominal at `person`.

    The one rule behind every `visible_to`: one query for the memberships, and an indexed look for
    each row. Of a user who acts through a system both are asked.
    """
    return sights(user, [fact], on=on, person=person)[fact]


def sights(user: User, facts: Iterable[Fact], *, on: date, person: Any) -> dict[Fact, Q]:
    """By fact, whether `user` is shown it of the nominal at `person`; one query for all."""
    shown = {fact: Q() for fact in facts}
    for each in user.sights:
        holder = _Holder(each, memberships_of(each, on=on))
        for fact in shown:
            shown[fact] &= Q(Exists(_grants_of(holder, fact, on).filter(nominal=person)))
    return shown


class _Holder:
    """A user with the memberships in force: equal to another where all that decides on their grants
    is."""

    def __init__(self, user: User, memberships: list[Membership]) -> None:
        self.user, self.memberships = user, memberships
        held = frozenset((each.role, each.area_id, each.agency_id) for each in memberships)
        is_system = any(each.role == Role.SYSTEM for each in memberships)
        categories = (
            tuple(user.system_client.categories)
            if is_system and hasattr(user, "system_client")
            else None
        )
        self._decides = (user.pk, held, categories)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and self._decides == other._decides

    def __hash__(self) -> int:
        return hash(self._decides)


@lru_cache(maxsize=500)
def _grants_of(holder: _Holder, fact: Fact, on: date) -> GrantQuerySet[Any]:
    """The grants by which `holder` is shown `fact`, as a query that was not asked: putting it
    together takes longer than asking it."""
    grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.all()
    return grants.held(holder.user, holder.memberships, fact, on=on)


@lru_cache(maxsize=500)
def _walk(
    holders: tuple[_Holder, ...], fact: Fact, on: date, number: int
) -> tuple[str, tuple[Any, ...]]:
    """The keys of the first `number` people of whom `holders` are all shown `fact`, beyond the key
    `BEYOND`, as a statement with its values; an empty one where there is nobody.

    It goes through the grants of each holder in the order of people, by an index of just that, and
    stops. It is kept, as `_grants_of` is, because it takes longer to put together than to ask.
    """
    first, *others = holders
    grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.filter(
        nominal__gt=BEYOND
    )
    for each in others:
        also = _grants_of(each, fact, on).filter(nominal=OuterRef("nominal"))
        grants = grants.filter(Exists(also))
    walks: list[str] = []
    values: list[Any] = []
    for held in grants.held_apart(first.user, first.memberships, fact, on=on):
        keys = held.order_by("nominal_id").values("nominal_id").distinct()[:number]
        try:
            sql, given = keys.query.sql_with_params()
        except EmptyResultSet:
            continue
        walks.append(f"SELECT * FROM ({sql}) AS walk")
        values += given
    return " UNION ".join(walks), tuple(values)


def standing_at(at: str = "") -> Coalesce:
    """The record that stands for the one at `at`, or of nominals for each: itself, or what it was
    merged into.

    What was merged into a merged record is followed over `MOST_MERGES` steps; behind more of them
    a record is nobody's.
    """
    steps, into = [at or "pk"], at
    for _ in range(MOST_MERGES):
        into = f"{into}__merged_into" if into else "merged_into"
        steps.append(into)
    return Coalesce(*(OuterRef(each) for each in reversed(steps)))


class FirstUnsettled(Func):
    """The change number from which on changes may still appear (PostgreSQL): that of the oldest
    transaction of this database under way, or the next one.

    It holds for statements that begin later. Whoever has begun to write is in the snapshot with the
    id of the transaction, whichever database of the cluster it is in. Where a change lies behind
    the oldest of them, those are left out whose lock on their own id is held by a connection to
    another database, and those that have ended since. Of the reader's own transaction nothing is
    settled.
    """

    template = """(
        SELECT CASE
            WHEN (SELECT max(change_number) FROM nominals_nominal)
                >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint + added
            THEN LEAST(
                pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                pg_current_xact_id_if_assigned()::text::bigint,
                (
                    SELECT min(xid::text::bigint)
                    FROM pg_snapshot_xip(pg_current_snapshot()) AS begun (xid)
                    WHERE CASE
                        WHEN EXISTS (
                            SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                            WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
                            AND transactionid::text::bigint = mod(xid::text::bigint, 4294967296)
                            AND datname <> current_database()
                        ) THEN false
                        ELSE pg_xact_status(xid) = 'in progress'
                    END
                )
            )
            ELSE pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        END + added
        FROM (SELECT COALESCE(max(added), 0) AS added FROM nominals_numbering) AS numbering
    )"""
    output_field = models.BigIntegerField()


class FirstToCome(Func):
    """The change number of the next transaction to begin (PostgreSQL)."""

    template = (
        "(pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
        "+ COALESCE((SELECT added FROM nominals_numbering WHERE id = 1), 0))"
    )
    output_field = models.BigIntegerField()


class NominalQuerySet(KnownQuerySet[_M]):
    """Nominals by who may see them."""

    def visible_to(self, user: User, *, on: date, fact: Fact = Fact.IDENTITY) -> Self:
        """Those of whom `user` is shown `fact` on the day `on`. Whom one may not see does not
        exist.

        Only grants decide whom, and only the role of the membership through which one is held
        decides what. No membership and no grant mean nobody. Of a user who acts through a system
        it is what both may see; so it is with every `visible_to`.
        """
        return self.filter(sight(user, on=on, fact=fact, person=OuterRef("pk")))

    def first_visible_to(
        self, user: User, number: int, *, on: date, after: int = 0, fact: Fact = Fact.IDENTITY
    ) -> Self:
        """The first `number` by key, beyond the key `after`, of those whom `visible_to` answers;
        what it costs hangs on `number`, and hardly on how many they are."""
        holders = tuple(_Holder(each, memberships_of(each, on=on)) for each in user.sights)
        sql, values = _walk(holders, fact, on, number)
        if not sql:
            return self.none()
        values = tuple(after if each == BEYOND else each for each in values)
        return self.filter(pk__in=RawSQL(sql, values)).order_by("pk")[:number]

    def facts_shown_to(self, user: User, *, on: date) -> frozenset[Fact]:
        """What `user` is shown on the day `on` of the nominals found, of whom there is one; two
        queries."""
        shown = sights(user, Fact, on=on, person=OuterRef("pk"))
        row = (
            self.order_by()
            .annotate(**{f"shows_{fact.value}": seen for fact, seen in shown.items()})
            .values(*(f"shows_{fact.value}" for fact in Fact))
            .first()
        )
        return frozenset(fact for fact in Fact if row and row[f"shows_{fact.value}"])

    def records_shown_to(self, user: User, *, on: date, fact: Fact) -> Self:
        """Those, and the records merged into them, of whom `user` is shown `fact` on the day
        `on`."""
        return self.filter(sight(user, on=on, fact=fact, person=standing_at()))

    def shown_to(self, user: User | None, *, on: date, fact: Fact = Fact.IDENTITY) -> Self:
        """Those of whom `user` is shown `fact` on the day `on`; without one the system looks, and
        sees all."""
        return self if user is None else self.visible_to(user, on=on, fact=fact)

    def settled(self) -> Self:
        """Those whose last change no other change can come before any more."""
        if connections[self.db].vendor != "postgresql":
            return self
        return self.filter(change_number__lt=FirstUnsettled())

    def ahead(self) -> Self:
        """Those with a number that no transaction of this database has had yet."""
        if connections[self.db].vendor != "postgresql":
            return self.none()
        return self.filter(change_number__gte=FirstToCome())

    def changed_after(self, number: int, *, up_to: int, key: int | None = None) -> Self:
        """Those with a later change than `number`, in the order of commits; with `key` those too of
        that number that come after the nominal of this key.

        `up_to` is what `nominals.services.numbering.settled_number` answered before: beyond it one
        would read past changes that are yet to appear.
        """
        later = Q(change_number__gt=number)
        if key is not None:
            # The first condition alone finds the place in the index.
            later = Q(change_number__gte=number) & (later | Q(change_number=number, pk__gt=key))
        return self.filter(later, change_number__lte=up_to).order_by("change_number", "pk")

    def of_id(self, text: str) -> Self:
        """The one that `text` names by opaque id or by key; nobody where it is neither."""
        try:
            return self.filter(public_id=UUID(text))
        except ValueError:
            is_key = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS_OF_A_KEY
            return self.filter(pk=int(text)) if is_key else self.none()


def shown_of(model: type[models.Model], user: User, *, on: date) -> Q:
    """Whether `user` is shown a row of `model`, which says of which `fact` its rows are and at
    which path `person_at` the person is found, where that is not `nominal`."""
    of: Any = model
    person = standing_at(getattr(model, "person_at", "nominal"))
    return sight(user, on=on, fact=of.fact, person=person)


class PersonalQuerySet(KnownQuerySet[_M]):
    """Facts about people by who is shown them."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """Those that `user` is shown on the day `on`: of people of whom he or she is shown such
        facts, and of the records merged into them."""
        return self.filter(shown_of(self.model, user, on=on))


class PersonalTemporalQuerySet(TemporalQuerySet[_M]):
    """Facts about people by who is shown them and by the days on which they hold."""

    def visible_to(self, user: User, *, on: date) -> Self:
        """As of any fact about people."""
        return self.filter(shown_of(self.model, user, on=on))


PersonalManager = NowKnownManager.from_queryset(PersonalQuerySet)
PersonalHistory = models.Manager.from_queryset(PersonalQuerySet)
PersonalTemporalManager = NowKnownManager.from_queryset(PersonalTemporalQuerySet)
PersonalTemporalHistory = models.Manager.from_queryset(PersonalTemporalQuerySet)


class TransferQuerySet(PersonalQuerySet[_M]):
    """Transfers of area by who is shown them and by what became of them."""

    def waiting(self) -> Self:
        """Those that the receiving area has not answered."""
        return self.filter(outcome="")


class EmergencyQuerySet(PersonalQuerySet[_M]):
    """Cases opened in an emergency, by who may review them."""

    def unreviewed(self) -> Self:
        """Those that nobody has reviewed."""
        return self.filter(reviewed_at__isnull=True)


class GrantQuerySet(TemporalQuerySet[_M]):
    """Grants by whom they let see whom."""

    def in_effect(self) -> Self:
        """Those that count: by a meeting or an emergency nobody sees a restricted case, and by an
        emergency nobody sees longer than until its instant, on the clock of the database, or a
        record that was merged meanwhile."""
        person = apps.get_model("nominals", "Nominal").objects.filter(pk=OuterRef("nominal"))
        barred = Q(is_restricted=True) | Q(
            Exact(OuterRef("ground"), Value(Ground.EMERGENCY)), merged_into__isnull=False
        )
        # Fenced, only grants of such a ground ask for the person.
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=Now()),
            ~Q(ground__in=GROUNDS_NEVER_OF_RESTRICTED)
            | ~Exists(person.filter(barred), template=FENCED),
        )

    def held(self, user: User, memberships: Iterable[Membership], fact: Fact, *, on: date) -> Self:
        """Those that count on the day `on` and by which `user` is shown `fact`, through his or her
        `memberships` in force."""
        memberships = list(memberships)
        return self._bounded(user, memberships, on).filter(held_by(user, memberships, fact))

    def held_apart(
        self, user: User, memberships: Iterable[Membership], fact: Fact, *, on: date
    ) -> list[Self]:
        """What `held` answers, the grants of each holder apart."""
        memberships = list(memberships)
        bounded = self._bounded(user, memberships, on)
        return [bounded.filter(each) for each in holders_of(user, memberships, fact)]

    def _bounded(self, user: User, memberships: Iterable[Membership], on: date) -> Self:
        bounds = bounds_of(user, memberships, on=on, person="nominal")
        return self.in_effect().filter(bounds).on(on).order_by()

    def who_may_see(self, nominal: models.Model, *, on: date) -> Self:
        """Each area, agency and user that may see `nominal` on the day `on`, and why."""
        return (
            self.in_effect().filter(nominal=nominal).on(on).select_related("area", "agency", "user")
        )

    def why_visible(
        self, nominal: models.Model, user: User, *, on: date, fact: Fact = Fact.IDENTITY
    ) -> Self:
        """Why `user` is shown `fact` of `nominal` on the day `on`; none where he or she is not."""
        held = held_by(user, memberships_of(user, on=on), fact)
        return self.who_may_see(nominal, on=on).filter(held)


class PairQuerySet(KnownQuerySet[_M]):
    """Pairs of records by who may see both."""

    @also_through
    def visible_to(self, user: User, *, on: date) -> Self:
        """Those of which `user` may see both records on the day `on`."""
        nominals: NominalQuerySet[Any] = apps.get_model("nominals", "Nominal").objects.all()
        seen = nominals.visible_to(user, on=on).order_by().values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def suspected(self) -> Self:
        """Those on which nobody has decided."""
        return self.filter(status=PairStatus.SUSPECTED)


class StateQuerySet(PersonalTemporalQuerySet[_M]):
    """States by what the tables ask of them."""

    def in_the_community(self) -> Self:
        """Not detained (D5)."""
        return self.filter(setting__isnull=True)

    def managed_at(self, *levels: int) -> Self:
        """Those of people in a category who are managed at one of `levels`."""
        return self.filter(category__isnull=False, level__in=levels)


class FindingQuerySet(PersonalTemporalQuerySet[_M]):
    """Findings by rule."""

    def of_rule(self, rule: str) -> Self:
        """Those of one rule, such as ``V18``."""
        return self.filter(rule=rule)


class DutyQuerySet(KnownQuerySet[_M]):
    """Duties by day."""

    def open_on(self, day: date, *, as_known_at: datetime | None = None) -> Self:
        """Those owed at the end of `day`, overdue or not yet due: of the living, and of records
        that stand for themselves.

        With `as_known_at`, which is asked of `history`, deaths and merges are those known then.
        """
        owed = self.filter(
            Q(discharged_on__isnull=True) | Q(discharged_on__gt=day), arises_on__lte=day
        )
        if as_known_at is None:
            alive = Q(nominal__died_on__isnull=True) | Q(nominal__died_on__gt=day)
            return owed.filter(alive, nominal__merged_into__isnull=True)
        people = apps.get_model("nominals", "Nominal").history.as_known_at(as_known_at)
        alive = Q(died_on__isnull=True) | Q(died_on__gt=day)
        standing = people.filter(alive, merged_into__isnull=True).order_by()
        return owed.as_known_at(as_known_at).filter(
            Exists(standing.filter(pk=OuterRef("nominal"), version_of__isnull=True))
            | Exists(standing.filter(version_of=OuterRef("nominal")))
        )

    @also_through
    def shown_to(self, user: User, *, on: date) -> Self:
        """Those of people whom `user` may see on the day `on`, but not by a meeting only, and of
        referrals and meetings where the user sees the whole case; and what an agency of the user's
        owes by name, unless the case is restricted."""
        memberships = memberships_of(user, on=on)
        grants: GrantQuerySet[Any] = apps.get_model("nominals", "Grant").objects.all()
        held = (
            grants.filter(nominal=OuterRef("nominal"))
            .held(user, memberships, Fact.DUTIES, on=on)
            .exclude(ground__in=GROUNDS_OF_MEETINGS)
        )
        agencies = {each.agency_id for each in telling(memberships, Fact.DUTIES)}
        own = Q(agency__in=agencies, nominal__is_restricted=False)
        own &= bounds_of(user, memberships, on=on, person="nominal")
        return self.filter(
            (Exists(held) & ~Q(kind__in=DUTIES_OF_MEETINGS))
            | Exists(held.filter(ground__in=GROUNDS_OF_WHOLE_CASE))
            | own
        )

    def overdue_on(self, day: date) -> Self:
        """Those whose due day has passed by `day`."""
        return self.filter(due_on__lt=day)

    def due_from(self, day: date) -> Self:
        """Those due on `day` or later."""
        return self.filter(due_on__gte=day)

    def due_by(self, day: date) -> Self:
        """Those due on `day` or before."""
        return self.filter(due_on__lte=day)

    def with_holders(self, on: date, *, as_known_at: datetime | None = None) -> Self:
        """Annotated with whose each is on the day `on`, as now known or as known at an instant:
        `area_id`, the responsible area, and `lead_kind` and `lead_agency_id`, the lead agency."""
        areas, leads = (
            apps.get_model("nominals", model)
            .history.as_known_at(as_known_at)
            .on(on)
            .filter(nominal=OuterRef("nominal"))
            .order_by()
            for model in ("ResponsibleArea", "LeadAgencyPeriod")
        )
        return self.annotate(
            area_id=Subquery(areas.values("area")[:1]),
            lead_kind=Subquery(leads.values("kind")[:1]),
            lead_agency_id=Subquery(leads.values("agency")[:1]),
        )

    def due_list(
        self,
        user: User | None,
        *,
        on: date,
        looked_on: date | None = None,
        area: int | None = None,
        as_known_at: datetime | None = None,
    ) -> Self:
        """What is owed on the day `on` by those whom `user` may see, or by all; the earliest first.

        Whom the user may see is settled by the access of the day `looked_on`, or of `on`, as it
        is now known. Annotated with whose it is on the day `on`: `area_id`, the
        responsible area, and `lead_kind` and `lead_agency_id`, the lead agency; only those of
        `area` where one is named. With `as_known_at`, which is asked of `history`, all else is as
        known then. One query, and that of the memberships.
        """
        owed = self.open_on(on, as_known_at=as_known_at)
        if user is not None:
            owed = owed.shown_to(user, on=looked_on or on)
        owed = owed.with_holders(on, as_known_at=as_known_at)
        if area is not None:
            owed = owed.filter(area_id=area)
        return owed.order_by("due_on", "kind", "nominal", "pk")
