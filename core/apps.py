"""Registers the app and its system checks."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """How time, audit and the doors work."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Record keeping"
