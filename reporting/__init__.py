"""Floor 6: counts what the floors below keep."""
