"""Loads the rule settings of casework, and the bank holidays of England and Wales."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import migrations

HOLIDAYS = Path(__file__).parent.parent / "reference" / "bank_holidays.csv"

KNOWN_FROM = datetime(1900, 1, 1, tzinfo=UTC)
"""What ships with the product counts as known at any earlier instant."""

ALWAYS = date(1900, 1, 1)

SETTINGS = [
    (
        "suspended_sentence_counts",
        ALWAYS,
        None,
        True,
        "Unverified: a suspended sentence of imprisonment counts as its full term.",
    ),
    (
        "level_before_release_months",
        ALWAYS,
        None,
        6,
        "Unverified: the level is set at least six months before the earliest release.",
    ),
    (
        "release_notice_months",
        ALWAYS,
        None,
        8,
        "Unverified: the press describes identification about eight months before release.",
    ),
    (
        "level_fall_alert_weeks",
        ALWAYS,
        None,
        12,
        "Unverified: inspectors (July 2022) found levels lowered soon after release; the weeks "
        "are this product's own.",
    ),
    (
        "level_1_review_months",
        ALWAYS,
        None,
        4,
        "Unverified: probation reviews Level 1 at least every four months; nDelius asks after "
        "three.",
    ),
    (
        "category_end_notice_days",
        ALWAYS,
        None,
        56,
        "Unverified: this product's own, so that support is co-ordinated out.",
    ),
    (
        "notification_end_notice_days",
        ALWAYS,
        None,
        56,
        "Unverified: this product's own.",
    ),
    (
        "order_expiry_notice_days",
        ALWAYS,
        None,
        183,
        "Unverified: co-ordinators list what expires in six, three and one months.",
    ),
    (
        "travel_ban_expiry_notice_days",
        ALWAYS,
        None,
        91,
        "Unverified: this product's own; an extension needs an application to the court.",
    ),
    ("licence_end_notice_days", ALWAYS, None, 56, "Unverified: this product's own."),
    (
        "transfer_answer_working_days",
        ALWAYS,
        None,
        10,
        "Unverified: MAPPA Guidance, chapter 17, asks for speed and names no days.",
    ),
    (
        "review_acknowledgement_days",
        ALWAYS,
        None,
        14,
        "Unverified: Sexual Offences Act 2003, section 91C.",
    ),
    (
        "review_bodies_days",
        ALWAYS,
        None,
        28,
        "Unverified: Sexual Offences Act 2003, section 91C.",
    ),
    (
        "review_decision_weeks",
        ALWAYS,
        None,
        6,
        "Unverified: Sexual Offences Act 2003, section 91C.",
    ),
    (
        "review_appeal_days",
        ALWAYS,
        None,
        21,
        "Unverified: Sexual Offences Act 2003, section 91E.",
    ),
    (
        "review_longest_deferral_years",
        ALWAYS,
        None,
        15,
        "Unverified: Sexual Offences Act 2003, section 91B(3) to (6).",
    ),
    (
        "travel_notice_days",
        ALWAYS,
        None,
        7,
        "Unverified: regulations of 2012 on notification; never less than 12 hours, with excuse.",
    ),
    (
        "discharge_consent_years",
        ALWAYS,
        None,
        {"shpo": 5, "sro": 2},
        "Unverified: Sexual Offences Act 2003, sections 103E and 122D.",
    ),
    (
        "fixed_term_recall_days",
        ALWAYS,
        None,
        {"under_12_months": 14, "from_12_months": 28},
        "SI 2024/408 and recall forms; a form of 56 days stands behind a switch and is unverified.",
    ),
    (
        "fixed_term_recall_limits",
        date(2024, 4, 2),
        date(2025, 9, 2),
        {"under_months": 12, "levels": [2, 3], "categories": [], "least_age": 18},
        "SI 2024/408, article 2. The day on which the Order of 2025 follows is unverified.",
    ),
    (
        "fixed_term_recall_limits",
        date(2025, 9, 2),
        None,
        {"under_months": 48, "levels": [2, 3], "categories": [4], "least_age": 18},
        "Unverified: Order of 2025 (Hansard, 30 June 2025; recall form); commencement in "
        "September 2025.",
    ),
    (
        "reminder_working_days",
        ALWAYS,
        None,
        5,
        "Unverified: this product's own.",
    ),
]


def load(apps, schema_editor):
    """Write the settings and the calendar, and one audit entry for them."""
    setting_model = apps.get_model("agencies", "RuleSetting")
    holiday_model = apps.get_model("agencies", "BankHoliday")
    entry = apps.get_model("core", "AuditEntry").objects.create(
        at=datetime.now(tz=UTC),
        actor="migration",
        operation="collection",
        act="load_reference_data",
        purpose="Reference data that ship with the product.",
    )
    setting_model.objects.bulk_create(
        setting_model(
            code=code,
            valid_from=valid_from,
            valid_to=valid_to,
            value=value,
            source=source,
            recorded_from=KNOWN_FROM,
            recorded_in=entry.pk,
        )
        for code, valid_from, valid_to, value, source in SETTINGS
    )
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        holiday_model.objects.bulk_create(
            holiday_model(source="GOV.UK bank holidays", recorded_from=KNOWN_FROM, **row)
            for row in csv.DictReader(file)
        )


class Migration(migrations.Migration):
    """Rule settings of casework and the calendar."""

    dependencies = [("agencies", "0003_casework"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
