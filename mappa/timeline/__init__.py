"""Everything that happened to a person, from every app, in the order of the days."""

from mappa.timeline.entries import Entry
from mappa.timeline.reading import first_told, related_of, timeline

__all__ = ["Entry", "first_told", "related_of", "timeline"]
