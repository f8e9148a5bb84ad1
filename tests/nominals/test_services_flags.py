"""Flags are raised and lowered; what victim contact brought stands apart."""

from datetime import UTC, date, datetime

import pytest

from core.models import AuditEntry
from nominals.models import Flag, VictimNote
from nominals.services import flags
from nominals.services.acts import Asked
from tests.factories.nominals import managed
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))


def day(number):
    return date(2024, 5, number)


def raise_flag(person, on=1, kind="do_not_tell", reason="a threat"):
    return flags.raise_flag(nominal=person, kind=kind, on=day(on), reason=reason, asked=ASKED)


def lower(flag, on):
    return flags.lower_flag(flag=flag, on=day(on), reason="over", asked=ASKED)


def test_a_flag_holds_from_its_day_to_the_eve_of_its_end():
    person = managed()

    lower(raise_flag(person), 10)

    held = [number for number in (1, 9, 10) if Flag.objects.on(day(number)).exists()]
    assert held == [1, 9]
    acts = AuditEntry.objects.filter(object_id=str(person.pk)).values_list("act", "purpose")
    assert set(acts) == {("raise_flag", "a threat"), ("lower_flag", "over")}


def test_a_flag_is_raised_once_with_a_reason_and_lowered_once():
    person = managed()
    flag = raise_flag(person, on=5)

    with refused("The nominal already has this flag"):
        raise_flag(person, on=4)
    with refused("reason"):
        raise_flag(person, kind="victim_contact", reason="")
    with refused("The flag begins on 2024-05-05"):
        lower(flag, 5)
    lower(flag, 6)
    with refused("The flag ended on 2024-05-06"):
        lower(flag, 6)


def test_a_victim_note_is_kept_and_its_text_is_not_in_the_log():
    person = managed()

    note = flags.add_victim_note(nominal=person, on=day(1), text="asked to be told", asked=ASKED)

    assert VictimNote.objects.get() == note
    entry = AuditEntry.objects.get(act="add_victim_note")
    assert "asked" not in f"{entry.purpose}{entry.detail}"


def test_an_empty_victim_note_is_refused():
    with refused("cannot be blank"):
        flags.add_victim_note(nominal=managed(), on=day(1), text="", asked=ASKED)
