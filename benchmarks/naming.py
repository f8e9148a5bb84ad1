"""Names and identifiers of invented people, drawn from syllables."""

from __future__ import annotations

import random

SYLLABLES = [
    "al",
    "an",
    "ar",
    "bel",
    "ben",
    "bra",
    "cas",
    "chi",
    "dal",
    "dan",
    "den",
    "der",
    "el",
    "er",
    "fin",
    "gar",
    "han",
    "hol",
    "is",
    "jo",
    "ka",
    "ken",
    "lan",
    "lo",
    "mar",
    "mel",
    "mor",
    "na",
    "nor",
    "o",
    "per",
    "ra",
    "ran",
    "ri",
    "ro",
    "sel",
    "shaw",
    "son",
    "stan",
    "ta",
    "ter",
    "tho",
    "ton",
    "tra",
    "vin",
    "wal",
    "wel",
    "wil",
    "wyn",
    "yor",
    "zan",
]
"""What names are drawn from."""


def name_of(number: int) -> tuple[str, str]:
    """A family name and given names, always the same for one number."""
    chance = random.Random(number)
    family = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3))))
    given = ("".join(chance.choices(SYLLABLES, k=2)) for _ in range(chance.choice((1, 2))))
    return family.title(), " ".join(given).title()


def identifiers_of(number: int) -> tuple[str, str, str, str, str]:
    """PNC ID, CRO number, CRN, prison number and ViSOR reference."""
    letter = "ABCDEFGHJKLMNPQRTUVWXYZ"[number % 23]
    return (
        f"{1980 + number % 44}/{number:07}{letter}",
        f"{number % 90_000 + 1}/{number % 80 + 10}{letter}",
        f"{letter}{number:06}",
        f"A{number % 9_000 + 1_000}{letter}{'ABCDEFGH'[number % 8]}",
        f"{number + 1_000_000}",
    )
