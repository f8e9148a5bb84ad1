"""What a meeting left undecided, and what is corrected after it was closed."""

import pytest

from core.refusing import NeedsReason
from meetings.choices import Answer, DecisionKind
from meetings.models import Decision
from meetings.services import attendance, deciding, minutes
from tests.meetings.convening import HELD, REASONS, Room, asked
from tests.meetings.refusing import refused

pytestmark = pytest.mark.django_db


def test_what_a_meeting_did_not_decide_besides_asks_a_reason():
    room = Room()
    meeting = room.place()
    room.invite(meeting)
    room.attend(meeting)
    attendance.acknowledge_confidentiality(meeting=meeting, user=room.chair, asked=asked(HELD))
    for kind in (DecisionKind.LEVEL, DecisionKind.DISCLOSURE):
        answer, reason = REASONS[kind]
        deciding.decide(
            meeting=meeting,
            kind=kind,
            answer=answer,
            reason=reason,
            user=room.chair,
            asked=asked(HELD),
        )
    asks = ["V78", "V79", "category_unchecked"]

    with refused(None, NeedsReason) as raised:
        room.close(meeting)

    assert sorted(each.rule for each in raised.value.warnings) == asks
    room.close(meeting, reasons=dict.fromkeys(asks, "The line broke off."))
    assert meeting.closed_on == HELD


def test_what_was_decided_besides_the_level_is_corrected_until_the_minutes_are_issued():
    room = Room()
    meeting = room.held()

    def change(kind, answer):
        return deciding.decide(
            meeting=meeting,
            kind=kind,
            answer=answer,
            reason="Misheard.",
            user=room.chair,
            asked=asked(HELD),
        )

    with refused("was closed on 2024-05-21 already"):
        change(DecisionKind.LEVEL, Answer.LEVEL_3)
    change(DecisionKind.TELLING, Answer.IS_NOT_TOLD)
    room.issued(meeting)
    with refused("V47: Version 1 of the minutes is issued"):
        change(DecisionKind.TELLING, Answer.IS_TOLD)
    minutes.begin_amendment(meeting=meeting, reason="Misheard.", user=room.chair, asked=asked(HELD))
    change(DecisionKind.TELLING, Answer.IS_TOLD)
    with refused("was closed on 2024-05-21 already"):
        change(DecisionKind.LEVEL, Answer.LEVEL_3)
    assert Decision.objects.get(kind=DecisionKind.TELLING).answer == Answer.IS_TOLD
