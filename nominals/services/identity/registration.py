"""Registers people, and corrects who they are: identity, aliases, addresses, death."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError

from agencies.models import Area, User
from core import audit
from core.bulk import allocate_ids
from core.refusing import refuse
from nominals.choices import PairStatus
from nominals.models import Address, Alias, DuplicatePair, Nominal, ResponsibleArea
from nominals.rules.identity.details import birth_refusal, day_of_death_refusal
from nominals.rules.identity.identifiers import IDENTIFIERS
from nominals.rules.identity.likeness import Identity
from nominals.services.acts import Act, Asked, act
from nominals.services.changes import instant_for
from nominals.services.identity.duplicates import comparing, keep_pairs, likely_duplicates, warn
from nominals.services.states import restate


@dataclass(frozen=True, slots=True)
class Details:
    """Who somebody is, as it is registered. Empty is unknown."""

    family_name: str
    given_names: str = ""
    date_of_birth: date | None = None
    sex: str = ""
    pnc_id: str = ""
    cro_number: str = ""
    crn: str = ""
    prison_number: str = ""
    visor_reference: str = ""

    @property
    def identity(self) -> Identity:
        """As the rules compare it."""
        return Identity(
            names=[f"{self.family_name} {self.given_names}".strip()],
            births=[self.date_of_birth] if self.date_of_birth else [],
            identifiers={kind: getattr(self, kind) for kind in IDENTIFIERS},
        )


def register_nominal(
    *, details: Details, area: Area, on: date, user: User | None, asked: Asked, reason: str = ""
) -> Nominal:
    """Make the record of a person for whom `area` is responsible from the day `on`.

    Records that may be the same person are warned of where `user` may see them on the day of
    asking, and otherwise put on the list of those who may see both. Without a `user` the system
    registers and sees all.

    Raises:
        NeedsReason: if there are such records and no reason was given; nothing is stored then.
        ValidationError: if the details are refused.
    """
    refuse([birth_refusal(details.date_of_birth, on)])
    with comparing():
        hits = likely_duplicates(details.identity, apart_from=None, user=user, on=asked.day)
        warnings = warn(hits, asked=asked, user=user)
        (key,) = allocate_ids(Nominal, 1)
        at = instant_for(nominals=[], now=asked.at)
        entry = audit.record(
            by=asked.by,
            at=at,
            operation=audit.Operation.COLLECTION,
            act="register_nominal",
            agency=asked.agency,
            purpose=reason,
            label=Nominal._meta.label,
            object_id=str(key),
            objects=[key],
        )
        this = Act(entry.pk, at, asked)
        nominal = this.record(Nominal(pk=key, changed_at=at, **asdict(details)))
        this.record(ResponsibleArea(nominal=nominal, area=area, valid_from=on))
        this.ask(nominal, warnings)
        keep_pairs(this, nominal, hits)
        restate(nominals=[key], at=at, act=entry.pk)
        nominal.refresh_from_db()
        return nominal


def change_identity(
    *,
    nominal: Nominal,
    details: Details,
    on: date,
    user: User | None,
    asked: Asked,
    reason: str = "",
) -> Nominal:
    """Correct who somebody is; the former details stay as they were known.

    Raises:
        NeedsReason: if a record is now likely to be the same person and no reason was given.
        ValidationError: if the details are refused.
    """
    refuse([birth_refusal(details.date_of_birth, on)])
    with (
        comparing(),
        act("change_identity", nominal, asked=asked, purpose=reason) as this,
    ):
        hits = likely_duplicates(details.identity, apart_from=nominal, user=user, on=asked.day)
        warnings = warn(hits, asked=asked, user=user)
        this.supersede(nominal, **asdict(details))
        this.ask(nominal, warnings)
        keep_pairs(this, nominal, hits)
        return nominal


def add_alias(
    *,
    nominal: Nominal,
    family_name: str,
    on: date,
    user: User | None,
    asked: Asked,
    given_names: str = "",
    date_of_birth: date | None = None,
    reason: str = "",
) -> Alias:
    """Record another name under which somebody is or was known.

    Raises:
        NeedsReason: if a record is likely to be the same person and no reason was given.
        ValidationError: if the name is refused or is recorded already.
    """
    refuse([birth_refusal(date_of_birth, on)])
    with (
        comparing(),
        act("add_alias", nominal, asked=asked, purpose=reason) as this,
    ):
        name = f"{family_name} {given_names}".strip()
        born = date_of_birth or nominal.date_of_birth
        identity = Identity([name], [born] if born else [])
        hits = likely_duplicates(identity, apart_from=nominal, user=user, on=asked.day)
        warnings = warn(hits, asked=asked, user=user)
        same = {
            "family_name": family_name,
            "given_names": given_names,
            "date_of_birth": date_of_birth,
        }
        if Alias.objects.filter(nominal=nominal, **same).exists():
            raise ValidationError({"family_name": "This alias is recorded already."})
        this.ask(nominal, warnings)
        keep_pairs(this, nominal, hits)
        return this.record(Alias(nominal=nominal, **same))


def remove_alias(*, alias: Alias, reason: str, asked: Asked) -> Alias:
    """Say that a name is none of the person's; it stays as it was known.

    Raises:
        ValidationError: if the alias was removed already.
    """
    with act("remove_alias", alias.nominal, asked=asked, purpose=reason) as this:
        alias.refresh_from_db()
        if not alias.is_now_known:
            raise ValidationError("This alias was removed already.")
        this.withdraw(alias)
        return alias


def record_address(
    *,
    nominal: Nominal,
    lines: str,
    asked: Asked,
    postcode: str = "",
    uprn: str = "",
    kind: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> Address:
    """Record where somebody lives or lived, from one day to before another; either may be unknown.

    Raises:
        ValidationError: if the days are in the wrong order.
    """
    with act("record_address", nominal, asked=asked, purpose=reason) as this:
        return this.record(
            Address(
                nominal=nominal,
                lines=lines,
                postcode=postcode,
                uprn=uprn,
                kind=kind,
                valid_from=valid_from,
                valid_to=valid_to,
            )
        )


def record_death(
    *, nominal: Nominal, died_on: date, on: date, asked: Asked, reason: str = ""
) -> Nominal:
    """Record on which day somebody died; from that day on there is no state (D6).

    Raises:
        ValidationError: if the day has not come by `on`, or lies before the date of birth.
    """
    with act("record_death", nominal, asked=asked, purpose=reason) as this:
        refuse([day_of_death_refusal(died_on, nominal.date_of_birth, on)])
        this.supersede(nominal, died_on=died_on)
        return nominal


def dismiss_pair(*, pair: DuplicatePair, reason: str, asked: Asked) -> DuplicatePair:
    """Decide that two records are two people; the pair is never suggested again.

    Raises:
        ValidationError: if the pair was decided already or no reason is given.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why these are two people."})
    with act("dismiss_pair", pair.first, pair.second, asked=asked, purpose=reason) as this:
        pair.refresh_from_db()
        if pair.status != PairStatus.SUSPECTED:
            raise ValidationError(f"This pair was decided: {pair.get_status_display().lower()}.")
        this.supersede(pair, status=PairStatus.DISMISSED, reason=reason)
        return pair
