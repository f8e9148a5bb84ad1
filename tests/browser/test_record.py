"""The life of a record in a browser, by the keyboard alone: from registration to merging."""

from datetime import date

import pytest
import time_machine

from meetings.models import Referral
from nominals.models import Merge, Nominal
from nominals.services.acts import Asked
from nominals.services.identity.registration import add_alias
from nominals.services.states import restate
from orders.models import Recall
from tests.browser.looking import assert_accessible, assert_whole
from tests.browser.test_acts import Hand, hand, person
from tests.factories.nominals import RECORDED
from tests.mappa.pages.casework import MORNING, somebody
from tests.nominals.facts import tell_of

__all__ = ["Hand", "hand", "person"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def test_somebody_is_registered_once_the_likely_duplicate_is_answered_for(hand, pictures):
    hand.screen.goto(hand.screen.url.split("/admin/")[0] + "/admin/nominals/")
    hand.go("Register a person")
    assert_whole(hand.screen, pictures, "register")
    hand.fill(Family_name="Raised", Given_names="Robin", Date_of_birth="4 May 1971")
    hand.go("Register a person")

    assert hand.here.startswith("Not saved yet")
    assert_whole(hand.screen, pictures, "register-likely")
    assert hand.screen.locator(".likely a").inner_text().startswith("RAISED, Robin")
    hand.to("Why this is another person: Say why")
    hand.press("Enter")
    hand.fill(Why_this_is_another_person="Twins of one name.")
    hand.go("Register a person all the same")

    assert hand.says == "The person is registered."
    assert Nominal.objects.count() == 2


def test_somebody_is_recalled_and_returned_from_beside_the_recall(hand, pictures):
    hand.open("Recall")
    hand.fill(Kind_of_recall="Standard", Reason="Breach of licence")
    hand.go("Recall")
    hand.go("Record the return")
    assert_whole(hand.screen, pictures, "act-return")
    hand.fill(Establishment="HMP Norwich")
    hand.go("Record the return")
    assert hand.says == "The return to custody is recorded."
    assert Recall.objects.get().returned_on == date(2024, 7, 8)
    assert_whole(hand.screen, pictures, "person-returned")


def test_somebody_is_referred_and_the_referral_decided(hand, pictures):
    hand.open("Draft a referral")
    hand.fill(Level_asked_for="Level 3", Who_refers="Sam Lark", Reason="Risk rose.")
    hand.fill(The_risk="Imminent.", What_a_meeting_would_add="Control.")
    hand.go("Draft a referral")
    assert hand.says.startswith("The referral is drafted")
    hand.go("Submit")
    hand.go("Submit")
    assert hand.says.startswith("The referral is submitted")

    hand.screen.goto(hand.screen.url.split("/admin/")[0] + "/admin/referrals/")
    assert_whole(hand.screen, pictures, "referrals-doors")
    hand.go("Accept")
    hand.fill(Managed_at="Level 3", Reason="The panel of July will meet.")
    hand.go("Accept")
    assert hand.says == "The referral is accepted.", hand.screen.locator("main").inner_text()
    assert Referral.objects.get().status == "accepted"


def test_two_records_are_merged_side_by_side(hand, person, pictures):
    with time_machine.travel(MORNING):
        other = somebody(1, family_name="Raisd", given_names="Robin", date_of_birth="1971-05-04")
    hand.open_in_menu("Merge with another record")
    hand.to("Name, date of birth").screen.keyboard.type("Raisd")
    hand.go("Find")
    assert_whole(hand.screen, pictures, "merge-seek")
    hand.go("RAISD, Robin")
    assert_whole(hand.screen, pictures, "merge")
    for group in hand.screen.locator("fieldset.choices").all():
        group.locator("input").first.focus()
        hand.press("Space")
    hand.fill(Reason="One person, misspelt.")
    hand.go("Merge the records")
    assert hand.says.startswith("The records are merged.")
    assert Merge.objects.get().merged == other
    hand.open_in_menu("Part RAISD")
    assert_whole(hand.screen, pictures, "part")


def test_every_fact_has_its_acts_beside_it(hand, person, pictures):
    with time_machine.travel(MORNING):
        tell_of(person)
        restate(nominals=[person.pk], at=RECORDED, act=1)
    hand.screen.reload()
    assert_whole(hand.screen, pictures, "facts")
    doors = [each.get_attribute("href") for each in hand.screen.locator(".facts a").all()]
    assert len(doors) > 20
    origin = hand.screen.url.split("/admin/")[0]
    for door in doors:
        hand.screen.goto(origin + door)
        assert_accessible(hand.screen, pictures, "fact-" + door.strip("/").replace("/", "-"))
        hand.screen.set_viewport_size({"width": 320, "height": 640})
        assert hand.screen.evaluate("document.documentElement.scrollWidth") <= 320, door
        hand.screen.set_viewport_size({"width": 1366, "height": 768})


def test_what_somebody_else_changed_stands_beside_what_was_typed(hand, person, pictures):
    hand.open("Raise a flag")
    with time_machine.travel(MORNING):
        add_alias(
            nominal=person,
            family_name="Lowered",
            on=date(2024, 7, 8),
            user=None,
            asked=Asked(by="wren", at=MORNING),
        )
    hand.fill(What_every_reader_must_know="Victim", Reason="Through the officer.")
    hand.go("Raise a flag")
    assert "wren saved" in hand.screen.locator(".refusals").inner_text()
    assert "Also known as LOWERED" in hand.screen.locator(".changes").inner_text()
    assert_whole(hand.screen, pictures, "changed-meanwhile")
    hand.go("Raise a flag")
    assert hand.says == "The flag is raised."
