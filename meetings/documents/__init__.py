"""The documents of a meeting, made of its content: one nominal to a document."""

from meetings.documents.composing import compose

__all__ = ["compose"]
