"""The role of system clients, and the rule settings of access."""

from datetime import UTC, date, datetime

from django.db import migrations, models

KNOWN_FROM = datetime(1900, 1, 1, tzinfo=UTC)
"""What ships with the product counts as known at any earlier instant."""

ALWAYS = date(1900, 1, 1)

SETTINGS = [
    (
        "exit_grant_days",
        ALWAYS,
        None,
        28,
        "Unverified: this product's own, so that the agency that led can close its own record.",
    ),
    (
        "emergency_access_hours",
        ALWAYS,
        None,
        12,
        "Unverified: this product's own; a shift and what comes after it.",
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
    """A role, two codes of settings, and their values."""

    dependencies = [
        ('agencies', '0006_meetings_reference'),
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('co_ordinator', 'MAPPA co-ordinator'), ('administrator', 'MAPPA administrator'), ('chair', 'Chair'), ('minute_taker', 'Minute taker'), ('practitioner', 'Agency practitioner'), ('agency_lead', 'Agency lead'), ('board_member', 'Strategic Management Board member'), ('lay_adviser', 'Lay adviser'), ('statistician', 'Statistician'), ('auditor', 'Auditor'), ('system', 'System client')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='rulesetting',
            name='code',
            field=models.CharField(choices=[('category_precedence', 'Order of precedence of the categories'), ('category_4_start', 'First day of Category 4'), ('disqualification_basis_closed', 'First day on which disqualification from working with children opens no Category 2'), ('agencies_that_never_lead', 'Kinds of agency that never lead'), ('suspended_sentence_counts', 'Whether a suspended sentence counts as one of imprisonment of its full term'), ('level_before_release_months', 'Months before release by which a level is set'), ('release_notice_months', 'Months before release from which a level is owed'), ('level_fall_alert_weeks', 'Weeks around release within which a lower level asks a reason'), ('level_1_review_months', 'Months between reviews at Level 1'), ('category_end_notice_days', 'Days before a category ends from which its end is prepared'), ('notification_end_notice_days', 'Days before notification requirements end from which their end is prepared'), ('order_expiry_notice_days', 'Days before an order expires from which its expiry is prepared'), ('travel_ban_expiry_notice_days', 'Days before a foreign travel prohibition expires from which its expiry is prepared'), ('licence_end_notice_days', 'Days before a licence ends from which its end is prepared'), ('transfer_answer_working_days', 'Working days in which the receiving area answers a transfer'), ('review_acknowledgement_days', 'Days in which an application for review of notification is acknowledged'), ('review_bodies_days', 'Days that responsible bodies have to answer on a review of notification'), ('review_decision_weeks', "Weeks after the bodies' time in which a review of notification is decided"), ('review_appeal_days', 'Days in which a refused review of notification may be appealed'), ('review_longest_deferral_years', 'Most years for which a further application for review may be deferred'), ('travel_notice_days', 'Days ahead by which foreign travel is notified'), ('discharge_consent_years', 'Years of an order before which its discharge needs both consents, by kind of order'), ('fixed_term_recall_days', 'Days of a fixed-term recall, by whether the sentence is under 12 months'), ('fixed_term_recall_limits', 'Sentence in months from which, and levels and categories at which, no fixed-term recall is suitable'), ('reminder_working_days', 'Working days before a duty is due on which its holder is reminded'), ('referral_decision_working_days', 'Working days in which a referral is decided, and in which what is asked on it is answered'), ('first_meeting_working_days', 'Working days from a level on in which its first meeting is held, by level'), ('meeting_review_weeks', 'Weeks after a meeting in which the next reviews the case, by level'), ('minutes_working_days', 'Working days after a meeting in which its minutes are issued, by level'), ('invitation_grant_days', 'Days after the minutes are issued on which an invited agency still sees the case'), ('exit_grant_days', 'Days after exit on which the agency that led still sees the case'), ('emergency_access_hours', 'Most hours for which a case is opened in an emergency'), ('chair_grades', 'Grades that may chair a meeting, by level'), ('chair_may_approve_own_draft', 'Whether a chair may approve minutes that he or she wrote'), ('indicator_thresholds', 'Per cent from which a performance indicator is met, by indicator')], max_length=60, verbose_name='code'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
