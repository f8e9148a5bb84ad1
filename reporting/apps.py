"""Registers the app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The statutory annual return."""

    name = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Annual return"
