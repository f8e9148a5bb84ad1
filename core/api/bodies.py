"""Reads and writes JSON: bounded, strict, and quick for long lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from core.api.problems import Problem

LARGEST_BODY = 1024 * 1024  # bytes
DEEPEST = 20  # objects and lists within one another


class StrictJSONParser(BaseParser):
    """Takes one JSON object of at most `LARGEST_BODY`, nested no deeper than `DEEPEST`."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The object that the body is.

        Raises:
            ParseError: if it is none.
            Problem: if it is too large.
        """
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise Problem("too-large", f"Send at most {LARGEST_BODY:,} bytes at once.")
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise ParseError("The body is no JSON: send one object in UTF-8.") from None
        if not isinstance(data, dict):
            raise ParseError("Send one object, whatever it holds.")
        if not _is_shallow(data, DEEPEST):
            raise ParseError(f"The body is nested deeper than {DEEPEST} levels: send it flatter.")
        return data


class JSONRenderer(BaseRenderer):
    """Writes JSON in UTF-8."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of `data`; none where there is nothing to say."""
        if data is None:
            return b""
        return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


class AsItIs(BaseContentNegotiation):
    """What is handed out has a media type of its own, whatever the caller prefers."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first."""
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        """The first, for problems."""
        return renderers[0], renderers[0].media_type


def _is_shallow(data: Any, deepest: int) -> bool:
    if not isinstance(data, (dict, list)):
        return True
    inner = data.values() if isinstance(data, dict) else data
    return deepest > 0 and all(_is_shallow(each, deepest - 1) for each in inner)
