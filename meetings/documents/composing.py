"""Which parts each document of a meeting has, and under what title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from core.documents import Block, Document, Paragraph
from core.wording import MARKING
from meetings.choices import DocumentKind
from meetings.documents import parts
from meetings.documents.wording import STATEMENT, spelt
from meetings.services.content import Content
from meetings.services.handing import Issue

NO_BREAK = "\N{NO-BREAK SPACE}"

PARTS: dict[DocumentKind, tuple[Callable[[Content], Iterator[Block]], ...]] = {
    DocumentKind.AGENDA: (
        parts.about,
        parts.sitting,
        parts.invited,
        lambda content: parts.standing_agenda(),
        parts.actions_to_review,
        parts.plan_before,
    ),
    DocumentKind.MINUTES: (
        parts.about,
        parts.sitting,
        parts.attendance,
        parts.earlier_actions,
        parts.passages,
        parts.plan,
        parts.decisions,
        parts.actions,
    ),
    DocumentKind.EXECUTIVE_SUMMARY: (
        parts.about,
        parts.decisions,
        parts.plan,
        parts.actions,
    ),
    DocumentKind.ACTION_LIST: (parts.actions, parts.earlier_actions),
}
"""What each document holds, in this order."""


def compose(
    kind: DocumentKind,
    content: Content,
    *,
    issued: datetime,
    issue: Issue | None = None,
    is_draft: bool = False,
) -> Document:
    """The document of a meeting, as PDF, ODT or text can be made of it.

    `content` is that of `meetings.services.content`, of the version where one was issued; `issued`
    is the instant of its issue, or of making the document, and `issue` says by whom and to whom. A
    draft says on its title that it is. An agenda is what the meeting finds, and of no version.
    """
    of_version = kind != DocumentKind.AGENDA
    sitting, version = content["sitting"], content["version"]
    day = spelt(sitting["on"]).replace(" ", NO_BREAK)
    title = f"{kind.label} of the Level {sitting['level']} MAPPA meeting of {day}"
    blocks: list[Block] = []
    if content["reason"] and of_version:
        blocks.append(Paragraph(f"Version {version}, amended because: {content['reason']}"))
    for part in PARTS[kind]:
        blocks += part(content)
    if issue is not None and of_version:
        blocks += parts.approval(issue, version)
    return Document(
        title=f"DRAFT. {title}" if is_draft else title,
        subtitle=f"{content['person']['name']}, {sitting['area']}",
        marking=MARKING,
        statement=STATEMENT,
        reference=_reference(content, is_draft=is_draft) if of_version else _meeting(content),
        issued=issued,
        blocks=tuple(blocks),
    )


def _reference(content: Content, *, is_draft: bool) -> str:
    version = "draft" if is_draft or not content["version"] else f"version {content['version']}"
    return f"{_meeting(content)}, {version}"


def _meeting(content: Content) -> str:
    return f"Meeting {content['meeting'][:8]}"
