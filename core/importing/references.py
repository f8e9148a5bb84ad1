"""Finds the records that a sender's references mean, and keeps new references."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.db import models

from core.bulk import copy_rows
from core.importing.files import File

SENDER = "exchange"
"""The two commands are one sender. The names of others hold a colon, so that none is this one."""

_AT_ONCE = 5_000


class References:
    """The references that one sender has for the records of one file, kept by `file.references`.

    Two senders that use one reference never meet.
    """

    def __init__(self, file: File, sender: str = SENDER) -> None:
        if file.references is None:
            msg = f"{file.name} holds no records with references of their own."
            raise ValueError(msg)
        self._sender = sender
        self._kept: Any = file.references
        self._records: Any = file.model
        self._target = file.model._meta.model_name

    def find(self, references: Iterable[str]) -> tuple[dict[str, int], set[str]]:
        """The primary keys of the records that are stored, by reference.

        A reference that the sender never used and that is the opaque id of a record which the
        sender never named means that record; the second answer names these references.
        """
        waiting = iter(references)
        found: dict[str, int] = {}
        by_opaque_id: set[str] = set()
        while batch := list(islice(waiting, _AT_ONCE)):
            kept = self._kept.objects.filter(sender=self._sender, value__in=batch)
            found |= dict(kept.values_list("value", f"{self._target}_id"))
            opaque = [each for each in batch if each not in found and is_opaque(each)]
            if opaque:
                named = {f"{self._target}__in": models.OuterRef("pk"), "sender": self._sender}
                records = self._records.objects.filter(public_id__in=opaque).exclude(
                    models.Exists(self._kept.objects.filter(**named))
                )
                for public_id, key in records.values_list("public_id", "pk"):
                    found[str(public_id)] = key
                    by_opaque_id.add(str(public_id))
        return found, by_opaque_id

    def keep(self, references: Mapping[str, int]) -> None:
        """Store references of records that this sender had not named."""
        copy_rows(
            self._kept,
            ["sender", "value", f"{self._target}_id"],
            [(self._sender, value, key) for value, key in references.items()],
        )

    def names(self, keys: Iterable[int]) -> dict[int, str]:
        """What the sender calls the records of some primary keys; the opaque id where nothing."""
        names: dict[int, str] = {}
        waiting = iter(keys)
        while batch := list(islice(waiting, _AT_ONCE)):
            opaque = self._records.objects.filter(pk__in=batch)
            names |= {key: str(name) for key, name in opaque.values_list("pk", "public_id")}
            named = {f"{self._target}__in": batch, "sender": self._sender}
            kept = self._kept.objects.filter(**named)
            names |= dict(kept.values_list(f"{self._target}_id", "value"))
        return names


def is_opaque(reference: str) -> bool:
    """Whether `reference` looks like an opaque id."""
    try:
        return str(uuid.UUID(reference)) == reference
    except ValueError:
        return False
