"""Which facts about the people whom he or she may see each role is shown.

Grants decide whom a user may see; this table decides what. A user is shown a fact about somebody
where a membership through which he or she holds a grant is of a role that is shown it.
"""

from __future__ import annotations

from collections.abc import Mapping

from agencies.choices import Fact, Role

_CASE = frozenset(
    {
        Fact.IDENTITY,
        Fact.ADDRESS,
        Fact.LEVELS,
        Fact.ORDERS,
        Fact.PLAN,
        Fact.MINUTES,
        Fact.DUTIES,
        Fact.FIGURES,
    }
)

FACTS: Mapping[Role, frozenset[Fact]] = {
    Role.CO_ORDINATOR: _CASE | {Fact.VICTIM_NOTES, Fact.AUDIT},
    Role.ADMINISTRATOR: _CASE | {Fact.AUDIT},
    Role.CHAIR: _CASE,
    Role.MINUTE_TAKER: _CASE,
    Role.PRACTITIONER: _CASE,
    Role.AGENCY_LEAD: _CASE,
    Role.BOARD_MEMBER: frozenset({Fact.FIGURES}),
    Role.LAY_ADVISER: frozenset({Fact.FIGURES}),
    Role.STATISTICIAN: frozenset({Fact.IDENTITY, Fact.LEVELS, Fact.ORDERS, Fact.FIGURES}),
    Role.AUDITOR: frozenset({Fact.IDENTITY, Fact.AUDIT, Fact.FIGURES}),
    Role.SYSTEM: _CASE - {Fact.MINUTES},
}
"""What each role is shown of those whom it may see."""

OF_WHOLE_AREA: Mapping[Role, frozenset[Fact]] = {
    Role.CO_ORDINATOR: FACTS[Role.CO_ORDINATOR],
    Role.ADMINISTRATOR: FACTS[Role.ADMINISTRATOR],
    Role.BOARD_MEMBER: frozenset({Fact.FIGURES}),
    Role.LAY_ADVISER: frozenset({Fact.FIGURES}),
    Role.STATISTICIAN: frozenset({Fact.FIGURES}),
    Role.AUDITOR: FACTS[Role.AUDITOR],
}
"""What of it each role is shown of everybody for whom its area is responsible, and not only of
those whom its agency may see."""

ONLY_OF_AREA = frozenset({Fact.AUDIT})
"""What nobody is shown because the own agency leads: the log names the staff of other agencies."""

MAY_OPEN_IN_EMERGENCY = frozenset(
    {
        Role.CO_ORDINATOR,
        Role.ADMINISTRATOR,
        Role.CHAIR,
        Role.MINUTE_TAKER,
        Role.PRACTITIONER,
        Role.AGENCY_LEAD,
    }
)
"""The roles that may open a case in an emergency: people who manage cases; no system does."""


def roles_shown(fact: Fact) -> frozenset[Role]:
    """The roles that are shown `fact` of those whom they may see."""
    return frozenset(role for role, facts in FACTS.items() if fact in facts)


def roles_shown_whole_area(fact: Fact) -> frozenset[Role]:
    """The roles that are shown `fact` of everybody for whom their area is responsible."""
    return frozenset(role for role, facts in OF_WHOLE_AREA.items() if fact in facts)
