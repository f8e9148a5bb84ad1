"""Makes a place to try the API: made-up people, a user of each role, and a system client."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.models import Area
from core.audit import command_actor
from mappa.sandbox import client_of_police, refuse_others, users_of_each_role
from mappa.synthetic.demonstration import demonstration


class Command(BaseCommand):
    """Passwords and secrets are made anew, and printed this once."""

    help = (
        "Import the made-up caseload of the demonstration, and make a user of each role and a "
        "system client, for trying the API. Refuses a database that holds anybody else."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and print how to sign in and how to ask for a token."""
        now, by = timezone.now(), command_actor()
        on = timezone.localdate(now)
        try:
            with tempfile.TemporaryDirectory(prefix="mappa-sandbox-") as name:
                made = demonstration(Path(name))
                refuse_others(made)
                call_command("import_caseload", name, stdout=self.stdout, stderr=self.stderr)
            area = Area.objects.get(code=made.area)
            with transaction.atomic():
                users = list(users_of_each_role(area=area, on=on, by=by, at=now))
                client, secret = client_of_police(area=area, on=on, by=by, at=now)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from None
        self.stdout.write("\nUsers; `manage.py show_code SECRET` makes the code of a secret:")
        for each in users:
            self.stdout.write(f"  {each.username:24} {each.password}  {each.secret}")
        self.stdout.write(
            f"\nThe system client {client}:\n"
            f"  CLIENT_ID={secret.client_id}\n  CLIENT_SECRET={secret.secret}"
        )
