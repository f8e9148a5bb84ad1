"""Panels and meetings: planning, the day, the record, and what follows."""
