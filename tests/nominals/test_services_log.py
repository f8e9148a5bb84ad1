"""The log of people is read by those who are shown it, and reading it is logged too."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from agencies.choices import Role
from core import audit
from core.models import AuditedObject, AuditEntry
from nominals.models import Nominal
from nominals.services import access
from nominals.services.acts import Asked
from nominals.services.consulting import Looking
from nominals.services.log import as_shown, entries_about, who_looked
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, NominalFactory, managed, merged_into

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)
TODAY = date(2024, 6, 1)
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def someone(**nominal):
    person = managed(**nominal)
    restate(nominals=[person.pk], at=RECORDED + timedelta(minutes=1), act=1)
    return person


def member(role=Role.AUDITOR, code="norfolk", kind="education"):
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


def note(*people, **more):
    """An entry about `people`, as a door writes it."""
    return audit.record(
        **{
            "by": "ann",
            "at": NOW,
            "operation": audit.Operation.CONSULTATION,
            "act": "find_nominals",
            "label": Nominal._meta.label,
            "purpose": "a complaint about Quixoak",
            "detail": {"count": len(people)},
            "objects": [each.pk for each in people],
        }
        | more
    )


def looking(user, purpose=""):
    return Looking(by="door", at=NOW, on=TODAY, purpose=purpose, user=user)


def keys(user):
    return {each.pk for each in entries_about(user, on=TODAY)}


def restrict(person, *viewers):
    access.restrict_case(
        nominal=person,
        viewers=dict.fromkeys(viewers, "x"),
        on=date(2024, 5, 1),
        reason="x",
        asked=Asked(by="ann", at=NOW),
    )


@pytest.mark.parametrize("role", Role)
def test_the_log_of_the_area_is_for_auditors_co_ordinators_and_administrators(role):
    person, elsewhere = someone(), someone(code="kent")
    own, other = note(person), note(elsewhere)
    reader = member(role)

    shown = keys(reader)

    assert shown == ({own.pk} if role in ("auditor", "co_ordinator", "administrator") else set())
    assert keys(member(Role.AUDITOR, "kent")) == {other.pk}


@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.AUDITOR])
def test_the_lead_agency_of_another_area_reads_no_log(role):
    person = someone()
    note(person)
    reader = member(role, "kent", "police")
    MembershipFactory(user=reader, role=role, agency=default_agency("police"), area=area("kent"))

    assert Nominal.objects.visible_to(reader, on=TODAY).get() == person
    assert keys(reader) == set()


def test_of_a_restricted_case_only_the_list_reads_the_log():
    person = someone()
    looked = note(person)
    listed, auditor, co_ordinator = member(code="kent"), member(), member(Role.CO_ORDINATOR)
    assert looked.pk in keys(auditor)
    assert looked.pk not in keys(listed)

    restrict(person, listed)

    assert keys(auditor) == keys(co_ordinator) == set()
    assert looked.pk in keys(listed)
    for reader in (auditor, co_ordinator):
        with pytest.raises(ValidationError, match="No nominal is called"):
            who_looked(text=str(person.public_id), looking=looking(reader, "audit"))
    with pytest.raises(ValidationError, match="V54"):
        who_looked(text=str(person.public_id), looking=looking(listed))
    found = who_looked(text=str(person.public_id), looking=looking(listed, "audit"))
    assert looked.pk in {each.id for each in found}


def test_an_entry_about_several_people_shows_those_alone_whose_log_one_is_shown():
    person, twin, hidden = someone(), someone(), someone()
    of_all, of_two = note(person, twin, hidden), note(person, twin)
    auditor = member()
    restrict(hidden, UserFactory())

    shown = {each.id: each for each in as_shown([of_all, of_two], auditor, on=TODAY)}
    by_system = {each.id: each for each in as_shown([of_all], None, on=TODAY)}

    both = (person.public_id, twin.public_id)
    assert (shown[of_all.pk].people, shown[of_two.pk].people) == (both, both)
    part, whole = shown[of_all.pk], shown[of_two.pk]
    assert (part.is_whole, part.purpose, part.detail) == (False, "", {})
    assert (whole.is_whole, whole.purpose) == (True, "a complaint about Quixoak")
    assert str(hidden.public_id) not in str(part)
    assert len(by_system[of_all.pk].people) == 3


def test_who_looked_at_a_record_is_told_with_the_records_merged_into_it_and_logged():
    person, merged, other = someone(), NominalFactory(), someone()
    merged_into(person, merged)
    first, second, _ = note(person), note(merged), note(other)
    auditor = member()

    found = who_looked(text=str(person.public_id), looking=looking(auditor, "a complaint"))

    look = AuditEntry.objects.latest("id")
    assert [each.id for each in found] == [look.pk, second.pk, first.pk]
    assert all(each.is_whole for each in found)
    assert (look.act, look.operation, look.purpose) == ("show_log", "consultation", "a complaint")
    assert look.detail == {"found": True, "as": auditor.username}
    assert AuditedObject.objects.get(entry_id=look.pk).object_id == person.pk
    assert keys(auditor) == {each.pk for each in (first, second, _, look)}


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.AGENCY_LEAD])
def test_whoever_sees_the_person_but_no_log_is_told_of_nobody(role):
    person = someone()
    officer = member(role, kind="police")
    assert Nominal.objects.visible_to(officer, on=TODAY).get() == person

    answers = []
    for text in (str(person.public_id), NOBODY):
        with pytest.raises(ValidationError) as told:
            who_looked(text=text, looking=looking(officer))
        answers.append(told.value.messages[0].replace(text, "X"))

    assert answers[0] == answers[1]
    assert AuditEntry.objects.filter(act="show_log", detail__found=False).count() == 2


def test_many_entries_take_as_many_queries_as_one(django_assert_num_queries):
    person, auditor = someone(), member()
    for more in (1, 20):
        for _ in range(more):
            note(person, someone())
        with django_assert_num_queries(4):
            list(as_shown(list(AuditEntry.objects.all()), auditor, on=TODAY))


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_prints_the_log_and_looks_with_a_users_eyes():
    person, other = someone(), someone()
    with audit.coming_from(audit.Origin(on_behalf_of="ben")):
        note(person, other, recipient="co@norfolk.example")
    auditor, officer = member(), member(Role.PRACTITIONER, kind="police")
    words = ("show_log", "--nominal", str(person.pk))

    look, line, count = run(*words, "--user", auditor.username, "--purpose", "a complaint")

    assert look.endswith("consultation  show_log: a complaint")
    assert line == (
        "2024-06-01 11:00:00  ann for ben  consultation  find_nominals to co@norfolk.example, "
        "2 people: a complaint about Quixoak"
    )
    assert count == "2 entries."
    assert run(*words, "--limit", "1")[-1] == "1 entries."
    with pytest.raises(CommandError, match="No nominal is called") as told:
        run(*words, "--user", officer.username)
    assert told.value.returncode == 2
