"""Checking a file: that it is told, how large it may be, and whatever bytes it has."""

import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.files import check_file
from core.files.kinds import DOCX, KINDS, ODS
from core.files.packages import MEGABYTE
from tests.core.files import samples
from tests.core.files.samples import SAMPLES, object_stream, open_document, open_xml
from tests.core.files.verdicts import LARGEST, check, refusal

# What is taken


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.endings[0])
def test_a_file_that_may_be_kept_is_told_with_its_size_and_digest(kind):
    content = io.BytesIO(SAMPLES[kind])
    content.seek(3)

    checked = check_file(f"Report{kind.endings[0]}", content, largest=LARGEST)

    assert checked.name == f"Report{kind.endings[0]}"
    assert (checked.kind, checked.media_type) == (kind, kind.media_type)
    assert checked.size == len(SAMPLES[kind])
    assert checked.digest == hashlib.sha256(SAMPLES[kind]).hexdigest()
    assert content.tell() == 0


# Size


class Endless(io.RawIOBase):
    """A stream of zeros that counts what was read of it."""

    def __init__(self, size):
        self.size, self.at, self.taken = size, 0, 0

    def seek(self, offset, whence=0):
        self.at = offset
        return offset

    def read(self, size=-1):
        count = min(size if size >= 0 else self.size, self.size - self.at)
        self.at += count
        self.taken += count
        return bytes(count)


def test_a_file_that_is_too_large_is_read_up_to_the_limit_only():
    content = Endless(200 * MEGABYTE)

    with pytest.raises(ValidationError, match=r"“a\.txt” is larger than 2 MB: make it smaller"):
        check_file("a.txt", content, largest=2 * MEGABYTE)

    assert content.taken == 2 * MEGABYTE + 1


@pytest.mark.parametrize(("size", "is_taken"), [(99, True), (100, True), (101, False)])
def test_the_largest_file_is_still_taken(size, is_taken):
    if is_taken:
        assert check("a.txt", b"a" * size, largest=100).size == size
    else:
        assert refusal("a.txt", b"a" * size, largest=100)[0] == "file_too_large"


def test_an_empty_file_is_refused():
    assert refusal("a.txt", b"") == (
        "file_empty",
        "file_empty: “a.txt” is empty: send the file with its content.",
    )


# Anything


NAMES = st.sampled_from([f"a{each}" for kind in KINDS for each in kind.endings]) | st.text()
STARTS = st.sampled_from([b"", *(kind.starts for kind in KINDS)])
LARGER = [
    open_xml(DOCX, ("word/media/a.bin", b"abc" * 50)),
    open_document(ODS, ("meta.xml", "<a><b/></a>")),
    samples.pdf(object_stream(b"<< /A /B >>")),
]


def answered(name, content):
    """Check a file, which is taken or refused."""
    try:
        checked = check(name, content)
    except ValidationError:
        return
    assert checked.digest == hashlib.sha256(content).hexdigest()


@given(NAMES, STARTS, st.binary(max_size=500))
def test_random_bytes_are_taken_or_refused(name, start, content):
    answered(name, start + content)


@given(
    st.sampled_from([*zip(["a.docx", "a.ods", "a.pdf"], LARGER, strict=True)]),
    st.lists(st.tuples(st.integers(0, 5_000), st.binary(min_size=1, max_size=4)), max_size=6),
    st.integers(0, 200),
)
def test_a_file_with_some_bytes_changed_is_taken_or_refused(whole, changes, missing):
    name, content = whole[0], bytearray(whole[1])
    for at, with_what in changes:
        start = at % len(content)
        content[start : start + len(with_what)] = with_what
    answered(name, bytes(content[: len(content) - missing]))
