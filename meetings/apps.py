"""Registers the app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Referrals, Level 2 and 3 meetings, and what they decide."""

    name = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
