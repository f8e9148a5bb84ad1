"""How often a client may call."""

from __future__ import annotations

import logging
import time
from typing import Any, ClassVar

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from agencies.models import User

logger = logging.getLogger(__name__)

OF_PEOPLE = 600  # calls a minute of somebody who is signed in
LEFT_ALONE = 10.0  # seconds in which a count that was out of reach is not asked for


class CallsPerMinute(SimpleRateThrottle):
    """As many calls a minute as the client was given. Where the count is out of reach nobody is
    refused, and for some seconds nobody waits for it: the work of agencies goes before the limit.

    `reached_for_from` is when the count is asked for again, on the clock of this process.
    """

    scope = "calls"
    rate = f"{OF_PEOPLE}/minute"
    reached_for_from: ClassVar[float] = 0.0

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Under which the calls of this caller are counted."""
        user: Any = request.user
        system: User = user.through or user
        self.num_requests = (
            system.system_client.requests_per_minute
            if hasattr(system, "system_client")
            else OF_PEOPLE
        )
        return f"calls:{system.pk}"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether one more call is within the limit."""
        if time.monotonic() < CallsPerMinute.reached_for_from:
            return True
        try:
            allowed: Any = super().allow_request(request, view)
        except RedisError as error:
            CallsPerMinute.reached_for_from = time.monotonic() + LEFT_ALONE
            logger.warning(
                "Calls are not counted for %.0f seconds: %s", LEFT_ALONE, type(error).__name__
            )
            return True
        return bool(allowed)
