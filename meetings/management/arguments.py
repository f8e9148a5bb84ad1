"""What commands about meetings are told: of which, and why."""

from argparse import ArgumentParser


def add_meeting(parser: ArgumentParser) -> None:
    """The meeting, and the purpose of looking."""
    parser.add_argument(
        "meeting",
        metavar="MEETING_ID",
        help="the opaque id, at the end of the meeting's line in show_timeline",
    )
    parser.add_argument("--purpose", default="", help="why, for the log; a restricted case asks it")
