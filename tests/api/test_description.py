"""The committed description is the one that the code makes."""

from pathlib import Path

from django.core.management import call_command

COMMITTED = Path(__file__).parent.parent.parent / "docs" / "openapi.yaml"


def test_the_committed_description_is_made_of_this_code(tmp_path):
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(made))
    assert made.read_text() == COMMITTED.read_text(), "run bin/schema"


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does():
    lines = COMMITTED.read_text().splitlines()
    names = [line for line in lines if line.startswith("      operationId:")]
    assert len(names) == len(set(names)) > 100
    assert sum(line.startswith("      summary:") for line in lines) == len(names)
