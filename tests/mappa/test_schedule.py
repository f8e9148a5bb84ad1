"""The timetable: every task exists, and nothing is set for an hour that the clocks change."""

from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings

from mappa.celery import app
from mappa.schedule import TIMETABLE

SKIPPED_OR_REPEATED = {1}  # the hour from 1:00, on the last Sundays of March and October
NEXT_TO_MIDNIGHT = {0}  # a draft as known at the start of the day would wait for whoever is late


def fixed_hours(schedule):
    return schedule.hour if isinstance(schedule, crontab) else set()


@pytest.mark.parametrize("name", TIMETABLE)
def test_nothing_is_set_for_an_hour_that_the_clocks_skip_or_repeat(name):
    hours = fixed_hours(TIMETABLE[name]["schedule"])

    assert not hours & (SKIPPED_OR_REPEATED | NEXT_TO_MIDNIGHT)


def test_a_time_in_the_repeated_hour_would_be_found():
    assert fixed_hours(crontab(hour="1", minute="30")) & SKIPPED_OR_REPEATED
    assert fixed_hours(crontab(minute="30")) & SKIPPED_OR_REPEATED


@pytest.mark.parametrize("name", TIMETABLE)
def test_every_entry_names_a_task_that_a_worker_knows(name):
    app.loader.import_default_modules()

    assert TIMETABLE[name]["task"] in app.tasks


@pytest.mark.parametrize("name", TIMETABLE)
def test_a_message_that_nobody_took_expires_by_the_next_one(name):
    entry = TIMETABLE[name]
    schedule = entry["schedule"]
    between = schedule if isinstance(schedule, timedelta) else timedelta(days=1)

    assert timedelta(seconds=entry["options"]["expires"]) <= between


def test_the_sweep_comes_every_minute():
    assert TIMETABLE["sweep compilations"]["schedule"] == timedelta(minutes=1)


def test_beat_reads_the_clock_of_england_and_wales():
    assert settings.CELERY_TIMEZONE == settings.TIME_ZONE == "Europe/London"
    assert app.conf.beat_schedule == TIMETABLE
