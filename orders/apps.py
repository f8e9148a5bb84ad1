"""Registers the app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Court orders, breaches and recalls."""

    name = "orders"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Orders"
