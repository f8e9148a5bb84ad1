"""Guards that the database itself holds, on PostgreSQL and on SQLite alike.

They are written in a model's `Meta.constraints`, so migrations create them, whoever writes past
the model meets them, and `full_clean()` refuses with a sentence first. `core.checks` verifies
that the database has them. A migration that rewrites rows of a guarded table meets the guard
like everybody else.
"""

from core.constraints.append_only import AppendOnly
from core.constraints.guard import DatabaseGuard
from core.constraints.history_kept import HistoryKept
from core.constraints.non_overlap import NonOverlap

__all__ = ["AppendOnly", "DatabaseGuard", "HistoryKept", "NonOverlap"]
