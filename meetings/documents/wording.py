"""What every document of a meeting says in the same words: the statement, categories, days."""

from __future__ import annotations

from datetime import date

from core import wording
from nominals.choices import Category

STATEMENT = (
    "This document is about one person and was made for a meeting under the "
    "Multi-Agency Public Protection Arrangements (Criminal Justice Act 2003, section 325). It is "
    "for those who received it, to protect the public, and is kept and destroyed by the policy of "
    "their agency.\n\n"
    "It is not copied, nor are its contents shared outside the meeting, without the consent of the "
    "chair. It is not disclosed to the person it is about, nor to any third party; requests under "
    "the Freedom of Information Act 2000 (sections 30, 38, 40 and 41) or for subject access go to "
    "the MAPPA co-ordinator first.\n\n"
    "Everybody at the meeting treats the person, victims and each other with respect, whatever "
    "their age, disability, race, religion, sex, gender identity or sexual orientation, and speaks "
    "up where anybody is not. What is shared is lawful, necessary and proportionate (European "
    "Convention on Human Rights, Article 8(2))."
)
"""The confidentiality and diversity statement (form D), in this product's words."""


MEANINGS = {
    Category.ONE.label: "subject to notification requirements",
    Category.TWO.label: "violent or other sexual offence with a qualifying sentence",
    Category.THREE.label: "other dangerous offender",
    Category.FOUR.label: "terrorism, or risk of involvement in it",
}
"""What each category means, for a reader who does not know them by number."""


def spelt(day: str) -> str:
    """A day such as 2024-05-01 as it is written in a document; empty where there is none."""
    return wording.spelt(date.fromisoformat(day)) if day else ""


def with_meaning(category: str) -> str:
    """A category with what it means."""
    return f"{category}, {MEANINGS[category]}" if category in MEANINGS else category


def yes_or_no(value: bool | None) -> str:
    """A yes, a no, or that nobody said."""
    return "not said" if value is None else "yes" if value else "no"
