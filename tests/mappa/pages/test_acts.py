"""Each act of the page of a person, through its form: done once, nothing typed is lost."""

import re
from datetime import date

import pytest
from django.db import transaction

from agencies.choices import Role
from core.api.caller import Caller
from core.models import AuditEntry, IdempotencyKey
from mappa.pages.nominal import registering
from mappa.pages.nominal.acts import OFFERED
from mappa.pages.nominal.facts import SUBJECTS, whom
from mappa.pages.nominal.forms import ActForm
from mappa.pages.nominal.words import LABELS
from mappa.pages.panels import subjects
from nominals.models import Alias, Flag, GivenReason, LeadAgencyPeriod, LevelPeriod, Nominal
from orders.models import Condition
from tests.api.calling import Person
from tests.api.casework import case, restrict
from tests.api.examples import meetings, orders, people
from tests.api.examples.test_examples import put
from tests.api.meetings.played import today
from tests.mappa.pages.words import text
from tests.meetings.convening import Room

pytestmark = pytest.mark.django_db

TODAY = date(2024, 5, 21)
PLANTED = people.PLANTED | orders.PLANTED | meetings.PLANTED


@pytest.fixture(autouse=True)
def _clock():
    with today():
        yield


def flat(body, path=""):
    """A body as the fields of a form; a list of keys is a choice of several."""
    if isinstance(body, list) and all(isinstance(each, int) for each in body):
        return {path: body}
    if isinstance(body, dict):
        inner = body.items()
    elif isinstance(body, list):
        inner = enumerate(body)
    else:
        return {path: "" if body is None else body}
    return {
        name: value
        for key, each in inner
        for name, value in flat(each, f"{path}-{key}" if path else str(key)).items()
    }


def opened(client, person, act, **data):
    """The form of an act as it is sent with `data`, and what it says."""
    address = f"/admin/nominals/{person.public_id}/{act}/"
    answer = client.post(address, data) if data else client.get(address)
    assert answer.status_code == 200, answer.content
    return address, hidden_in(answer)


def hidden_in(answer):
    """What a form sends along and nobody types."""
    hidden = r'type="hidden" name="(version\w*|key|purpose)" value="([^"]*)"'
    return dict(re.findall(hidden, text(answer)))


def changes_in(page):
    """What a form says that somebody else changed."""
    return re.search(r'class="changes".*?</section>', page, re.DOTALL)[0]


ON_FACTS = {name: each for _, subject in SUBJECTS for name, each in subject.offered.items()}
EVERY = OFFERED | ON_FACTS


def target_of(offer):
    """A fact about somebody on which an act is done."""
    planted, resource = PLANTED[offer.act.service.__name__](), offer.act.resource
    return resource.seen(Caller(planted.by.user), TODAY).get(**{resource.key: planted.key})


def whose(offer, key):
    """The person whom the record is about on which an act is offered."""
    resource = offer.act.resource
    return whom(resource, resource.model.objects.get(**{resource.key: key}))


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"place-meeting"}))
def test_each_act_is_done_through_its_form_with_the_example(name):
    offer = EVERY[name]
    act = offer.act
    planted = PLANTED[act.service.__name__]()
    person = whose(offer, planted.key)
    client = planted.by.http
    purpose = {"purpose": "To try it."} if person.is_restricted else {}
    address = f"/admin/{act.resource.name}/{planted.key}/{name}/"
    opened = client.post(address, purpose) if purpose else client.get(address)
    assert opened.status_code == 200, text(opened)
    hidden = hidden_in(opened)

    sent = flat(put(planted.keys, act.example))
    reasons = {f"{each}-": sent.pop(each) for each in list(sent) if each.startswith("reasons-")}
    answer = client.post(address, sent | reasons | hidden)

    assert answer.status_code == 302, text(answer)
    sees = Nominal.objects.filter(pk=person.pk).visible_to(planted.by.user, on=TODAY).exists()
    assert sees == (name != "restrict-case"), (
        "whoever leaves himself or herself out sees it no more"
    )
    assert answer.url == (f"/admin/nominals/{person.public_id}/" if sees else "/admin/nominals/")
    assert AuditEntry.objects.filter(act=act.service.__name__).exists()
    person.refresh_from_db()
    if not person.is_restricted:
        assert str(offer.done) in text(client.get(answer.url))


@pytest.mark.parametrize("name", ON_FACTS)
def test_each_act_on_a_fact_is_offered_beside_the_fact(name):
    offer = ON_FACTS[name]
    planted = PLANTED[offer.act.service.__name__]()
    person = whose(offer, planted.key)
    page = f"/admin/nominals/{person.public_id}/"
    shown = text(planted.by.http.post(page, {"purpose": "To try it."}))

    assert f'<a href="/admin/{offer.act.resource.name}/{planted.key}/{name}/">' in shown


ON = {"on": "21 May 2024"}
LEVEL = {
    "level": 2,
    "on": "2024-05-21",
    "authority-kind": "referral",
    "authority-reference": "The panel of May",
    "authority-decider": "The panel",
    "authority-reason": "Several agencies must act.",
}


def test_a_refusal_stands_beside_its_field_and_what_was_typed_is_kept():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "set-level")

    refused = text(reader.http.post(address, LEVEL | hidden | {"authority-reason": ""}))

    assert LevelPeriod.objects.get().level == 1
    assert "<title>Error: Change level" in refused
    assert '<a href="#id_authority-kind">Kind of authority: V39: ' in refused
    assert 'id="id_authority-kind_error"' in refused
    assert 'aria-describedby="id_authority-kind_helptext id_authority-kind_error"' in refused
    assert 'value="The panel of May"' in refused
    assert '<option value="2" selected>Level 2</option>' in refused
    assert reader.http.post(address, LEVEL | hidden).status_code == 302
    assert LevelPeriod.objects.latest("valid_from").level == 2


def test_what_cannot_be_read_is_refused_before_the_service_is_asked():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "set-level")

    refused = text(reader.http.post(address, {"level": "", "on": "31 June 2024"} | hidden))

    assert "Level: This field is required." in refused
    assert "Write a day such as 8 July 2024 or 8/7/2024." in refused
    assert 'value="31 June 2024"' in refused
    assert IdempotencyKey.objects.count() == 0


def test_a_warning_asks_its_reason_beside_what_it_is_about_and_keeps_it():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "set-lead-agency")
    landlord = {"kind": "housing", "on": "21 5 2024", "manager": "Kim Wren"}

    asked = text(reader.http.post(address, landlord | hidden))
    assert 'name="reasons-V37-kind"' in asked
    places = [asked.index(f'name="{each}"') for each in ("kind", "reasons-V37-kind", "on")]
    assert places == sorted(places)
    assert 'value="Kim Wren"' in asked
    assert not LeadAgencyPeriod.objects.filter(kind="housing").exists()

    reason = {"reasons-V37-kind": "The association asked."}
    refused = text(reader.http.post(address, landlord | reason | hidden | {"manager": " "}))
    assert "The association asked.</textarea>" in refused
    done = reader.http.post(address, landlord | reason | hidden)

    assert done.status_code == 302, text(done)
    assert LeadAgencyPeriod.objects.filter(kind="housing").exists()
    assert GivenReason.objects.get().reason == "The association asked."


def test_whoever_saved_first_is_named_and_the_form_may_be_sent_again():
    person, reader, other = case(), Person(), Person()
    address, hidden = opened(reader.http, person, "raise-flag")
    alias, read = opened(other.http, person, "add-alias")
    other.http.post(alias, {"family_name": "Fink", "on": "21 May 2024"} | read)
    flag = {"kind": "victim_contact", "on": "21 May 2024", "reason": "Through the officer."}

    late = reader.http.post(address, flag | hidden)

    who = other.user.username
    assert f"{who} saved “Add another name” at 13:00 on 21 May 2024" in text(late)
    changed = changes_in(text(late))
    assert "Also known as FINK." in changed
    assert "not recorded" in changed, "what it said before"
    assert "Through the officer.</textarea>" in text(late)
    assert not Flag.objects.exists()
    assert reader.http.post(address, flag | hidden_in(late)).status_code == 302
    assert Flag.objects.get().reason == "Through the officer."


def test_who_saved_first_is_not_told_to_whoever_is_not_shown_the_log():
    person, reader, other = case(), Person(Role.PRACTITIONER), Person()
    address, hidden = opened(reader.http, person, "raise-flag")
    alias, read = opened(other.http, person, "add-alias")
    other.http.post(alias, {"family_name": "Fink", "on": "21 May 2024"} | read)

    late = text(
        reader.http.post(address, {"kind": "victim_contact", "reason": "So."} | hidden | ON)
    )

    assert "Somebody saved something after you opened this form." in late
    assert other.user.username not in late


def test_a_form_that_is_sent_twice_is_done_once():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "add-alias")
    alias = {"family_name": "Fink"} | ON

    first, again = (reader.http.post(address, alias | hidden) for _ in range(2))

    assert (first.status_code, again.status_code) == (302, 302)
    assert Alias.objects.count() == 1
    assert AuditEntry.objects.filter(act="add_alias").count() == 1


def test_a_form_that_was_saved_and_then_changed_asks_whether_to_save_again():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "add-alias")
    reader.http.post(address, {"family_name": "Fink"} | ON | hidden)

    changed = reader.http.post(address, {"family_name": "Finch-Hay"} | ON | hidden)
    assert "This form was saved already" in text(changed)
    assert 'value="Finch-Hay"' in text(changed)
    stale = reader.http.post(address, {"family_name": "Finch-Hay"} | ON | hidden_in(changed))
    assert "after you opened this form" in text(stale)
    reader.http.post(address, {"family_name": "Finch-Hay"} | ON | hidden_in(stale))

    assert Alias.objects.count() == 2


@pytest.mark.parametrize("name", ["set-level", "impose-order", "draft-referral", "leave-mappa"])
def test_who_may_not_act_finds_no_such_page(name):
    person = case()
    address = f"/admin/nominals/{person.public_id}/{name}/"
    hidden = f"/admin/nominals/{case(code='kent').public_id}/{name}/"
    auditor, co_ordinator = Person(Role.AUDITOR), Person()

    assert auditor.http.get(address).status_code == 404
    assert auditor.http.post(address, {"version": "1", "key": "a-long-key"}).status_code == 404
    assert co_ordinator.http.get(address).status_code == 200
    assert co_ordinator.http.get(hidden).status_code == 404
    assert co_ordinator.http.get(address.replace(name, "no-such-act")).status_code == 404


def test_the_menu_offers_what_the_reader_may_do():
    person = case()

    def offered(reader):
        page = text(reader.http.get(f"/admin/nominals/{person.public_id}/"))
        return set(re.findall(rf'"/admin/nominals/{person.public_id}/([\w-]+)/"', page))

    idle = {"end-pdp", "lift-restriction", "name-viewer"}
    of_co_ordinators = {"host-case", "leave-mappa", "place-meeting", "request-transfer"}
    of_co_ordinators |= {"restrict-case"}
    assert offered(Person()) == set(OFFERED) - idle | {"merge"}
    unwritten = of_co_ordinators | {"add-victim-note"}
    assert offered(Person(Role.PRACTITIONER)) == set(OFFERED) - idle - unwritten
    assert offered(Person(Role.CHAIR)) == {"draft-referral"}
    assert offered(Person(Role.AUDITOR)) == set()


def test_a_level_that_the_reader_may_not_set_is_refused_in_words():
    person, reader = case(), Person(Role.PRACTITIONER)
    address, hidden = opened(reader.http, person, "set-level")

    refused = text(reader.http.post(address, LEVEL | hidden))

    assert "You may read this case, and not record this in it." in refused
    assert LevelPeriod.objects.get().level == 1


def test_another_row_is_added_without_judging_and_a_blank_one_is_none():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "impose-order")
    order = flat(OFFERED["impose-order"].act.example)

    grown = reader.http.post(address, order | hidden | {"more": "conditions", "made_on": ""})
    assert "Not saved yet" not in text(grown)
    assert "Not to enter a park.</textarea>" in text(grown)
    assert 'name="conditions-1-text"' in text(grown)
    assert re.findall(r'name="([\w-]+)" [^>]*autofocus', text(grown)) == ["conditions-1-kind"]

    blank = {"conditions-1-kind": "", "conditions-1-text": ""}
    second = {f"conditions-2-{name}": "" for name in ("kind", "text", "period-valid_from")}
    half = second | {"conditions-2-kind": "requirement"}
    refused = text(reader.http.post(address, order | blank | half | hidden))
    assert '<a href="#id_conditions-2-text">' in refused

    done = reader.http.post(address, order | blank | second | hidden)
    assert done.status_code == 302, text(done)
    assert Condition.objects.count() == 1


def test_a_restricted_case_asks_for_a_purpose_before_the_form():
    person, reader = case(), Person()
    restrict(person, reader.user)
    address = f"/admin/nominals/{person.public_id}/raise-flag/"

    asked = text(reader.http.get(address))
    assert "For what purpose?" in asked
    assert str(person) not in asked
    _, hidden = opened(reader.http, person, "raise-flag", purpose="To warn.")
    assert hidden["purpose"] == "To warn."

    flag = {"kind": "victim_contact", "reason": "Through the officer."} | ON
    assert reader.http.post(address, flag | hidden).status_code == 302
    assert Flag.objects.exists()


def test_a_form_shows_no_version_that_nobody_read():
    person, reader = case(), Person()
    address, hidden = opened(reader.http, person, "raise-flag")
    flag = {"kind": "victim_contact", "reason": "Through the officer."} | ON

    for wrong in ({"version": "x"}, {"key": "short"}):
        answer = reader.http.post(address, flag | hidden | wrong)
        assert answer.status_code == 200
        assert "Not saved yet" in text(answer)
    assert not Flag.objects.exists()


def test_every_word_of_the_table_is_that_of_a_field():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    desk = Caller(room.co_ordinator)
    offered_on = [
        (OFFERED, room.person),
        ({"register-nominal": registering.OFFER}, None),
        (subjects.NEW_PANEL.offered, None),
        (subjects.PANEL.offered, room.panel),
        (subjects.MEETING.offered, meeting),
        (subjects.INVITATION.offered, meeting.invitations.first()),
        (subjects.ACTION.offered, room.act(meeting)),
    ]
    forms = [
        ActForm(offer, desk, target, TODAY)
        for offered, target in offered_on
        for offer in offered.values()
    ]
    for offer in ON_FACTS.values():
        with transaction.atomic():
            forms.append(ActForm(offer, desk, target_of(offer), TODAY))
            transaction.set_rollback(True)
    told = set()
    for form in forms:
        offer = form.offer
        fields = [[step for step in each.split("-") if not step.isdigit()] for each in form.fields]
        ways = {"-".join(steps[:end]) for steps in fields for end in range(1, len(steps) + 1)}
        assert {*offer.labels, *offer.hints} <= ways, offer.title
        assert set(offer.seldom) <= ways, offer.title
        own = ways - set(offer.labels)
        told |= {each.split("-", start)[-1] for each in own for start in range(3)}

    assert set(LABELS) - told == set()
