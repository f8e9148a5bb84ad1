"""One made-up person: the rows of the exchange that tell about them, and where they count."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from mappa.synthetic.cells import Cell
from mappa.synthetic.days import days_after, years_after
from mappa.synthetic.format import FILES, Row

Value = str | int | bool | date | None

CATEGORY_OF_BASIS = {
    "sexual_offence": 1,
    "shpo": 1,
    "sopo": 1,
    "sro_breach": 1,
    "notification_order": 1,
    "violent_offence": 2,
    "hospital_order": 2,
    "other_sexual_offence": 2,
    "decision": 3,
}
_NOTIFICATION_SOURCE = {
    "sexual_offence": "sentence",
    "shpo": "shpo",
    "sopo": "sopo",
    "sro_breach": "sro_breach",
    "notification_order": "notification_order",
}
# The least that the full order lasts, in years (domain V4, V7, V11); what is not here may be open.
_YEARS_OF_ORDER = {"shpo": 5, "sopo": 5, "sro": 2, "rosho": 2, "fto": 5, "notification_order": 10}
_OFFENCE = {
    "violent_offence": ("Violent offence (invented)", "Imprisonment, 36 months, on licence"),
    "hospital_order": ("Violent offence (invented)", "Hospital order, s37"),
    "other_sexual_offence": ("Sexual offence (invented)", "Imprisonment, 18 months, on licence"),
    "decision": ("Offence showing capability of serious harm (invented)", ""),
}


@dataclass(frozen=True)
class Basis:
    """A ground of eligibility from `start` until the day before `end`, or open."""

    name: str
    start: date
    end: date | None = None


class Person:
    """The rows of one person, added as their story is told."""

    def __init__(self, reference: str, *, draw: Random) -> None:
        self.reference = reference
        self.draw = draw
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.counts: Counter[Cell] = Counter()
        self.orders = 0

    def counted(self, *cells: Cell) -> None:
        """Say where the return of the home area counts this person; an order counts each time."""
        self.counts.update(cells)

    def add(self, file: str, **values: Value) -> None:
        """Add one row; what is not named is empty. Raises `KeyError` for a column unknown."""
        row = dict.fromkeys(FILES[file].columns, "")
        for column, value in {"nominal": self.reference, **values}.items():
            if column not in row:
                raise KeyError(f"{file} has no column {column}")
            row[column] = text_of(value)
        self.rows[file].append(row)

    def basis(self, basis: Basis) -> None:
        """A ground of eligibility, with the notification requirement that it brings."""
        offence, sentence = _offence(basis)
        self.add(
            "eligibility.csv",
            category=CATEGORY_OF_BASIS[basis.name],
            basis=basis.name,
            valid_from=basis.start,
            valid_to=basis.end,
            offence=offence,
            sentence=sentence,
        )
        source = _NOTIFICATION_SOURCE.get(basis.name)
        if source:
            self.add(
                "notification_requirements.csv",
                source=source,
                valid_from=basis.start,
                valid_to=basis.end,
                first_notified_on=days_after(basis.start, self.draw.randint(0, 2)),
                indefinite=source == "sentence" and basis.end is None,
            )

    def levels(self, periods: Sequence[tuple[int, date, date | None]]) -> None:
        """Levels one after another, each until the day before its end."""
        before = 0
        for level, start, end in periods:
            self.add(
                "levels.csv",
                level=level,
                valid_from=start,
                valid_to=end,
                reason=_why(before, level),
            )
            before = level

    def detained(self, setting: str, start: date, end: date | None, *, establishment: str) -> None:
        """In prison or hospital from `start` until the day before `end`."""
        self.add(
            "detentions.csv",
            setting=setting,
            valid_from=start,
            valid_to=end,
            establishment=establishment,
        )

    def order(
        self,
        kind: str,
        made_on: date,
        *,
        court: str,
        interim: bool = False,
        foreign_travel_restriction: bool = False,
        ended_on: date | None = None,
        ended_by: str = "",
        open_ended: bool = False,
    ) -> str:
        """An order of the court; one that makes its subject notify brings its basis too (V18).

        A full order runs its least term or is open-ended, an interim order runs half a year.
        Gives its reference.
        """
        self.orders += 1
        reference = f"{self.reference}-ORDER-{self.orders}"
        ends_on: date | None = years_after(made_on, _YEARS_OF_ORDER[kind])
        if interim:
            ends_on = days_after(made_on, 182)
        elif open_ended:
            ends_on = None
        self.add(
            "orders.csv",
            order=reference,
            kind=kind,
            made_on=made_on,
            ends_on=ends_on,
            interim=interim,
            foreign_travel_restriction=foreign_travel_restriction,
            court=court,
            applicant="Chief officer of police" if kind != "shpo" or interim else "",
            ended_on=ended_on,
            ended_by=ended_by,
        )
        if kind in CATEGORY_OF_BASIS:
            self.basis(Basis(kind, made_on, ended_on or ends_on))
        return reference

    def notification_breach(self, outcome: str, outcome_on: date, *, breached_on: date) -> None:
        """A breach of notification requirements and what came of it."""
        self.add(
            "breaches.csv",
            of="notification",
            outcome=outcome,
            outcome_on=outcome_on,
            breached_on=breached_on,
        )

    def order_breach(
        self,
        order: str,
        outcome: str,
        outcome_on: date | None,
        *,
        breached_on: date,
        returned_on: date | None = None,
    ) -> None:
        """A breach of an order, and the return to custody for it where there was one."""
        self.add(
            "breaches.csv",
            of="order",
            order=order,
            outcome=outcome,
            outcome_on=outcome_on,
            breached_on=breached_on,
            returned_to_custody_on=returned_on,
        )

    def recall(
        self,
        decided_on: date,
        returned_on: date | None,
        *,
        kind: str = "standard",
        reason: str = "breach_of_licence",
        rescinded_on: date | None = None,
        released_on: date | None = None,
    ) -> None:
        """A recall; the detention that follows it is told by `detained`."""
        self.add(
            "recalls.csv",
            kind=kind,
            reason=reason,
            decided_on=decided_on,
            returned_on=returned_on,
            rescinded_on=rescinded_on,
            released_on=released_on,
        )

    def review(
        self, applied_on: date, decided_on: date | None, outcome: str, *, rank: str = ""
    ) -> None:
        """A review of an indefinite notification requirement."""
        self.add(
            "notification_reviews.csv",
            applied_on=applied_on,
            decided_on=decided_on,
            outcome=outcome,
            authorised_by_rank=rank or ("superintendent" if decided_on else ""),
        )


def _offence(basis: Basis) -> tuple[str, str]:
    """Words for the offence and for a sentence that leads to so long a notification (s82)."""
    if basis.name != "sexual_offence":
        return _OFFENCE.get(basis.name, ("", ""))
    if basis.end is None:
        sentence = "Imprisonment, 36 months"
    elif basis.end > years_after(basis.start, 5):
        sentence = "Imprisonment, 18 months"
    else:
        sentence = "Community order, 24 months"
    return "Sexual offence (invented)", sentence


def text_of(value: Value) -> str:
    """A value as the exchange writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _why(before: int, level: int) -> str:
    if not before:
        return "Screened" if level == 1 else "Referral accepted"
    return "Raised by the meeting" if level > before else "Lowered by the meeting"
