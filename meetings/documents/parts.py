"""The parts of which the documents of a meeting are made, from the content of a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from core.documents import Block, Facts, Grid, Heading, Items, Paragraph
from meetings.choices import Pillar, Topic
from meetings.documents.wording import spelt, with_meaning, yes_or_no
from meetings.services.content import Content
from meetings.services.handing import Issue

AGENDA = (
    "Introductions, apologies and deputies",
    "Confidentiality and diversity statement",
    "Previous minutes and review of actions",
    "Summary of the case",
    "Information from the agencies",
    "Victims and safeguarding",
    "Equality and diversity",
    "Assessment of risk",
    "Risk management plan by the four pillars",
    "Triggers and contingencies",
    "Disclosure to a third party",
    "Update of ViSOR",
    "Media and impact on the community",
    "Human rights and proportionality",
    "Level, and check of the category",
    "Actions",
    "Next meeting, or exit",
)
"""The standing agenda (MAPPA Guidance, chapter 13a)."""

EARLIER = ("Action", "Agency and owner", "Given", "Due")


def about(content: Content) -> Iterator[Block]:
    """Who the meeting is about, and how the case is managed."""
    person = content["person"]
    yield Heading("The case")
    yield Facts(
        (
            ("Name", person["name"]),
            ("Date of birth", spelt(person["born"]) or "not known"),
            *((f"{label[:1].upper()}{label[1:]}", value) for label, value in person["identifiers"]),
            ("Category", with_meaning(person["category"]) or "none"),
            ("Level until then", person["level"] or "none"),
            ("Lead agency", person["lead"] or "none"),
        )
    )


def sitting(content: Content) -> Iterator[Block]:
    """When, where and under whom the meeting sits."""
    when = content["sitting"]
    yield Heading("The meeting")
    yield Facts(
        (
            ("Area", when["area"]),
            ("Level", f"{when['level']}{', emergency meeting' if when['is_emergency'] else ''}"),
            ("Day", f"{spelt(when['on'])}, {when['from']} to {when['to']}"),
            ("Place", f"{when['mode']}, {when['place']}"),
            ("Chair", _named(content["chair"], content["chair_grade"])),
            ("Minute taker", content["minute_taker"] or "not named"),
        )
    )


def invited(content: Content) -> Iterator[Block]:
    """Which agencies are invited."""
    yield Heading("Invited agencies")
    yield Items(tuple(each["agency"] for each in content["invited"]) or ("None yet.",))


def attendance(content: Content) -> Iterator[Block]:
    """How each agency took part."""
    yield Heading("Attendance")
    yield from _grids(
        ("Agency", "Took part", "Name", "Grade", "Senior enough"),
        {
            "Invited agencies and how they took part": [
                (
                    each["agency"],
                    each["outcome"] or "not recorded",
                    each["name"],
                    each["grade"],
                    yes_or_no(each["is_senior_enough"]) if each["name"] else "",
                )
                for each in content["invited"]
            ]
        },
    )
    acknowledged = content["is_confidentiality_acknowledged"]
    yield Paragraph(
        "The confidentiality and diversity statement was acknowledged by all present."
        if acknowledged
        else "The confidentiality and diversity statement was not acknowledged."
    )


def passages(content: Content) -> Iterator[Block]:
    """What was said, topic by topic; of the agencies, one after the other, with their reports."""
    written = {
        topic: list(each) for topic, each in groupby(content["passages"], itemgetter("topic"))
    }
    for topic in Topic:
        found = written.get(topic.label, [])
        reports = content["reports"] if topic is Topic.INFORMATION else []
        if not found and not reports:
            continue
        yield Heading(topic.label)
        for each in found:
            if each["agency"]:
                yield Heading(each["agency"], level=2)
            yield Paragraph(each["text"])
        for each in reports:
            yield Heading(f"Written report of {each['agency']}, by {each['author']}", level=2)
            yield Paragraph(each["text"])


def plan(content: Content) -> Iterator[Block]:
    """The risk management plan, by its four pillars, and its triggers."""
    yield Heading("Risk management plan")
    yield from _grids(
        ("Entry", "Risk that it answers to", "Agency and owner", "From", "Review", "Rests on"),
        {
            pillar.label: [
                (
                    each["text"],
                    each["risk"],
                    f"{each['agency']}: {each['owner']}",
                    spelt(each["from"]),
                    spelt(each["review"]),
                    each["condition"],
                )
                for each in content["plan"]
                if each["pillar"] == pillar.label
            ]
            for pillar in Pillar
        },
    )
    yield Heading("Triggers and contingencies")
    yield Grid(
        "What would show that the plan fails, and what is done then",
        ("Sign", "Response", "Agency and owner"),
        tuple(
            (each["sign"], each["response"], f"{each['agency']}: {each['owner']}")
            for each in content["triggers"]
        ),
    )


def plan_before(content: Content) -> Iterator[Block]:
    """The plan and its triggers as the meeting finds them, without what it makes itself."""
    found = {
        part: [each for each in content[part] if not each["is_new"]]
        for part in ("plan", "triggers")
    }
    yield from plan(content | found)


def decisions(content: Content) -> Iterator[Block]:
    """What was decided, each with its reason; the disclosure in full."""
    yield Heading("Decisions")
    yield Grid(
        "What was decided, and why",
        ("Question", "Decision", "Reason"),
        tuple((each["kind"], each["answer"], each["reason"]) for each in content["decisions"]),
    )
    for each in content["decisions"]:
        if each["to_whom"]:
            yield Heading("The disclosure", level=2)
            yield Facts(
                (
                    ("To whom", each["to_whom"]),
                    ("What", each["what"]),
                    ("By whom", each["by_whom"]),
                    ("By", spelt(each["due"])),
                    ("The person is told", yes_or_no(each["is_person_told"])),
                    ("The recipient signed", yes_or_no(each["is_agreement_signed"])),
                )
            )
    review = spelt(content["next_review_on"])
    yield Paragraph(f"Next meeting by {review}." if review else "No further meeting is due.")


def actions(content: Content) -> Iterator[Block]:
    """The actions that were given."""
    yield Heading("Actions")
    yield Grid(
        "Actions given at this meeting",
        ("Action", "Why", "Pillar", "Agency and owner", "Due"),
        tuple(
            (
                each["text"],
                each["rationale"],
                each["pillar"],
                f"{each['agency']}: {each['owner']}",
                spelt(each["due"]),
            )
            for each in content["actions"]
        ),
    )


def earlier_actions(content: Content) -> Iterator[Block]:
    """The actions of earlier meetings that were open, and what became of each on the day."""
    yield Heading("Actions of earlier meetings")
    yield Grid(
        "Open when the meeting sat, and what became of them by the end of the day",
        (*EARLIER, "State"),
        tuple((*_earlier(each), each["state"]) for each in content["earlier_actions"]),
    )


def actions_to_review(content: Content) -> Iterator[Block]:
    """The actions of earlier meetings that this one finds open."""
    yield Heading("Actions of earlier meetings")
    yield Grid(
        "To be reviewed at this meeting",
        EARLIER,
        tuple(_earlier(each) for each in content["earlier_actions"]),
    )


def approval(issue: Issue, version: int) -> Iterator[Block]:
    """Who approved and issued a version, when, and to whom: no part of what was approved."""
    yield Heading("Approval and distribution")
    yield Facts(
        (
            ("Version", str(version)),
            ("Approved", f"by {issue.approved_by} on {spelt(str(issue.approved_on))}"),
            ("Issued", f"by {issue.issued_by} on {spelt(str(issue.issued_on))}"),
            ("Issued to", "\n".join(issue.recipients)),
        )
    )


def standing_agenda() -> Iterator[Block]:
    """The items of every meeting, numbered."""
    yield Heading("Agenda")
    yield Grid(
        "Items of every meeting",
        ("No.", "Item"),
        tuple((str(number), item) for number, item in enumerate(AGENDA, start=1)),
    )


def _earlier(action: Content) -> tuple[str, ...]:
    return (
        action["text"],
        f"{action['agency']}: {action['owner']}",
        spelt(action["given"]),
        spelt(action["due"]),
    )


def _grids(header: Sequence[str], tables: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[Grid]:
    """Tables by caption, all of the same columns: without those in which no row of any says
    anything."""
    cells = [row for rows in tables.values() for row in rows]
    told = [number for number in range(len(header)) if any(row[number] for row in cells)]
    kept = told or range(len(header))
    for caption, rows in tables.items():
        yield Grid(
            caption,
            tuple(header[number] for number in kept),
            tuple(tuple(row[number] for number in kept) for row in rows),
        )


def _named(name: str, grade: str) -> str:
    if not name:
        return "not named"
    return f"{name}, {grade}" if grade else name
