"""What is wrong with a file, as it is found deep inside, and as the refusal that people read."""

from __future__ import annotations

from core.files.names import shown
from core.refusals import Refusal

COLUMN = "file"
"""The field that every refusal of a file names."""


class FaultError(Exception):
    """A file cannot be taken: the rule's code, and the rest of a sentence that begins with it."""

    def __init__(self, rule: str, says: str) -> None:
        self.rule = rule
        self.says = says
        super().__init__(rule, says)

    def refusal(self, name: str) -> Refusal:
        """The refusal of the file called `name`."""
        return refusal(self.rule, name, self.says)


def refusal(rule: str, name: str, says: str) -> Refusal:
    """A refusal whose sentence begins with the file's name, shortened, and goes on as `says`."""
    return Refusal(rule, COLUMN, f"“{shown(name)}” {says}")


def damaged(why: str) -> FaultError:
    """The fault of a file that does not hold together; `why` goes on from “cannot be read”."""
    return FaultError("file_damaged", f"cannot be read: {why}. Save it anew and send that.")
