"""Takes a zip that a caller sends, as the body or as a part of a form, never whole in memory."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from rest_framework.parsers import BaseParser, MultiPartParser

from core.api.problems import Problem
from core.files.packages import CHUNK, MEGABYTE

ZIP = "application/zip"
PART = "file"
"""The name of the part of a form."""


class Received:
    """A file that comes in: in a file without a name, counted and digested."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile(prefix="mappa-caseload-")  # noqa: SIM115 - closed below
        self.size = 0
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The SHA-256 in hexadecimal digits."""
        return self._digest.hexdigest()

    def write(self, block: bytes) -> None:
        """Take more of it.

        Raises:
            Problem: if it is too large.
        """
        self.size += len(block)
        if self.size > settings.MAPPA_LARGEST_CASELOAD:
            self.close()
            raise too_large()
        self._digest.update(block)
        self.file.write(block)

    def close(self) -> None:
        """Let go of it."""
        self.file.close()


class ZipParser(BaseParser):
    """Takes the body as it is."""

    media_type = ZIP

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Received]:
        """The body, under the name of the part of a form.

        Raises:
            Problem: if it is too large.
        """
        received = Received()
        try:
            while block := stream.read(CHUNK):
                received.write(block)
        except BaseException:
            received.close()
            raise
        return {PART: received}


class ZipUpload(FileUploadHandler):
    """Takes the one part of a form that is a zip."""

    file: Received
    """What comes; by this name the library lets go of it where a form breaks off."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],
        content_length: int,
        boundary: Any,  # bytes, whatever the library says
        encoding: str | None = None,
    ) -> None:
        """Refuse what says itself that it is too large.

        Raises:
            Problem: with the bytes that are taken.
        """
        if content_length > settings.MAPPA_LARGEST_CASELOAD + MEGABYTE:
            raise too_large()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a part.

        Raises:
            Problem: if it is another than the zip.
        """
        super().new_file(*args, **kwargs)
        if hasattr(self, "file") or self.field_name != PART:
            raise Problem("malformed", f"Send one file, as the part {PART}.")
        if self.content_type != ZIP:
            raise Problem("unsupported-media-type", f"The part {PART} is to be of {ZIP}.")
        self.file = Received()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take more of it."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """What came."""
        return self.file


PARSERS = [ZipParser, MultiPartParser]


def received_in(data: Mapping[str, Any]) -> Received:
    """The zip in what came.

    Raises:
        Problem: if there is none, or something beside it.
    """
    unknown = sorted(set(data) - {PART})
    received = data.get(PART)
    if unknown or not isinstance(received, Received):
        sentence = f"Send a zip: as the body, of {ZIP}, or as the part {PART} of a form."
        raise Problem("malformed", sentence)
    return received


def too_large() -> Problem:
    """The answer to what is too large."""
    most = settings.MAPPA_LARGEST_CASELOAD // MEGABYTE
    sentence = f"Send at most {most} MB at once: split the caseload and send it in parts."
    return Problem("too-large", sentence)
