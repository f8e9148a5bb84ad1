"""Which kind of agency leads a case (decision table; MAPPA Guidance and area reports)."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.choices import AgencyKind
from core.refusals import Refusal
from nominals.choices import Category

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides who leads, on one day.

    `is_supervised` is on licence or under a community or suspended order; `is_patient` is detained
    in hospital or under a hospital or guardianship order. `age` is `None` where it is not known.
    """

    category: int | None
    age: int | None = None
    is_supervised: bool = False
    is_patient: bool = False
    is_in_custody: bool = False
    is_in_category_4: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The kind of agency that leads, and why."""

    kind: AgencyKind
    explanation: str


def proposed_lead(situation: Situation) -> Proposal | None:
    """Who leads in `situation`: the first row that fits. `None` where none does.

    The table is unverified but for these rows: youth offending, national security, mental health
    and police are in the areas' published reports.
    """
    for fits, kind, explanation in (
        (
            situation.age is not None
            and situation.age < ADULT_AGE
            and (situation.is_supervised or situation.is_in_custody),
            AgencyKind.YOUTH_OFFENDING,
            "Under 18 and supervised by the youth offending team.",
        ),
        (
            situation.is_in_category_4,
            AgencyKind.PROBATION,
            "Terrorist or terrorist risk: the National Security Division of probation leads.",
        ),
        (
            situation.is_supervised,
            AgencyKind.PROBATION,
            "On licence or under a community or suspended order: probation supervises.",
        ),
        (
            situation.is_patient,
            AgencyKind.MENTAL_HEALTH,
            "Under a hospital or guardianship order and not supervised by probation.",
        ),
        (
            situation.category == Category.ONE and not situation.is_in_custody,
            AgencyKind.POLICE,
            "Category 1 and under nobody's statutory supervision: the police manage.",
        ),
        (
            situation.category == Category.THREE,
            AgencyKind.POLICE,
            "Category 3: the agency with primary responsibility, often the police.",
        ),
        (
            situation.is_in_custody,
            AgencyKind.PROBATION,
            "In custody before release: the agency of the community offender manager.",
        ),
    ):
        if fits:
            return Proposal(kind, explanation)
    return None


def manager_refusal(manager: str) -> Refusal | None:
    """V36: whoever leads does so under a named manager."""
    if manager.strip():
        return None
    sentence = "A case is led by somebody: name the manager in the lead agency."
    return Refusal("V36", "manager", sentence)


def never_leads_warning(kind: AgencyKind, never_lead: frozenset[str]) -> Refusal | None:
    """V37: some kinds of agency take part and never lead."""
    if kind not in never_lead:
        return None
    sentence = f"An agency of kind {kind} does not lead: name one that does, or say why."
    return Refusal("V37", "kind", sentence)
