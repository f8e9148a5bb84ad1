"""Registers the top floor with Django, for its commands and templates."""

from django.apps import AppConfig


class MappaConfig(AppConfig):
    name = "mappa"
    verbose_name = "MAPPA"
