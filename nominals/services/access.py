"""Who may see a restricted case: the list of named people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from agencies.models import User
from core.periods import Period
from core.refusing import refuse
from nominals.models import NamedViewer, Nominal
from nominals.rules.access import justification_refusal, list_refusal, restriction_refusal
from nominals.services.acts import Act, Asked, act
from nominals.services.periods import end_fact, end_or_withdraw, period_of


def restrict_case(
    *, nominal: Nominal, viewers: Mapping[User, str], on: date, reason: str, asked: Asked
) -> Nominal:
    """Let only `viewers` see the case, each for a justification, from the day `on`.

    A restriction is on or off and has no days of its own: on days before the list, and without
    one, only the co-ordinators of the responsible area see the case, and it is found.

    Raises:
        ValidationError: if the case is restricted already, or by V54 if a justification is empty.
    """
    with act("restrict_case", nominal, asked=asked, purpose=reason) as this:
        refuse([restriction_refusal(nominal.is_restricted, wanted=True)])
        this.supersede(nominal, is_restricted=True)
        for user, justification in viewers.items():
            _name(this, nominal, user, justification, Period(on))
        return nominal


def lift_restriction(*, nominal: Nominal, on: date, reason: str, asked: Asked) -> Nominal:
    """Let everybody see the case who otherwise would, and end its list on the day `on`.

    Raises:
        ValidationError: if the case is not restricted.
    """
    with act("lift_restriction", nominal, asked=asked, purpose=reason) as this:
        refuse([restriction_refusal(nominal.is_restricted, wanted=False)])
        this.supersede(nominal, is_restricted=False)
        for viewer in NamedViewer.objects.filter(nominal=nominal, ends__gt=on):
            end_or_withdraw(this, viewer, on)
        return nominal


def name_viewer(
    *,
    nominal: Nominal,
    user: User,
    on: date,
    reason: str,
    asked: Asked,
    until: date | None = None,
) -> NamedViewer:
    """Put somebody on the list of a restricted case from the day `on` to before `until`.

    Raises:
        ValidationError: if the case is not restricted or the user is on the list on those days,
            and by V54 if `reason` is empty.
    """
    with act("name_viewer", nominal, asked=asked, purpose=reason) as this:
        refuse([list_refusal(is_restricted=nominal.is_restricted)])
        return _name(this, nominal, user, reason, period_of(on, until, "until"))


def remove_viewer(*, viewer: NamedViewer, on: date, reason: str, asked: Asked) -> NamedViewer:
    """Take somebody off the list; `on` is the first day on which he or she no longer sees the case.

    Once nobody is left on the list the co-ordinators of the area see the case, and it is found.

    Raises:
        ValidationError: if the user is not on the list on the day before `on`.
    """
    with act("remove_viewer", viewer.nominal, asked=asked, purpose=reason) as this:
        return end_fact(this, viewer, on, called="This place on the list")


def _name(this: Act, nominal: Nominal, user: User, reason: str, days: Period) -> NamedViewer:
    refuse([justification_refusal(user.get_username(), reason)])
    return this.record(
        NamedViewer(
            nominal=nominal,
            user=user,
            reason=reason.strip(),
            valid_from=days.start,
            valid_to=days.end,
        )
    )
