"""The commands that show what happened to a person, and who may see that; every look is logged."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from nominals.services import access, flags
from nominals.services.acts import Asked
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import managed
from tests.nominals.facts import tell_of

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person():
    person = managed(family_name="Example")
    restate(nominals=[person.pk], at=ASKED.at, act=1)
    return person


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def refusal(*words):
    with pytest.raises(CommandError) as told:
        call_command(*words)
    assert told.value.returncode == 2
    return str(told.value)


def member(code="norfolk", role=Role.CO_ORDINATOR, kind="housing"):
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


def last():
    return AuditEntry.objects.first()


def test_the_timeline_is_printed_and_the_look_logged(person):
    flags.raise_flag(
        nominal=person, kind="do_not_tell", on=date(2024, 5, 1), reason="a\nthreat", asked=ASKED
    )
    co_ordinator = member()

    lines = run(
        "show_timeline", str(person.public_id), "--user", str(co_ordinator), "--purpose", "audit"
    )

    assert lines[0] == f"EXAMPLE  {person.public_id}"
    assert "2020-01-01  level period: Level 1." in lines
    assert lines[-1] == "2024-05-01  flag: Flag “Do not tell the person”: a threat."
    entry = last()
    assert (entry.operation, entry.act, entry.purpose) == ("consultation", "show_timeline", "audit")
    assert entry.detail == {"found": True, "as": str(co_ordinator)}
    assert AuditedObject.objects.get(entry_id=entry.pk).object_id == person.pk


@pytest.mark.parametrize(
    ("born", "on_top"),
    [
        (None, ["! Restricted", "! Date of birth unknown", "! Victim contact"]),
        (date(2006, 6, 2), ["! Restricted", "! Under 18", "! Victim contact"]),
        (date(2006, 6, 1), ["! Restricted", "! Victim contact"]),
    ],
)
def test_what_every_reader_must_know_stands_on_top(born, on_top):
    person = managed(is_restricted=True, date_of_birth=born)
    for kind, first, end in (("victim_contact", 1, None), ("do_not_tell", 2, 20)):
        flag = flags.raise_flag(
            nominal=person, kind=kind, on=date(2024, 5, first), reason="x", asked=ASKED
        )
        if end is not None:
            flags.lower_flag(flag=flag, on=date(2024, 5, end), reason="x", asked=ASKED)

    lines = run("show_timeline", str(person.pk), "--purpose", "audit")

    assert [line for line in lines if line.startswith("! ")] == on_top
    assert lines[1 : 1 + len(on_top)] == on_top


@pytest.mark.parametrize("name", ["public_id", "pk"])
def test_whom_a_user_may_not_see_is_told_as_nobody(person, name):
    stranger = str(member("kent"))
    reference = str(getattr(person, name))

    hidden = refusal("show_timeline", reference, "--user", stranger)
    entry = last()
    nobody = refusal("show_timeline", NOBODY, "--user", stranger)

    assert hidden.replace(reference, "X") == nobody.replace(NOBODY, "X")
    assert (entry.act, entry.object_id) == ("show_timeline", str(person.pk))
    assert entry.detail == {"found": False, "as": stranger}
    assert (last().object_id, last().detail["found"]) == ("", False)


def test_a_restricted_case_is_shown_for_a_purpose_only(person):
    viewer = member("essex")
    access.restrict_case(
        nominal=person, viewers={viewer: "x"}, on=date(2024, 5, 1), reason="x", asked=ASKED
    )
    words = ("show_timeline", str(person.pk), "--user", str(viewer))

    assert "V54: The case is restricted: say for what purpose" in refusal(*words)
    assert last().detail == {"found": True, "refused": "V54", "as": str(viewer)}
    assert AuditedObject.objects.get(entry_id=last().pk).object_id == person.pk
    assert run(*words, "--purpose", "minutes")[0] == f"EXAMPLE  {person.public_id}"
    assert "No nominal is called" in refusal(
        "show_timeline", str(person.pk), "--user", str(member()), "--purpose", "x"
    )


def test_a_user_who_is_not_active_looks_at_nothing(person):
    UserFactory(username="gone", is_active=False)

    assert refusal("show_timeline", str(person.pk), "--user", "gone") == (
        "No active user is called gone."
    )


# Who may see whom


def test_access_is_explained_by_grant_days_source_and_holders(person):
    co_ordinator = member()
    officer = member(role=Role.PRACTITIONER, kind="police")
    member(role=Role.STATISTICIAN)
    member("kent")

    lines = run("explain_access", str(person.public_id))

    lead, held = person.lead_agency_periods.get(), person.responsible_areas.get()
    assert lines == [
        f"{person.public_id} on 2024-06-01:",
        "Police, Norfolk: The lead agency, from 2020-01-01 without end "
        f"(nominals.LeadAgencyPeriod {lead.pk})",
        f"    {officer}",
        "Norfolk: The area responsible for the case, from 2020-01-01 without end "
        f"(nominals.ResponsibleArea {held.pk})",
        f"    {co_ordinator}",
    ]
    assert (last().act, last().operation) == ("explain_access", "consultation")


def test_access_of_one_user_is_explained_on_any_day(person):
    viewer = member("essex")
    access.restrict_case(
        nominal=person, viewers={viewer: "x"}, on=date(2024, 5, 1), reason="x", asked=ASKED
    )
    words = ("explain_access", str(person.pk), "--purpose", "audit", "--user", str(viewer))

    assert run(*words, "--on", "2024-05-01")[1].startswith(f"{viewer}: Named on the list of a")
    assert run(*words, "--on", "2024-04-30")[1] == f"{viewer} may not see it"
    everybody = run("explain_access", str(person.pk), "--purpose", "audit", "--on", "2024-05-01")
    assert everybody[2] == f"    {viewer}"
    before = run("explain_access", str(person.pk), "--purpose", "audit", "--on", "2024-04-30")
    assert before[1].startswith("Norfolk, co-ordinators only: The area responsible")
    assert before[2] == "    no user holds it on this day"
    assert run("explain_access", str(person.pk), "--purpose", "x", "--on", "2019-12-31")[1:] == [
        "nobody may see it"
    ]


def test_the_holders_of_a_grant_are_those_whom_it_lets_see(person):
    users = [
        member(),
        member(role=Role.ADMINISTRATOR),
        member(role=Role.PRACTITIONER, kind="police"),
        member(role=Role.CHAIR),
        member("kent"),
    ]
    for restricted in (False, True):
        if restricted:
            access.restrict_case(
                nominal=person, viewers={}, on=date(2024, 5, 1), reason="x", asked=ASKED
            )
        lines = run("explain_access", str(person.pk), "--purpose", "x")
        listed = {name.strip() for line in lines[2::2] for name in line.split(",")}
        for user in users:
            answer = run("explain_access", str(person.pk), "--purpose", "x", "--user", str(user))
            assert (str(user) in listed) is ("may not see it" not in answer[1])


def test_access_to_nobody_is_not_explained():
    assert "No nominal is called" in refusal("explain_access", NOBODY)


def test_no_day_is_told_how_to_write_one(person):
    with pytest.raises(CommandError, match="write it like 2024-05-01"):
        call_command("explain_access", str(person.pk), "--on", "1 May")


def test_the_timeline_tells_of_the_facts_of_the_role_only(person):
    tell_of(person)

    def kinds(role, kind="police"):
        words = ("show_timeline", str(person.pk), "--user", str(member(role=role, kind=kind)))
        return {line.partition("  ")[2].partition(":")[0] for line in run(*words, "--purpose", "x")}

    of_practitioner, of_statistician = kinds(Role.PRACTITIONER), kinds(Role.STATISTICIAN)
    assert {"address", "order", "level period", "alias"} <= of_practitioner
    assert of_practitioner - of_statistician == {"address"}
    of_auditor = kinds(Role.AUDITOR, "education")
    assert {"alias", "flag"} <= of_auditor
    assert not of_auditor & {"address", "order", "level period", "conviction", "recall"}
