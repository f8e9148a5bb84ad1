"""The name of a file: without folders, in one form, and what cannot be kept."""

import pytest

from core.files.kinds import KINDS
from core.files.names import cleaned, shown
from core.refusals import Refusal
from tests.core.files.samples import SAMPLES
from tests.core.files.verdicts import refusal


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        (r"C:\Users\me\report.pdf", "report.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("a/b\\report.pdf", "report.pdf"),
        ("  report.pdf . ", "report.pdf"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("a" * 146 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_in_one_form(given_name, kept):
    assert cleaned(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "says"),
    [
        ("", "has no name"),
        ("folder/", "has no name"),
        ("..", "has no name"),
        (".pdf", "begins with a dot"),
        (".hidden.pdf", "begins with a dot"),
        ("a" * 147 + ".pdf", "has 151 characters: rename the file with at most 150"),
        ("a\0.pdf", "cannot be seen"),
        ("a\nb.pdf", "cannot be seen"),
        ("annex\u202efdp.exe", "cannot be seen"),
        ("a\u2066b.pdf", "cannot be seen"),
        ("a\u200b.pdf", "cannot be seen"),
        ("a\ud800.pdf", "cannot be seen"),
        ("a\u2028b.pdf", "cannot be seen"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(given_name, says):
    found = cleaned(given_name)

    assert isinstance(found, Refusal)
    assert says in found.sentence
    assert found.sentence.isprintable()
    assert refusal(given_name, SAMPLES[KINDS[0]])[0] == "file_name"


def test_a_sentence_shortens_a_name_but_keeps_its_ending():
    assert shown("a" * 56 + ".pdf") == "a" * 56 + ".pdf"
    assert shown("a" * 57 + ".pdf") == "a" * 50 + "…" + "aaaaa.pdf"
    assert len(shown("a" * 100_000)) == 60
