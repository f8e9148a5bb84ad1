"""SystemClient and ClientCredential: an agency's system that calls the API, and its secrets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from oauth2_provider.models import AbstractApplication

from agencies.models.reference import Agency, User


class SystemClient(models.Model):  # type: ignore[django-manager-missing]
    """A system of one agency. It calls as `user`, an account of its own that nobody signs in to.

    The memberships of `user` say for which agency and in which areas it acts; `categories` whom it
    may see there: nobody who is managed in a category that is not among them. `scopes` say which
    doors it may use, `requests_per_minute` how often.
    """

    name = models.SlugField("name", max_length=60, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="system_clients")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="system_client")
    scopes = models.JSONField("scopes", default=list)
    categories = models.JSONField("categories", default=list)
    requests_per_minute = models.PositiveIntegerField("requests a minute", default=600)
    closed_on = models.DateField("closed on", null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ClientCredential(AbstractApplication):
    """An id and a secret by which a system client is given tokens. The secret is stored hashed.

    A client has two while one takes the place of the other, so that no call fails meanwhile.
    """

    system = models.ForeignKey(SystemClient, on_delete=models.PROTECT, related_name="credentials")

    class Meta(AbstractApplication.Meta):
        verbose_name = "credential of a system client"
        verbose_name_plural = "credentials of system clients"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.system}, {self.client_id}"
