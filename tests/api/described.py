"""The committed description, as a client reads it: operations by name, and what fits them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.yaml"
NAME = "urn:description"


@cache
def description():
    """The whole of it."""
    with COMMITTED.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def registry():
    """Where its references lead."""
    return Registry().with_resource(NAME, DRAFT202012.create_resource(description()))


@cache
def validator(*steps):
    """What finds fault with whatever does not fit the schema at `steps`."""
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    return Draft202012Validator(
        {"$ref": f"{NAME}#/{pointer}"},
        registry=registry(),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def resolved(part, *steps):
    """A part of the description that stands at `steps`, or where it refers to, and that place."""
    while "$ref" in part:
        steps = tuple(part["$ref"].removeprefix("#/").split("/"))
        part = description()
        for step in steps:
            part = part[step]
    return part, steps


class Undescribed(AssertionError):
    """Something was sent or answered that the description does not know."""


@dataclass(frozen=True)
class Operation:
    """One operation: how and where it is called, and what of it is described."""

    name: str
    method: str
    path: str

    @property
    def said(self):
        """What the description says of it."""
        return description()["paths"][self.path][self.method]

    @property
    def place(self):
        """Where it says so."""
        return "paths", self.path, self.method

    @property
    def headers(self):
        """The names of the headers that it must have."""
        found = [resolved(each)[0] for each in self.said.get("parameters", ())]
        return {each["name"] for each in found if each["in"] == "header" and each.get("required")}

    @property
    def fields(self):
        """The schemas of the fields of its body, by name."""
        content = self.said.get("requestBody", {}).get("content", {})
        schema = next(iter(content.values()), {}).get("schema", {})
        return resolved(schema)[0].get("properties", {})

    def check_body(self, body):
        """Refuse a body that does not fit."""
        self._check(body, *self.place, "requestBody", "content", "application/json", "schema")

    def check_answer(self, answer):
        """Refuse an answer whose status, headers, kind or body is not described."""
        if str(answer.status_code) not in self.said["responses"]:
            raise Undescribed(f"{self.name}: {answer.status_code} {answer.content[:500]}")
        status = str(answer.status_code)
        told, steps = resolved(self.said["responses"][status], *self.place, "responses", status)
        for name, header in told.get("headers", {}).items():
            if resolved(header)[0].get("required") and name not in answer:
                raise Undescribed(f"{self.name}: {status} without {name}")
        kind = answer["Content-Type"].split(";")[0]
        if kind not in told.get("content", {}):
            raise Undescribed(f"{self.name}: {status} as {kind}")
        self._check(json.loads(answer.content), *steps, "content", kind, "schema")

    def _check(self, value, *steps):
        for error in validator(*steps).iter_errors(value):
            raise Undescribed(f"{self.name}: {error.json_path}: {error.message}")


@cache
def operations():
    """Every operation by its name."""
    return {
        said["operationId"]: Operation(said["operationId"], method, path)
        for path, methods in description()["paths"].items()
        for method, said in methods.items()
    }


def reading(address):
    """The operation that reads the record at an address that an answer named, and its key."""
    *collection, key = address.rstrip("/").split("/")
    path = f"{'/'.join(collection)}/{{key}}/"
    return operations()[description()["paths"][path]["get"]["operationId"]], key
