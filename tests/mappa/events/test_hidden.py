"""What subscribers are sent, with everybody planted: real events to a real endpoint."""

import pytest
import time_machine

from agencies.choices import Role
from mappa.events.subscribing import subscribe
from mappa.events.sweeping import sweep_subscription
from mappa.tasks import send_events
from nominals.services.acts import Asked
from nominals.services.flags import add_victim_note
from tests.mappa.events.receiving import endpoint
from tests.walk.callers import caller_of, hidden_from
from tests.walk.people import KINDS, NOW, plant

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _going_on():
    """Time goes on while a call is made."""
    with time_machine.travel(NOW):
        yield


def test_subscribers_are_told_of_nobody_hidden_and_of_nobody_s_name(settings):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    everybody = [plant(number, kind) for number, kind in enumerate(KINDS)]
    system = caller_of(Role.SYSTEM)
    with endpoint() as theirs:
        subscription = subscribe(
            user=system.client.user,
            address=theirs.address,
            on=TODAY,
            allows_own=True,
            by="ann",
            at=NOW,
        ).subscription
        for each in everybody:
            person = each.survivor or each.person
            person.refresh_from_db()
            asked = Asked(by="ann", at=NOW)
            add_victim_note(nominal=person, on=TODAY, text=f"{each.word} note", asked=asked)
        while sweep_subscription(subscription=subscription.pk, on=TODAY, at=NOW):
            pass
        send_events(subscription=subscription.pk)

    hidden = [each for each in everybody if each.kind in hidden_from(Role.SYSTEM)]
    told = {opaque_id for _, opaque_id in theirs.events}
    sent = b"".join(theirs.bodies).decode() + str([headers for _, headers, _ in theirs.came])
    assert {type for type, _ in theirs.events} == {"nominal.changed"}
    assert told == {
        str(each.person.public_id) for each in everybody if each not in hidden or each.meeting
    }
    assert not [each.kind for each in everybody if each.word.lower() in sent.lower()]
