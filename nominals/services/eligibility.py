"""Writes what each basis of eligibility rests on, and its periods as the union of that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from core.periods import Period, union
from nominals.choices import BASIS_OF_SOURCE, CATEGORY_OF_BASIS, Basis, Category
from nominals.models import (
    EligibilityPeriod,
    EligibilitySupport,
    Nominal,
    NotificationRequirement,
    PdpPeriod,
)
from nominals.rules.support import (
    REQUIREMENT,
    Held,
    Support,
    adopted,
    ended_by,
    rewriting,
    shortened,
)
from nominals.services.acts import Act
from nominals.services.leading import let_lead


def support_basis(
    this: Act,
    *,
    nominal: Nominal,
    basis: Basis,
    label: str,
    supports: Mapping[int, Period],
    explains: Collection[date] = (),
    offence: str = "",
    sentence: str = "",
) -> None:
    """Let `basis` rest, as far as facts of kind `label` go, on `supports` and no others.

    `supports` are the days of each fact by its key. `explains` are the first days of those that
    were stored before this act: an imported period that begins on one of them rests on it.
    `offence` and `sentence` are the words of the periods that this adds.

    Category 3 ends on the day on which a basis of another category begins (V2), and so does a spell
    as potentially dangerous person where any basis does (V73).
    """
    resting = [Support(label, source, period) for source, period in supports.items()]
    settle_basis(
        this,
        nominal=nominal,
        basis=basis,
        change=lambda found: [*(each for each in found if each.label != label), *resting],
        explains=explains,
        offence=offence,
        sentence=sentence,
    )


def settle_basis(
    this: Act,
    *,
    nominal: Nominal,
    basis: Basis,
    change: Callable[[list[Support]], Iterable[Support]],
    explains: Collection[date] = (),
    offence: str = "",
    sentence: str = "",
) -> None:
    """Adopt what an import brought of `basis`, `change` its supports, and rewrite its periods.

    Where a period begins and nobody leads, the agency does that the decision table proposes (V36).
    """
    held = [
        Held(each.pk, each.period)
        for each in EligibilityPeriod.objects.filter(**_of(nominal, basis))
    ]
    stored = EligibilitySupport.objects.filter(**_of(nominal, basis))
    supports = [Support(each.source_label, each.source_id, each.period) for each in stored]
    explained = _explaining_requirements(this, nominal, basis) | dict.fromkeys(explains)
    wanted = list(change(_as_required(adopted(held, supports, explained), nominal)))
    _write_supports(this, nominal, basis, wanted)
    periods = union(each.period for each in wanted)
    begun = _write_periods(this, nominal, basis, held, periods, offence=offence, sentence=sentence)
    _end_pdp(this, nominal, periods)
    if CATEGORY_OF_BASIS[basis] != Category.THREE:
        _end_category_3(this, nominal, periods)
    for period in begun:
        let_lead(this, nominal=nominal, on=period.start)


def _of(nominal: Nominal, basis: Basis) -> dict[str, object]:
    return {"nominal": nominal, "basis": basis}


def _explaining_requirements(
    this: Act, nominal: Nominal, basis: Basis
) -> dict[date, Support | None]:
    """The requirements of `basis` as known before this act, by their first day then."""
    sources = [source for source, brings in BASIS_OF_SOURCE.items() if brings == basis]
    before = NotificationRequirement.history.filter(
        nominal=nominal, source__in=sources, recorded_from__lt=this.at, recorded_to__gte=this.at
    )
    return {
        each.valid_from: Support(REQUIREMENT, each.version_of_id or each.pk, each.period)
        for each in before
    }


def _as_required(supports: Iterable[Support], nominal: Nominal) -> list[Support]:
    """The supports, with requirements on the days on which they now require."""
    found = list(supports)
    keys = [each.source for each in found if each.label == REQUIREMENT]
    rows = NotificationRequirement.objects.filter(nominal=nominal, pk__in=keys)
    now = {each.pk: each.period for each in rows}
    return [
        replace(each, period=now[each.source]) if each.label == REQUIREMENT else each
        for each in found
        if each.label != REQUIREMENT or each.source in now
    ]


def _write_supports(this: Act, nominal: Nominal, basis: Basis, wanted: Iterable[Support]) -> None:
    missing = {(each.label, each.source): each.period for each in wanted}
    for row in EligibilitySupport.objects.filter(**_of(nominal, basis)):
        period = missing.pop((row.source_label, row.source_id), None)
        if period is None:
            this.withdraw(row)
        elif period != row.period:
            this.supersede(row, valid_from=period.start, valid_to=period.end)
    for (label, source), period in missing.items():
        this.record(
            EligibilitySupport(
                nominal=nominal,
                basis=basis,
                source_label=label,
                source_id=source,
                valid_from=period.start,
                valid_to=period.end,
            )
        )


def _write_periods(
    this: Act,
    nominal: Nominal,
    basis: Basis,
    held: Iterable[Held],
    wanted: Iterable[Period],
    *,
    offence: str,
    sentence: str,
) -> tuple[Period, ...]:
    """Write the wanted periods; answers those that begin with this act."""
    steps = rewriting(held, wanted)
    rows = EligibilityPeriod.objects.filter(**_of(nominal, basis)).in_bulk()
    for key in steps.withdrawn:
        this.withdraw(rows[key])
    for each in steps.changed:
        this.supersede(rows[each.key], valid_from=each.period.start, valid_to=each.period.end)
    for period in steps.added:
        this.record(
            EligibilityPeriod(
                nominal=nominal,
                basis=basis,
                category=CATEGORY_OF_BASIS[basis],
                offence=offence,
                sentence=sentence,
                valid_from=period.start,
                valid_to=period.end,
            )
        )
    return steps.added


def _end_category_3(this: Act, nominal: Nominal, periods: Iterable[Period]) -> None:
    others = list(periods)
    decided = EligibilityPeriod.objects.filter(**_of(nominal, Basis.DECISION))
    if any(each.period.overlaps(other) for each in decided for other in others):
        settle_basis(
            this,
            nominal=nominal,
            basis=Basis.DECISION,
            change=lambda found: ended_by(found, others),
        )


def _end_pdp(this: Act, nominal: Nominal, periods: Iterable[Period]) -> None:
    others = list(periods)
    for spell in PdpPeriod.objects.filter(nominal=nominal):
        left = shortened(spell.period, others)
        if left is None:
            this.withdraw(spell)
        elif left != spell.period:
            this.supersede(spell, valid_to=left.end)
