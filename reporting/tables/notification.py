"""Notification requirements: T3, T4 and T6."""

from __future__ import annotations

from dataclasses import replace

from reporting import measures
from reporting.choices import TableCode
from reporting.tables.declaration import ONE_COLUMN, TOTAL, Line, Shape, Table

BREACHES = Table(
    rule=TableCode.NOTIFICATION_BREACHES,
    path=("notification_breach_cautioned_or_convicted",),
    shape=Shape.FIGURE,
    title="",
    measure=measures.notification_breaches,
    rows=(
        Line(
            TOTAL,
            "RSOs cautioned or convicted for breach of notification requirements",
            TOTAL,
        ),
    ),
    columns=ONE_COLUMN,
)
BREACHES_UNDER_HEADING = replace(BREACHES, heading="Registered Sexual Offenders")

REVOCATIONS = Table(
    rule=TableCode.REVOCATIONS,
    path=("lifetime_notification_revoked",),
    shape=Shape.FIGURE,
    title="",
    measure=measures.revocations,
    rows=(
        Line(
            TOTAL,
            "RSOs who have had their life time notification revoked on application",
            TOTAL,
        ),
    ),
    columns=ONE_COLUMN,
)
REVOCATIONS_UNDER_HEADING = replace(
    REVOCATIONS,
    heading="Registered Sexual Offenders",
    rows=(
        Line(
            TOTAL,
            "RSOs having had lifetime notification requirements revoked on application",
            TOTAL,
        ),
    ),
)

SRO_BREACHES = Table(
    rule=TableCode.SRO_BREACHES,
    path=("notification_following_sro_breach",),
    shape=Shape.FIGURE,
    title="",
    measure=measures.sro_breaches,
    rows=(
        Line(
            TOTAL,
            "Number of people who became subject to notification requirements following a "
            "breach(es) of a Sexual Risk Order (SRO)",
            TOTAL,
        ),
    ),
    columns=ONE_COLUMN,
)
SRO_BREACHES_FROM_2015 = replace(
    SRO_BREACHES,
    rows=(Line(TOTAL, "People subject to notification requirements for breach of an SRO", TOTAL),),
)
