"""StatisticsExport: an export of national statistics that must happen."""

from django.db import models


class StatisticsExport(models.Model):
    """Work to do: write the statistics of all areas, as known at the start of `day`, to the folder
    of the settings. It stays open until the files stand there whole.

    `digest` is the SHA-256 of the manifest that was written.
    """

    day = models.DateField("day", unique=True)
    requested_at = models.DateTimeField("requested at")
    attempts = models.PositiveIntegerField("attempts", default=0)
    failure = models.TextField("failure", blank=True)
    finished_at = models.DateTimeField("finished at", null=True, blank=True)
    digest = models.CharField("digest", max_length=64, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"Statistics as known at the start of {self.day}"
