"""A place to try the API: made-up people, a user of each role, and a system client."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from agencies.choices import Role, Scope
from agencies.models import Agency, Area, Membership, SystemClient, User
from agencies.services.clients import Secret, register_client
from core.importing.references import SENDER
from mappa.signing_in.codes import new_secret
from mappa.signing_in.enrolling import enrol
from mappa.synthetic.demonstration import Demonstration
from nominals.models import Nominal, SenderReference

CLIENT = "sandbox-police"


@dataclass(frozen=True, slots=True)
class SandboxUser:
    """Somebody to sign in as: the password, and the secret of the authenticator."""

    role: Role
    username: str
    password: str
    secret: str


def refuse_others(made: Demonstration) -> None:
    """Refuse a database that holds anybody but the made-up people: real ones would be mixed up
    with them.

    Raises:
        ValidationError: if it does.
    """
    with (made.folder / "nominals.csv").open(encoding="utf-8", newline="") as file:
        ours = {
            (row["nominal"], row["family_name"], row["given_names"]) for row in csv.DictReader(file)
        }
    ours_here = SenderReference.objects.filter(sender=SENDER).values_list(
        "value", "nominal__family_name", "nominal__given_names"
    )
    others = Nominal.objects.count() - sum(each in ours for each in ours_here.iterator())
    if others:
        raise ValidationError(
            f"This database holds {others} people who are not of the demonstration. Set "
            "DATABASE_URL or MAPPA_VAR to an empty database for it."
        )


def users_of_each_role(*, area: Area, on: date, by: str, at: datetime) -> Iterator[SandboxUser]:
    """Make a user of the area's police in each role of people, with a second factor.

    Raises:
        ValidationError: if they are there already.
    """
    police = Agency.objects.get(kind="police", services__area=area, services__is_default=True)
    for role in Role:
        if role is Role.SYSTEM:
            continue
        username = f"sandbox-{role.value.replace('_', '-')}"
        if User.objects.filter(username=username).exists():
            raise ValidationError("The sandbox is made already: take an empty database.")
        password, secret = secrets.token_urlsafe(18), new_secret()
        user = User.objects.create_user(username=username, password=password)
        Membership.objects.create(user=user, agency=police, area=area, role=role, valid_from=on)
        enrol(user=user, secret=secret, by=by, at=at)
        yield SandboxUser(role, username, password, secret)


def client_of_police(*, area: Area, on: date, by: str, at: datetime) -> tuple[SystemClient, Secret]:
    """Make a system client of the area's police, with every scope and category."""
    police = Agency.objects.get(kind="police", services__area=area, services__is_default=True)
    return register_client(
        name=CLIENT,
        agency=police,
        areas=[area],
        scopes=Scope.values,
        categories=[1, 2, 3, 4],
        on=on,
        by=by,
        at=at,
    )
