"""Subscriptions and their events by command: made, listed, rotated, resumed, ended, replayed."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.choices import Role
from core.models import AuditedObject, AuditEntry
from mappa.events.posting import Answer
from mappa.events.replaying import KEPT
from mappa.events.sending import note, take_up
from mappa.events.subscribing import end_subscription, resume, rotate_secret, subscribe
from mappa.models import Delivery, SigningSecret, Subscription, Told
from mappa.tasks import send_events, tidy_events
from nominals.services.access import restrict_case
from tests.mappa.events.receiving import endpoint
from tests.mappa.events.telling import AT, ON, change, known, member, subscribed, sweep
from tests.nominals.asking import asked

pytestmark = pytest.mark.django_db
# On PostgreSQL a sweep tells of what is committed.
committed = pytest.mark.django_db(transaction=True)
ADDRESS = "https://agency.example/hook"
HOUR = timedelta(hours=1)


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def make(**options):
    user = member()
    words = [f"--{name}={value}" for name, value in {"address": ADDRESS, **options}.items()]
    return run("subscribe", "make", f"--user={user}", *words)


# Making


def test_who_subscribes_is_given_the_secret_once_and_it_is_stored_nowhere():
    person = known()

    first, second, _ = make()

    mine = Subscription.objects.get()
    secret = second.split()[1]
    assert first == f"subscription {mine.public_id}"
    assert secret.startswith("whsec_")
    assert secret not in str(list(SigningSecret.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))
    assert list(Told.objects.values_list("nominal", "opaque_id")) == [(person.pk, person.public_id)]
    entry = AuditEntry.objects.get(act="subscribe")
    assert entry.detail == {
        "subscription": str(mine.public_id),
        "user": mine.user.username,
        "host": "agency.example",
    }
    assert all(secret not in line for line in run("subscribe", "list"))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://agency.example/", "over TLS"),
        ("https://127.0.0.1/", "private, loopback"),
        ("https://2130706433/", "private, loopback"),
        ("https://0x7f.1/", "private, loopback"),
        ("https://0.0.0.0/", "private, loopback"),
        ("https://[::ffff:127.0.0.1]/", "private, loopback"),
        ("https://[fd00::1]/", "private, loopback"),
        ("https://169.254.169.254/latest", "private, loopback"),
        ("https://a:b@agency.example/", "no address for events"),
        ("agency.example", "no address for events"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_and_nothing_is_stored(address, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        make(address=address)

    assert refused.value.returncode == 2
    assert not Subscription.objects.exists()
    assert not AuditEntry.objects.filter(act="subscribe").exists()


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "https://10.0.0.1/"])
def test_own_addresses_are_taken_where_the_setting_allows_it(settings, address):
    with pytest.raises(CommandError):
        make(address=address)

    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True

    make(address=address)
    assert Subscription.objects.get().address == address


@pytest.mark.parametrize("address", ["https://169.254.169.254/", "http://1.1.1.1/"])
def test_the_setting_opens_neither_credentials_of_clouds_nor_the_internet_without_tls(
    settings, address
):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True

    with pytest.raises(CommandError, match="Events are not sent"):
        make(address=address)


def test_who_is_not_active_is_no_subscriber():
    user = member()
    user.is_active = False
    user.save()

    with pytest.raises(CommandError, match="No active user"):
        run("subscribe", "make", f"--user={user}", f"--address={ADDRESS}")
    with pytest.raises(ValidationError, match="is not active"):
        subscribe(user=user, address=ADDRESS, on=ON, allows_own=False, by="ann", at=AT)


def test_a_subscription_ends_after_it_begins():
    with pytest.raises(CommandError, match="must end after"):
        make(**{"from": "2024-05-01", "until": "2024-05-01"})

    make(**{"from": "2024-05-01", "until": "2024-05-02"})
    (line,) = run("subscribe", "list")
    assert "from 2024-05-01 until 2024-05-01" in line


# Changing


def test_a_rotation_gives_a_new_secret_and_says_how_long_the_former_holds():
    mine, secret = subscribed()

    _, line, _ = run("subscribe", "rotate", str(mine), "--overlap=2")

    assert line.split()[1] not in ("", secret)
    newest, former = SigningSecret.objects.order_by("-pk")
    assert newest.ends_at is None
    assert former.ends_at == newest.made_at + 2 * HOUR
    assert AuditEntry.objects.filter(act="rotate_secret").count() == 1


@pytest.mark.parametrize(
    ("overlap", "is_taken"),
    [(-HOUR, False), (0 * HOUR, True), (7 * 24 * HOUR, True), (7 * 24 * HOUR + HOUR, False)],
)
def test_an_overlap_lies_between_none_and_a_week(overlap, is_taken):
    mine, _ = subscribed()

    if is_taken:
        rotate_secret(subscription=mine, by="ann", at=AT, overlap=overlap)
    else:
        with pytest.raises(ValidationError, match="0 to 168 hours"):
            rotate_secret(subscription=mine, by="ann", at=AT, overlap=overlap)
    assert SigningSecret.objects.count() == 1 + is_taken


def test_a_second_rotation_never_lengthens_what_the_first_left():
    mine, _ = subscribed()
    rotate_secret(subscription=mine, by="ann", at=AT, overlap=HOUR)
    rotate_secret(subscription=mine, by="ann", at=AT, overlap=24 * HOUR)

    ends = list(SigningSecret.objects.order_by("pk").values_list("ends_at", flat=True))
    assert ends == [AT + HOUR, AT + 24 * HOUR, None]


def test_only_what_is_switched_off_is_resumed():
    mine, _ = subscribed()
    with pytest.raises(CommandError, match="nothing to resume"):
        run("subscribe", "resume", str(mine))
    Subscription.objects.update(switched_off_at=AT, switched_off_because="failed", failures=16)

    assert run("subscribe", "resume", str(mine)) == [
        "Events are sent again, and what waited first."
    ]

    mine.refresh_from_db()
    assert (mine.switched_off_at, mine.switched_off_because, mine.failures) == (None, "", 0)
    assert AuditEntry.objects.filter(act="resume_subscription").count() == 1


@pytest.mark.parametrize("act", [resume, rotate_secret, end_subscription])
def test_what_has_ended_has_ended(act):
    mine, _ = subscribed()
    assert run("subscribe", "end", str(mine)) == ["The subscription has ended."]
    assert AuditEntry.objects.filter(act="end_subscription").count() == 1

    with pytest.raises(ValidationError, match="has ended: make a new one"):
        act(subscription=mine, by="ann", at=AT)


@pytest.mark.parametrize("name", ["x", "00000000-0000-0000-0000-000000000000"])
def test_an_id_of_no_subscription_is_refused(name):
    with pytest.raises(CommandError, match="is no subscription"):
        run("subscribe", "end", name)


# The list of deliveries, and replaying


def delivered(count=2):
    people = [known() for _ in range(count)]
    mine, _ = subscribed(member(role=Role.ADMINISTRATOR))
    for each in people:
        change(each)
    sweep(mine)
    for _ in people:
        taken = take_up(subscription=mine.pk, on=ON, at=AT, by="timetable")
        note(taken=taken, answer=Answer(200), at=AT, jitter=0, by="timetable")
    return mine, people


@committed
@pytest.mark.usefixtures("reference_data")
def test_deliveries_are_listed_with_how_each_fared_and_the_look_is_logged():
    mine, people = delivered()
    failed, _ = subscribed()
    change(people[0], days=1)
    sweep(failed)
    taken = take_up(subscription=failed.pk, on=ON, at=AT, by="timetable")
    answer = Answer(None, Delivery.Failure.TIME_OUT)
    note(taken=taken, answer=answer, at=AT, jitter=1, by="timetable")

    latest, *others = run("list_deliveries")

    event = Delivery.objects.get(subscription=failed)
    assert latest.split("  ") == [
        "2024-05-01 13:00:00",
        str(event.public_id),
        "nominal.changed",
        str(people[0].public_id),
        str(failed.public_id),
        "waiting",
        "1 attempts",
        "time_out",
        "next 2024-05-01 13:00:30",
    ]
    assert [line.split("  ")[-2:] for line in others] == [["1 attempts", "answer 200"]] * 2
    entry = AuditEntry.objects.get(act="list_deliveries")
    looked_at = AuditedObject.objects.filter(entry_id=entry.pk).values_list("object_id", flat=True)
    assert sorted(looked_at) == [each.pk for each in people]
    assert len(run("list_deliveries", f"--subscription={mine}")) == 2
    assert len(run("list_deliveries", "--status=waiting")) == 1
    assert len(run("list_deliveries", "--limit=1")) == 1


@committed
@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize(("seconds", "count"), [(-1, 2), (0, 2), (1, 0)])
def test_events_made_since_an_instant_are_sent_once_more_under_their_ids(settings, seconds, count):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    mine, _ = delivered()
    before = set(Delivery.objects.values_list("public_id", flat=True))
    since = (AT + timedelta(seconds=seconds)).isoformat()

    printed = run("replay_events", str(mine), f"--since={since}")

    assert printed == [f"{count} events wait to be sent again."]
    assert set(Delivery.objects.values_list("public_id", flat=True)) == before
    assert AuditEntry.objects.get(act="replay_events").detail["events"] == count
    with endpoint() as theirs:
        Subscription.objects.update(address=theirs.address)
        send_events(subscription=mine.pk)
    assert len(theirs.came) == count


@committed
@pytest.mark.usefixtures("reference_data")
def test_replaying_mentions_nobody_who_may_be_seen_no_longer(settings):
    settings.MAPPA_EVENTS_TO_PRIVATE_ADDRESSES = True
    mine, (hidden, seen) = delivered()
    restrict_case(nominal=hidden, viewers={}, on=ON, reason="x", asked=asked(days=1))
    run("replay_events", str(mine), f"--since={AT.isoformat()}")

    with endpoint() as theirs:
        Subscription.objects.update(address=theirs.address)
        send_events(subscription=mine.pk)

    assert theirs.events == [("nominal.changed", str(seen.public_id))]


@committed
@pytest.mark.usefixtures("reference_data")
def test_what_is_over_long_ago_is_removed_and_what_waits_stays():
    mine, people = delivered(2)
    now = timezone.now()
    first, second = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(made_at=now - KEPT - HOUR)
    Delivery.objects.filter(pk=second.pk).update(made_at=now - KEPT + HOUR)
    change(people[0], days=1)
    sweep(mine, at=now - 2 * KEPT)

    tidy_events()

    assert list(Delivery.objects.values_list("status", flat=True)) == ["delivered", "waiting"]
