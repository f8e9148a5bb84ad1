"""How a clause names the people it decides, and how those people are made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from mappa.synthetic.cast import Cast
from mappa.synthetic.people import Person

PEOPLE_OF_A_CLAUSE = 5

Maker = Callable[[Cast, str, int], Person]


class ShownIn(Enum):
    """Whose return tells when the clause is gone.

    The home area's, unless its printed figures leave no room for people whom the clause counts.
    """

    HOME = "home"
    NEIGHBOUR = "neighbour"
    NATION = "nation"


@dataclass(frozen=True)
class Group:
    """Five people of one story. Their references are the label and a number, `T7A-HDC-1`."""

    label: str
    make: Maker

    @property
    def references(self) -> tuple[str, ...]:
        """The people of the group, as the exchange names them."""
        return tuple(f"{self.label}-{nth + 1}" for nth in range(PEOPLE_OF_A_CLAUSE))

    def join(self, cast: Cast) -> None:
        """Bring the people of the group into the caseload."""
        for nth, reference in enumerate(self.references):
            self.make(cast, reference, nth)


@dataclass(frozen=True)
class Clause:
    """One clause of the counting rules, in a sentence, and the group that it decides."""

    identifier: str
    sentence: str
    group: Group
    shown_in: ShownIn = ShownIn.HOME

    @property
    def references(self) -> tuple[str, ...]:
        """The people decided by this clause."""
        return self.group.references


def group(label: str) -> Callable[[Maker], Group]:
    """Makes a group of the function that tells the story of one of its people."""
    return lambda make: Group(label=label, make=make)


def groups_of(clauses: Iterable[Clause]) -> tuple[Group, ...]:
    """Each group once, in the order of the clauses; several clauses may decide the same people."""
    return tuple(dict.fromkeys(clause.group for clause in clauses))
