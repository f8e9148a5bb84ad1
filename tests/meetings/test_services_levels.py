"""The level that a meeting decides: its authority, its day, and what it ends."""

from datetime import timedelta

import pytest

from core.refusing import NeedsReason
from meetings.choices import Answer
from meetings.models import Decision
from nominals.choices import AuthorityKind, Basis
from nominals.models import (
    Duty,
    EligibilityPeriod,
    GivenReason,
    LeadAgencyPeriod,
    LevelMeeting,
    LevelPeriod,
    StatePeriod,
)
from tests.factories.nominals import DetentionFactory, EligibilityPeriodFactory, LevelPeriodFactory
from tests.meetings.convening import HELD, Room
from tests.meetings.refusing import codes, refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def levels():
    rows = LevelPeriod.objects.order_by("valid_from")
    return list(rows.values_list("level", "valid_from", "valid_to"))


@pytest.mark.parametrize(
    ("held", "answer", "level"),
    [(2, Answer.LEVEL_3, 3), (3, Answer.LEVEL_2, 2), (2, Answer.LEVEL_1, 1)],
)
def test_another_level_holds_from_the_day_of_the_meeting_by_its_authority(held, answer, level):
    room = Room(level=held)
    start = LevelPeriod.objects.get().valid_from

    meeting = room.close(room.ready(level=answer), on=HELD + ONE_DAY)

    assert levels() == [(held, start, HELD), (level, HELD, None)]
    period = LevelPeriod.objects.get(valid_from=HELD)
    assert period.authority_kind == AuthorityKind.MEETING
    assert period.authority_reference == f"Level {held} meeting of 2024-05-21"
    assert period.decided_by == room.chair.username
    assert period.reason == "The plan needs several agencies."
    assert period.recorded_in == meeting.version
    assert Decision.objects.get(kind="level").level_period == period
    states = StatePeriod.objects.order_by("valid_from").values_list("level", "valid_from")
    assert list(states) == [(held, start), (level, HELD)]


def test_the_same_level_decided_keeps_its_period():
    room = Room()
    before = LevelPeriod.objects.get()

    room.held()

    after = LevelPeriod.objects.get()
    assert (after.pk, after.recorded_in) == (before.pk, before.recorded_in)
    assert Decision.objects.get(kind="level").level_period == before


def test_a_level_decided_first_after_another_began_leaves_the_later_one():
    room = Room()
    LevelPeriod.objects.update(valid_to=HELD + ONE_DAY, ends=HELD + ONE_DAY)
    LevelPeriodFactory(nominal=room.person, level=3, valid_from=HELD + ONE_DAY)

    room.close(room.ready(level=Answer.LEVEL_1), on=HELD + ONE_DAY)

    assert [row[:2] for row in levels()[1:]] == [(1, HELD), (3, HELD + ONE_DAY)]


def test_leaving_ends_category_3_with_its_level_and_lead_and_asks_nothing_else():
    room = Room(basis=Basis.DECISION)

    room.held(level=Answer.LEAVES)

    for model in (EligibilityPeriod, LevelPeriod, LeadAgencyPeriod):
        assert model.objects.get().valid_to == HELD
    assert not GivenReason.objects.exists()
    states = StatePeriod.objects.order_by("valid_from").values_list("category", "level", "valid_to")
    assert list(states) == [(3, 2, HELD), (None, None, None)]
    counted = LevelMeeting.objects.get()
    assert (counted.level, counted.next_review_on) == (2, None)
    assert Decision.objects.get(kind="level").level_period is None
    open_kinds = Duty.objects.filter(discharged_on=None).values_list("kind", flat=True)
    assert "meeting_review" not in open_kinds


@pytest.mark.parametrize("basis", [Basis.SEXUAL_OFFENCE, Basis.VIOLENT_OFFENCE])
def test_nobody_leaves_whom_more_than_a_decision_keeps(basis):
    room = Room(basis=basis)
    meeting = room.ready()

    with refused(f"The person stays in MAPPA by {Basis(basis).label}: decide a level") as raised:
        room.decide(meeting, level=Answer.LEAVES)
    assert codes(raised) == {"answer": ["V46"]}


def test_a_basis_entered_after_the_decision_to_leave_keeps_the_meeting_from_closing():
    room = Room(basis=Basis.DECISION)
    meeting = room.ready(level=Answer.LEAVES)
    EligibilityPeriod.objects.update(valid_to=HELD, ends=HELD)
    EligibilityPeriodFactory(nominal=room.person, valid_from=HELD)

    with refused("The person stays in MAPPA by Sexual offence"):
        room.close(meeting)


@pytest.mark.parametrize(
    ("released", "asks"),
    [
        (HELD, True),
        (HELD - timedelta(weeks=12), True),
        (HELD - timedelta(weeks=12, days=1), False),
    ],
)
def test_a_level_that_falls_near_a_release_asks_a_reason(released, asks):
    room = Room(level=3)
    DetentionFactory(nominal=room.person, valid_to=released)
    meeting = room.ready(level=Answer.LEVEL_2)

    if asks:
        with refused("say why that is safe", kind=NeedsReason) as raised:
            room.close(meeting)
        (warning,) = raised.value.warnings
        room.close(meeting, reasons={warning.rule: "He is in a hostel."})
        assert GivenReason.objects.get().reason == "He is in a hostel."
    else:
        room.close(meeting)
    assert levels()[-1][:2] == (2, HELD)


def test_level_2_begun_by_a_meeting_asks_for_the_referral():
    room = Room(level=2)
    person = room.case(level=1)
    meeting = room.ready(room.place(person))

    with refused("Level 2 begins with an accepted referral", kind=NeedsReason):
        room.close(meeting)
    room.close(meeting, reasons={"V38": "It was an emergency."})

    assert LevelPeriod.objects.get(nominal=person, valid_from=HELD).level == 2


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        (Answer.LEVEL_2, {"meeting_review"}),
        (Answer.LEVEL_3, {"first_meeting", "meeting_review"}),
        (Answer.LEVEL_1, {"level_1_review"}),
    ],
)
def test_the_level_decided_brings_its_own_duties(answer, kinds):
    room = Room()

    room.held(level=answer)

    of_level = {"meeting_review", "first_meeting", "level_1_review"}
    owed = Duty.objects.filter(nominal=room.person, kind__in=of_level, discharged_on=None)
    assert set(owed.values_list("kind", flat=True)) == kinds
    assert {each.arises_on for each in owed} == {HELD}
