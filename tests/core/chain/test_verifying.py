"""Tampering by the owner of the database, who can take the guards off: each is named."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.chain import verifying
from core.chain.sealing import seal
from core.chain.status import status
from core.chain.verifying import faults
from core.models import AuditedObject, AuditEntry, LogBlock, SealedEntry
from core.tasks import verify_log
from tests.core.chain.writing import LABEL, NOW, blocks_of, without_guards, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Three blocks of two entries each, after what the migrations wrote; the entries in order."""
    seal(at=NOW)
    entries = []
    for _ in range(3):
        entries += [write(), write()]
        seal(at=NOW)
    return entries


@pytest.fixture
def numbers(chain):
    """The numbers of those three blocks."""
    return sorted(set(blocks_of(*chain)))


def changed(entry):
    (number,) = blocks_of(entry)
    return (
        f"Entry {entry.pk} of block {number} is not what was sealed: it, or the records that it "
        "names, were changed."
    )


def verified(capsys, *arguments):
    """How `verify_log` ends, and what it prints."""
    try:
        call_command("verify_log", *arguments)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return status, capsys.readouterr().out.splitlines()


def test_a_chain_that_nobody_touched_holds(chain, capsys):
    head = LogBlock.objects.last()

    assert verified(capsys) == (
        0,
        ["Every entry is sealed.", f"Head: {head.head}, of {head}.", "The chain holds."],
    )


# One row changed, removed or added


CHANGES = {
    "actor": {"actor": "somebody else"},
    "instant": {"at": NOW.replace(year=2023)},
    "object": {"object_id": "9"},
    "purpose": {"purpose": "a reason"},
    "where from": {"address": "203.0.113.1"},
    "whose behalf": {"on_behalf_of": "bob"},
}


@pytest.mark.parametrize("values", CHANGES.values(), ids=CHANGES)
def test_a_changed_entry_is_named(chain, values):
    with without_guards():
        AuditEntry.objects.filter(pk=chain[2].pk).update(**values)

    assert list(faults()) == [changed(chain[2])]


def test_a_changed_record_of_an_entry_is_named(chain):
    with without_guards():
        AuditedObject.objects.filter(entry_id=chain[3].pk, object_id=8).update(object_id=9)

    assert list(faults()) == [changed(chain[3])]


def test_a_removed_record_of_an_entry_is_named(chain):
    with without_guards():
        AuditedObject.objects.filter(entry_id=chain[3].pk, object_id=8).delete()

    assert list(faults()) == [changed(chain[3])]


def test_a_record_that_the_application_adds_to_a_sealed_entry_is_named(chain):
    AuditedObject.objects.create(entry_id=chain[1].pk, object_label=LABEL, object_id=9)

    assert list(faults()) == [changed(chain[1])]


@pytest.mark.parametrize("place", range(6))
def test_a_removed_entry_is_named(chain, place):
    entry = chain[place]
    with without_guards():
        AuditEntry.objects.filter(pk=entry.pk).delete()

    assert list(faults()) == [f"Entry {entry.pk} of block {blocks_of(entry)[0]} is missing."]


def test_an_entry_put_back_under_the_key_of_a_removed_one_is_named(chain):
    with without_guards():
        AuditEntry.objects.filter(pk=chain[2].pk).delete()
        AuditEntry.objects.create(pk=chain[2].pk, at=NOW, actor="ann", act="look")

    assert list(faults()) == [changed(chain[2])]


def slipped_in():
    """An entry that pretends to be older than the chain: a low key, and an old transaction."""
    return AuditEntry.objects.create(pk=-1, at=NOW, actor="ann", act="look", transaction=1)


@pytest.mark.usefixtures("chain")
def test_an_old_entry_that_was_slipped_in_is_named_and_never_sealed():
    forged = slipped_in()
    sentence = f"Entry -1 ({forged}) was added to what had been sealed."

    assert list(faults()) == [sentence]
    seal(at=NOW)
    assert blocks_of(forged) == [None]
    assert list(faults()) == [sentence]


def test_an_old_entry_slipped_in_with_its_seal_is_named_by_its_block(chain, numbers):
    slipped_in()
    SealedEntry.objects.create(entry_id=-1, block=numbers[0], digest=b"0" * 32)

    assert list(faults()) == [
        f"Entry -1 of block {numbers[0]} is not what was sealed: it, or the records that it "
        "names, were changed.",
        f"Block {numbers[0]} sealed 2 entries, and now has 3.",
    ]


def test_the_first_broken_entry_stands_first(chain):
    with without_guards():
        AuditEntry.objects.filter(pk__in=[chain[1].pk, chain[4].pk]).update(actor="bob")
        AuditEntry.objects.filter(pk=chain[2].pk).delete()

    found = list(faults())

    assert [sentence.split()[:2] for sentence in found] == [
        ["Entry", str(each.pk)] for each in (chain[1], chain[2], chain[4])
    ]


# The chain itself


def test_an_entry_changed_with_its_digest_is_named_by_its_block(chain, numbers):
    with without_guards():
        AuditEntry.objects.filter(pk=chain[2].pk).update(actor="bob")
        digest = verifying.digests_of([chain[2].pk])[chain[2].pk]
        SealedEntry.objects.filter(pk=chain[2].pk).update(digest=digest)

    assert list(faults()) == [f"Block {numbers[1]} or what it says of its entries was changed."]


@pytest.mark.parametrize(
    "values", [{"at": NOW.replace(year=2023)}, {"floor": 1_000}, {"horizon": 1_000}, {"head": "0"}]
)
def test_a_changed_block_is_named(numbers, values):
    with without_guards():
        LogBlock.objects.filter(pk=numbers[1]).update(**values)

    sentences = list(faults())

    assert sentences[0] == f"Block {numbers[1]} or what it says of its entries was changed."


def test_a_block_made_to_follow_on_another_is_named(numbers):
    with without_guards():
        LogBlock.objects.filter(pk=numbers[1]).update(former="f" * 64)

    assert f"Block {numbers[1]} does not follow on block {numbers[0]}." in list(faults())


@pytest.mark.parametrize("place", [0, 1])
def test_a_removed_block_is_named(numbers, place):
    with without_guards():
        LogBlock.objects.filter(pk=numbers[place]).delete()

    assert list(faults()) == [f"Block {numbers[place]} is missing."]


def test_two_removed_blocks_are_named_together(numbers):
    with without_guards():
        LogBlock.objects.filter(pk__in=numbers[:2]).delete()

    assert list(faults()) == [f"Blocks {numbers[0]} to {numbers[1]} are missing."]


def test_a_removed_last_block_is_named_by_its_sealed_entries(numbers):
    with without_guards():
        LogBlock.objects.filter(pk=numbers[-1]).delete()

    assert f"Block {numbers[-1]} is missing." in list(faults())


def test_all_blocks_removed_are_named_one_by_one(numbers):
    with without_guards():
        LogBlock.objects.all().delete()

    assert list(faults()) == [f"Block {each} is missing." for each in range(1, numbers[-1] + 1)]


def test_a_seal_taken_off_an_entry_is_named_by_its_block(chain, numbers):
    with without_guards():
        SealedEntry.objects.filter(pk=chain[2].pk).delete()

    assert next(iter(faults())) == f"Block {numbers[1]} sealed 2 entries, and now has 1."


def test_a_block_that_was_removed_with_all_it_sealed_leaves_a_gap(chain, numbers):
    with without_guards():
        LogBlock.objects.filter(pk=numbers[1]).delete()
        SealedEntry.objects.filter(block=numbers[1]).delete()
        AuditEntry.objects.filter(pk__in=[each.pk for each in chain[2:4]]).delete()

    assert list(faults()) == [f"Block {numbers[1]} is missing."]


# What only a head kept outside shows


def rewrite():
    """As the owner can: the chain taken away, and made anew over what was changed."""
    with without_guards():
        SealedEntry.objects.all().delete()
        LogBlock.objects.all().delete()
    seal(at=NOW)


def test_a_rewritten_chain_is_shown_by_the_head_kept_outside(chain, capsys):
    kept = LogBlock.objects.last().head
    with without_guards():
        AuditEntry.objects.filter(pk=chain[2].pk).update(actor="bob")
    rewrite()

    assert list(faults()) == []
    status, lines = verified(capsys, "--head", kept)
    assert status == 1
    assert lines[0] == (
        "The head given is not in the chain: blocks were removed, or it was rewritten."
    )
    assert lines[-1] == "The chain is broken: faults found, 1."


def test_a_chain_cut_off_at_its_end_is_shown_by_the_head_kept_outside(numbers, capsys):
    kept = LogBlock.objects.last().head
    with without_guards():
        LogBlock.objects.filter(pk=numbers[-1]).delete()
        SealedEntry.objects.filter(block=numbers[-1]).delete()
        last = AuditEntry.objects.order_by("-pk")[:2].values("pk")
        AuditEntry.objects.filter(pk__in=list(last.values_list("pk", flat=True))).delete()

    assert list(faults()) == []
    assert verified(capsys, "--head", kept)[0] == 1


def test_a_head_of_any_block_is_found_in_the_chain(numbers, capsys):
    block = LogBlock.objects.get(pk=numbers[0])

    status, lines = verified(capsys, "--head", block.head)

    assert status == 0
    assert lines[0] == f"The head given is that of {block}."


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(CommandError, match="is no head"):
        call_command("verify_log", "--head", text)


# The command


def test_the_command_names_each_fault_and_counts_them(chain, capsys):
    with without_guards():
        AuditEntry.objects.filter(pk__in=[chain[0].pk, chain[5].pk]).update(actor="bob")
    head = LogBlock.objects.last()

    assert verified(capsys) == (
        1,
        [
            changed(chain[0]),
            changed(chain[5]),
            "Every entry is sealed.",
            f"Head: {head.head}, of {head}.",
            "The chain is broken: faults found, 2.",
        ],
    )


@pytest.mark.usefixtures("chain")
def test_the_command_tells_what_is_not_sealed_yet(capsys):
    write()
    write()

    status, lines = verified(capsys)

    assert status == 0
    assert lines[0] == "Not sealed yet: 2 entries, the oldest of 2024-06-01 13:30:15."


def test_a_log_without_a_block_is_all_tail(capsys):
    write()

    status, lines = verified(capsys)

    assert status == 0
    assert lines[0].startswith(f"Not sealed yet: {AuditEntry.objects.count() - 1} entries")
    assert lines[1:] == ["No block yet.", "The chain holds."]


def test_verifying_reads_many_small_blocks_together(chain, django_assert_max_num_queries):
    for _ in range(10):
        write()
        seal(at=NOW)
    verifying_takes = 10 if connection.vendor == "postgresql" else 8

    with django_assert_max_num_queries(verifying_takes):
        assert list(faults()) == []


def test_verifying_takes_the_chain_in_groups_that_are_bounded(chain, monkeypatch):
    monkeypatch.setattr(verifying, "MOST_ENTRIES", 2)
    with without_guards():
        AuditEntry.objects.filter(pk=chain[4].pk).update(actor="bob")

    assert list(faults()) == [changed(chain[4])]


def test_the_timetable_verifies_and_the_log_says_how_it_was(chain, caplog):
    verify_log()
    assert status().faults == 0
    assert status().verified.actor == "timetable"
    with without_guards():
        AuditEntry.objects.filter(pk=chain[2].pk).update(actor="x")

    verify_log()

    assert status().faults == 1
    assert "is not what was sealed" in caplog.text
