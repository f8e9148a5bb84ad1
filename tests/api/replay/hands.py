"""The hands of those who play: what a scene asks of a service is asked of the API instead."""

import ast
import importlib
import inspect
import pkgutil
import re
from functools import partial
from types import ModuleType

import time_machine
from django.apps import apps

import mappa.rehearsal
from agencies.models import User
from tests.api.described import operations
from tests.api.replay.client import Desk, Office
from tests.api.replay.writing import key_of, sent

OF_ANOTHER_NAME = {"open_minutes": "read_minutes_content"}
"""Services that the API offers under another name than their own."""

WITHOUT_DOOR = {
    "preview_merge": "Of two records, and it stores nothing: an act of the API is done on one.",
    "merge_people": "Done on two records, with a tag each: an act of the API is done on one.",
    "unmerge_people": "Not offered as long as merging is not.",
    "send_notices": "Nobody asks for it: the timetable sends notices every evening.",
}
"""The acts of the rehearsal that no operation does, each with the reason."""

SERVICES = re.compile(r"(nominals|orders|meetings)\.services\b|mappa\.merging$")
MODELS = {each._meta.model_name: each for each in apps.get_models()}


def is_act(thing):
    """Whether it is a service that acts or looks: somebody asks for it, or is given as its doer."""
    return (
        inspect.isfunction(thing)
        and SERVICES.match(thing.__module__) is not None
        and bool({"asked", "looking", "by"} & set(inspect.signature(thing).parameters))
    )


def record(item):
    """The record that an answer names, as a service answers it; nothing where it has no address."""
    if item["url"] is None:
        return None
    model = MODELS[item["kind"]]
    column = "public_id" if hasattr(model, "public_id") else "pk"
    return model.objects.get(**{column: item["id"]})


class Hands:
    """Acts through the API as whoever asks, at the instant at which it is asked for.

    What an act made is looked at as a client would the first time that there is such an act.
    `desk` is where somebody sits down to work.
    """

    def __init__(self, desk=Desk):
        self.desk = desk
        self.office = Office()
        self.desks = {}
        self.done = set()
        self.looked_after = set()
        self.without_door = set()

    def at_work(self, username, on):
        """The desk of somebody, who signs in anew on each day."""
        if (username, on) not in self.desks:
            self.desks[username, on] = self.desk(self.office, self.user(username))
        return self.desks[username, on]

    def user(self, username):
        """Who that is."""
        return User.objects.get(username=username)

    def instead_of(self, service):
        """What does the same as a service, through its operation where there is one."""
        name = service.__name__
        operation = operations().get(OF_ANOTHER_NAME.get(name, name))
        if operation is None:
            return partial(self._ask, service)
        return partial(self._look if operation.method == "get" else self._act, name, operation)

    def _ask(self, service, /, **given):
        """Ask the service itself."""
        self.without_door.add(service.__name__)
        return service(**given)

    def _look(self, name, operation, /, *, looking, **given):
        """Open what a service would open."""
        self.done.add(name)
        (opened,) = given.values()
        with time_machine.travel(looking.at, tick=False):
            desk = self.at_work(looking.by, looking.on)
            answer = desk.reads(operation.name, key_of(opened))
        assert answer.status_code == 200, answer.content

    def _act(self, name, operation, /, *, asked, **given):
        """Do what a service would do; answers what was made, as the service answers it."""
        self.done.add(name)
        if "user" not in operation.fields:
            assert given.pop("user", None) in (None, self.user(asked.by))
        with time_machine.travel(asked.at, tick=False):
            return self._done(operation, self.at_work(asked.by, asked.day), asked, given)

    def _done(self, operation, desk, asked, given):
        file = None
        if "file" in operation.fields:
            file = (given.pop("name"), given.pop("content").read())
        values = {name: given.pop(name) for name in list(given) if name in operation.fields}
        (target,) = given.values() or (None,)
        items = desk.does(
            operation.name,
            target and key_of(target),
            {name: sent(value, operation.fields[name]) for name, value in values.items()},
            asked.reasons,
            file,
        )
        if operation.name not in self.looked_after:
            self.looked_after.add(operation.name)
            for each in items:
                if each["url"] not in (None, *self.office.tags):
                    desk.looks(each["url"])
        made = [record(each) for each in items]
        if target is not None:
            target.refresh_from_db()
        return made[0] if len(made) == 1 else made


class Through:
    """A module of services whose acts are done by hands."""

    def __init__(self, module, hands):
        self.module, self.hands = module, hands

    def __getattr__(self, name):
        found = getattr(self.module, name)
        return self.hands.instead_of(found) if is_act(found) else found


def scenes():
    """The modules of the rehearsal."""
    for info in pkgutil.walk_packages(mappa.rehearsal.__path__, "mappa.rehearsal."):
        yield importlib.import_module(info.name)


def take_over(hands, patch):
    """Let `hands` do every act of the rehearsal."""
    for scene in scenes():
        for name, value in list(vars(scene).items()):
            if is_act(value):
                patch.setattr(scene, name, hands.instead_of(value))
            elif isinstance(value, ModuleType) and SERVICES.match(value.__name__):
                patch.setattr(scene, name, Through(value, hands))


def acts_called():
    """The names of the services that the text of the rehearsal has act or look."""
    for scene in scenes():
        for node in ast.walk(ast.parse(inspect.getsource(scene))):
            if isinstance(node, ast.Call):
                module, _, name = ast.unparse(node.func).rpartition(".")
                place = vars(scene).get(module) if module else scene
                found = getattr(place, name, None)
                if is_act(found):
                    yield name
