"""Whom a text finds, why, and who may see whom."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditedObject, AuditEntry
from nominals.models import Alias, SearchIdentifier, SearchName
from nominals.services.acts import Asked
from nominals.services.identity.finding import find_nominals
from nominals.services.states import differing_nominals, restate
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed, merged_into

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
DAY = date(2022, 3, 31)
BORN = date(1980, 4, 3)
ASKED = Asked(by="A. Constable", at=FIRST)


@pytest.fixture
def smith():
    person = managed(
        family_name="Smith",
        given_names="John Paul",
        date_of_birth=BORN,
        pnc_id="2001/0171310W",
        cro_number="033379/82L",
        crn="X123456",
        prison_number="A1234BC",
        visor_reference="0012345",
    )
    Alias.objects.create(
        nominal=person, family_name="Al-Hassan", recorded_from=RECORDED, recorded_in=1
    )
    other = managed(family_name="Brown", given_names="Jane", date_of_birth=date(1962, 9, 17))
    restate(nominals=[person.pk, other.pk], at=FIRST, act=5)
    return person


def find(text, user=None, **more):
    return find_nominals(text, user=user, on=DAY, asked=ASKED, **more)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Smith", "Called Smith John Paul, written so."),
        ("john smith", "Called Smith John Paul, written so."),
        ("J Smith", "Called Smith John Paul, by an initial."),
        ("smi", "Called Smith John Paul, which holds what was written."),
        ("mith", "Called Smith John Paul, which holds what was written."),
        ("Smyth", "Called Smith John Paul, within typing distance."),
        ("Simth", "Called Smith John Paul, within typing distance."),
        ("Jon Smith", "Called Smith John Paul, which sounds alike."),
        ("alhassan", "Known as Al Hassan, written so."),
        ("hassan", "Known as Al Hassan, written so."),
        ("3/4/1980", "Born on 3 April 1980."),
        ("3 April 1980", "Born on 3 April 1980."),
        ("smith 1980-04-03", "Born on 3 April 1980."),
        ("2001/0171310W", "The PNC ID is 01/171310W."),
        ("01/171310w", "The PNC ID is 01/171310W."),
        ("2001/0171", "The PNC ID 01/171310W begins so."),
        ("33379/82L", "The CRO number is 33379/82L."),
        ("x 123456", "The CRN is X123456."),
        ("X123", "The CRN X123456 begins so."),
        ("a1234bc", "The prison number is A1234BC."),
        ("12345", "The ViSOR reference is 12345."),
        ("smith X123456", "The CRN is X123456."),
    ],
)
def test_a_text_finds_one_person_and_says_why(smith, text, reason):
    (found,) = find(text)

    assert found.nominal == smith
    assert reason in found.reasons


@pytest.mark.parametrize(
    "text",
    ["Jones", "smith jane", "4/4/1980", "brown 3/4/1980", "X999", "brown X123456", "23456"],
)
def test_a_text_of_which_a_part_does_not_meet_finds_nobody(smith, text):
    assert find(text) == []


@pytest.mark.parametrize("text", ["", "  ", "s", "12", "smith 1", "!?"])
def test_a_text_in_which_nothing_can_be_sought_is_refused(smith, text):
    with pytest.raises(ValidationError, match="two letters"):
        find(text)


def test_the_most_alike_come_first():
    people = [managed(family_name=name) for name in ("Smithson", "Smyth", "Smith")]
    restate(nominals=[each.pk for each in people], at=FIRST, act=5)

    assert [each.nominal for each in find("smith")] == [people[2], people[0], people[1]]
    assert [each.nominal for each in find("smith", limit=1)] == [people[2]]


def test_only_those_are_found_whom_the_user_may_see(smith):
    here = MembershipFactory(role="co_ordinator", agency=default_agency("housing"), area=area())
    there = MembershipFactory(
        role="co_ordinator", agency=default_agency("housing", "suffolk"), area=area("suffolk")
    )

    for text in ("smith", "3/4/1980", "X123456", "al-hassan"):
        assert [each.nominal for each in find(text, here.user)] == [smith]
        assert find(text, there.user) == []


def test_the_look_is_logged_without_what_was_written(smith):
    find("smith 3/4/1980")

    entry = AuditEntry.objects.get(act="find_nominals")
    assert (entry.operation, entry.actor, entry.object_label) == (
        "consultation", "A. Constable", "nominals.Nominal",
    )  # fmt: skip
    assert entry.detail == {"sought": ["name", "date of birth"]}
    assert list(AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id")) == [
        (smith.pk,)
    ]


def test_a_merged_record_is_not_found_and_its_survivor_is(smith):
    survivor = managed(family_name="Green", given_names="Peter")
    merged_into(survivor, smith)
    restate(nominals=[smith.pk, survivor.pk], at=FIRST + timedelta(days=1), act=6)

    for text in ("smith", "3/4/1980", "X123456", "hassan", "green"):
        assert [each.nominal for each in find(text)] == [survivor]


def test_only_rows_of_changed_names_are_written_anew(smith):
    before = dict(SearchName.objects.values_list("name", "pk"))
    smith.family_name = "Smithers"
    smith.save()

    assert differing_nominals() == [smith.pk]
    restate(nominals=[smith.pk], at=FIRST + timedelta(days=1), act=6)

    after = dict(SearchName.objects.values_list("name", "pk"))
    assert differing_nominals() == []
    assert after.keys() == {"smithers john paul", "al hassan", "brown jane"}
    assert after["al hassan"] == before["al hassan"]


def test_the_number_of_queries_does_not_depend_on_the_people(smith):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            find("smith")
        return len(captured)

    one = queries()
    more = [managed(family_name="Smith").pk for _ in range(10)]
    restate(nominals=more, at=FIRST, act=5)

    assert queries() == one


def test_the_command_finds_and_prints_why(smith, capsys):
    call_command("find_nominals", "smyth")

    printed = capsys.readouterr().out
    assert str(smith.public_id) in printed
    assert "SMITH, John Paul" in printed
    assert "within typing distance" in printed
    assert SearchIdentifier.objects.count() == 5


def test_the_command_finds_nobody_with_the_eyes_of_a_stranger(smith, capsys):
    agency = default_agency("housing", "suffolk")
    stranger = MembershipFactory(agency=agency, area=area("suffolk")).user

    call_command("find_nominals", "smyth", "--user", stranger.get_username())

    assert "Nobody" in capsys.readouterr().out
