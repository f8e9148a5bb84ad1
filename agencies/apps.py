"""Registers the app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """The areas, the agencies, and who acts for them."""

    name = "agencies"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Areas and agencies"
