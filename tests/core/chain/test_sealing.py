"""Sealing: everything that is committed, once, in the order of commits, by one at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.chain import sealing
from core.chain.digests import digests_of, head_of
from core.chain.sealing import SEALING_LOCK, seal
from core.chain.verifying import Tail, faults, tail
from core.models import AuditEntry, LogBlock, SealedEntry
from core.tasks import seal_log
from tests.core.chain.writing import NOW, blocks_of, write
from tests.locking import at_once, elsewhere

COMMITTING = pytest.mark.django_db(transaction=True, available_apps=["core"])


def is_whole():
    return list(faults()) == [] and tail() == Tail(0, None)


def sealed_once():
    """Whether each entry of the log is in the chain; twice is refused by the key."""
    return sorted(SealedEntry.objects.values_list("pk", flat=True)) == sorted(
        AuditEntry.objects.values_list("pk", flat=True)
    )


@pytest.fixture
def other_connection():
    """Does something in a connection of its own, to its end."""
    with ThreadPoolExecutor(max_workers=1) as other:

        def do(act):
            answer = other.submit(elsewhere, act).result()
            assert not isinstance(answer, Exception), answer
            return answer

        yield do


@pytest.mark.django_db
def test_a_block_follows_on_the_one_before_it():
    first = write()
    *_, block = seal(at=NOW)
    second, third = write(), write()
    (next_block,) = seal(at=NOW + timedelta(minutes=1))

    digests = digests_of([second.pk, third.pk])
    assert blocks_of(first, second, third) == [block.number, block.number + 1, block.number + 1]
    assert next_block.former == block.head
    assert next_block.entries == 2
    assert next_block.at == NOW + timedelta(minutes=1)
    assert next_block.head == head_of(next_block, [digests[second.pk], digests[third.pk]])
    assert list(LogBlock.objects.all())[-2:] == [block, next_block]


@pytest.mark.django_db
def test_nothing_is_sealed_where_nothing_was_written():
    write()
    seal(at=NOW)
    blocks = LogBlock.objects.count()

    assert seal(at=NOW) == []
    assert LogBlock.objects.count() == blocks


@pytest.mark.parametrize(("waiting", "sizes"), [(5, [3, 2]), (6, [3, 3]), (7, [3, 3, 1])])
@pytest.mark.django_db
def test_what_waits_goes_into_blocks_of_bounded_size(monkeypatch, waiting, sizes):
    seal(at=NOW)
    monkeypatch.setattr(sealing, "MOST_ENTRIES", 3)
    entries = [write() for _ in range(waiting)]

    blocks = seal(at=NOW)

    assert [block.entries for block in blocks] == sizes
    assert blocks_of(*entries) == sorted(blocks_of(*entries))
    assert is_whole()


@pytest.mark.django_db
def test_a_sealing_that_broke_off_between_blocks_is_taken_up(monkeypatch):
    monkeypatch.setattr(sealing, "MOST_ENTRIES", 2)
    for _ in range(5):
        write()
    store = sealing._store

    def once_only(*arguments, **named):
        monkeypatch.setattr(sealing, "_store", broken)
        return store(*arguments, **named)

    def broken(*arguments, **named):
        raise RuntimeError

    monkeypatch.setattr(sealing, "_store", once_only)
    with pytest.raises(RuntimeError):
        seal(at=NOW)
    assert LogBlock.objects.count() == 1

    monkeypatch.setattr(sealing, "_store", store)
    seal(at=NOW)

    assert is_whole()
    assert sealed_once()


@pytest.mark.django_db
def test_sealing_takes_as_many_statements_for_many_entries_as_for_one():
    seal(at=NOW)

    def statements(count):
        for _ in range(count):
            write()
        with CaptureQueriesContext(connection) as captured:
            assert len(seal(at=NOW)) == 1
        return len(captured)

    assert statements(1) == statements(40) < 15


@pytest.mark.django_db
def test_the_task_seals_and_keeps_the_head_where_the_settings_say(tmp_path, settings):
    settings.MAPPA_LOG_HEADS = tmp_path / "heads"
    write()

    seal_log()
    seal_log()

    block = LogBlock.objects.last()
    assert is_whole()
    assert (tmp_path / "heads").read_text().splitlines()[-1] == (
        f"{block.number} {block.at.isoformat()} {block.head}"
    )
    assert len((tmp_path / "heads").read_text().splitlines()) == LogBlock.objects.count()


@pytest.mark.django_db
def test_the_task_seals_where_no_file_is_named():
    assert settings.MAPPA_LOG_HEADS is None
    write()

    seal_log()

    assert is_whole()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="there the key alone says nothing")
@pytest.mark.django_db
def test_the_next_sealing_on_sqlite_begins_after_the_last_key():
    entry = write()
    seal(at=NOW)

    assert LogBlock.objects.last().floor == entry.pk


# A database that was brought here from elsewhere, where transactions were counted otherwise.


def brought_from_elsewhere(monkeypatch, *, lowest):
    """From here on the cluster is another one, with `lowest` under way."""
    monkeypatch.setattr(sealing, "_standing", lambda: ("another", lowest))


@pytest.mark.django_db
def test_after_a_move_everything_left_and_new_is_sealed_once(monkeypatch):
    seal(at=NOW)
    sealed = AuditEntry.objects.create(at=NOW, transaction=9_000_000)
    seal(at=NOW)
    left = AuditEntry.objects.create(at=NOW, transaction=9_000_001)
    brought_from_elsewhere(monkeypatch, lowest=700)
    new = [AuditEntry.objects.create(at=NOW, transaction=number) for number in (650, 690)]
    seal(at=NOW)
    later = [AuditEntry.objects.create(at=NOW, transaction=number) for number in (700, 705)]
    brought_from_elsewhere(monkeypatch, lowest=710)
    seal(at=NOW)

    before, after, last = (blocks_of(each)[0] for each in (sealed, left, later[0]))
    assert blocks_of(sealed, left, *new, *later) == [before, after, after, after, last, last]
    assert before < after < last
    assert LogBlock.objects.last().horizon == 710
    assert is_whole()
    assert sealed_once()


@pytest.mark.django_db
def test_what_was_under_way_at_a_move_and_breaks_off_is_not_taken_for_sealed(monkeypatch):
    """The key of an act that is under way may be below that of one sealed by the first sealing."""
    seal(at=NOW)
    monkeypatch.setattr(sealing, "MOST_ENTRIES", 2)
    brought_from_elsewhere(monkeypatch, lowest=700)
    top = AuditEntry.objects.order_by("pk").last().pk
    for key in (2, 3, 4):
        AuditEntry.objects.create(pk=top + key, at=NOW, transaction=690)
    seal(at=NOW)
    late = AuditEntry.objects.create(pk=top + 1, at=NOW, transaction=700)
    seal(at=NOW)

    assert blocks_of(late) == [LogBlock.objects.last().number]
    assert is_whole()


@pytest.mark.django_db
def test_what_came_in_past_the_product_below_the_horizon_is_a_fault_and_not_sealed(monkeypatch):
    brought_from_elsewhere(monkeypatch, lowest=700)
    write()
    seal(at=NOW)
    below = AuditEntry.objects.create(at=NOW, transaction=699)
    at_the_horizon = AuditEntry.objects.create(at=NOW, transaction=700)

    assert [sentence.split()[1] for sentence in faults()] == [str(below.pk)]
    assert tail().entries == 1
    seal(at=NOW)
    assert blocks_of(below, at_the_horizon) == [None, LogBlock.objects.last().number]


# Two at once, on PostgreSQL


@pytest.mark.postgres
@COMMITTING
def test_two_sealers_at_once_make_one_chain():
    for _ in range(4):
        write()

    later = at_once(lambda: seal(at=NOW), lambda: seal(at=NOW))

    assert later == []
    assert is_whole()
    assert sealed_once()


@pytest.mark.postgres
@COMMITTING
def test_a_sealer_that_waited_seals_what_was_written_meanwhile_on_the_new_head():
    write()

    def seal_and_write():
        seal(at=NOW)
        write()

    (block,) = at_once(seal_and_write, lambda: seal(at=NOW))

    assert block.number == 2
    assert is_whole()
    assert sealed_once()


@pytest.mark.postgres
@COMMITTING
def test_the_lock_is_what_the_second_sealer_waits_for():
    def hold():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])
        write()

    (block,) = at_once(hold, lambda: seal(at=NOW))

    assert block.entries == 1


@pytest.mark.postgres
@COMMITTING
def test_entries_that_are_committed_out_of_the_order_of_their_keys_are_all_sealed_once(
    other_connection,
):
    with transaction.atomic():
        early = write("early key, late commit")
        late = other_connection(lambda: write("late key, early commit"))
        assert early.pk < late.pk
        assert early.transaction < late.transaction
        other_connection(lambda: seal(at=NOW))
    assert blocks_of(early, late) == [None, 1]
    assert list(faults()) == []
    assert tail().entries == 1

    seal(at=NOW)

    assert blocks_of(early, late) == [2, 1]
    assert is_whole()
    assert sealed_once()


@pytest.mark.postgres
@COMMITTING
def test_a_late_first_write_of_a_transaction_that_began_early_is_sealed(other_connection):
    with transaction.atomic():
        AuditEntry.objects.count()  # begun, and no number yet
        late = other_connection(write)
        other_connection(lambda: seal(at=NOW))
        early = write()
    seal(at=NOW)

    assert blocks_of(late, early) == [1, 2]
    assert is_whole()


@pytest.mark.postgres
@COMMITTING
def test_many_sealings_while_an_act_is_under_way_miss_nothing(other_connection):
    with transaction.atomic():
        held = write()
        others = []
        for _ in range(3):
            others.append(other_connection(write))
            other_connection(lambda: seal(at=NOW))
    seal(at=NOW)
    after = write()
    seal(at=NOW)

    assert blocks_of(*others, held, after) == [1, 2, 3, 4, 5]
    assert is_whole()


@pytest.mark.postgres
@COMMITTING
def test_an_act_that_was_taken_back_leaves_a_key_and_no_fault(other_connection):
    with transaction.atomic():
        write()
        other_connection(write)
        other_connection(lambda: seal(at=NOW))
        transaction.set_rollback(True)
    write()
    seal(at=NOW)

    assert is_whole()
    assert sealed_once()
