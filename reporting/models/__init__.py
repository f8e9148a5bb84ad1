"""Populations, stamped events, compiled returns and the work to compile them."""

from reporting.models.population import Population
from reporting.models.requests import CompilationRequest
from reporting.models.returns import AnnualReturn, Cell, Compilation, Counted
from reporting.models.stamps import EventStamping, StampedEvent, StampingMark

__all__ = [
    "AnnualReturn",
    "Cell",
    "Compilation",
    "CompilationRequest",
    "Counted",
    "EventStamping",
    "Population",
    "StampedEvent",
    "StampingMark",
]
