"""The documents agree with the code: floors, words, commands, settings, places, links."""

import ast
import enum
import importlib
import os
import pkgutil
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from mappa.schedule import TIMETABLE
from reporting.rules.sentences import RULES

TOP = Path(__file__).parent.parent
DOCS = TOP / "docs"
README = TOP / "README.md"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
DOCUMENTS = [README, TOP / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
FLOORS = ("core", "agencies", "nominals", "orders", "meetings", "reporting", "mappa")
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
MOST_LINES_OF_README = 120
MOST_LINES_OF_A_DECISION = 60
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(rf"(?:{'|'.join(FLOORS)}|tests|docs|bin|benchmarks|\.ci)/[\w./-]*")
NAME = re.compile(rf"(?:{'|'.join(FLOORS)})(?:\.\w+)+")


def name_of(path):
    return str(path.relative_to(TOP))


def prose(path):
    return FENCED.sub("", path.read_text())


def section(path, heading):
    """The text under a heading, up to the next one of the same rank."""
    _, found, rest = path.read_text().partition(f"\n## {heading}\n")
    assert found, f"{name_of(path)} has no heading {heading}"
    return rest.partition("\n## ")[0]


def contracts():
    found = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {each["name"]: each for each in found["contracts"]}


def rows_of(text):
    """The first cells of a table's rows."""
    cells = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]
    return [cell for cell in cells if cell.startswith("`")]


def our_enums():
    """Every enumeration of ours by its name, those that stand within a model included."""
    importlib.import_module("mappa.urls")  # registers what the paths below it are written with
    for floor in FLOORS:
        package = importlib.import_module(floor)
        for found in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if ".migrations" not in found.name and found.name != "mappa.wsgi":
                importlib.import_module(found.name)
    waiting, ours = [enum.Enum], {}
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.partition(".")[0] in FLOORS:
            ours[f"{each.__module__}.{each.__qualname__}"] = each
    return ours


def glossary():
    """The terms and the codes that the glossary explains."""
    first_cells = [
        line.split("|")[1]
        for line in (DOCS / "glossary.md").read_text().splitlines()
        if line.startswith("| **")
    ]
    terms = [re.search(r"\*\*(.+?)\*\*", cell)[1].lower() for cell in first_cells]
    codes = [code for cell in first_cells for code in re.findall(r"`([^`]+)`", cell)]
    return terms, codes


# Architecture


def test_the_floors_of_the_page_are_those_of_the_contracts():
    drawing = section(DOCS / "architecture.md", "Floors")
    drawn = re.findall(r"^ (\d) +(\w+) ", drawing, re.MULTILINE)
    layers = contracts()["Apps stand on the floors below them"]["layers"]

    assert [floor for _, floor in drawn] == layers
    assert [int(number) for number, _ in drawn] == list(range(len(layers), 0, -1))


def test_the_floors_of_the_readme_are_those_of_the_contracts():
    drawn = re.findall(r"^ (\d) +(\w+) ", README.read_text(), re.MULTILINE)

    assert [f for _, f in drawn] == contracts()["Apps stand on the floors below them"]["layers"]


@pytest.mark.parametrize(
    ("heading", "contract"),
    [
        ("Rooms of an app", "Rooms: doors, services, models, querysets, rules, choices"),
        ("Rooms of reporting", "Rooms of reporting"),
    ],
)
def test_the_rooms_of_the_page_are_those_of_the_contracts(heading, contract):
    drawn = [
        re.findall(r"`(\w+)`", cell) for cell in rows_of(section(DOCS / "architecture.md", heading))
    ]

    assert drawn == [re.findall(r"\w+", layer) for layer in contracts()[contract]["layers"]]


# Glossary


def test_every_model_is_in_the_glossary():
    _, codes = glossary()
    ours = [
        model.__name__ for model in apps.get_models() if model.__module__.split(".")[0] in FLOORS
    ]

    assert len(ours) > 20
    assert [each for each in ours if each not in codes] == []


def test_every_member_of_an_enumeration_is_in_the_glossary():
    terms, codes = glossary()
    enums = our_enums()
    missing = [
        f"{name}.{member.name}"
        for name, each in enums.items()
        for member in each
        if str(getattr(member, "label", member.name)).lower() not in terms
        and str(member.value) not in codes
    ]

    assert "core.models.AuditEntry.Operation" in enums
    assert "orders.choices.OrderKind" in enums
    assert missing == []


def test_the_glossary_explains_each_word_once():
    terms, codes = glossary()

    assert [each for each, count in Counter(terms).items() if count > 1] == []
    assert [each for each, count in Counter(codes).items() if count > 1] == []


# Counting rules


def test_every_counting_rule_has_its_sentence_on_the_page():
    text = " ".join((DOCS / "counting.md").read_text().split())

    assert [rule for rule, said in RULES.items() if f"**{rule}** {said}" not in text] == []


# Decisions


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_has_its_four_headings_in_order(path):
    text = path.read_text()

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert len(text.splitlines()) <= MOST_LINES_OF_A_DECISION


def test_decisions_are_numbered_without_gaps():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert len(DECISIONS) > 1


# README


def test_the_readme_is_short():
    assert len(README.read_text().splitlines()) <= MOST_LINES_OF_README


OTHERS = {"cd", "createdb", "export", "git", "mkdir", "printf", "psql"}
"""Commands that every Debian has, or that come with a server."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_the_commands_of_a_document_exist(path):
    missing = []
    for block in SHELL.findall(path.read_text()):
        for line in block.splitlines():
            words = [word for word in line.partition("#")[0].split() if "=" not in word]
            if not words or words[0] in OTHERS:
                continue
            if words[0].startswith("bin/"):
                if not os.access(TOP / words[0], os.X_OK):
                    missing.append(line)
            elif words[:2] == [".venv/bin/python", "manage.py"]:
                if words[2] not in get_commands():
                    missing.append(line)
            else:
                missing.append(line)

    assert missing == []


def variables_of_settings():
    """The environment variables that the settings type."""
    tree = ast.parse((TOP / "mappa" / "settings.py").read_text())
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    typed = next(each for each in calls if ast.unparse(each.func) == "environ.Env")
    return [each.arg for each in typed.keywords]


def test_the_page_of_settings_lists_every_environment_variable():
    page = (TOP / "docs" / "settings.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)

    assert sorted(listed) == sorted(variables_of_settings())


def test_the_example_environment_lists_every_variable():
    listed = re.findall(r"^#?([A-Z_]+)=", (TOP / ".env.example").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted(variables_of_settings())


# Every document


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_relative_link_of_a_document_resolves(path):
    links = re.findall(r"\]\(([^)\s]+)\)", prose(path))
    relative = [link.partition("#")[0] for link in links if "://" not in link]

    assert [link for link in relative if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_place_that_a_document_names_is_there(path):
    named = re.findall(r"`([^`\n]+)`", prose(path))
    places = [each for each in named if PLACE.fullmatch(each)]
    names = [each for each in named if NAME.fullmatch(each) and not each.endswith(".csv")]

    assert [each for each in places if not (TOP / each).exists()] == []
    assert [each for each in names if not is_there(each)] == []


def is_there(name):
    """Whether a dotted name is a module, something in one, a model, a task or a system check."""
    if re.fullmatch(r"core\.[EW]\d{3}", name):
        return (
            name
            in (TOP / "core" / "checks.py").read_text()
            + (TOP / "core" / "constraints" / "guard.py").read_text()
        )
    if name in {each["task"] for each in TIMETABLE.values()}:
        return True
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        app, _, model = name.partition(".")
        return model.lower() in apps.all_models[app]
    return found is not None
