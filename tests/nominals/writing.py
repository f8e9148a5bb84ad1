"""Other connections that change nominals and commit when they are told."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime

from django.db import connections, transaction

from core.models import AuditEntry
from nominals.models import Nominal
from nominals.services.changes import note_changes

NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)


class Writer:
    """A connection of its own, in a thread of its own, that changes nominals when it is told."""

    def __init__(self):
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.open, self.holds = None, set()

    def begin(self):
        def enter():
            self.open = ExitStack()
            self.open.enter_context(transaction.atomic())
            # As the entry of an act does: from here on the transaction has its id.
            AuditEntry.objects.create(at=NOW, actor="ann", operation="alteration", act="begin")

        self.thread.submit(enter).result()

    def change(self, nominal, version=None):
        def write():
            if version is not None:
                Nominal.objects.filter(pk=nominal).update(crn=version)
            note_changes(nominals=[nominal], at=NOW, act=1)

        self.holds.add(nominal)
        self.thread.submit(write).result()

    def commit(self):
        self.thread.submit(self.open.close).result()
        self.open, self.holds = None, set()

    def roll_back(self):
        def leave():
            transaction.set_rollback(True)
            self.open.close()

        self.thread.submit(leave).result()
        self.open, self.holds = None, set()

    def close(self):
        if self.open is not None:
            self.roll_back()
        self.thread.submit(connections.close_all).result()
        self.thread.shutdown()
