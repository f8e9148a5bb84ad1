"""What is owed by a day, from dated facts, rule settings and the calendar (docs/duties.md)."""
