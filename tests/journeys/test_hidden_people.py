"""Whom one may not see is told by no door: neither name nor identifier, opaque id or number."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from agencies.choices import Role
from agencies.models import Mailbox
from core.models import AuditedObject, AuditEntry
from core.refusing import NeedsReason
from mappa.merging import merge_people
from mappa.timeline import timeline
from nominals.models import DuplicatePair, GivenReason, Nominal
from nominals.services.access import restrict_case
from nominals.services.acts import Asked
from nominals.services.identity.registration import Details, register_nominal
from nominals.services.management import end_category_basis, leave_mappa
from nominals.services.reminders import send_reminders
from nominals.services.states import restate
from nominals.services.transfers import host_case, request_transfer
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 3, 10, tzinfo=UTC)
TODAY = NOW.date()
BORN = date(1980, 4, 3)
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))
CHOICES = dict.fromkeys(["areas", "eligibility", "levels", "lead_agencies"], "survivor")
WHO_SEES = {
    "co-ordinator": {"Quixash", "Quixelm", "Quixfir", "Quixivy"},
    "administrator": {"Quixash", "Quixivy"},
    "police": {"Quixash"},
    "listed": {"Quixoak"},
    "host": {"Quixyew"},
    "sending": {"Quixyew", "Quixfir"},
    "nobody": set(),
}
"""Whom each user sees: Quixash is anybody of the area and Quixivy has left; Quixoak is restricted
with a list, Quixelm without one; Quixbox was merged into Quixoak; Quixyew is of another area, and
Quixfir waits for a transfer from there."""


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def member(code="norfolk", role=Role.CO_ORDINATOR, kind="housing"):
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


@pytest.fixture
def people():
    codes = dict.fromkeys(["Quixash", "Quixivy", "Quixoak", "Quixelm", "Quixbox"], "norfolk")
    codes |= dict.fromkeys(["Quixyew", "Quixfir"], "suffolk")
    return {
        name: managed(
            family_name=name,
            date_of_birth=BORN.replace(day=3 + 3 * number),
            crn=f"X90{number}{number}{number}{number}",
            code=code,
        )
        for number, (name, code) in enumerate(codes.items())
    }


@pytest.fixture
def users(people):
    users = {
        "co-ordinator": member(),
        "administrator": member(role=Role.ADMINISTRATOR),
        "police": member(role=Role.PRACTITIONER, kind="police"),
        "listed": member("essex"),
        "host": member("kent"),
        "sending": member("suffolk"),
        "nobody": UserFactory(),
    }
    restate(nominals=[each.pk for each in people.values()], at=RECORDED.replace(hour=13), act=1)
    with_list, without = people["Quixoak"], people["Quixelm"]
    days = {"on": date(2024, 5, 1), "reason": "x", "asked": ASKED}
    restrict_case(nominal=with_list, viewers={users["listed"]: "investigates"}, **days)
    restrict_case(nominal=without, viewers={}, **days)
    merge_people(
        survivor=with_list,
        merged=people["Quixbox"],
        choices=CHOICES,
        reason="One person.",
        asked=replace(ASKED, at=datetime(2024, 5, 2, 10, tzinfo=UTC)),
    )
    host_case(nominal=people["Quixyew"], area=area("kent"), user=users["host"], **days)
    request_transfer(nominal=people["Quixfir"], to_area=area("norfolk"), **days)
    left = people["Quixivy"]
    (period,) = left.eligibility_periods.all()
    end_category_basis(period=period, **days)
    leave_mappa(nominal=left, **days)
    return users


def run(*words):
    out, err = StringIO(), StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except CommandError as told:
        return out.getvalue() + err.getvalue() + str(told)
    return out.getvalue() + err.getvalue()


@contextmanager
def undone():
    """Nothing stays of what is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found(user, people):
    said = [run("find_nominals", "quix", "--user", str(user))]
    said += [run("find_nominals", each.crn, "--user", str(user)) for each in people]
    said.append(run("find_nominals", f"quix {BORN}", "--user", str(user)))
    return said


def shown(user, people):
    words = ("--user", str(user), "--purpose", "x")
    return [run("show_timeline", str(each.pk), *words) for each in people]


def owed(user, people):
    return [run("list_duties", "--user", str(user))]


def counted(user, people):
    cell = ("--area", "norfolk", "--cell", "T1:total:total")
    suffolk = ("--area", "suffolk", "--cell", "T1:total:total")
    words = ("--year", "2022-23", "--user", str(user), "--purpose", "x")
    return [run("open_return", *each, *words) for each in (cell, suffolk)]


def warned(user, people):
    said = []
    for each in people:
        details = Details(each.family_name, date_of_birth=each.date_of_birth, crn=each.crn)
        with undone():
            try:
                register_nominal(
                    details=details, area=area(), on=TODAY, user=user, asked=replace(ASKED, at=NOW)
                )
            except NeedsReason as told:
                said += told.messages
    return said


DOORS = {
    "found": found, "shown": shown, "owed": owed, "counted": counted, "warned": warned,
}  # fmt: skip


def tells_of(person, said):
    tokens = (person.family_name.lower(), person.crn.lower(), str(person.public_id))
    return any(token in said.lower() for token in tokens)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_tells_of_those_whom_the_user_may_see_and_of_nobody_else(people, users, door):
    for name, user in users.items():
        said = "\n".join(DOORS[door](user, people.values()))
        told = {each for each, person in people.items() if tells_of(person, said)}
        # Under the survivor the merged record's name and identifiers are found and told.
        expected = WHO_SEES[name] | ({"Quixbox"} if "Quixoak" in WHO_SEES[name] else set())
        if door == "owed":
            expected -= {"Quixivy", "Quixbox"}
        elif door == "counted":
            expected -= {"Quixbox"}
        assert told == expected, name


def test_the_log_names_nobody_and_mails_neither(people, users):
    Mailbox.objects.create(
        area=area(), agency=None, address="duty@example.org", valid_from=date(2020, 1, 1)
    )
    for door in DOORS.values():
        door(users["co-ordinator"], people.values())
    assert send_reminders(on=TODAY, by="timetable", at=NOW).mails == 1

    logged = "\n".join(
        f"{each.purpose} {each.recipient} {each.detail}" for each in AuditEntry.objects.all()
    )
    (sent,) = mail.outbox
    for person in people.values():
        assert not tells_of(person, logged)
        assert not tells_of(person, str(sent.message()))
    assert AuditedObject.objects.filter(object_id=people["Quixash"].pk).exists()


def test_a_suspected_pair_is_told_to_those_who_see_both(people, users):
    hidden = people["Quixyew"]
    details = Details("Quixyew", date_of_birth=hidden.date_of_birth, crn=hidden.crn)
    new = register_nominal(
        details=details, area=area(), on=TODAY, user=users["co-ordinator"], asked=ASKED
    )
    both = member()
    MembershipFactory(user=both, area=area("suffolk"), agency=default_agency("housing", "suffolk"))

    for name, user in (users | {"both": both}).items():
        listed = DuplicatePair.objects.visible_to(user, on=TODAY)
        assert [each.second for each in listed] == ([new] if name == "both" else [])
    assert not GivenReason.objects.exists()


def test_why_somebody_is_no_duplicate_is_not_told_to_whoever_sees_one_of_the_two(people, users):
    other = people["Quixoak"]
    details = Details("Quixoak", "Twin", date_of_birth=other.date_of_birth)
    twin = register_nominal(
        details=details,
        area=area(),
        on=TODAY,
        user=None,
        asked=replace(ASKED, reasons={"likely_duplicate": f"The twin of {other.crn}."}),
    )

    told = "\n".join(each.sentence for each in timeline(twin))

    assert "QUIXOAK, Twin" in told
    assert other.crn not in told
    assert str(other.public_id) not in told
    kept = GivenReason.objects.get(nominal=twin)
    assert kept.sentence == "Another record may be the same person."
    assert DuplicatePair.objects.get(second=twin).reason == f"The twin of {other.crn}."
    assert Nominal.objects.visible_to(users["co-ordinator"], on=TODAY).filter(pk=twin.pk).exists()
