"""A referral from draft to decision: each act, its entry in the log, and what it refuses."""

from datetime import date, timedelta

import pytest

from agencies.choices import Role
from core.models import AuditEntry
from core.refusing import Outdated
from meetings.models import InformationRequest, Referral
from meetings.services import referrals
from meetings.services.referrals import Case
from nominals.choices import AuthorityKind, Basis, Level
from nominals.models import Duty, EligibilityPeriod, LevelPeriod
from nominals.services.acts import Asked
from tests.factories.agencies import default_agency
from tests.meetings.convening import asked
from tests.meetings.referring import CASE, Desk
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
ON = date(2024, 5, 1)
NEXT = ON + ONE_DAY


def owed(kind):
    rows = Duty.objects.filter(kind=kind).order_by("arises_on", "pk")
    return list(rows.values_list("arises_on", "due_on", "discharged_on"))


def test_a_draft_is_kept_and_seen_by_its_agency_alone():
    desk = Desk()

    referral = desk.draft()

    assert (referral.status, referral.drafted_on, referral.level) == ("draft", ON, 2)
    assert (referral.area.code, referral.agency) == ("norfolk", default_agency("police"))
    assert AuditEntry.objects.get(act="draft_referral").object_id == str(desk.person.pk)
    assert referral in Referral.objects.visible_to(desk.referrer, on=ON)
    administrator = desk.member("housing", Role.ADMINISTRATOR)
    assert not Referral.objects.visible_to(administrator, on=ON).exists()
    assert owed("referral_decision") == []
    desk.submit(referral)
    assert referral in Referral.objects.visible_to(administrator, on=ON)


def test_a_draft_is_said_anew_until_it_is_submitted():
    desk = Desk()
    referral = desk.draft(Case(2, "PC Rook", "Risk.", "Harm.", "More."))
    with refused("Level 1 needs no referral"):
        referrals.change_referral(
            referral=referral, case=Case(Level.ONE, "PC Rook"), user=desk.referrer, asked=asked(ON)
        )

    referrals.change_referral(referral=referral, case=CASE, user=desk.referrer, asked=asked(ON))

    assert (referral.reason, referral.risk) == (CASE.reason, CASE.risk)
    desk.submit(referral)
    with refused("The referral is submitted: one may change it while it is draft"):
        referrals.change_referral(referral=referral, case=CASE, user=desk.referrer, asked=asked(ON))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"case": Case(Level.ONE, "PC Rook")}, "Level 1 needs no referral"),
        ({"user": "co_ordinator", "agency": "housing"}, "Only those who act for"),
        ({"user": "stranger"}, "There is no such nominal"),
        ({"user": "adviser"}, "There is no such nominal"),
    ],
)
def test_a_draft_is_refused(changed, sentence):
    desk = Desk()
    desk.stranger = desk.member("housing", code="kent")
    desk.adviser = desk.member("police", Role.LAY_ADVISER)
    values = {
        name: getattr(desk, value)
        if name == "user"
        else default_agency(value)
        if name == "agency"
        else value
        for name, value in changed.items()
    }

    with refused(sentence):
        desk.draft(**values)


@pytest.mark.parametrize("on", [ON - ONE_DAY, ON, NEXT])
def test_nobody_is_referred_after_the_day_of_death(on):
    desk = Desk(died_on=ON)

    if on <= ON:
        assert desk.draft(on=on).drafted_on == on
    else:
        with refused("comes after the day of death"):
            desk.draft(on=on)


def test_a_referral_goes_to_the_area_that_is_responsible_on_its_day():
    desk = Desk()

    with refused("No area is responsible for the person on 2019-12-31"):
        referrals.draft_referral(
            nominal=desk.person,
            agency=default_agency("police"),
            case=CASE,
            on=date(2019, 12, 31),
            user=desk.referrer,
            asked=asked(ON),
        )


def test_a_submitted_referral_starts_the_clock_of_its_decision():
    desk = Desk()

    referral = desk.submitted()

    assert (referral.status, referral.submitted_on) == ("submitted", ON)
    assert owed("referral_decision") == [(ON, date(2024, 5, 16), None)]
    entry = AuditEntry.objects.get(act="submit_referral")
    assert entry.detail == {"referral": str(referral.public_id)}
    assert referral.version == entry.pk


def test_a_referral_is_submitted_whole_once_by_its_agency_and_not_before_it_was_begun():
    desk = Desk()
    referral, whole = desk.draft(Case(2, "PC Rook", "Risk.", " ", "More.")), desk.draft()

    with refused("Fill in “risk” before"):
        desk.submit(referral)
    with refused("The referral was begun on 2024-05-01"):
        referrals.submit_referral(
            referral=whole, on=ON - ONE_DAY, user=desk.referrer, asked=asked(ON)
        )
    with refused("2024-05-02 is still to come"):
        referrals.submit_referral(referral=whole, on=NEXT, user=desk.referrer, asked=asked(ON))
    with refused("There is no such referral"):
        desk.submit(referral, user=desk.member("housing"))
    desk.submit(whole)
    with refused("The referral is submitted"):
        desk.submit(whole)


def test_the_clock_stands_still_while_information_is_waited_for():
    desk = Desk()
    referral = desk.submitted()

    desk.ask(referral, on=date(2024, 5, 3))
    assert referral.status == "information_requested"
    assert owed("referral_information") == [(date(2024, 5, 3), date(2024, 5, 20), None)]
    desk.answer(referral, on=date(2024, 5, 9))

    question = InformationRequest.objects.get()
    assert (question.asked_on, question.answered_on) == (date(2024, 5, 3), date(2024, 5, 9))
    assert (question.question, question.answer) == ("Since when?", "Since May.")
    assert referral.status == "submitted"
    assert owed("referral_decision") == [
        (ON, date(2024, 5, 16), date(2024, 5, 3)),
        (date(2024, 5, 9), date(2024, 5, 21), None),
    ]
    assert owed("referral_information")[0][2] == date(2024, 5, 9)
    assert AuditEntry.objects.filter(act__endswith="_information").count() == 2


def test_questions_and_answers_are_refused():
    desk = Desk()
    referral = desk.submitted(on=NEXT)

    with refused("Say what to ask"):
        desk.ask(referral, on=NEXT, question=" ")
    with refused("Only the co-ordinator of .* decides on it"):
        desk.ask(referral, on=NEXT, user=desk.referrer)
    with refused("one may answer on it while it is information requested"):
        desk.answer(referral, on=NEXT)
    desk.ask(referral, on=NEXT)
    with refused("one may ask for information on it while it is submitted"):
        desk.ask(referral, on=NEXT)
    with refused("Say the answer"):
        desk.answer(referral, on=NEXT, answer="")
    with refused("was asked for on 2024-05-02|was submitted on 2024-05-02"):
        desk.answer(referral, on=ON)
    adviser = desk.member("police", Role.LAY_ADVISER)
    with refused("There is no such referral"):
        desk.answer(referral, on=NEXT, user=adviser)


def test_an_accepted_referral_sets_the_level_on_its_own_authority():
    desk = Desk()
    referral = desk.submitted()

    desk.accept(referral, on=NEXT, reason=" It is needed. ")

    level = LevelPeriod.objects.get(valid_from=NEXT)
    assert (level.level, level.authority_kind) == (2, AuthorityKind.REFERRAL)
    assert level.authority_reference == "referral of 2024-05-01"
    assert level.decided_by == desk.co_ordinator.username
    assert level.reason.strip() == "It is needed."
    assert (referral.status, referral.accepted_level, referral.level_period) == (
        "accepted",
        2,
        level,
    )
    assert (referral.decided_on, referral.decision_reason) == (NEXT, "It is needed.")
    assert owed("referral_decision") == [(ON, date(2024, 5, 16), NEXT)]
    assert owed("first_meeting") == [(NEXT, date(2024, 6, 3), None)]
    assert AuditEntry.objects.get(act="accept_referral").purpose == " It is needed. "


@pytest.mark.parametrize(("held", "asks"), [(2, 2), (3, 3)])
def test_a_level_that_holds_already_stays_as_it_is(held, asks):
    desk = Desk(held=held, basis=Basis.DECISION)
    adopted = LevelPeriod.objects.get()

    referral = desk.accept(desk.submitted(), level=asks)

    assert LevelPeriod.objects.get() == adopted
    assert adopted.recorded_in == 1
    assert referral.level_period == adopted


@pytest.mark.parametrize(("held", "level", "takes"), [(3, 2, False), (3, 3, True), (2, 3, True)])
def test_a_lower_level_than_holds_is_for_a_meeting_to_decide(held, level, takes):
    desk = Desk(held=held)
    referral = desk.submitted()

    if takes:
        assert desk.accept(referral, level=level).accepted_level == level
    else:
        with refused("managed at Level 3 already: a meeting decides on a lower level"):
            desk.accept(referral, level=level)


def test_an_acceptance_is_refused():
    desk = Desk()
    draft, referral = desk.draft(), desk.submitted()

    with refused("Say why you accept the referral"):
        desk.accept(referral, reason=" ")
    with refused("Level 1 needs no referral"):
        desk.accept(referral, level=1)
    with refused("Only the co-ordinator of"):
        desk.accept(referral, user=desk.referrer)
    with refused("There is no such referral"):
        desk.accept(draft, user=desk.member("housing", Role.ADMINISTRATOR))
    with refused("was submitted on 2024-05-01"):
        desk.accept(referral, on=ON - ONE_DAY)
    desk.accept(referral)
    with refused("The referral is accepted"):
        desk.reject(referral)


def test_nobody_in_no_category_is_accepted():
    desk = Desk()
    referral = desk.submitted()
    EligibilityPeriod.objects.update(valid_to=ON, ends=ON)

    with refused("category"):
        desk.accept(referral)


def test_of_two_decisions_on_one_version_the_second_is_outdated():
    desk = Desk()
    referral = desk.submitted()
    theirs, read = Referral.objects.get(pk=referral.pk), referral.version
    desk.reject(referral)

    with refused("ann did “reject_referral”", kind=Outdated):
        referrals.accept_referral(
            referral=theirs,
            level=2,
            on=ON,
            reason="It is needed.",
            user=desk.co_ordinator,
            asked=Asked(by="bob", at=asked(NEXT).at, expected_version=read),
        )


def test_a_rejected_referral_keeps_the_reason_and_leaves_the_level():
    desk = Desk()
    referral = desk.submitted()
    desk.ask(referral)

    desk.reject(referral, on=NEXT)

    assert (referral.status, referral.decision_reason) == ("rejected", "Level 1 will do.")
    assert LevelPeriod.objects.get().level == 1
    assert [row[2] for row in owed("referral_information")] == [NEXT]
    assert AuditEntry.objects.get(act="reject_referral").purpose == "Level 1 will do."
    another = desk.submitted(on=NEXT)
    with refused("Say why you reject"):
        desk.reject(another, on=NEXT, reason="")


def test_its_agency_withdraws_a_referral_with_a_reason_while_it_is_not_decided():
    desk = Desk()
    drafted, waiting = desk.draft(), desk.submitted()
    desk.ask(waiting)
    with refused("Say why you withdraw the referral"):
        desk.withdraw(waiting, reason=" ")
    with refused("Only those who act for"):
        desk.withdraw(waiting, user=desk.member("housing", Role.ADMINISTRATOR))

    for referral in (drafted, waiting):
        desk.withdraw(referral, on=NEXT)
        assert (referral.status, referral.decided_on) == ("withdrawn", NEXT)

    assert [row[2] for row in owed("referral_information")] == [NEXT]
    assert AuditEntry.objects.filter(act="withdraw_referral").count() == 2
    with refused("The referral is withdrawn"):
        desk.withdraw(waiting, on=NEXT)
