"""The command that lists indicators: the table, whose eyes, what is refused and what is logged."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.models import AuditedObject, AuditEntry
from tests.meetings.convening import Room

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def listed(*arguments, area="norfolk", quarter="2024-25 Q1"):
    out = io.StringIO()
    call_command("list_indicators", "--area", area, "--quarter", quarter, *arguments, stdout=out)
    return out.getvalue().splitlines()


def line(lines, *words):
    """The one line that holds all `words`."""
    found = [each for each in lines if all(word in each for word in words)]
    assert len(found) == 1
    return found[0]


def test_the_table_lines_up_and_spells_out_what_cannot_be_told():
    Room(family_name="Canary").held()

    lines = listed()

    assert lines[0] == "Norfolk, 2024-25 Q1, as it stood on 2024-09-20"
    headings, police, prison = lines[1], line(lines, "K1 ", "Police"), line(lines, "K1 ", "Prison")
    for heading in ("Met", "Of", "Rate", "Threshold", "Report only", "Apologies", "No show"):
        end = headings.index(heading) + len(heading)
        for each in (police, prison):
            assert each[end - 1] != " "
            assert each[end : end + 2].strip() == ""
    assert police.split()[-9:] == ["1", "100", "%", "90", "%", "yes", "0", "0", "0"]
    assert prison.split()[-8:] == ["0", "n/a", "90", "%", "n/a", "0", "0", "0"]
    assert line(lines, "K10 ", " 2 ").split()[-7:] == ["0", "1", "0", "%", "100", "%", "no"]
    assert "CANARY" not in "\n".join(lines).upper()
    assert all(each == each.rstrip() for each in lines)


def test_every_indicator_that_is_counted_is_listed_and_the_rates_are_summed_up():
    Room().held()

    lines = listed()

    codes = list(dict.fromkeys(each.split()[0] for each in lines[2:-1]))
    assert codes == ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K10", "K11", "K12"]
    reached = sum(" yes" in each for each in lines[2:-1])
    missed = sum(each.split("%")[-1].split()[:1] == ["no"] for each in lines[2:-1])
    total = len(lines) - 3
    assert (reached, missed) == (5, 2)
    assert lines[-1] == (f"{total} rates: 5 reach their threshold, 2 do not, {total - 7} n/a.")


def test_each_rate_opens_by_opaque_id_and_only_where_asked():
    meeting = Room().held()

    lines = listed("--meetings")

    assert lines[lines.index(line(lines, "K11 ", " 2 ")) + 1] == (
        f"    met      {meeting.public_id}"
    )
    assert lines[lines.index(line(lines, "K12 ", " 2 ")) + 1] == (
        f"    not met  {meeting.public_id}"
    )
    assert str(meeting.public_id) not in "\n".join(listed())


def test_the_look_is_logged_with_those_whose_meetings_were_counted():
    room = Room()
    room.held()
    room.case()

    listed("--user", room.co_ordinator.username, "--on", "2024-06-30")

    entry = AuditEntry.objects.get(act="list_indicators")
    assert (entry.operation, entry.actor.partition(":")[0]) == ("consultation", "command")
    assert entry.detail == {
        "area": "norfolk",
        "quarter": "2024-25 Q1",
        "on": "2024-06-30",
        "as": room.co_ordinator.username,
    }
    named = AuditedObject.objects.filter(entry_id=entry.pk, object_label="nominals.Nominal")
    assert list(named.values_list("object_id", flat=True)) == [room.person.pk]


def test_whose_meetings_a_user_may_not_see_do_not_count():
    room = Room()
    room.held()
    stranger = room.member("police", code="suffolk")

    lines = listed("--user", stranger.username)

    assert lines[-1].partition(":")[2].startswith(" 0 reach their threshold, 0 do not")
    entry = AuditEntry.objects.get(act="list_indicators")
    assert not AuditedObject.objects.filter(entry_id=entry.pk).exists()


def test_restricted_people_count_where_the_system_looks():
    room = Room()
    room.held()
    room.person.is_restricted = True
    room.person.save()

    assert "100 %" in line(listed(), "K8 ", " 2 ")


@pytest.mark.parametrize(
    ("on", "rate"), [("2024-05-20", "n/a"), ("2024-05-21", "100 %"), ("2024-05-22", "100 %")]
)
def test_the_quarter_is_told_as_it_stood_on_a_day(on, rate):
    Room().held()

    lines = listed("--on", on)

    assert lines[0].endswith(f"as it stood on {on}")
    assert f"  {rate} " in line(lines, "K8 ", " 2 ")


@pytest.mark.parametrize(
    ("arguments", "area", "quarter", "sentence"),
    [
        ([], "nowhere", "2024-25 Q1", "“nowhere” is no area: write a code such as norfolk."),
        ([], "all", "2024-25 Q1", "“all” is no area"),
        ([], "norfolk", "2024-25", "write it like 2024-25 Q1"),
        ([], "norfolk", "2024-25 Q5", "write it like 2024-25 Q1"),
        ([], "norfolk", "2024-25 Q3", "begins on 2024-10-01: give 2024-25 Q2"),
        (["--on", "2024-03-31"], "norfolk", "2024-25 Q1", "begins on 2024-04-01: give 2023-24 Q4"),
        (["--on", "2024-09-21"], "norfolk", "2024-25 Q1", "is yet to come: give 2024-09-20"),
        (["--user", "nobody"], "norfolk", "2024-25 Q1", "No active user is called nobody."),
    ],
)
def test_what_names_nothing_ends_with_2_and_is_not_logged(arguments, area, quarter, sentence):
    with pytest.raises(CommandError) as error:
        listed(*arguments, area=area, quarter=quarter)

    assert sentence in str(error.value)
    assert error.value.returncode == 2
    assert not AuditEntry.objects.filter(act="list_indicators").exists()


@pytest.mark.parametrize(("on", "quarter"), [("2024-04-01", "2024-25 Q1"), (None, "2024-25 Q2")])
def test_a_quarter_is_told_from_its_first_day_on(on, quarter):
    assert listed(*(["--on", on] if on else []), quarter=quarter)[0].startswith("Norfolk")
