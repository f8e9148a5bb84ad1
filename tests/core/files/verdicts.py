"""Whether a file is taken, or by what it is refused; the limit and a start that go with it."""

import io

import pytest
from django.core.exceptions import ValidationError

from core.files import check_file
from core.files.packages import MEGABYTE

LARGEST = 1 * MEGABYTE
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def check(name, content, largest=LARGEST):
    return check_file(name, io.BytesIO(content), largest=largest)


def refusal(name, content, largest=LARGEST):
    """The rule and the sentence by which a file is refused."""
    with pytest.raises(ValidationError) as refused:
        check(name, content, largest)
    [error] = refused.value.error_dict["file"]
    return error.code, error.message
