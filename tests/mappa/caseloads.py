"""Small caseloads in text, and importing them as a caller of the commands does."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

PEOPLE = "nominal,family_name\nN1,Archer\nN2,Baker\n"


def write(folder, **files):
    """Write files into `folder`, by name without .csv; text as UTF-8, bytes as they are."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


def load(folder, **options):
    """Import, and answer the sentences on standard output and standard error."""
    out, err = StringIO(), StringIO()
    call_command("import_caseload", str(folder), stdout=out, stderr=err, **options)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def refused(folder, **options):
    """Import what must be refused, and answer the refusals without the closing sentence."""
    err = StringIO()
    with pytest.raises(CommandError, match="nothing was stored") as caught:
        call_command("import_caseload", str(folder), stdout=StringIO(), stderr=err, **options)
    assert caught.value.returncode == 1
    return err.getvalue().splitlines()


def places(refusals):
    """`file:line: column` of each refusal."""
    return [": ".join(each.split(": ")[:2]) for each in refusals]


def counts(lines, name):
    """Rows read, added, changed and unchanged of one file, or of `total`."""
    line = next(each for each in lines if each.startswith(f"{name}:"))
    return tuple(int(word) for word in line.replace(",", "").split() if word.isdecimal())


def dump(path, **options):
    """Export, and answer the sentences on standard output."""
    out = StringIO()
    call_command("export_caseload", str(path), stdout=out, **options)
    return out.getvalue().splitlines()


def bytes_of(folder):
    """The bytes of each file in a folder."""
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}
