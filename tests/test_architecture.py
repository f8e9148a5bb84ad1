"""Floors and rooms: imports, foreign keys, models in their apps, and no migration missing."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from importlinter.cli import lint_imports

TOP = Path(__file__).parent.parent
FLOORS = ["core", "agencies", "nominals", "orders", "meetings", "reporting", "mappa"]


def our_models():
    """Every model defined in a package of ours, those that Django makes for links included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in FLOORS
    ]


def floor(model):
    """How high the app of `model` stands; Django and its libraries stand below them all."""
    app = model._meta.app_label
    return FLOORS.index(app) if app in FLOORS else -1


def relations(model):
    """The fields of `model` that point at a model, in its own table or through another."""
    own = model._meta.get_fields(include_hidden=True)
    return [field for field in own if field.is_relation and not field.auto_created]


def upward(found):
    return [
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in relations(model)
        if field.related_model is not None and floor(field.related_model) > floor(model)
    ]


def test_imports_stand_on_the_floors_and_rooms_below_them(monkeypatch, capsys):
    monkeypatch.chdir(TOP)

    status = lint_imports(no_cache=True)

    assert status == 0, capsys.readouterr().out


def test_the_contracts_name_every_floor():
    contracts = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"]

    assert contracts["root_packages"] == FLOORS
    assert contracts["contracts"][0]["layers"] == FLOORS[::-1]


def test_no_package_stands_outside_the_floors():
    packages = {
        path.parent.name
        for path in TOP.glob("*/__init__.py")
        if path.parent.name not in ("tests", "benchmarks")
    }

    assert packages == set(FLOORS)


def test_foreign_keys_point_down_the_floors():
    found = our_models()

    assert len(found) > 1
    assert upward(found) == []


def test_a_foreign_key_that_points_up_would_be_found(monkeypatch):
    monkeypatch.setattr("tests.test_architecture.FLOORS", FLOORS[::-1])

    assert upward(our_models()) != []


def test_every_model_belongs_to_the_app_whose_package_holds_it():
    strangers = [
        f"{model.__module__}.{model.__name__}"
        for model in our_models()
        if model._meta.app_label != model.__module__.partition(".")[0]
    ]

    assert strangers == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("A model has changed without its migration; run manage.py makemigrations.")
