"""Calendar files: a request or its end, private, in UTC, and the same every time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from core.documents import calendar_file

LONDON = ZoneInfo("Europe/London")


def written(**more):
    arguments = {
        "uid": "7q3k2@mappa.example",
        "summary": "Level 3 meeting",
        "starts_at": datetime(2025, 6, 12, 10, tzinfo=LONDON),
        "ends_at": datetime(2025, 6, 12, 12, tzinfo=LONDON),
        "place": "Room 4, Example House",
        "description": "Bring the plan.",
        "stamp": datetime(2025, 6, 2, 9, 30, tzinfo=UTC),
        "sequence": 0,
        "is_cancelled": False,
    }
    return calendar_file(**(arguments | more))


def test_a_request_is_written_in_full():
    assert written().decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mappa//documents//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:Level 3 meeting",
        "DTSTART:20250612T090000Z",
        "DTEND:20250612T110000Z",
        "DTSTAMP:20250602T093000Z",
        "UID:7q3k2@mappa.example",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "DESCRIPTION:Bring the plan.",
        "LOCATION:Room 4\\, Example House",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancelled_meeting_is_called_off_under_the_same_uid():
    calendar = icalendar.Calendar.from_ical(written(is_cancelled=True, sequence=3))
    event = calendar.events[0]

    assert calendar["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)
    assert event["UID"] == "7q3k2@mappa.example"


def test_the_same_meeting_is_the_same_bytes():
    assert written() == written()


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\nBEGIN:VALARM\r\nb", "a,b;c\\d", "Ŵ" * 200, "x\x1by\x00"]
)
def test_text_comes_back_and_adds_no_line_of_its_own(text):
    raw = written(summary=text, place=text, description=text)
    event = icalendar.Calendar.from_ical(raw).events[0]
    held = text.replace("\r\n", "\n").replace("\x1b", "\ufffd").replace("\x00", "\ufffd")

    assert [event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]] == [held] * 3
    assert event.subcomponents == []
    assert max(map(len, raw.split(b"\r\n"))) <= 75


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"starts_at": datetime(2025, 6, 12, 10)}, "time zone"),  # noqa: DTZ001 - the very fault
        ({"stamp": datetime(2025, 6, 12, 10)}, "time zone"),  # noqa: DTZ001 - the very fault
        ({"ends_at": datetime(2025, 6, 12, 10, tzinfo=LONDON)}, "ends after it starts"),
        ({"ends_at": datetime(2025, 6, 12, tzinfo=UTC) - timedelta(days=1)}, "ends after"),
        ({"uid": " "}, "uid"),
        ({"sequence": -1}, "counts from 0"),
    ],
)
def test_what_would_make_no_meeting_is_refused(more, said):
    with pytest.raises(ValueError, match=said):
        written(**more)
