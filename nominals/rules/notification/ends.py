"""Ends of notification other than those of section 82: which are refused, and which ask a reason
(Sexual Offences Act 2003, section 82)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.periods import Period
from core.refusals import Refusal
from nominals.choices import Disposal
from nominals.rules.notification.periods import Imposed, Required


def end_refusals(
    required: Required | None,
    *,
    imposed: Sequence[Imposed],
    ends: date | None,
) -> Iterable[Refusal]:
    """V22 and V23: ends that no reason can give to what section 82 requires.

    `required` is what it requires for `imposed`; `ends` is the end that is asked for.
    """
    if required is None or ends is None:
        return
    if required.is_indefinite:
        sentence = (
            f"No end on {ends}: {required.explanation} It ends only by a revocation on review "
            "(sections 91A to 91F)."
        )
        yield Refusal("V22", "valid_to", sentence)
        return
    discharged = any(each.disposal == Disposal.CONDITIONAL_DISCHARGE for each in imposed)
    if discharged and len(imposed) == 1 and ends < required.period.ends:
        sentence = (
            f"No end on {ends}: the period of a conditional discharge is never halved, and lasts "
            f"until {required.period.ends}."
        )
        yield Refusal("V23", "valid_to", sentence)


def end_warning(*, ends: date | None, required: Required | None) -> Refusal | None:
    """V21: an end other than that of section 82 asks a reason."""
    if required is None:
        return Refusal(
            "V21",
            "valid_to",
            f"No sentence is recorded from which section 82 gives an end: say why it is {ends}.",
        )
    if ends == required.period.end:
        return None
    is_now = "without an end" if ends is None else f"ends on {ends}"
    should = "has no end" if required.period.end is None else f"ends on {required.period.end}"
    sentence = (
        f"The requirement {is_now}, but by section 82 it {should}. {required.explanation} "
        "Say why the end differs."
    )
    return Refusal("V21", "valid_to", sentence)


def shortening_warning(recorded: Period, is_indefinite: bool, ends: date) -> Refusal | None:
    """V21: a requirement of `recorded` days that section 82 now ends earlier, on `ends`.

    A recorded requirement without an end that is not indefinite waits for one, so nothing of it is
    cut.
    """
    awaits_its_end = recorded.end is None and not is_indefinite
    if awaits_its_end or ends >= recorded.ends:
        return None
    until = "without an end" if recorded.end is None else f"until {recorded.end}"
    sentence = (
        f"The requirement of {recorded.start} is recorded {until}, and what is recorded of the "
        f"sentences ends it on {ends} (section 82). Say why the earlier end is right."
    )
    return Refusal("V21", "valid_to", sentence)
