"""What a scene gives to a service, as a client writes it."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum

from django.db.models import Model

from core.periods import Period

KEYS = {"area": "code", "user": "username"}


def key_of(record):
    """How a record is named to the API."""
    column = KEYS.get(record._meta.model_name)
    return str(getattr(record, column or ("public_id" if hasattr(record, "public_id") else "pk")))


def written(value):
    """A value as JSON has it."""
    if isinstance(value, Model):
        return int(key_of(value)) if key_of(value).isdigit() else key_of(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return str(value)
    if isinstance(value, Period):
        return {"valid_from": str(value.start), "valid_to": value.end and str(value.end)}
    if is_dataclass(value):
        return {
            each.name: written(getattr(value, each.name))
            for each in fields(value)
            if each.default is MISSING or getattr(value, each.name) != each.default
        }
    if isinstance(value, dict):
        return [
            {key._meta.model_name: written(key), "value": written(each)}
            for key, each in value.items()
        ]
    if isinstance(value, (list, tuple)):
        return [written(each) for each in value]
    return value


def sent(value, schema):
    """A value as JSON has it where `schema` is wanted: a record by its kind too where it may be of
    several."""
    if isinstance(value, Model) and "kind" in schema.get("properties", ()):
        return {"kind": value._meta.model_name, "id": written(value)}
    return written(value)
