"""Loads the rule settings of referrals, meetings and indicators."""

from datetime import UTC, date, datetime

from django.db import migrations

KNOWN_FROM = datetime(1900, 1, 1, tzinfo=UTC)
"""What ships with the product counts as known at any earlier instant."""

ALWAYS, GUIDANCE_OF_2012 = date(1900, 1, 1), date(2012, 1, 1)

SETTINGS = [
    (
        "referral_decision_working_days",
        ALWAYS,
        None,
        10,
        "Unverified: this product's own; MAPPA Guidance, chapter 7, names no days that were read.",
    ),
    (
        "first_meeting_working_days",
        ALWAYS,
        None,
        {"level_2": 20, "level_3": 10},
        "Unverified: recollection of MAPPA Guidance, chapter 13a.",
    ),
    (
        "meeting_review_weeks",
        ALWAYS,
        GUIDANCE_OF_2012,
        {"level_2": 12, "level_3": 6},
        "Unverified: recollection of the MAPPA Guidance of 2009.",
    ),
    (
        "meeting_review_weeks",
        GUIDANCE_OF_2012,
        None,
        {"level_2": 16, "level_3": 8},
        "Unverified: recollection of the MAPPA Guidance from 2012 on; the day is not known.",
    ),
    (
        "minutes_working_days",
        ALWAYS,
        None,
        {"level_2": 10, "level_3": 5},
        "Unverified: recollection of MAPPA Guidance, chapter 13b.",
    ),
    (
        "invitation_grant_days",
        ALWAYS,
        None,
        28,
        "Unverified: this product's own, so that what the minutes ask can be read up.",
    ),
    (
        "chair_grades",
        ALWAYS,
        None,
        {
            "level_2": [
                "Detective Inspector",
                "Senior Probation Officer",
                "Detective Chief Inspector",
                "Superintendent",
                "Head of Probation Delivery Unit",
            ],
            "level_3": [
                "Detective Chief Inspector",
                "Superintendent",
                "Head of Probation Delivery Unit",
            ],
        },
        "Unverified: MAPPA Guidance, chapter 7, asks for middle managers at Level 2 and senior ones "
        "at Level 3; the grades are practice.",
    ),
    (
        "chair_may_approve_own_draft",
        ALWAYS,
        None,
        True,
        "Unverified: this product's own; areas differ.",
    ),
    (
        "indicator_thresholds",
        ALWAYS,
        None,
        {
            "K1": 90,
            "K2": 90,
            "K3": 75,
            "K4": 90,
            "K5": 100,
            "K6": 85,
            "K7": 90,
            "K8": 100,
            "K10": 100,
            "K11": 100,
            "K12": 100,
        },
        "Unverified: recollection of the sets of 2009 and 2012 (MAPPA Guidance, chapter 31); K5 and "
        "K10 to K12 are local.",
    ),
]


def load(apps, schema_editor):
    """Write the settings, and one audit entry for them."""
    setting_model = apps.get_model("agencies", "RuleSetting")
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


class Migration(migrations.Migration):
    """Rule settings of referrals, meetings and indicators."""

    dependencies = [("agencies", "0005_meetings"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
