"""Requests and the queue of messages, without a broker."""

import pytest

from mappa.celery import app


class Queue:
    """The messages that were published. A test loses, doubles or works them as it likes."""

    def __init__(self):
        self.messages = []

    def publish(self, name, args=None, kwargs=None, **options):
        assert not args, "tasks take arguments by name only"
        self.messages.append((name, kwargs or {}))

    def work(self):
        """Do what the messages say, in their order, until there are none."""
        while self.messages:
            name, arguments = self.messages.pop(0)
            app.tasks[name](**arguments)

    def lose(self):
        self.messages.clear()


@pytest.fixture
def queue(monkeypatch):
    app.loader.import_default_modules()  # a worker knows every task
    queue = Queue()
    monkeypatch.setattr(app, "send_task", queue.publish)
    return queue
