"""What each document of a meeting says, and that it says it in every form."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from core.documents import Facts, Grid, Heading, as_odt, as_pdf, as_text
from meetings.choices import Answer, DecisionKind, DocumentKind, Pillar, Topic
from meetings.documents import compose
from meetings.documents.parts import AGENDA
from meetings.documents.wording import STATEMENT, with_meaning
from meetings.rules.deciding import Disclosing
from meetings.services import deciding, minutes
from meetings.services.content import content_of
from meetings.services.handing import issue_of
from nominals.choices import Category
from tests.meetings.convening import HELD, Room, asked

pytestmark = pytest.mark.django_db
ISSUED = datetime(2024, 5, 30, 10, tzinfo=UTC)


@pytest.fixture
def issued():
    """The content of a meeting with everything in it, as issued."""
    room = Room(
        family_name="Finch",
        given_names="Aldous",
        pnc_id="2024/0012345A",
        prison_number="A1234BC",
    )
    meeting = room.ready()
    deciding.decide(
        meeting=meeting,
        kind=DecisionKind.DISCLOSURE,
        answer=Answer.DISCLOSE,
        reason="The school must know.",
        disclosing=Disclosing("The head teacher", "The offence", "PC Rook", HELD, True),
        user=room.chair,
        asked=asked(HELD),
    )
    room.enter(meeting, pillar=Pillar.VICTIM_SAFETY, text="An alarm", risk="Retaliation")
    room.act(meeting)
    room.close(meeting)
    room.write(meeting, topic=Topic.RISK, text="#1 *said* $this$ <b>and</b> that.")
    return room.issued(meeting)


def said(kind, content, **more):
    return as_text(compose(kind, content, issued=ISSUED, **more))


def flat(text):
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("kind", "holds", "leaves_out"),
    [
        (
            DocumentKind.AGENDA,
            [*AGENDA, "Housing, Norfolk"],
            ["Attendee", "#1 *said*", "An alarm", "version", "State"],
        ),
        (
            DocumentKind.MINUTES,
            ["Attendee 0", "#1 *said* $this$ <b>and</b> that.", "An alarm", "The head teacher"],
            ["None yet."],
        ),
        (
            DocumentKind.EXECUTIVE_SUMMARY,
            ["The school must know.", "An alarm", "Find a room"],
            ["Attendee", "#1 *said*"],
        ),
        (DocumentKind.ACTION_LIST, ["Find a room", "Pat Rook"], ["An alarm", "Attendee"]),
    ],
)
def test_each_document_holds_its_own_and_leaves_out_the_rest(issued, kind, holds, leaves_out):
    text = flat(said(kind, issued.content))

    assert [each for each in holds if each not in text] == []
    assert [each for each in leaves_out if each in text] == []
    assert "FINCH, Aldous" in text
    assert text.startswith("OFFICIAL-SENSITIVE")
    assert flat(STATEMENT)[:80] in text


@pytest.mark.parametrize("kind", DocumentKind)
def test_each_document_is_a_pdf_and_an_odt_and_the_same_bytes_again(issued, kind):
    document = compose(kind, issued.content, issued=issued.issued_at)

    pdf, odt = as_pdf(document), as_odt(document)

    assert (as_pdf(document), as_odt(document)) == (pdf, odt)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.Lang == "en-GB"
        assert opened.open_metadata().get("pdfuaid:part") == "1"
        assert "21\N{NO-BREAK SPACE}May" in str(opened.docinfo["/Title"])
    with zipfile.ZipFile(BytesIO(odt)) as opened:
        assert "FINCH, Aldous" in opened.read("content.xml").decode()


def grids(kind, content):
    blocks = compose(kind, content, issued=ISSUED).blocks
    return {each.caption: each for each in blocks if isinstance(each, Grid)}


def test_the_tables_of_the_plan_have_the_same_columns_and_none_in_which_nothing_is_said(issued):
    found = grids(DocumentKind.MINUTES, issued.content)
    tables = [found[each.label] for each in Pillar]

    assert [each.header for each in tables] == [
        ("Entry", "Risk that it answers to", "Agency and owner", "From", "Review")
    ] * 4
    assert [len(each.rows) for each in tables] == [0, 0, 0, 1]


def test_an_agenda_holds_the_plan_that_the_meeting_finds_and_not_the_one_it_makes(issued):
    (made,) = issued.content["plan"]
    found = made | {"text": "A tag", "is_new": False}
    trigger = {"sign": "x", "response": "x", "agency": "x", "owner": "x"}
    content = issued.content | {
        "plan": [found, made],
        "triggers": [trigger | {"is_new": True}, trigger | {"sign": "Drink", "is_new": False}],
    }

    for kind, entries, signs in (
        (DocumentKind.AGENDA, ["A tag"], ["Drink"]),
        (DocumentKind.MINUTES, ["A tag", "An alarm"], ["x", "Drink"]),
    ):
        tables = grids(kind, content)
        assert [each[0] for each in tables["Victim safety"].rows] == entries
        triggers = tables["What would show that the plan fails, and what is done then"]
        assert [each[0] for each in triggers.rows] == signs


def test_what_became_of_earlier_actions_is_in_the_minutes_and_not_in_the_agenda(issued):
    action = {
        "text": "Find a room",
        "agency": "Housing",
        "owner": "Pat Rook",
        "given": "2024-04-01",
        "due": "2024-05-01",
        "state": "done late",
    }
    content = issued.content | {"earlier_actions": [action]}
    told = ("Find a room", "Housing: Pat Rook", "1 April 2024", "1 May 2024")

    agenda = grids(DocumentKind.AGENDA, content)["To be reviewed at this meeting"]
    minutes_ = grids(DocumentKind.MINUTES, content)[
        "Open when the meeting sat, and what became of them by the end of the day"
    ]

    assert agenda.rows == (told,)
    assert minutes_.rows == ((*told, "done late"),)


def test_an_agenda_is_of_no_version(issued):
    amended = issued.content | {"version": 2, "reason": "A name was wrong."}
    agenda = compose(DocumentKind.AGENDA, amended, issued=ISSUED, issue=issue_of(issued))

    assert agenda.reference == f"Meeting {str(issued.meeting.public_id)[:8]}"
    assert "amended" not in as_text(agenda)
    assert "Approval" not in as_text(agenda)


@pytest.mark.parametrize(
    "kind", [DocumentKind.MINUTES, DocumentKind.EXECUTIVE_SUMMARY, DocumentKind.ACTION_LIST]
)
def test_a_version_ends_with_who_approved_and_issued_it_and_to_whom(issued, kind):
    room_of = issued.meeting
    *_, heading, facts = compose(kind, issued.content, issued=ISSUED, issue=issue_of(issued)).blocks

    assert heading == Heading("Approval and distribution")
    assert facts.rows == (
        ("Version", "1"),
        ("Approved", f"by {room_of.chair.get_username()} on 21 May 2024"),
        ("Issued", f"by {issued.issued_by} on 21 May 2024"),
        ("Issued to", "Housing, Norfolk\nPolice, Norfolk\nProbation, Norfolk"),
    )
    assert "Approval" not in said(kind, issued.content)


def test_the_case_is_told_in_words(issued):
    facts = compose(DocumentKind.MINUTES, issued.content, issued=ISSUED).blocks[1]

    assert dict(facts.rows)["Prison number"] == "A1234BC"
    assert dict(facts.rows)["Category"] == "Category 1, subject to notification requirements"


@pytest.mark.parametrize("category", Category)
def test_each_category_has_a_meaning_and_none_has_none(category):
    assert with_meaning(category.label).startswith(f"{category.label}, ")
    assert with_meaning("") == ""


def test_a_draft_says_so_and_an_amendment_says_why(issued):
    room_of = issued.meeting
    draft = compose(DocumentKind.MINUTES, content_of(room_of), issued=ISSUED, is_draft=True)
    amended = issued.content | {"version": 2, "reason": "A name was wrong."}

    assert draft.title.startswith("DRAFT. Minutes")
    assert draft.reference.endswith("draft")
    assert "Version 2, amended because: A name was wrong." in said(DocumentKind.MINUTES, amended)
    assert compose(DocumentKind.MINUTES, amended, issued=ISSUED).reference.endswith("version 2")


def test_headings_lead_through_the_document(issued):
    blocks = compose(DocumentKind.MINUTES, issued.content, issued=ISSUED).blocks
    headings = [each.text for each in blocks if isinstance(each, Heading) and each.level == 1]

    assert headings == [
        "The case",
        "The meeting",
        "Attendance",
        "Actions of earlier meetings",
        "Summary of the case",
        "Assessment of risk",
        "Risk management plan",
        "Triggers and contingencies",
        "Decisions",
        "Actions",
    ]


def test_what_is_issued_says_the_same_when_the_rows_behind_it_have_changed(issued):
    before = {kind: said(kind, issued.content) for kind in DocumentKind}
    person = issued.meeting.person
    person.family_name = "Renamed"
    person.save()
    minutes.begin_amendment(
        meeting=issued.meeting,
        reason="A name was wrong.",
        user=issued.meeting.chair,
        asked=asked(HELD),
    )

    issued.refresh_from_db()

    assert {kind: said(kind, issued.content) for kind in DocumentKind} == before


def test_the_facts_of_a_disclosure_are_told_in_full(issued):
    blocks = compose(DocumentKind.EXECUTIVE_SUMMARY, issued.content, issued=ISSUED).blocks
    facts = dict(row for each in blocks if isinstance(each, Facts) for row in each.rows)

    assert facts["To whom"] == "The head teacher"
    assert facts["By"] == "21 May 2024"
    assert (facts["The person is told"], facts["The recipient signed"]) == ("yes", "not said")
