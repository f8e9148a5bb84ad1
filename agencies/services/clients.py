"""Registers the systems of agencies that call the API, and gives and takes their secrets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from oauth2_provider.generators import generate_client_id, generate_client_secret
from oauth2_provider.models import get_access_token_model

from agencies.choices import Role, Scope
from agencies.models import Agency, Area, ClientCredential, Membership, SystemClient, User
from core import audit
from core.models import AuditEntry

PREFIX = "system@"
"""What the names of the accounts of system clients begin with; no person's does."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential with its secret, which is shown this once: only its hash is stored."""

    client_id: str
    secret: str


@transaction.atomic
def register_client(
    *,
    name: str,
    agency: Agency,
    areas: Collection[Area],
    scopes: Collection[str],
    categories: Collection[int],
    on: date,
    by: str,
    at: datetime,
) -> tuple[SystemClient, Secret]:
    """Let a system of `agency` call the API from the day `on`, for people of `areas` who are
    managed in no category but `categories`.

    Raises:
        ValidationError: if the name is taken or no short one, a scope or category is unknown, there
            is no area, or the agency does not serve one of them.
    """
    _refuse_terms(name=name, agency=agency, areas=areas, scopes=scopes, categories=categories)
    user = User(username=f"{PREFIX}{name}")
    user.set_unusable_password()
    user.full_clean()
    user.save()
    client = SystemClient.objects.create(
        name=name,
        agency=agency,
        user=user,
        scopes=sorted(set(scopes)),
        categories=sorted(set(categories)),
    )
    for area in areas:
        Membership.objects.create(
            user=user, agency=agency, area=area, role=Role.SYSTEM, valid_from=on
        )
    _log("register_client", client, by=by, at=at, operation=AuditEntry.Operation.COLLECTION)
    return client, _issue(client)


@transaction.atomic
def issue_credential(*, client: SystemClient, by: str, at: datetime) -> Secret:
    """Give a client another id and secret, beside those that it has until they are revoked.

    Raises:
        ValidationError: if the client is closed, or has two already.
    """
    _lock(client)
    if client.credentials.count() > 1:
        raise ValidationError(
            "The client has two credentials: revoke the one that is no longer used first.",
            code="credentials",
        )
    secret = _issue(client)
    _log("issue_credential", client, by=by, at=at, credential=secret.client_id)
    return secret


@transaction.atomic
def revoke_credential(*, credential: ClientCredential, by: str, at: datetime) -> None:
    """Take a credential back at once, with every token that was given for it."""
    client, client_id = credential.system, credential.client_id
    get_access_token_model().objects.filter(application=credential).delete()
    credential.delete()
    _log("revoke_credential", client, by=by, at=at, credential=client_id)


@transaction.atomic
def close_client(*, client: SystemClient, on: date, by: str, at: datetime) -> SystemClient:
    """End what a client may do, on the day `on`: its credentials and tokens go at once.

    Raises:
        ValidationError: if it is closed already.
    """
    _lock(client)
    for credential in client.credentials.all():
        get_access_token_model().objects.filter(application=credential).delete()
        credential.delete()
    for membership in client.user.memberships.filter(ends__gt=on):
        if membership.valid_from >= on:
            membership.delete()
        else:
            membership.valid_to = on
            membership.save(update_fields=["valid_to"])
    client.user.is_active = False
    client.user.save(update_fields=["is_active"])
    client.closed_on = on
    client.save(update_fields=["closed_on"])
    _log("close_client", client, by=by, at=at)
    return client


def _refuse_terms(
    *,
    name: str,
    agency: Agency,
    areas: Collection[Area],
    scopes: Collection[str],
    categories: Collection[int],
) -> None:
    wrong: dict[str, str] = {}
    if not name or slugify(name) != name:
        wrong["name"] = "Name the client in small letters, digits and hyphens: norfolk-housing."
    elif SystemClient.objects.filter(name=name).exists():
        wrong["name"] = f"A client is called {name} already: choose another name."
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown or not scopes:
        wrong["scopes"] = f"Choose scopes among {', '.join(Scope.values)}."
    if not categories or not set(categories) <= {1, 2, 3, 4}:
        wrong["categories"] = "Choose categories among 1, 2, 3 and 4."
    served = set(agency.services.values_list("area", flat=True))
    if not areas or not {each.pk for each in areas} <= served:
        wrong["areas"] = f"Choose areas that {agency} serves."
    if wrong:
        raise ValidationError(wrong)


def _lock(client: SystemClient) -> None:
    locked = SystemClient.objects.select_for_update().get(pk=client.pk)
    if locked.closed_on is not None:
        raise ValidationError("The client is closed: register another.", code="closed")


def _issue(client: SystemClient) -> Secret:
    secret = Secret(generate_client_id(), generate_client_secret())
    ClientCredential.objects.create(
        system=client,
        name=client.name,
        client_id=secret.client_id,
        client_secret=secret.secret,
        client_type=ClientCredential.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ClientCredential.GRANT_CLIENT_CREDENTIALS,
    )
    return secret


def _log(
    did: str,
    client: SystemClient,
    *,
    by: str,
    at: datetime,
    operation: AuditEntry.Operation = AuditEntry.Operation.ALTERATION,
    credential: str = "",
) -> None:
    audit.record(
        by=by,
        at=at,
        operation=operation,
        act=did,
        label=SystemClient._meta.label,
        object_id=str(client.pk),
        detail={"client": client.name, **({"credential": credential} if credential else {})},
    )
