"""Who may ask for an order, on what proof, and what asks a reason (Sexual Offences Act 2003)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.periods import age_on
from core.refusals import Refusal
from orders.choices import ApplicantKind, OrderKind, Proof
from orders.rules.making import NEW_KINDS, NO_NOTIFICATION_ORDER, NOTICES_START, RISK_KINDS

FORCES_OF_2022 = frozenset(
    {ApplicantKind.BRITISH_TRANSPORT_POLICE, ApplicantKind.MINISTRY_OF_DEFENCE_POLICE}
)
"""Forces that may apply from the day of the notices on (Police, Crime, Sentencing and Courts Act
2022, s171; SI 2022/1227)."""

BALANCE_START = NOTICES_START
"""From this day on the facts behind a free-standing SHPO or SRO are proved on the balance of
probabilities (Act of 2022, s174; SI 2022/1227)."""

FREE_STANDING_APPLICANTS = frozenset(
    {ApplicantKind.POLICE, ApplicantKind.NATIONAL_CRIME_AGENCY, *FORCES_OF_2022}
)

APPLICANTS = {
    OrderKind.SHPO: frozenset({ApplicantKind.COURT, *FREE_STANDING_APPLICANTS}),
    OrderKind.SRO: FREE_STANDING_APPLICANTS,
    OrderKind.SOPO: frozenset({ApplicantKind.COURT, ApplicantKind.POLICE}),
    OrderKind.FTO: frozenset({ApplicantKind.POLICE}),
    OrderKind.ROSHO: frozenset({ApplicantKind.POLICE}),
    OrderKind.NOTIFICATION_ORDER: frozenset({ApplicantKind.POLICE}),
    OrderKind.NOTIFICATION_NOTICE: frozenset({ApplicantKind.POLICE}),
}
"""Who may ask for each kind of order (sections 97, 103A, 104, 114, 122A and 123) or give a notice
(section 96ZA)."""

NEVER_INTERIM = frozenset({OrderKind.FTO, OrderKind.NOTIFICATION_NOTICE})

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Application:
    """What was asked for, by whom and on what proof; empty texts are not recorded."""

    kind: str
    made_on: date
    is_interim: bool
    applicant_kind: str
    proof: str
    main_application: str
    authorised_by_rank: str
    given_in_person: bool


def application_refusals(asked: Application) -> Iterator[Refusal]:
    """V14, V15, who may apply for which kind, and the standard of proof of the day."""
    yield from _applicant_refusals(asked)
    yield from _proof_refusals(asked)
    if asked.is_interim and asked.kind in NEVER_INTERIM:
        sentence = f"There is no interim {OrderKind(asked.kind).label.lower()}."
        yield Refusal("no_interim", "is_interim", sentence)
    if asked.kind == OrderKind.NOTIFICATION_NOTICE:
        if not asked.authorised_by_rank:
            sentence = "A notification notice is authorised by an inspector or above: give a rank."
            yield Refusal("V15", "authorised_by_rank", sentence)
        if not asked.given_in_person:
            sentence = "A notification notice is given in person: record when it was so given."
            yield Refusal("V15", "given_in_person", sentence)


def force_refusal(applicant_kind: str, on: date) -> Refusal | None:
    """V14: two forces may not apply, for an order or for its variation, before a day."""
    if applicant_kind not in FORCES_OF_2022 or on >= NOTICES_START:
        return None
    sentence = (
        f"The {ApplicantKind(applicant_kind).label} could not apply before {NOTICES_START}: "
        f"name who applied on {on}."
    )
    return Refusal("V14", "applicant_kind", sentence)


def _applicant_refusals(asked: Application) -> Iterator[Refusal]:
    if not asked.applicant_kind:
        sentence = "Say who applied for the order, or that the court made it at sentence."
        yield Refusal("applicant", "applicant_kind", sentence)
    elif asked.applicant_kind not in APPLICANTS[OrderKind(asked.kind)]:
        who = ", ".join(
            each.label for each in ApplicantKind if each in APPLICANTS[OrderKind(asked.kind)]
        )
        what = OrderKind(asked.kind).label.lower()
        yield Refusal("applicant", "applicant_kind", f"Those who may ask for a {what}: {who}.")
    else:
        force = force_refusal(asked.applicant_kind, asked.made_on)
        if force is not None:
            yield force


def _proof_refusals(asked: Application) -> Iterator[Refusal]:
    """Free-standing full orders only: a court at sentence has its conviction, and an interim order
    waits for the proof."""
    is_free_standing = asked.applicant_kind != ApplicantKind.COURT and not asked.is_interim
    if asked.kind not in NEW_KINDS or not is_free_standing:
        return
    proof = Proof.BALANCE if asked.made_on >= BALANCE_START else Proof.CRIMINAL
    if asked.proof != proof:
        sentence = (
            f"The facts behind a free-standing {asked.kind.upper()} made on {asked.made_on} are "
            f"proved to this standard: {proof.label.lower()}. It is the criminal standard until "
            f"the day before {BALANCE_START}, and the balance of probabilities from then on."
        )
        yield Refusal("proof", "proof", sentence)


def application_warnings(
    asked: Application,
    *,
    date_of_birth: date | None,
    is_managed: bool,
) -> Iterator[Refusal]:
    """V12, V16, V19 and V74.

    `is_managed`: the person is a potentially dangerous person or eligible on that day.
    """
    if asked.is_interim and not asked.main_application:
        sentence = "An interim order waits for a main application: name it."
        yield Refusal("V12", "main_application", sentence)
    if asked.kind == OrderKind.NOTIFICATION_ORDER and asked.made_on >= NOTICES_START:
        yield Refusal("V16", "made_on", NO_NOTIFICATION_ORDER)
    if asked.kind in RISK_KINDS and not is_managed:
        sentence = (
            "This order brings no Category 1 by itself, and the person is neither eligible nor "
            "a potentially dangerous person: say as what the person is managed."
        )
        yield Refusal("V19", "kind", sentence)
    if (
        asked.kind == OrderKind.SHPO
        and date_of_birth is not None
        and age_on(date_of_birth, asked.made_on) < ADULT_AGE
    ):
        sentence = f"An SHPO against somebody under {ADULT_AGE} is exceptional: say why."
        yield Refusal("V74", "made_on", sentence)
