"""Registers the app and its system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from core.checks import check_guards


class CoreConfig(AppConfig):
    """How time, audit and the doors work."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Record keeping"

    def ready(self) -> None:
        """Have `check --database` and `migrate` verify the guards."""
        register(check_guards, Tags.database)
