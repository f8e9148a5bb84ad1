"""A co-ordinator's acts in a browser, by the keyboard alone."""

from datetime import date

import pytest
import time_machine

from mappa.pages.nominal.acts import OFFERED
from nominals.models import LevelPeriod
from orders.models import Breach, Condition, Recall
from tests.browser.looking import assert_whole
from tests.browser.signing_in import sign_in_co_ordinator
from tests.mappa.pages.casework import MORNING, somebody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


@pytest.fixture
def person():
    with time_machine.travel(MORNING):
        yield somebody(2, family_name="Raised", given_names="Robin", date_of_birth="1971-05-04")


@pytest.fixture
def hand(live_server, screen, person):
    """The hand of a co-ordinator who has just signed in and opened the page of a person."""
    sign_in_co_ordinator(screen, live_server.url)
    screen.goto(f"{live_server.url}/admin/nominals/{person.public_id}/")
    return Hand(screen)


class Hand:
    """A hand on the keyboard, and no mouse."""

    def __init__(self, screen):
        self.screen = screen

    @property
    def here(self):
        """What the thing with the focus is called or says."""
        return self.screen.evaluate(
            "(each => each.labels?.[0]?.innerText || each.innerText || '')(document.activeElement)"
        ).strip()

    def to(self, name):
        """On by Tab to what is called so."""
        for _ in range(120):
            if self.here.startswith(name):
                return self
            self.press("Tab")
        raise AssertionError(f"No Tab leads to {name}.")

    def press(self, key):
        self.screen.keyboard.press(key)

    def fill(self, **answers):
        """Choices by the beginning of their words, and texts in the place of what is there."""
        for name, words in answers.items():
            self.to(name.replace("_", " "))
            if self.screen.evaluate("document.activeElement.tagName") != "SELECT":
                self.press("Control+a")
            self.screen.keyboard.type(words)

    def go(self, name):
        """On to another page, by what is called so."""
        self.to(name)
        with self.screen.expect_navigation():
            self.press("Enter")

    def open(self, act):
        """An act, out of the menu of the page."""
        self.open_in_menu(act)
        assert self.screen.locator("h1").inner_text() == act

    def open_in_menu(self, name):
        """What the menu of the page leads to."""
        self.to("Acts")
        self.press("Enter")
        self.go(name)

    @property
    def says(self):
        """What stands above the page of the person after an act."""
        assert self.here == self.screen.locator("[role=status]").inner_text()
        return self.here


def test_a_level_is_changed_once_what_is_wrong_is_put_right(hand, pictures):
    hand.to("Acts")
    hand.press("Enter")
    assert_whole(hand.screen, pictures, "acts-menu")
    hand.go("Change level")
    assert_whole(hand.screen, pictures, "act-level")

    hand.fill(Level="Level 3", Kind_of_authority="Level 2 or 3")
    hand.go("Change level")
    assert hand.here.startswith("Not saved yet"), "the focus is on the summary"
    assert_whole(hand.screen, pictures, "act-level-refused")
    hand.press("Tab")
    hand.press("Enter")
    assert hand.here == "Kind of authority", "the summary leads to the field"

    hand.fill(Meeting_or_referral="The panel of July", Who_decided="The panel", Reason="Risk rose.")
    hand.go("Change level")
    assert hand.says == "The level is changed."
    assert_whole(hand.screen, pictures, "act-done")
    assert LevelPeriod.objects.latest("valid_from").level == 3


def test_a_reason_is_asked_and_given(hand, pictures):
    hand.open("Set lead agency")
    hand.fill(Kind_of_agency="Housing", Manager_of_the_case="Pat Rook")
    hand.go("Set lead agency")
    assert_whole(hand.screen, pictures, "act-reason")

    hand.to("Reason (V37): Say why")
    hand.press("Enter")
    hand.fill(Reason="The association asked.")
    hand.go("Set lead agency")
    assert hand.says == "The lead agency is set."


def test_an_order_is_imposed_and_its_breach_recorded(hand, pictures):
    hand.open("Impose an order")
    assert_whole(hand.screen, pictures, "act-order")
    hand.fill(
        Order_or_notice="Sexual harm",
        Made_on="1 7 2024",
        First_day_without_force="1 July 2030",
        Who_applied="Chief",
        Name_of_the_applicant="Norfolk Constabulary",
        Court="Norwich Magistrates' Court",
        Standard_of_proof="Balance",
        Kind_of_condition="Prohibition",
        What_it_says="Not to enter a park.",
        First_day="1 July 2024",
    )
    hand.go("Add another")
    assert hand.here == "Kind of condition", "the focus is in the new row"
    assert hand.screen.locator("text=Condition 2").is_visible()
    hand.go("Impose an order")
    assert hand.says == "The order is recorded.", hand.screen.locator("main").inner_text()
    assert Condition.objects.get().text == "Not to enter a park."

    hand.open("Record a breach")
    hand.fill(
        What_was_breached="An order",
        Order="Sexual harm",
        Day_of_the_breach="5 July 2024",
        Outcome="Charged",
        Day_of_the_outcome="8 July 2024",
    )
    assert_whole(hand.screen, pictures, "act-breach")
    hand.go("Record a breach")
    assert hand.says == "The breach is recorded."
    assert Breach.objects.get().order.kind == "shpo"


def test_somebody_is_recalled(hand, pictures):
    hand.open("Recall")
    hand.fill(Kind_of_recall="Standard", Reason="Breach of licence")
    assert_whole(hand.screen, pictures, "act-recall")
    hand.go("Recall")
    assert hand.says.startswith("The recall is recorded")
    assert Recall.objects.get().decided_on == date(2024, 7, 8)


def test_every_form_is_whole(hand, pictures):
    page = hand.screen.url
    for name in OFFERED:
        hand.screen.goto(f"{page}{name}/")
        assert_whole(hand.screen, pictures, f"form-{name}")
