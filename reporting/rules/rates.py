"""The rate of registered sexual offenders (counting rule T8), in whole numbers."""

from __future__ import annotations

PER = 100_000
"""Residents."""


def per_100_000(people: int, residents: int) -> int:
    """`people` per 100,000 `residents`, a whole number, half up (T8).

    Raises:
        ValueError: if there are no residents: such a rate is not supplied.
    """
    if residents <= 0:
        msg = "A rate needs residents. Without them it is not supplied."
        raise ValueError(msg)
    return (2 * PER * people + residents) // (2 * residents)
