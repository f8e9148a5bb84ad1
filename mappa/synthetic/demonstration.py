"""The caseload of the demonstration, written to a folder, and what its banner says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mappa.synthetic.caseloads import DEMONSTRATED, caseload_with_clauses
from mappa.synthetic.clauses.register import Clause, groups_of
from mappa.synthetic.clauses.table import CLAUSES, LEFT_TO_TESTS
from mappa.synthetic.writing import write

SEED = 2022


@dataclass(frozen=True)
class Demonstration:
    """What was written: how many people there are, and what the people of clauses are for.

    `people` counts everybody, `people_of_clauses` those among them who show a clause;
    `left_to_tests` gives the reason for each clause without people. `published` is the name of
    the return that the home area's figures equal.
    """

    folder: Path
    area: str
    neighbour: str
    year: str
    published: str
    people: int
    people_of_clauses: int
    clauses: tuple[Clause, ...]
    left_to_tests: Mapping[str, str]


def demonstration(folder: Path) -> Demonstration:
    """Write the caseload of Norfolk 2021-22 with the people of every clause into `folder`."""
    caseload, _ = caseload_with_clauses(seed=SEED)
    write(caseload, folder)
    return Demonstration(
        folder=folder,
        area="norfolk",
        neighbour="suffolk",
        year="2021-22",
        published=DEMONSTRATED,
        people=len(caseload.of("nominals.csv")),
        people_of_clauses=sum(len(group.references) for group in groups_of(CLAUSES)),
        clauses=CLAUSES,
        left_to_tests=LEFT_TO_TESTS,
    )
