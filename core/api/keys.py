"""Makes a write that is sent again be done once: `Idempotency-Key`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.db import IntegrityError, transaction

from core.api.problems import Problem
from core.models import IdempotencyKey
from core.refusing import NeedsReason

KEPT = timedelta(hours=24)
"""For how long a key answers as it did the first time."""

_KEY = re.compile(r"[\x21-\x7e]{8,100}")


@dataclass(frozen=True, slots=True)
class Done:
    """What a write answers: status, body and headers, all without personal data."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]


def once(
    write: Callable[[], Done], *, key: str, caller: str, asked: Mapping[str, Any], at: datetime
) -> Done:
    """What `write` answers, or answered to the same key of the same caller within 24 hours.

    One transaction holds the write and the key: of two at once the second waits for the first.
    What is refused leaves no key. `asked` is all that the caller asked for.

    Raises:
        Problem: if the key is none, or stands for something else that was asked.
    """
    if not _KEY.fullmatch(key):
        sentence = "Send an Idempotency-Key of 8 to 100 characters, a new one for each write."
        raise Problem("malformed", sentence)
    digest = sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
    try:
        with transaction.atomic():
            IdempotencyKey.objects.filter(caller=caller, key=key, at__lte=at - KEPT).delete()
            try:
                with transaction.atomic():
                    kept = IdempotencyKey.objects.create(
                        caller=caller, key=key, digest=digest, at=at
                    )
            except IntegrityError:
                return _again(IdempotencyKey.objects.get(caller=caller, key=key), digest)
            done = write()
            kept.status, kept.body, kept.headers = done.status, dict(done.body), dict(done.headers)
            kept.save(update_fields=["status", "body", "headers"])
    except (NeedsReason, Problem) as error:
        asks = error if isinstance(error, NeedsReason) else error.__cause__
        if isinstance(asks, NeedsReason):
            asks.log()
        raise
    return done


def forget(*, at: datetime) -> int:
    """Take away the keys that answer no more at `at`; answers how many."""
    return IdempotencyKey.objects.filter(at__lte=at - KEPT).delete()[0]


def _again(kept: IdempotencyKey, digest: str) -> Done:
    if kept.digest != digest:
        sentence = "This Idempotency-Key stands for another request: send a new one."
        raise Problem("conflict", sentence)
    return Done(kept.status, kept.body, kept.headers | {"Idempotency-Replayed": "true"})
