"""Keeping files: whole or not at all, under names of chance, and what is left over."""

import hashlib
import io
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from core.files import check_file, open_file, store_file, tidy

TEXT = "Minutes of the meeting: café.\n".encode() * 5_000
DIGEST = hashlib.sha256(TEXT).hexdigest()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.MAPPA_FILES = tmp_path / "var" / "files"
    return settings.MAPPA_FILES


def stored(content=TEXT):
    stream = io.BytesIO(content)
    return store_file(stream, check_file("minutes.txt", stream, largest=1 << 20))


def files(root):
    return sorted(each for each in root.rglob("*") if not each.is_dir())


def aged(path, by):
    """Make a file older."""
    at = datetime.now(UTC).timestamp() - by.total_seconds()
    os.utime(path, (at, at), follow_symlinks=False)


def refusal_of(key, digest=DIGEST):
    with pytest.raises(ValidationError) as refused:
        open_file(key, digest)
    [error] = refused.value.error_dict["file"]
    return error.code, error.message


def swept(named=frozenset().intersection, older_than=DAY):
    return tidy(named, older_than=older_than, now=datetime.now(UTC))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_kept_file_is_opened_with_the_same_bytes():
    with open_file(stored(), DIGEST) as file:
        assert file.read() == TEXT


def test_a_key_says_nothing_and_no_two_are_the_same(root):
    one, two = stored(), stored()

    assert one != two
    assert files(root) == sorted(root / key[:2] / key for key in (one, two))
    assert "minutes" not in one


def test_only_the_user_of_the_product_may_read(root):
    before = os.umask(0)
    try:
        key = stored()
    finally:
        os.umask(before)

    assert mode(root) == mode(root / key[:2]) == 0o700
    assert mode(root / key[:2] / key) == 0o600


@pytest.mark.parametrize("other", [TEXT + b"a", TEXT[:-1], b"a" + TEXT[1:], b""])
def test_bytes_that_were_not_checked_are_refused_and_not_kept(root, other):
    checked = check_file("minutes.txt", io.BytesIO(TEXT), largest=1 << 20)

    with pytest.raises(ValidationError, match=r"“minutes\.txt” is not what was checked any more"):
        store_file(io.BytesIO(other), checked)

    assert files(root) == []


def test_a_file_is_on_the_disk_before_it_has_its_name(monkeypatch):
    acts = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(descriptor):
        what = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        acts.append(what)
        real_sync(descriptor)

    def replace(*args, **kwargs):
        acts.append("rename")
        real_replace(*args, **kwargs)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    stored()

    assert acts[-3:] == ["file", "rename", "folder"]


class PowerCutError(BaseException):
    """Everything stops."""


def test_a_crash_before_the_rename_leaves_no_file_and_the_rest_is_tidied(root, monkeypatch):
    def stop(*_, **__):
        raise PowerCutError

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", stop)
        patched.setattr(os, "unlink", stop)
        with pytest.raises(PowerCutError):
            stored()

    [left] = files(root)
    assert left.name.endswith(".part")
    assert swept() == 0
    aged(left, 2 * DAY)
    assert swept() == 1
    assert files(root) == []


def test_an_error_before_the_rename_leaves_nothing(root, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        stored()

    assert files(root) == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "a" * 31,
        "A" * 32,
        "g" * 32,
        f"{'a' * 32}\n",
        f"aa/{'a' * 32}",
        "٢" * 32,
    ],
)
def test_a_key_that_is_none_of_ours_is_refused(key):
    code, sentence = refusal_of(key)

    assert code == "file_key"
    assert "This is no key of a file" in sentence


def test_a_file_that_is_not_there_is_refused(root):
    code, sentence = refusal_of("a" * 32)
    assert code == "file_missing"
    assert "is not there any more: restore it from a backup" in sentence

    kept = stored()
    (root / kept[:2] / kept).unlink()
    assert refusal_of(kept)[0] == "file_missing"


def test_a_file_that_was_altered_is_refused(root):
    key = stored()
    path = root / key[:2] / key
    path.write_bytes(TEXT[:-1] + b"!")

    code, sentence = refusal_of(key)

    assert code == "file_altered"
    assert "has been altered since it was kept" in sentence
    assert refusal_of(stored(), digest="0" * 64)[0] == "file_altered"


def test_links_are_not_followed(root, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(TEXT)
    key = stored()
    path = root / key[:2] / key
    path.unlink()
    path.symlink_to(outside)
    assert refusal_of(key)[0] == "file_missing"

    path.unlink()
    path.parent.rmdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / key).write_bytes(TEXT)
    path.parent.symlink_to(tmp_path / "folder")
    assert refusal_of(key)[0] == "file_missing"


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: os.mkfifo(path)])
def test_what_is_no_file_is_not_opened(root, make):
    key = stored()
    (root / key[:2] / key).unlink()
    make(root / key[:2] / key)

    assert refusal_of(key)[0] == "file_missing"


def test_tidying_removes_old_files_that_no_row_names(root):
    kept, orphan, young = stored(), stored(), stored()
    for key in (kept, orphan):
        aged(root / key[:2] / key, DAY + timedelta(minutes=1))
    aged(root / young[:2] / young, DAY - timedelta(minutes=1))

    assert swept({kept}.intersection) == 1

    assert {each.name for each in files(root)} == {kept, young}
    assert swept({kept}.intersection) == 0


def test_tidying_asks_which_of_the_old_files_are_named(root):
    kept, orphan, _ = stored(), stored(), stored()
    for key in (kept, orphan):
        aged(root / key[:2] / key, 2 * DAY)
    asked = []

    def named(keys):
        asked.extend(keys)
        return {kept}

    assert swept(named) == 1
    assert sorted(asked) == sorted([kept, orphan])


def test_tidying_leaves_what_is_not_ours(root, tmp_path):
    key = stored()
    folder = root / key[:2]
    link = folder / ("b" * 32)
    link.symlink_to(tmp_path)
    for path in (root / "note.txt", folder / "note.txt", root / "other" / ("c" * 32)):
        path.parent.mkdir(exist_ok=True)
        path.write_text("a")
    for path in files(root):
        aged(path, 2 * DAY)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ("d" * 32)).write_text("a")
    (root / ("00" if key[:2] != "00" else "01")).symlink_to(outside)

    assert swept() == 1

    assert link.is_symlink()
    assert (root / "note.txt").exists()
    assert (folder / "note.txt").exists()
    assert (root / "other" / ("c" * 32)).exists()


def test_tidying_where_nothing_was_ever_kept_removes_nothing():
    assert swept() == 0
