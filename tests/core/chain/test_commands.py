"""`seal_log`, and the heads that it keeps outside the database."""

import pytest
from django.core.management import CommandError, call_command

from core.chain.sealing import seal
from core.models import LogBlock
from tests.core.chain.writing import NOW, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sealed_so_far():
    seal(at=NOW)


def line(block):
    return f"{block.number} {block.at.isoformat()} {block.head}"


def test_each_block_made_is_printed(capsys):
    write()

    call_command("seal_log")

    block = LogBlock.objects.last()
    assert capsys.readouterr().out == f"block {block.number}  1 entries  {block.head}\n"


def test_it_says_where_nothing_waited(capsys):
    call_command("seal_log")

    assert capsys.readouterr().out == "Every entry was sealed already.\n"


def test_heads_are_appended_to_the_file_named(tmp_path, settings):
    settings.MAPPA_LOG_HEADS = tmp_path / "of the settings"
    named = tmp_path / "named"
    named.write_text("what was there\n")
    for _ in range(2):
        write()
        call_command("seal_log", "--head-file", str(named))
    call_command("seal_log", "--head-file", str(named))

    *_, first, second = LogBlock.objects.all()
    assert named.read_text().splitlines() == ["what was there", line(first), line(second)]
    assert not settings.MAPPA_LOG_HEADS.exists()


def test_heads_are_appended_to_the_file_of_the_settings(tmp_path, settings):
    settings.MAPPA_LOG_HEADS = tmp_path / "heads"
    write()

    call_command("seal_log")

    assert settings.MAPPA_LOG_HEADS.read_text() == f"{line(LogBlock.objects.last())}\n"


def test_a_file_that_cannot_be_written_is_told_and_the_log_is_sealed(tmp_path, capsys):
    write()
    blocks = LogBlock.objects.count()

    with pytest.raises(CommandError, match=r"The log is sealed, but .* No such file or directory"):
        call_command("seal_log", "--head-file", str(tmp_path / "absent" / "heads"))

    assert LogBlock.objects.count() == blocks + 1
    assert LogBlock.objects.last().head in capsys.readouterr().out
