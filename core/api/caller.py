"""Who calls: a person, or a system that may name the person on whose behalf it calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls, settled once for the request.

    `user` acts: the person named, else the account of the system. `scopes` are those of the token;
    `None` where a person is signed in, whom no scope bounds. `client` is the name of the system,
    `agency` that for which it acts.
    """

    user: Any
    scopes: frozenset[str] | None = None
    client: str = ""
    agency: str = ""

    def may(self, scope: str) -> bool:
        """Whether the caller may use a door of `scope`."""
        return self.scopes is None or scope in self.scopes

    @property
    def name(self) -> str:
        """Under which the caller's keys and limits are kept."""
        return self.client or self.user.get_username()
