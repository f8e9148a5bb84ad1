"""Acts on one fact: where they are offered, to whom, and what is said where they are refused."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from core.models import AuditEntry
from nominals.models import Flag
from nominals.services.flags import raise_flag
from orders.models import Order
from orders.rules.breaches import FINDINGS
from orders.services.changing import discharge_order
from tests.api.calling import Person
from tests.api.casework import case
from tests.api.examples import orders, people
from tests.api.examples.planting import BEFORE
from tests.api.meetings.played import today
from tests.factories.agencies import default_agency
from tests.factories.orders import BreachFactory
from tests.mappa.pages.test_acts import changes_in, hidden_in
from tests.mappa.pages.words import text
from tests.meetings.convening import asked
from tests.meetings.referring import Desk
from tests.orders.making import impose

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with today():
        yield


def flag_of(person):
    """A flag about somebody, raised by another."""
    said = {"on": BEFORE, "reason": "Evicted."}
    return raise_flag(nominal=person, kind="no_fixed_address", asked=asked(BEFORE), **said)


def doors(page):
    """The acts to which a page leads, by the kind of record and the name of the act."""
    return set(re.findall(r'"/admin/([\w-]+)/[\w-]+/([\w-]+)/"', text(page)))


def test_a_form_on_a_fact_says_which_and_a_refusal_stands_beside_its_field():
    flag = flag_of(case())
    reader, address = Person(), f"/admin/flags/{flag.pk}/lower-flag/"
    opened = reader.http.get(address)
    assert "Flag “No sole or main residence”: Evicted." in text(opened)

    early = {"on": "1 March 2024", "reason": "Has a home."} | hidden_in(opened)
    refused = text(reader.http.post(address, early))

    assert "Not saved yet" in refused
    assert 'id="id_on_error"' in refused
    assert 'value="1 March 2024"' in refused
    assert Flag.objects.get().valid_to is None


def test_a_form_on_a_fact_that_is_sent_twice_is_done_once():
    flag = flag_of(case())
    reader, address = Person(), f"/admin/flags/{flag.pk}/lower-flag/"
    sent = {"on": "21 May 2024", "reason": "Has a home."} | hidden_in(reader.http.get(address))

    answers = [reader.http.post(address, sent) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert Flag.objects.get().valid_to == date(2024, 5, 21)
    assert AuditEntry.objects.filter(act="lower_flag").count() == 1


def test_whoever_changed_an_order_first_is_told_with_what_the_order_says_now():
    person, reader = case(), Person()
    order = impose(person)
    address = f"/admin/orders/{order.public_id}/quash-order/"
    opened = reader.http.get(address)
    discharge_order(
        order=order,
        on=date(2024, 5, 20),
        reason="No longer needed.",
        subject_consents=True,
        police_consent=True,
        asked=asked(date(2024, 5, 20)),
    )
    sent = {"on": "21 May 2024", "reason": "The appeal was allowed."}

    late = text(reader.http.post(address, sent | hidden_in(opened)))

    assert "ann saved “Discharge”" in late
    assert "Sexual harm prevention order ends" in changes_in(late)
    assert "The appeal was allowed.</textarea>" in late
    assert Order.objects.get().ended_by == "discharged"


def test_only_what_has_its_place_now_is_offered():
    person, reader = case(), Person()
    page = f"/admin/nominals/{person.public_id}/"
    assert not {kind for kind, _ in doors(reader.http.get(page))} & {"recalls", "flags", "orders"}

    flag_of(person)
    impose(person)
    assert {("flags", "lower-flag"), ("orders", "vary-order")} <= doors(reader.http.get(page))
    assert ("orders", "decide-main-application") not in doors(reader.http.get(page))


def test_a_return_is_offered_until_somebody_returned():
    waiting, back = orders.recalled(), orders.returned()
    reader = Person()
    found = [
        doors(reader.http.get(f"/admin/nominals/{each.nominal.public_id}/"))
        for each in (waiting, back)
    ]
    assert [("recalls", "record-return") in each for each in found] == [True, False]
    assert [("recalls", "record-rerelease") in each for each in found] == [False, True]


def test_who_may_not_act_on_a_fact_finds_no_such_page():
    flag, hidden = flag_of(case()), flag_of(case(code="kent"))
    auditor, reader = Person(Role.AUDITOR), Person()

    def status(who, at):
        return who.http.get(f"/admin/{at}/").status_code

    assert status(reader, f"flags/{flag.pk}/lower-flag") == 200
    assert status(auditor, f"flags/{flag.pk}/lower-flag") == 404
    assert status(reader, f"flags/{hidden.pk}/lower-flag") == 404
    assert status(reader, f"flags/{flag.pk}/remove-alias") == 404
    assert status(reader, "flags/999999/lower-flag") == 404
    assert status(reader, f"nominals/{flag.nominal.public_id}/lower-flag") == 404
    look = AuditEntry.objects.filter(act="show_nominal", detail__found=False)
    assert look.filter(object_id=hidden.nominal_id).exists(), "a look in vain is logged"


def test_referrals_are_decided_on_from_their_list_and_withdrawn_by_their_agency():
    referral = Desk().submitted()
    co_ordinator, referrer = Person(kind="probation"), Person(Role.PRACTITIONER)
    at = f"/admin/referrals/{referral.public_id}"

    decides, refers = (
        text(each.http.get("/admin/referrals/")) for each in (co_ordinator, referrer)
    )

    deciding = ("accept-referral", "reject-referral", "ask-information")
    assert [f"{at}/{each}/" in decides for each in deciding] == [True] * 3
    assert [f"{at}/{each}/" in refers for each in deciding] == [False] * 3
    assert f"{at}/withdraw-referral/" not in decides
    assert f"{at}/withdraw-referral/" in refers
    assert co_ordinator.http.get(f"{at}/withdraw-referral/").status_code == 404
    assert referrer.http.get(f"{at}/accept-referral/").status_code == 404


def test_the_list_of_referrals_asks_as_much_of_one_as_of_many():
    reader = Person()

    def asks():
        with CaptureQueriesContext(connection) as queries:
            reader.http.get("/admin/referrals/")
        return len(queries)

    Desk().submitted()
    asks()
    one = asks()
    for _ in range(3):
        Desk().submitted()
    assert asks() == one


def test_transfers_are_answered_by_the_other_area_and_withdrawn_by_ones_own():
    transfer = people.transfer()
    own, other = Person(), Person(code="suffolk")
    at = f"/admin/transfers/{transfer.pk}"

    mine, theirs = (text(each.http.get("/admin/transfers/")) for each in (own, other))

    assert f"{at}/withdraw-transfer/" in mine
    assert f"{at}/accept-transfer/" not in mine
    assert f"{at}/accept-transfer/" in theirs
    assert f"{at}/refuse-transfer/" in theirs
    assert f"{at}/withdraw-transfer/" not in theirs


def test_a_referral_is_drafted_by_whoever_acts_for_an_agency():
    person, reader = case(), Person(Role.CHAIR)
    address = f"/admin/nominals/{person.public_id}/draft-referral/"
    sent = {"agency": default_agency("police").pk, "case-level": 2, "on": "21 May 2024"}

    done = reader.http.post(address, sent | hidden_in(reader.http.get(address)))

    assert done.status_code == 302, text(done)
    offered = doors(reader.http.get(done.url))
    assert {("referrals", "submit-referral"), ("referrals", "change-referral")} <= offered
    assert Person(Role.AUDITOR).http.get(address).status_code == 404


def test_a_correction_begins_with_what_stands():
    person, reader = case(family_name="Finch", date_of_birth=date(1988, 2, 29)), Person()

    form = text(reader.http.get(f"/admin/nominals/{person.public_id}/change-identity/"))

    assert 'value="Finch"' in form
    assert 'value="29 February 1988"' in form


def test_a_breach_offers_the_findings_that_stand_in_the_place_of_an_outcome():
    breach = BreachFactory(nominal=case(), of="notification")

    page = text(Person().http.get(f"/admin/breaches/{breach.pk}/record-outcome/"))
    offered = re.search(r'<select name="finding".*?</select>', page, re.DOTALL).group()

    assert set(re.findall(r'value="(\w+)"', offered)) == {each.value for each in FINDINGS}
