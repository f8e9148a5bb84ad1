"""A case over HTTP, from referral to completed action, each act by somebody who has the part."""

from datetime import timedelta

import pytest

from meetings.models import Action, Meeting, Minutes
from nominals.models import LevelPeriod
from tests.api.calling import System
from tests.api.meetings.played import Member, Speaking, made, today
from tests.factories.agencies import default_agency
from tests.meetings.convening import HELD, REASONS
from tests.meetings.referring import Desk

pytestmark = pytest.mark.django_db
DAY = str(HELD)
DUE = str(HELD + timedelta(days=14))
CASE = {
    "level": 2,
    "referrer": "PC Rook",
    "reason": "Risk has risen.",
    "risk": "Of serious harm.",
    "benefit": "Several agencies are needed.",
}
SITTING = {"held_on": DAY, "starts_at": "10:00", "place": "the line of the area"}


@pytest.fixture(autouse=True)
def _today():
    with today():
        yield


class Cast:
    """The people of a desk as callers, and the system of the housing agency."""

    def __init__(self):
        self.desk = desk = Desk()
        self.referrer, self.co_ordinator, self.chair, self.minute_taker = map(
            Member, (desk.referrer, desk.co_ordinator, desk.chair, desk.minute_taker)
        )
        self.housing = Speaking(System("housing"))
        self.person = f"nominals/{desk.person.public_id}/"

    def key(self, kind):
        return default_agency(kind).pk

    def referred(self):
        """An accepted referral."""
        body = {"agency": self.key("police"), "case": CASE | {"benefit": ""}, "on": DAY}
        referral = made(self.referrer.does(self.person, "draft-referral", body))
        self.referrer.does(referral, "change-referral", {"case": CASE})
        self.referrer.does(referral, "submit-referral", {"on": DAY})
        asking = {"question": "Since when?", "on": DAY}
        question = made(self.co_ordinator.does(referral, "ask-information", asking))
        self.referrer.does(referral, "answer-information", {"answer": "Since May.", "on": DAY})
        assert self.co_ordinator.read(question)[0]["answer"] == "Since May."
        accepting = {"level": 2, "reason": "It is needed.", "on": DAY}
        self.co_ordinator.does(referral, "accept-referral", accepting)
        return referral

    def placed(self, referral):
        """A meeting at a panel of today, under chair and minute taker."""
        conduct = {
            "chair": self.chair.user.username,
            "chair_grade": "Superintendent",
            "minute_taker": self.minute_taker.user.username,
        }
        body = {"area": "norfolk", "level": 2, "sitting": SITTING, "conduct": conduct}
        planned = self.co_ordinator.post("panels/", body)
        assert planned.status_code == 201, planned.content
        assert planned["ETag"] == self.co_ordinator.read(made(planned))[1]
        placing = {
            "nominal": self.person.split("/")[1],
            "starts_at": "10:00",
            "ends_at": "10:45",
            "referral": referral.split("/")[1],
        }
        return made(self.co_ordinator.does(made(planned), "place-meeting", placing))

    def invited(self, meeting):
        """The invitations of three agencies, sent."""
        kinds = ("police", "probation", "housing")
        listed = self.co_ordinator.does(
            meeting, "invite", {"agencies": [self.key(each) for each in kinds]}
        )
        self.co_ordinator.does(meeting, "send-invitations", {"on": DAY})
        return {kind: made(listed, number) for number, kind in enumerate(kinds)}

    def decide(self, meeting):
        for kind, (answer, reason) in REASONS.items():
            body = {"kind": kind.value, "answer": answer.value, "reason": reason}
            self.chair.does(meeting, "decide", body)

    def minuted(self, meeting):
        """The first version, issued."""
        passage = {"topic": "summary", "text": "It was said."}
        self.minute_taker.does(meeting, "write-passage", passage)
        self.chair.does(meeting, "approve-minutes")
        return made(self.co_ordinator.does(meeting, "issue-minutes"))


def test_a_case_goes_from_referral_to_a_completed_action():
    cast = Cast()
    referral = cast.referred()
    assert LevelPeriod.objects.get(nominal=cast.desk.person, valid_from=HELD).level == 2
    meeting = cast.placed(referral)
    assert cast.housing.get(meeting).status_code == 404
    invitations = cast.invited(meeting)

    # The housing system is shown its meeting alone, reports to it and says who comes.
    (seen,) = cast.housing.items("meetings/")
    assert seen["id"] == meeting.split("/")[1]
    assert (seen["panel"], seen["referral"]) == (None, None)
    assert seen["nominal"] == str(cast.desk.person.public_id)
    assert cast.housing.items("referrals/") == cast.housing.items("panels/") == []
    own = invitations["housing"]
    reporting = {"author": "Kim Wren", "text": "All is well.", "on": DAY}
    report = made(cast.housing.does(own, "submit-report", reporting))
    assert cast.chair.read(report)[0]["text"] == "All is well."
    came = {"outcome": "attended", "name": "Kim Wren", "grade": "Manager"}
    cast.housing.does(own, "record-attendance", came)

    for kind in ("police", "probation"):
        body = {"outcome": "attended", "name": f"Pat of {kind}", "is_senior_enough": True}
        cast.chair.does(invitations[kind], "record-attendance", body)
    cast.chair.does(meeting, "acknowledge-confidentiality")
    cast.decide(meeting)
    entry = {
        "pillar": "supervision",
        "text": "Weekly visits",
        "agency": cast.key("probation"),
        "owner": "Kim Wren",
        "starts_on": DAY,
        "review_on": DUE,
    }
    cast.minute_taker.does(meeting, "add-plan-entry", {"entry": entry})
    trigger = {
        "sign": "Leaves at night.",
        "response": "Ring the police.",
        "agency": cast.key("police"),
        "owner": "Kim Wren",
    }
    cast.minute_taker.does(meeting, "add-trigger", trigger)
    wanted = {
        "text": "Find a room",
        "rationale": "Without one the plan fails.",
        "pillar": "supervision",
        "agency": cast.key("housing"),
        "owner": "Pat Rook",
        "due_on": DUE,
    }
    action = made(cast.minute_taker.does(meeting, "give-action", {"wanted": wanted}))
    closed = cast.chair.does(meeting, "close-meeting")
    assert closed.status_code == 200
    assert cast.chair.read(meeting)[0]["closed_on"] == DAY

    minutes = cast.minuted(meeting)
    said = cast.chair.read(minutes)[0]
    assert (said["number"], said["meeting"]) == (1, meeting.split("/")[1])

    # The system reads what it is to do, does it, and is not shown the minutes.
    (todo,) = cast.housing.items("actions/", {"open_on": DAY})
    assert (todo["text"], todo["meeting"]) == ("Find a room", meeting.split("/")[1])
    assert cast.housing.items("minutes/") == []
    done = cast.housing.does(action, "complete-action", {"on": DAY, "evidence": "A lease."})
    assert done.status_code == 200
    assert cast.housing.items("actions/", {"open_on": DAY}) == []
    assert Action.objects.get().evidence == "A lease."
    assert Meeting.objects.get().closed_on == Minutes.objects.get().issued_on == HELD


def test_a_person_conducts_a_meeting_through_the_system_of_his_or_her_agency():
    cast = Cast()
    system = System("police")
    through = Speaking(system, cast.co_ordinator.user)
    body = {"area": "norfolk", "level": 2, "sitting": SITTING, "conduct": {}}
    planned = through.post("panels/", body)
    assert planned.status_code == 201, planned.content
    alone = Speaking(system).post("panels/", body)
    assert alone.status_code == 403
    assert "Only the co-ordinator of Norfolk" in alone.json()["detail"]
