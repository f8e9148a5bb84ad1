"""Registers the app."""

from django.apps import AppConfig


class NominalsConfig(AppConfig):
    """The person, and why and how closely he or she is managed."""

    name = "nominals"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nominals"
