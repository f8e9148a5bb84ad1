"""The queue of messages, without a broker."""

from tests.reporting.conftest import queue

__all__ = ["queue"]
