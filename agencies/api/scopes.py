"""Which scopes a token may have: those that its client was given."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import BaseScopes

from agencies.choices import Scope
from agencies.models import ClientCredential


class ScopesOfClient(BaseScopes):
    """Named in the settings of the token endpoint."""

    def get_all_scopes(self) -> dict[str, str]:
        """Every scope there is, with what it lets do."""
        return dict(Scope.choices)

    def get_available_scopes(
        self, application: ClientCredential | None = None, *args: Any, **more: Any
    ) -> list[str]:
        """Those of the client."""
        return [] if application is None else list(application.system.scopes)

    def get_default_scopes(
        self, application: ClientCredential | None = None, *args: Any, **more: Any
    ) -> list[str]:
        """Those of a token for which none were named: all of the client."""
        return self.get_available_scopes(application)
