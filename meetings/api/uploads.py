"""The doors that take a file: one file of a form, checked and bounded as every file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from core.api.describing import Operation, example
from core.api.problems import Problem
from nominals.api.acting import ActDoor

FORM = 64 * 1024
"""Bytes that a form may have beside its file."""


class UploadSerializer(serializers.Serializer[Any]):
    """A form with one file, under the name that it is to keep."""

    file = serializers.FileField(help_text="PDF, Office, OpenDocument, PNG, JPEG or plain text.")


class UploadDoor(ActDoor):
    """An act whose body is a form with one file."""

    parser_classes = (MultiPartParser,)
    _file: UploadedFile[Any] | None = None

    def operation(self, method: str) -> Operation:
        """How the act is described."""
        declared = super().operation(method)
        sent = example(self.act.example, "multipart/form-data")
        return replace(declared, body=UploadSerializer, examples=[sent])

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large before anything of it is read, then settle who calls.

        Raises:
            Problem: if more is announced than the largest file and its form.
        """
        announced = request.META.get("CONTENT_LENGTH") or ""
        length = int(announced) if announced.isascii() and announced.isdigit() else 0
        if length > settings.MAPPA_LARGEST_FILE + FORM:
            megabytes = settings.MAPPA_LARGEST_FILE // (1024 * 1024)
            raise Problem("too-large", f"Send a file of at most {megabytes} MB.")
        super().initial(request, *args, **kwargs)

    def sent(self, request: Request) -> dict[str, str | None]:
        """The name and the digest of the file.

        Raises:
            ValidationError: if the form does not hold one file and nothing else.
        """
        self._file, digest = _file_in(request), sha256()
        for chunk in self._file.chunks():
            digest.update(chunk)
        return {"name": self._file.name, "digest": digest.hexdigest()}

    @property
    def places(self) -> Mapping[str, str]:
        """The file alone."""
        return {"/file": "/file"}

    def values_in(self, body: Any, on: date) -> dict[str, Any]:
        """The file, as the service takes it.

        Raises:
            Problem: if the act is asked for where no form is sent, as in a call of many acts.
        """
        if self._file is None:
            raise Problem("malformed", "Send the file in a form, to the address of this act.")
        return {"name": self._file.name, "content": self._file}


def _file_in(request: Request) -> UploadedFile[Any]:
    """The one file of the form.

    Raises:
        ValidationError: if there is none, or the form holds anything else.
    """
    wrong = {
        name: ["There is no such field. The fields are: file."]
        for name in request.data
        if name != "file"
    }
    form: Any = request.data
    sent: list[Any] = form.getlist("file") if isinstance(form, QueryDict) else []
    if len(sent) != 1 or not isinstance(sent[0], UploadedFile):
        wrong["file"] = ["Send one file."]
    if wrong:
        raise ValidationError(wrong)
    file: UploadedFile[Any] = sent[0]
    return file
