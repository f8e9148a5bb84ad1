"""Whoever has to do with meetings, as callers of the API on the day of a meeting."""

from contextlib import contextmanager
from datetime import UTC, datetime, time

import time_machine
from django.test import Client

from tests.api.calling import Person
from tests.meetings.convening import HELD

NOON = datetime.combine(HELD, time(12), tzinfo=UTC)
"""When everything is called for unless a test says otherwise."""


class Member(Person):
    """Somebody who is a user already, signed in."""

    def __init__(self, user):
        self.user = user
        self.http = Client()
        self.http.force_login(user)

    def read(self, path, **headers):
        """A record, and its ETag."""
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (path, answer.content)
        return answer.json(), answer["ETag"]

    def does(self, path, name, body=None, **headers):
        """The act `name` on the record at `path` as it was just read; answers what was made."""
        tag = self.read(path)[1]
        answer = self.post(f"{path}{name}/", body, tag=tag, **headers)
        assert answer.status_code in (200, 201), (name, answer.content)
        return answer


class Speaking(Member):
    """A system client, and the person on whose behalf it calls where one is named."""

    def __init__(self, system, person=None):
        self.system, self.http = system, system.http
        self.person = person

    def headers(self, **more):
        name = self.person.username if self.person else None
        return self.system.headers(**{"On_Behalf_Of": name} | more)


@contextmanager
def today(instant=NOON):
    """It is `instant`."""
    with time_machine.travel(instant, tick=False):
        yield


def made(answer, number=0):
    """The address of what an act made, under that of the API."""
    return answer.json()["items"][number]["url"].removeprefix("/api/v1/")


def path_of(record):
    """The address of a record of meetings."""
    name = NAMES[record._meta.model_name]
    return f"{name}/{getattr(record, 'public_id', record.pk)}/"


NAMES = {
    "referral": "referrals",
    "informationrequest": "information-requests",
    "panel": "panels",
    "meeting": "meetings",
    "invitation": "invitations",
    "attendance": "attendances",
    "agencyreport": "agency-reports",
    "decision": "decisions",
    "planentry": "plan-entries",
    "trigger": "triggers",
    "action": "actions",
    "attachment": "attachments",
    "minutes": "minutes",
}
"""Under which name each model stands in addresses."""
