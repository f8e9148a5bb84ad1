"""Each service writes one entry in the log for one act, and it names whom the act is about."""

import ast
import inspect
import sys
from functools import wraps
from importlib import import_module
from pkgutil import walk_packages

import pytest

import mappa.merging
import meetings.services
import nominals.services
import orders.services
from core.models import AuditedObject, AuditEntry
from mappa.rehearsal.playing import play
from mappa.rehearsal.scenes import DAYS, scenes
from mappa.rehearsal.stage import Stage
from nominals.models import Nominal

MECHANISMS = {
    "nominals.services.acts.act": "the one way in",
    "nominals.services.acts.refuse_outdated": "compares versions",
    "meetings.services.acts.action_act": "the way in of actions",
    "meetings.services.acts.meeting_act": "the way in of meetings",
    "meetings.services.acts.panel_act": "the way in of panels",
    "meetings.services.acts.panel_entry": "the way in of what is new about panels",
    "meetings.services.acts.referral_act": "the way in of referrals",
    "nominals.services.identity.duplicates.comparing": "logs the look where an act stops at it",
    "nominals.services.identity.duplicates.warn": "asks for the reason",
    "orders.services.following.order_act": "the way in of orders",
}
NOT_ONCE = {
    "orders.services.reviews.apply_for_review": 0,  # hands on to the service of the same name
    "orders.services.reviews.decide_review": 0,
    "mappa.merging.preview_merge": 2,  # it merges too, and takes that back with its entry
    "mappa.merging.unmerge_people": 2,  # what changed about orders meanwhile is an act of its own
}
"""Services that go into the log at two places, or at none of their own."""
LOOKS = {
    "mappa.merging.preview_merge",
    "meetings.services.attaching.open_attachment",
    "meetings.services.minutes.open_minutes",
}
"""Those that change nothing."""
WAYS_IN = {
    "act",
    "action_act",
    "audit.record",
    "meeting_act",
    "order_act",
    "panel_act",
    "panel_entry",
    "referral_act",
}
OF_ANOTHER_NAME = {
    "mappa.merging.merge_people": "merge_records",
    "mappa.merging.unmerge_people": "unmerge_records",
}
"""Services that leave the entry to one below; all others are logged under their own name."""


def modules():
    yield mappa.merging
    for package in (nominals.services, orders.services, meetings.services):
        for each in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(each.name)


def services():
    """Every public function that is asked for an act, by its name."""
    return {
        f"{module.__name__}.{name}": function
        for module in modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "asked" in inspect.signature(function).parameters
        and f"{module.__name__}.{name}" not in MECHANISMS
    }


def called_in(function):
    tree = ast.parse(inspect.getsource(inspect.unwrap(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def entries_of(function):
    """How often the text of a service, and of what it hands its act to, goes into the log."""
    here = vars(sys.modules[function.__module__])
    count = 0
    for name in called_in(function):
        if name in WAYS_IN:
            count += 1
            continue
        other = here.get(name)
        if inspect.isfunction(other) and "asked" in inspect.signature(other).parameters:
            is_mechanism = f"{other.__module__}.{other.__name__}" in MECHANISMS
            count += 0 if is_mechanism else entries_of(other)
    return count


def test_every_service_goes_into_the_log_at_one_place():
    found = services()

    assert len(found) > 60
    times = {name: entries_of(function) for name, function in found.items()}
    assert {name: count for name, count in times.items() if count != 1} == NOT_ONCE


def people_in(values):
    """The keys of the people whom the arguments of a service name, alone or by a fact."""
    for value in values:
        if isinstance(value, Nominal):
            yield value.pk
        elif isinstance(getattr(value, "nominal_id", None), int):
            yield value.nominal_id


@pytest.mark.django_db
def test_an_act_is_one_entry_with_who_when_and_whom(monkeypatch):
    logged, under_way = {}, []

    def watched(name, function):
        @wraps(function)
        def wrapper(**given):
            if under_way:
                return function(**given)
            under_way.append(name)
            last = getattr(AuditEntry.objects.first(), "pk", 0)
            try:
                answer = function(**given)
            finally:
                under_way.pop()
            asked = given["asked"]
            (entry,) = AuditEntry.objects.filter(pk__gt=last)
            about = set(
                AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
            )
            assert (entry.actor, entry.agency) == (asked.by, asked.agency), name
            assert entry.at >= asked.at, name
            if name in LOOKS:
                assert entry.operation == "consultation"
            elif name.endswith(".issue_minutes"):
                assert entry.operation == "disclosure"
            else:
                assert entry.operation in {"collection", "alteration", "combination"}, name
            named = set(people_in(given.values()))
            assert about, name
            assert named <= about, name
            logged[name] = entry.act
            return answer

        return wrapper

    for name, function in services().items():
        spy = watched(name, function)
        for module in list(sys.modules.values()):
            for attribute, value in list(getattr(module, "__dict__", {}).items()):
                if value is function:
                    monkeypatch.setattr(module, attribute, spy)

    stage = Stage.set_up(DAYS.start)
    for _ in play(scenes(stage), stage=stage, days=DAYS):
        pass

    assert len(logged) > 60
    others = {name: did for name, did in logged.items() if not name.endswith(f".{did}")}
    assert others == OF_ANOTHER_NAME
    names = {each.family_name for each in Nominal.objects.all()}
    for entry in AuditEntry.objects.all():
        assert not any(name in str(entry.detail) for name in names), entry
