"""Records with meetings merged and parted: what belongs to whom, and who sees and owes what."""

from datetime import date, timedelta

import pytest

from mappa.merging import merge_people, unmerge_people
from meetings.models import Action, Meeting, Referral
from meetings.services import actions, referrals
from meetings.services.referrals import Case
from nominals.models import Duty, Grant, LevelMeeting, Nominal
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
MERGED = date(2024, 7, 1)
PARTED = date(2024, 7, 2)
NEXT = date(2024, 8, 20)
CHOICES = dict.fromkeys(["areas", "eligibility", "levels", "lead_agencies"], "survivor")
OURS = ("referral_decision", "minutes_issue", "meeting_action")


class Two(Room):
    """Two records, a closed meeting with an action and a referral about each."""

    def __init__(self):
        super().__init__()
        self.other = self.case()
        self.referrer = self.member("police")
        self.meetings, self.referrals = {}, {}
        for number, record in enumerate((self.person, self.other)):
            meeting = self.place(record, at=10 + number)
            self.invite(meeting, ("housing", "education")[number])
            self.held(meeting)
            self.act(meeting, kind=("housing", "education")[number])
            self.meetings[record] = meeting
            self.referrals[record] = self.refer(record)

    def refer(self, record):
        referral = referrals.draft_referral(
            nominal=record,
            agency=default_agency("police"),
            case=Case(3, "PC Rook", "Risk.", "Harm.", "More."),
            on=HELD,
            user=self.referrer,
            asked=asked(HELD),
        )
        return referrals.submit_referral(
            referral=referral, on=HELD, user=self.referrer, asked=asked(HELD)
        )

    def merge(self, on=MERGED):
        return merge_people(
            survivor=self.person,
            merged=self.other,
            choices=CHOICES,
            reason="One person.",
            asked=asked(on),
        )


def owed(record):
    rows = Duty.objects.filter(nominal=record, kind__in=OURS).order_by("kind", "source_id")
    return list(rows.values_list("kind", "source_id"))


def granted(record):
    rows = Grant.objects.filter(nominal=record, ground__in=["invitation", "conducting"])
    return sorted(rows.values_list("source_id", "ground", "valid_from", "valid_to"), key=repr)


def everything(*records):
    return [(owed(each), granted(each)) for each in records]


def test_meetings_and_referrals_of_a_merged_record_belong_to_the_one_that_stands_for_it():
    two = Two()
    before = everything(two.person, two.other)

    two.merge()

    for model in (Meeting, Referral):
        assert set(model.objects.values_list("person", flat=True)) == {two.person.pk}
        assert set(model.objects.values_list("nominal", flat=True)) == {
            two.person.pk,
            two.other.pk,
        }
    (mine, theirs) = before
    assert everything(two.person, two.other) == [
        (sorted(mine[0] + theirs[0]), sorted(mine[1] + theirs[1], key=repr)),
        ([], []),
    ]


def test_what_was_merged_is_parted_again():
    two = Two()
    before = everything(two.person, two.other)
    merge = two.merge()

    unmerge_people(merge=merge, reason="Two people.", asked=asked(PARTED))

    assert everything(two.person, two.other) == before
    for record in (two.person, two.other):
        assert Meeting.objects.get(nominal=record).person == record
        assert Referral.objects.get(nominal=record).person == record


def test_the_invited_of_either_meeting_see_the_person_and_only_their_own_meeting():
    two = Two()
    housing, education = two.member("housing"), two.member("education")
    assert not Nominal.objects.visible_to(education, on=MERGED).filter(pk=two.person.pk).exists()

    two.merge()

    assert Nominal.objects.visible_to(education, on=MERGED).get() == two.person
    assert Meeting.objects.visible_to(education, on=MERGED).get() == two.meetings[two.other]
    assert Meeting.objects.visible_to(housing, on=MERGED).get() == two.meetings[two.person]


def test_acts_on_a_meeting_of_a_merged_record_are_acts_on_the_person():
    two = Two()
    two.merge()
    meeting = two.meetings[two.other]

    two.issued(meeting, on=MERGED + ONE_DAY)

    assert (
        Duty.objects.get(
            kind="minutes_issue", source_id=meeting.pk, nominal=two.person
        ).discharged_on
        == MERGED + ONE_DAY
    )
    action = Action.objects.get(meeting=meeting)
    actions.complete_action(
        action=action,
        on=MERGED + ONE_DAY,
        evidence="A letter.",
        user=two.co_ordinator,
        asked=asked(MERGED + ONE_DAY, V51="Late."),
    )
    assert action.completed_on == MERGED + ONE_DAY


def test_the_next_meeting_about_the_person_takes_up_the_actions_of_both_records():
    two = Two()
    two.merge()
    with refused("There is no such nominal|merged into another"):
        two.place(two.other, panel=two.panel, at=14, on=HELD)

    later = two.place(panel=two.plan(NEXT, asked=asked(PARTED)), on=PARTED)
    two.invite(later, "prison", on=PARTED)

    seen = Action.objects.visible_to(two.member("prison"), on=NEXT)
    assert set(seen) == set(Action.objects.all())
    assert len(seen) == 2


def test_the_day_of_the_last_meeting_of_either_record_counts_for_the_next_review():
    two = Two()
    two.merge()

    assert LevelMeeting.objects.count() == 2
    reviews = Duty.objects.filter(kind="meeting_review", discharged_on=None)
    assert [each.nominal_id for each in reviews] == [two.person.pk]


def test_a_record_merged_into_a_merged_one_is_parted_with_it():
    two = Two()
    third = two.case()
    meeting = two.meetings[two.other]
    first = merge_people(
        survivor=third,
        merged=two.other,
        choices=CHOICES,
        reason="One person.",
        asked=asked(MERGED),
    )
    assert Meeting.objects.get(pk=meeting.pk).person == third
    second = merge_people(
        survivor=two.person,
        merged=third,
        choices=CHOICES,
        reason="One person.",
        asked=asked(MERGED),
    )
    assert Meeting.objects.get(pk=meeting.pk).person == two.person

    unmerge_people(merge=second, reason="Two people.", asked=asked(PARTED))
    assert Meeting.objects.get(pk=meeting.pk).person == third
    unmerge_people(merge=first, reason="Two people.", asked=asked(PARTED))
    assert Meeting.objects.get(pk=meeting.pk).person == two.other
