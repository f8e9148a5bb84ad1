"""The words of everybody planted, sought where no answer shows them: in mails, in the log as it is
kept, and in what the application tells its operator."""

import json
import logging

import pytest
from django.core import mail

from agencies.choices import Role
from agencies.models import Mailbox
from core.models import AuditEntry
from meetings.services.notices import send_notices
from nominals.services.reminders import send_reminders
from tests.factories.agencies import area, default_agency
from tests.walk.callers import Walker
from tests.walk.people import NOW
from tests.walk.routes import keyed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def assert_names_nobody(text, everybody):
    """No word of anybody's record stands in `text`, nor his or her opaque id."""
    for each in everybody:
        assert each.word.lower() not in text.lower(), each.kind
        for person in each.people:
            assert str(person.public_id) not in text, each.kind


def test_mails_count_duties_and_tell_of_meetings_and_name_nobody(everybody):
    for kind in ("police", "probation", None):
        Mailbox.objects.create(
            area=area(),
            agency=default_agency(kind) if kind else None,
            address=f"{kind}@norfolk.example",
            valid_from=NOW.date(),
        )

    send_reminders(on=TODAY, by="timetable", at=NOW)
    send_notices(on=TODAY, by="timetable", at=NOW)

    assert {each.to[0].partition("@")[0] for each in mail.outbox} == {"police", "probation", "None"}
    raw = "".join(str(each.message()) for each in mail.outbox)
    read = raw + "".join(f"{each.subject} {each.body}" for each in mail.outbox)
    assert "Acknowledge an application for review, due" in read
    assert "Minutes were issued to Police, Norfolk" in read
    assert_names_nobody(read, everybody)


def test_neither_the_log_as_it_is_kept_nor_what_operators_read_holds_a_word_of_a_record(
    everybody, caplog
):
    caplog.set_level(logging.DEBUG)
    walker = Walker(Role.CO_ORDINATOR, everybody)
    looked_at = 0
    for route in keyed():
        if route.method == "GET":
            for each in everybody:
                for key in list(each.keys(route.kind))[:1]:
                    walker.get(route.at(key), {"as": "txt"} if "document" in route.path else None)
                    looked_at += 1
    for each in everybody:
        for row in each.rows("meetings"):
            walker.page(f"admin/panels/{row.panel.public_id}/")
            walker.page(f"admin/meetings/{row.public_id}/", {"purpose": "A walk."})
    for each in everybody:
        walker.post("nominals/search/", {"text": each.word}, tag=None, expects=200)

    assert looked_at > 200
    words = [each.word.lower() for each in everybody]
    operators = "\n".join(each.getMessage() for each in caplog.records).lower()
    assert "not found: /api/v1/" in operators
    assert not [word for word in words if word in operators]
    kept = "\n".join(json.dumps(each, default=str) for each in AuditEntry.objects.values()).lower()
    assert "write_passage" in kept
    assert "a walk." in kept
    assert not [word for word in words if word in kept]
