"""A case is opened in an emergency to one user, for hours: nobody and somebody restricted look
alike, whoever answers for the case is told, and the opening waits for review."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.choices import Role
from agencies.models import RuleSetting
from core.models import AuditedObject, AuditEntry
from nominals.models import (
    Address,
    Change,
    EmergencyAccess,
    EmergencyNotice,
    Grant,
    NamedViewer,
    Nominal,
)
from nominals.services import access
from nominals.services.acts import Asked
from nominals.services.emergency import (
    emergencies_to_review,
    open_in_emergency,
    review_emergency,
)
from nominals.services.emergency_notices import tell_of_emergencies
from nominals.services.identity.merging import merge_records
from nominals.services.log import as_shown, entries_about
from nominals.services.states import restate
from orders.models import Order
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed
from tests.nominals.facts import tell_of
from tests.nominals.refusing import refused
from tests.nominals.reminding import CANARY, mailbox

pytestmark = pytest.mark.django_db
"""Nothing here stands still: the hours end on the clock of the database."""
HOURS = 4
PNC, CRN = "2001/171310W", "X123456"


def member(code="kent", role=Role.PRACTITIONER, kind="probation"):
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


def someone(**nominal):
    person = managed(**{"family_name": CANARY, "pnc_id": PNC, **nominal})
    restate(nominals=[person.pk], at=RECORDED + timedelta(minutes=1), act=1)
    person.refresh_from_db()
    return person


def asked(at=None):
    return Asked(by="ann", at=at or timezone.now())


def today():
    return timezone.localdate()


def restrict(person, *viewers):
    return access.restrict_case(
        nominal=person,
        viewers=dict.fromkeys(viewers, "investigates"),
        on=today(),
        reason="police staff",
        asked=asked(),
    )


def opening(user, *, kind="pnc_id", value=PNC, hours=HOURS, reason="A child is at risk.", at=None):
    return open_in_emergency(
        kind=kind, value=value, hours=hours, reason=reason, user=user, asked=asked(at)
    )


@contextmanager
def in_vain(sentence):
    """The request within is refused and logged, and nothing is opened."""
    before = AuditEntry.objects.count(), EmergencyAccess.objects.count()
    with pytest.raises(ValidationError, match=sentence):
        yield
    entry = AuditEntry.objects.latest("id")
    assert (AuditEntry.objects.count() - 1, EmergencyAccess.objects.count()) == before
    assert (entry.act, entry.detail["found"]) == ("open_in_emergency", False)


def sees(user, person, **more):
    return Nominal.objects.visible_to(user, on=today(), **more).filter(pk=person.pk).exists()


# Opening


def test_one_person_is_opened_by_exact_identifier_to_one_user():
    person, other = someone(), someone(pnc_id="2001/171311W")
    user, colleague = member(), member()
    assert not sees(user, person)

    opened = opening(user, value=" 01/0171310w ")

    assert sees(user, person)
    assert not sees(user, other)
    assert not sees(colleague, person)
    assert (opened.nominal, opened.user) == (person, user)
    assert opened.until - opened.opened_at == timedelta(hours=HOURS)
    grant = Grant.objects.get(ground="emergency")
    assert (grant.user, grant.until, grant.source_id) == (user, opened.until, opened.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pnc_id", PNC),
        ("cro_number", "12345/01A"),
        ("crn", CRN),
        ("prison_number", "A1234BC"),
        ("visor_reference", "V987654"),
    ],
)
def test_any_kind_of_identifier_opens_and_another_kind_does_not(field, value):
    person = someone(**{"pnc_id": "", field: value})
    user = member()
    with in_vain("Nobody who can be opened"):
        opening(user, kind="crn" if field == "pnc_id" else "pnc_id", value=value)
    with in_vain("Nobody who can be opened"):
        opening(user, kind=field, value=value[:-1])

    opening(user, kind=field, value=value)

    assert sees(user, person)


def test_what_is_shown_is_what_the_roles_are_shown():
    person = someone()
    tell_of(person)
    user = member()

    opening(user)

    assert Address.objects.visible_to(user, on=today()).exists()
    assert Order.objects.visible_to(user, on=today()).exists()
    assert not person.victim_notes.all().visible_to(user, on=today()).exists()
    assert person.victim_notes.all().visible_to(member("norfolk", Role.CO_ORDINATOR), on=today())


def test_the_sight_ends_at_the_instant_and_not_with_the_day():
    person, user = someone(), member()
    opened = opening(user)
    grant = Grant.objects.filter(source_id=opened.pk, ground="emergency")
    second = timedelta(seconds=2)

    grant.update(until=timezone.now() + second * 30)
    assert sees(user, person)
    grant.update(until=timezone.now() - second)
    assert not sees(user, person)


def test_an_opening_across_midnight_holds_on_both_days_and_not_on_the_third():
    someone()
    user = member()
    opening(user, hours=12, at=datetime.combine(today(), datetime.max.time(), tzinfo=UTC))
    day = timezone.localdate(EmergencyAccess.objects.get().opened_at)
    seen = [
        offset
        for offset in (-1, 0, 1, 2)
        if Nominal.objects.visible_to(user, on=day + timedelta(days=offset)).exists()
    ]

    assert seen in ([0], [0, 1])
    last = timezone.localdate(EmergencyAccess.objects.get().until)
    assert Grant.objects.get(ground="emergency").last_day == last
    assert seen[-1] == (last - day).days


def test_the_version_of_the_person_stands_whoever_opened_the_case():
    person = someone()
    changes = Change.objects.count()

    opening(member())

    former = person.version
    person.refresh_from_db()
    assert (person.version, Change.objects.count()) == (former, changes)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"hours": 0}, "for 1 to 12 hours"),
        ({"hours": 13}, "for 1 to 12 hours"),
        ({"hours": -1}, "for 1 to 12 hours"),
        ({"reason": "  "}, "Say what the emergency is"),
        ({"reason": "a\x00b"}, "NUL|store"),
        ({"kind": "name"}, "no kind of identifier"),
        ({"value": " / "}, "Write the whole PNC ID"),
    ],
)
def test_a_request_that_is_none_is_refused(changed, sentence):
    person, user = someone(), member()

    with pytest.raises(ValidationError, match=sentence):
        opening(user, **changed)
    assert not sees(user, person)
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize(("hours", "opens"), [(2, True), (3, False)])
def test_the_most_hours_are_those_of_the_setting(hours, opens):
    setting = RuleSetting.objects.get(code="emergency_access_hours")
    setting.supersede(at=timezone.now(), act=1, value=2)
    person, user = someone(), member()

    if opens:
        opening(user, hours=hours)
    else:
        with refused("for 1 to 2 hours"):
            opening(user, hours=hours)
    assert sees(user, person) is opens


@pytest.mark.parametrize("role", Role)
def test_only_roles_that_manage_cases_open_one(role):
    person, user = someone(), member(role=role)
    managing = {"co_ordinator", "administrator", "chair", "minute_taker", "practitioner"}

    if role in managing | {"agency_lead"}:
        opening(user)
        assert sees(user, person)
    else:
        with refused("Only those who manage cases"):
            opening(user)
        assert not sees(user, person)


def test_a_membership_that_is_over_or_missing_opens_nothing():
    someone()
    former = UserFactory()
    MembershipFactory(user=former, role=Role.PRACTITIONER, valid_to=today())

    for user in (former, UserFactory()):
        with refused("Only those who manage cases"):
            opening(user)


def test_an_opening_ends_with_the_membership():
    person, user = someone(), member()
    opening(user)
    assert sees(user, person)

    user.memberships.update(valid_to=today())

    assert not sees(user, person)


def test_a_system_shows_nothing_that_was_opened_in_an_emergency():
    person, user = someone(), member()
    system = member(role=Role.SYSTEM)
    opening(user)

    seen = Nominal.objects.visible_to(user, on=today())
    assert seen.filter(pk=person.pk).exists()
    assert not seen.visible_to(system, on=today()).exists()


def test_whoever_sees_the_person_needs_no_emergency():
    person = someone()
    officer = member("norfolk", kind="police")
    viewer, hidden = member("essex"), someone(pnc_id="", crn=CRN)
    restrict(hidden, viewer)

    with in_vain("You see this person already"):
        opening(officer)
    with in_vain("You see this person already"):
        opening(viewer, kind="crn", value=CRN)
    user = member()
    opening(user)
    with in_vain("You see this person already"):
        opening(user)
    assert EmergencyAccess.objects.get().nominal == person


def test_of_two_records_with_one_identifier_none_is_opened():
    first, second = someone(), someone()
    user = member()

    with in_vain("Several records"):
        opening(user)
    assert not sees(user, first)
    restrict(second)
    opening(user)

    assert sees(user, first)
    assert not sees(user, second)


# Nobody and somebody restricted


def restricted():
    return restrict(someone(), member("essex"))


def restricted_without_list():
    return restrict(someone())


def merged_into_restricted():
    survivor, merged = someone(pnc_id=""), someone()
    merge_records(survivor=survivor, merged=merged, choices=STANDS, reason="One", asked=asked())
    return restrict(survivor, member("essex"))


STANDS = dict.fromkeys(["areas", "eligibility", "levels", "lead_agencies"], "survivor")


def answer(user, value):
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(ValidationError) as told,
    ):
        opening(user, value=value)
    entry = AuditEntry.objects.latest("id")
    log = {
        name: getattr(entry, name)
        for name in ("operation", "act", "purpose", "object_id", "object_label", "detail", "actor")
    }
    reads = [each["sql"] for each in queries.captured_queries if each["sql"].startswith("SELECT")]
    return told.value.message_dict, log, len(reads), len(queries)


@pytest.mark.parametrize("made", [restricted, restricted_without_list, merged_into_restricted])
def test_a_miss_and_somebody_restricted_are_answered_alike(made):
    hidden = made()
    user = member()

    miss, found = answer(user, "1999/9999999Z"), answer(user, PNC)

    assert found[:3] == miss[:3]
    assert abs(found[3] - miss[3]) <= 1
    assert CANARY not in str(found)
    assert not sees(user, hidden)
    assert not EmergencyAccess.objects.exists()
    entries = AuditEntry.objects.filter(act="open_in_emergency").order_by("id")
    about = [set(_objects(each)) for each in entries]
    assert about == [set(), {hidden.pk}]


def _objects(entry):
    return AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)


def test_the_twin_that_is_not_restricted_is_opened_by_the_same_request():
    survivor, merged = someone(pnc_id=""), someone()
    merge_records(survivor=survivor, merged=merged, choices=STANDS, reason="One", asked=asked())
    user = member()

    assert opening(user).nominal == survivor
    assert sees(user, survivor)


def test_a_case_restricted_meanwhile_closes():
    person, user, viewer = someone(), member(), member("essex")
    opening(user)
    assert sees(user, person)

    restrict(person, viewer)

    assert not sees(user, person)
    assert sees(viewer, person)
    assert NamedViewer.objects.count() == 1


def test_a_record_merged_meanwhile_closes():
    survivor, merged = someone(pnc_id=""), someone()
    user = member()
    opening(user)

    merge_records(survivor=survivor, merged=merged, choices=STANDS, reason="One", asked=asked())

    assert not sees(user, merged)
    assert not sees(user, survivor)


# Telling


def told():
    now = timezone.now()
    return tell_of_emergencies(on=timezone.localdate(now), by="timetable", at=now)


def test_the_co_ordinator_and_the_lead_agency_are_told_once_and_nobody_is_named():
    person, user = someone(), member()
    mailbox("co@norfolk.example", kind=None)
    mailbox("police@norfolk.example")
    mailbox("housing@norfolk.example", kind="housing")
    mailbox("co@kent.example", kind=None, code="kent")
    opening(user)

    assert told().mails == 2
    assert told().mails == 0

    assert [each.to for each in mail.outbox] == [
        ["co@norfolk.example"],
        ["police@norfolk.example"],
    ]
    for each in mail.outbox:
        said = str(each.message())
        assert "OFFICIAL-SENSITIVE" in each.subject
        for hidden in (CANARY, str(person.public_id), PNC, user.username, "child"):
            assert hidden.lower() not in said.lower()
    entries = AuditEntry.objects.filter(act="tell_of_emergencies").order_by("id")
    assert [each.recipient for each in entries] == ["co@norfolk.example", "police@norfolk.example"]
    assert {person.pk} == {pk for each in entries for pk in _objects(each)}


def test_of_a_case_restricted_by_now_the_co_ordinator_alone_is_told():
    person = someone()
    mailbox("co@norfolk.example", kind=None)
    mailbox("police@norfolk.example")
    opening(member())
    restrict(person)

    assert told().mails == 1
    assert mail.outbox[0].to == ["co@norfolk.example"]


def test_a_mail_that_fails_is_sent_by_the_next_run_and_keeps_no_other_waiting(monkeypatch):
    someone()
    mailbox("co@norfolk.example", kind=None)
    mailbox("police@norfolk.example")
    opening(member())
    send = mail.EmailMessage.send

    def fails(self, *args, **more):
        if self.to == ["co@norfolk.example"]:
            raise OSError
        return send(self, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", fails)
        first = told()
    second = told()

    assert (first.mails, len(first.failures), second.mails) == (1, 1, 1)
    assert EmergencyNotice.objects.count() == 2


def test_an_opening_that_nobody_has_a_mailbox_for_is_told_of_once_there_is_one():
    someone()
    opening(member())
    assert told().without_mailbox == 1

    mailbox("co@norfolk.example", kind=None)

    assert (told().mails, told().without_mailbox) == (1, 0)


# Reviewing


def waiting(user):
    return emergencies_to_review(user=user, asked=asked())


def test_an_opening_waits_until_somebody_of_the_area_reviews_it():
    someone()
    opened = opening(member())
    co_ordinator, auditor = member("norfolk", Role.CO_ORDINATOR), member("norfolk", Role.AUDITOR)
    strangers = [member("kent", Role.CO_ORDINATOR), member("norfolk", kind="police")]
    assert waiting(co_ordinator) == waiting(auditor) == [opened]
    for stranger in strangers:
        assert waiting(stranger) == []
        with refused("There is no such emergency access"):
            review_emergency(emergency=opened, note="Right.", user=stranger, asked=asked())
    with refused("Say what the review found"):
        review_emergency(emergency=opened, note=" ", user=co_ordinator, asked=asked())

    reviewed = review_emergency(emergency=opened, note=" Right. ", user=co_ordinator, asked=asked())

    assert waiting(co_ordinator) == []
    assert (reviewed.note, reviewed.reviewed_by) == ("Right.", co_ordinator.username)
    assert EmergencyAccess.history.filter(reviewed_at=None).count() == 1
    entry = AuditEntry.objects.get(act="review_emergency")
    assert list(_objects(entry)) == [opened.nominal_id]
    with refused("was reviewed already"):
        review_emergency(emergency=opened, note="Again.", user=auditor, asked=asked())


def test_nobody_reviews_an_opening_of_his_or_her_own():
    someone()
    user = member()
    opened = opening(user)
    MembershipFactory(user=user, role=Role.CO_ORDINATOR)
    assert waiting(user) == [opened]

    with refused("does not review it"):
        review_emergency(emergency=opened, note="Right.", user=user, asked=asked())


def test_of_a_case_restricted_meanwhile_only_its_list_reviews():
    person = someone()
    opened = opening(member())
    co_ordinator, listed = member("norfolk", Role.CO_ORDINATOR), member("kent", Role.CO_ORDINATOR)
    restrict(person, listed)

    assert waiting(co_ordinator) == []
    assert waiting(listed) == [opened]


# The log


def test_the_log_of_an_opening_is_read_by_the_area_and_not_by_whoever_opened():
    person = someone()
    user = member()
    opening(user)

    def acts(reader):
        return [each.act for each in entries_about(reader, on=today())]

    auditor = member("norfolk", Role.AUDITOR)
    assert "open_in_emergency" in acts(auditor)
    (shown,) = [
        each
        for each in as_shown(list(entries_about(auditor, on=today())), auditor, on=today())
        if each.act == "open_in_emergency"
    ]
    assert (shown.people, shown.purpose) == ((person.public_id,), "A child is at risk.")
    assert acts(user) == []


# Commands


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_the_commands_open_tell_and_review():
    person, user = someone(), member()
    co_ordinator = member("norfolk", Role.CO_ORDINATOR)
    mailbox("co@norfolk.example", kind=None)
    words = ("open_in_emergency", "pnc_id", PNC, "--user", str(user), "--hours", "2")

    (opened,) = run(*words, "--reason", "A\nchild")
    assert opened.startswith(f"{person.public_id} is open to {user} until 2")
    (sent,) = run("tell_of_emergencies")
    assert sent.startswith("1 mails told of emergencies")
    line, count = run("review_emergencies", "--user", str(co_ordinator))
    number, public_id, who, *_ = line.split()
    assert (public_id, who, count) == (str(person.public_id), str(user), "1 wait for review.")
    assert line.endswith("A child")
    said = run("explain_access", str(person.pk), "--user", str(user))
    assert said[1].startswith(f"{user}: Opened in an emergency, from {today()} until 2")
    assert said[2] == (
        "    is shown: identity, address, levels, orders, plan, minutes, duties, figures"
    )
    assert said[3].endswith("not reviewed: A child")
    review = ("review_emergencies", "--user", str(co_ordinator), "--review", number)
    with pytest.raises(CommandError, match="Say what the review found"):
        run(*review)
    assert run(*review, "--note", "Right.") == ["Reviewed."]
    assert run("review_emergencies", "--user", str(co_ordinator)) == ["0 wait for review."]
    assert f"reviewed by {co_ordinator}" in run("explain_access", str(person.pk))[-1]


def test_the_commands_refuse_in_a_sentence():
    user = member()

    with pytest.raises(CommandError, match="Nobody who can be opened") as told:
        run("open_in_emergency", "crn", "Z1", "--user", str(user), "--hours", "1", "--reason", "x")
    assert told.value.returncode == 2
    with pytest.raises(CommandError, match="There is no such emergency access"):
        run("review_emergencies", "--user", str(user), "--review", "99", "--note", "x")
