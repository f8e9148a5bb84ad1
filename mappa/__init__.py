"""Composes the apps: settings, addresses, the timetable, and what spans more than one app."""

# Celery's `shared_task` binds to the application that is loaded here, in every process of Django.
from mappa.celery import app as celery_app

__all__ = ("celery_app",)
