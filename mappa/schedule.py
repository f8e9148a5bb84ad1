"""The timetable: what runs when, and why then. Times are those of `TIME_ZONE`.

A time of day is never between midnight and 2:00: on the last Sundays of March and October the
clocks of Europe/London skip and repeat the hour from 1:00, and a fixed time in it would be missed
or come twice. What runs at intervals does not read the clock on the wall.
"""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

# A message that no worker took before the next one like it is due says nothing new.
TIMETABLE: dict[str, dict[str, Any]] = {
    # The shorter what is not sealed yet, the less can be changed in it unseen.
    "seal log": {
        "task": "core.seal_log",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # Reads the whole log, so while nobody works; what is wrong is told to operators, and that it is
    # stands on the page of the log.
    "verify log": {
        "task": "core.verify_log",
        "schedule": crontab(hour="4", minute="30"),
        "options": {"expires": 12 * 60 * 60},
    },
    # Takes up what a killed worker or a lost message left; the guarantee behind every message.
    "sweep compilations": {
        "task": "reporting.sweep_requests",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # Every night, so that a night of April that nobody worked is caught up; the day decides
    # whether anything is due.
    "draft returns": {
        "task": "reporting.draft_returns",
        "schedule": crontab(hour="2", minute="30"),
        "options": {"expires": 12 * 60 * 60},
    },
    # After the drafts, on the same ground.
    "ask for statistics": {
        "task": "mappa.ask_for_statistics",
        "schedule": crontab(hour="3", minute="30"),
        "options": {"expires": 12 * 60 * 60},
    },
    # A setting or a bank holiday that changed by day counts from the next morning on. What an act
    # changes is written with the act, but for what the orders of a case that moved bring.
    "rebuild duties": {
        "task": "mappa.rebuild_duties",
        "schedule": crontab(hour="4", minute="0"),
        "options": {"expires": 12 * 60 * 60},
    },
    # Tells of invitations and minutes once they are sent and issued, and again where that failed.
    "send notices": {
        "task": "meetings.send_notices",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 5 * 60},
    },
    # Tells of cases opened in an emergency while they are open, and again where that failed.
    "tell of emergencies": {
        "task": "nominals.tell_of_emergencies",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 5 * 60},
    },
    # Sessions that ran out, and what was typed in failed sign-ins that count no more.
    "tidy sign-ins": {
        "task": "mappa.tidy_sign_ins",
        "schedule": crontab(hour="5", minute="10"),
        "options": {"expires": 12 * 60 * 60},
    },
    # What an upload that broke off left in the store, once it is a day old.
    "tidy files": {
        "task": "meetings.tidy_files",
        "schedule": crontab(hour="5", minute="0"),
        "options": {"expires": 12 * 60 * 60},
    },
    # Tells subscribers what has changed, and sends again what failed or a killed worker left.
    "sweep events": {
        "task": "mappa.sweep_events",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "tidy calls": {
        "task": "mappa.tidy_calls",
        "schedule": timedelta(hours=1),
        "options": {"expires": 60 * 60},
    },
    "tidy events": {
        "task": "mappa.tidy_events",
        "schedule": crontab(hour="5", minute="15"),
        "options": {"expires": 12 * 60 * 60},
    },
    # Writes the statistics once their areas are compiled, and again what a full disk prevented.
    "export statistics": {
        "task": "mappa.export_statistics",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 10 * 60},
    },
    # Takes up the caseloads that a killed worker or a lost message left, and ends what expired.
    "sweep caseloads": {
        "task": "mappa.sweep_caseloads",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # Before the working day begins. Every morning, because the stored calendar says which are
    # working days; the next one tells of what a missed one would have told.
    "send reminders": {
        "task": "nominals.send_reminders",
        "schedule": crontab(hour="6", minute="30"),
        "options": {"expires": 12 * 60 * 60},
    },
}
