"""SavedView: by what a user narrows and sorts a list, under a name of his or her own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

LONGEST_NAME = 60
"""Letters."""


class SavedView(models.Model):
    """A view of the list at the address named `page`, for one user alone.

    `query` has the values of the list's own choices and its order: codes, and never what somebody
    sought or typed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField("page", max_length=60)
    name = models.CharField("name", max_length=LONGEST_NAME)
    query = models.JSONField("query", default=dict)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "page", "name"], name="mappa_one_view_of_each_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
