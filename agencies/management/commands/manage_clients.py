"""Registers, lists and closes the systems that call the API, and rotates their credentials."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.choices import Scope
from agencies.models import Agency, Area, ClientCredential, SystemClient
from agencies.services import clients
from agencies.services.clients import Secret
from core.audit import command_actor


class Command(BaseCommand):
    """A secret is printed once, when it is made; only its hash is stored."""

    help = "Register, list, rotate or close the systems that call the API. Every change is logged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which client."""
        acts = parser.add_subparsers(dest="did", required=True)
        register = acts.add_parser("register", help="let a system of an agency call the API")
        register.add_argument("name", help="small letters, digits and hyphens: norfolk-housing")
        register.add_argument("--agency", required=True, help="the name of the agency")
        register.add_argument("--area", required=True, nargs="+", metavar="CODE")
        register.add_argument("--scope", required=True, nargs="+", choices=Scope.values)
        register.add_argument(
            "--category", nargs="+", type=int, default=[1, 2, 3], help="1 2 3 when left out"
        )
        acts.add_parser("list", help="print every client and its credentials")
        issue = acts.add_parser("issue", help="give a client a second credential; prints it")
        issue.add_argument("name")
        revoke = acts.add_parser("revoke", help="take a credential and its tokens back at once")
        revoke.add_argument("client_id")
        close = acts.add_parser("close", help="end what a client may do, for good")
        close.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say so."""
        try:
            getattr(self, f"_{options['did']}")(options)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from None

    def _register(self, options: dict[str, Any]) -> None:
        agency = Agency.objects.filter(name=options["agency"]).first()
        if agency is None:
            raise CommandError(f"No agency is called {options['agency']}.")
        areas = Area.objects.filter(code__in=options["area"])
        unknown = set(options["area"]) - {each.code for each in areas}
        if unknown:
            raise CommandError(f"There is no area {', '.join(sorted(unknown))}.")
        now = timezone.now()
        client, secret = clients.register_client(
            name=options["name"],
            agency=agency,
            areas=areas,
            scopes=options["scope"],
            categories=options["category"],
            on=timezone.localdate(now),
            by=command_actor(),
            at=now,
        )
        self.stdout.write(f"{client} calls as {client.user.username}.")
        self._say(secret)

    def _list(self, options: dict[str, Any]) -> None:
        for client in SystemClient.objects.select_related("agency"):
            areas = client.user.memberships.order_by("area").values_list("area__code", flat=True)
            state = f"closed on {client.closed_on}" if client.closed_on else "open"
            self.stdout.write(
                f"{client}  {client.agency}  {', '.join(areas)}  categories "
                f"{', '.join(map(str, client.categories))}  {state}"
            )
            self.stdout.write(f"  {' '.join(client.scopes)}")
            for each in client.credentials.all():
                self.stdout.write(f"  {each.client_id} since {each.created:%Y-%m-%d}")

    def _issue(self, options: dict[str, Any]) -> None:
        client = self._client(options["name"])
        self._say(clients.issue_credential(client=client, by=command_actor(), at=timezone.now()))

    def _revoke(self, options: dict[str, Any]) -> None:
        credential = ClientCredential.objects.filter(client_id=options["client_id"]).first()
        if credential is None:
            raise CommandError("There is no such credential.")
        clients.revoke_credential(credential=credential, by=command_actor(), at=timezone.now())
        self.stdout.write("Revoked.")

    def _close(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        clients.close_client(
            client=self._client(options["name"]),
            on=timezone.localdate(now),
            by=command_actor(),
            at=now,
        )
        self.stdout.write("Closed.")

    def _client(self, name: str) -> SystemClient:
        client = SystemClient.objects.filter(name=name).first()
        if client is None:
            raise CommandError(f"No client is called {name}.")
        return client

    def _say(self, secret: Secret) -> None:
        self.stdout.write(f"client id  {secret.client_id}\nsecret     {secret.secret}")
