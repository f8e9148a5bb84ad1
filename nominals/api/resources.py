"""People and the facts about them: what each kind shows, and to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, FilteredRelation, Func, Q, QuerySet
from django.db.models.functions import Coalesce

from agencies.api.resources import NAMED as NAMED_BELOW
from agencies.choices import Fact, Scope
from core.api.caller import Caller
from core.api.resources import Named, Resource
from core.api.rows import Shown
from core.periods import FOREVER
from nominals import models
from nominals.api import filters, serializers
from nominals.querysets.holding import memberships_of, telling
from nominals.querysets.sight import MOST_MERGES


def nominals_seen(caller: Caller, on: date) -> Any:
    """The people whom the caller may see, with how they are managed on the day `on` where the
    caller is shown that."""
    return nominals_whole(caller, on).visible_to(caller.user, on=on)


def nominals_whole(caller: Caller, on: date) -> Any:
    """All people, whoever may see them, with how they are managed on the day `on` where the caller
    is shown that."""
    return models.Nominal.objects.annotate(
        state=_held("state_periods", caller, on), lead=_held("lead_agency_periods", caller, on)
    )


def levels_hidden(caller: Caller, on: date) -> frozenset[str]:
    """The fields that a caller whose every role is shown no levels is not shown."""
    for user in caller.user.sights:
        if not telling(memberships_of(user, on=on), Fact.LEVELS):
            return serializers.LEVELS_OF_NOMINAL
    return frozenset()


def _held(relation: str, caller: Caller, on: date) -> FilteredRelation:
    """What holds of `relation` on the day `on`; of each person at most one row."""
    condition = Q(
        **{
            f"{relation}__valid_from__lte": on,
            f"{relation}__ends__gt": on,
            f"{relation}__recorded_to": FOREVER,
        }
    )
    for user in caller.user.sights:
        memberships = memberships_of(user, on=on)
        shown = len(telling(memberships, Fact.LEVELS))
        # Where each role that is shown who somebody is is shown this too, nothing is to be asked.
        if shown < len(telling(memberships, Fact.IDENTITY)):
            people = models.Nominal.objects.visible_to(user, on=on, fact=Fact.LEVELS)
            condition &= Q(_Among(f"{relation}__nominal", people.order_by().values("pk")))
    return FilteredRelation(relation, condition=condition)


class _Among(Func):
    """Whether a column holds one of the values that a query answers: `IN`, which the condition of
    a filtered relation does not take."""

    output_field = BooleanField()

    def __init__(self, column: str, values: QuerySet[Any]) -> None:
        super().__init__(F(column))
        self.values = values.query

    def as_sql(  # type: ignore[override] # whatever is asked of functions is not asked of this one
        self, compiler: Any, connection: Any, **more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition; where the query answers nothing, one that never holds."""
        column, given = compiler.compile(self.get_source_expressions()[0])
        try:
            query, values = self.values.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return "1 = 0", ()
        return f"{column} IN ({query})", (*given, *values)


def facts_seen(model: Any) -> Any:
    """What a caller may see of the facts of `model`, each with the opaque id and the version of the
    record that stands for its person."""

    def seen(caller: Caller, on: date) -> QuerySet[Any]:
        mine = model.objects.visible_to(caller.user, on=on)
        found: QuerySet[Any] = mine.annotate(
            stands_for=stands_for(person_of(model)),
            person_version=standing(person_of(model), "changed_in"),
        )
        return found

    return seen


def stands_for(at: str) -> Coalesce:
    """The opaque id of the record that stands for the one at `at`."""
    return standing(at, "public_id")


def standing(at: str, column: str) -> Coalesce:
    """The value of `column` in the record that stands for the one at `at`."""
    steps = [at]
    for _ in range(MOST_MERGES):
        steps.append(f"{steps[-1]}__merged_into")
    return Coalesce(*(F(f"{each}__{column}") for each in reversed(steps)))


def person_of(model: Any) -> str:
    """Where a fact of `model` names its person."""
    at: str = getattr(model, "person_at", "nominal")
    return at


def facts(
    name: str,
    model: Any,
    serializer: type[Shown],
    filterset: Any = filters.FactFilter,
    *,
    scope: Scope = Scope.NOMINALS_READ,
) -> Resource:
    """The kind of record that the facts of `model` are; acts on them are acts on the person, and
    have his or her version."""
    return Resource(
        name=name,
        model=model,
        serializer=serializer,
        seen=facts_seen(model),
        scope=scope,
        key="pk",
        version="person_version",
        person=f"{person_of(model)}_id",
        filterset=filterset,
    )


NOMINALS = Resource(
    name="nominals",
    model=models.Nominal,
    serializer=serializers.NominalSerializer,
    seen=nominals_seen,
    scope=Scope.NOMINALS_READ,
    version="changed_in",
    person="pk",
    filterset=filters.NominalFilter,
    hidden=levels_hidden,
    whole=nominals_whole,
)

PERIOD = filters.PeriodFilter
RESOURCES = (
    NOMINALS,
    facts("aliases", models.Alias, serializers.AliasSerializer),
    facts("addresses", models.Address, serializers.AddressSerializer),
    facts("flags", models.Flag, serializers.FlagSerializer, PERIOD),
    facts("victim-notes", models.VictimNote, serializers.VictimNoteSerializer),
    facts("convictions", models.Conviction, serializers.ConvictionSerializer),
    facts("sentences", models.Sentence, serializers.SentenceSerializer),
    facts(
        "category-periods",
        models.EligibilityPeriod,
        serializers.EligibilityPeriodSerializer,
        PERIOD,
    ),
    facts("level-periods", models.LevelPeriod, serializers.LevelPeriodSerializer, PERIOD),
    facts(
        "lead-agency-periods",
        models.LeadAgencyPeriod,
        serializers.LeadAgencyPeriodSerializer,
        PERIOD,
    ),
    facts(
        "responsible-areas", models.ResponsibleArea, serializers.ResponsibleAreaSerializer, PERIOD
    ),
    facts("transfers", models.Transfer, serializers.TransferSerializer),
    facts("detentions", models.Detention, serializers.DetentionSerializer, PERIOD),
    facts(
        "expected-releases", models.ExpectedRelease, serializers.ExpectedReleaseSerializer, PERIOD
    ),
    facts("licences", models.Licence, serializers.LicenceSerializer, PERIOD),
    facts(
        "licence-conditions",
        models.LicenceCondition,
        serializers.LicenceConditionSerializer,
        PERIOD,
    ),
    facts("risk-levels", models.RiskLevelPeriod, serializers.RiskLevelPeriodSerializer, PERIOD),
    facts("level-1-reviews", models.LevelOneReview, serializers.LevelOneReviewSerializer),
    facts(
        "serious-further-offences",
        models.SeriousFurtherOffence,
        serializers.SeriousFurtherOffenceSerializer,
    ),
    facts("pdp-periods", models.PdpPeriod, serializers.PdpPeriodSerializer, PERIOD),
    facts(
        "not-eligible-decisions",
        models.NotEligibleDecision,
        serializers.NotEligibleDecisionSerializer,
    ),
    facts(
        "notification-requirements",
        models.NotificationRequirement,
        serializers.NotificationRequirementSerializer,
        PERIOD,
    ),
    facts("notifications", models.Notification, serializers.NotificationSerializer),
    facts("foreign-travels", models.ForeignTravel, serializers.ForeignTravelSerializer),
    facts(
        "notification-reviews",
        models.NotificationReview,
        serializers.NotificationReviewSerializer,
    ),
    facts("hostings", models.Hosting, serializers.HostingSerializer, PERIOD),
    facts("named-viewers", models.NamedViewer, serializers.NamedViewerSerializer, PERIOD),
)
"""Every kind of record of this app that has an address, but for duties."""

NAMED = Named({**NAMED_BELOW, **{each.model: each for each in RESOURCES}})
"""How callers name areas, agencies, users, people and the facts about them."""
