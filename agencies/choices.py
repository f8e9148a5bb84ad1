"""Kinds of agency, roles of a user, facts that roles are shown, and what rule settings settle."""

from django.db.models import TextChoices


class AgencyKind(TextChoices):
    """What kind of body an agency is. The stored codes are those of the caseload exchange, which
    knows no other agency: it may be invited to meetings, and never leads."""

    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    PRISON = "prison", "Prison"
    YOUTH_OFFENDING = "youth_offending", "Youth offending"
    MENTAL_HEALTH = "mental_health", "Mental health services"
    CHILDRENS_SERVICES = "childrens_services", "Children's services"
    ADULT_SERVICES = "adult_services", "Adult services"
    HOUSING = "housing", "Housing"
    EDUCATION = "education", "Education"
    DWP = "dwp", "Department for Work and Pensions"
    ELECTRONIC_MONITORING = "electronic_monitoring", "Electronic monitoring"
    IMMIGRATION_ENFORCEMENT = "immigration_enforcement", "Immigration Enforcement"
    HEALTH = "health", "Health"
    OTHER = "other", "Other agency, without the duty to co-operate"


RESPONSIBLE_AUTHORITY = frozenset({AgencyKind.POLICE, AgencyKind.PROBATION, AgencyKind.PRISON})
"""The kinds that are the responsible authority (Criminal Justice Act 2003, section 325(1))."""

LEADING_KINDS = tuple(each for each in AgencyKind if each is not AgencyKind.OTHER)
"""The kinds that may lead a case, and that a caseload may name."""


class Role(TextChoices):
    """What a member of an agency does in MAPPA."""

    CO_ORDINATOR = "co_ordinator", "MAPPA co-ordinator"
    ADMINISTRATOR = "administrator", "MAPPA administrator"
    CHAIR = "chair", "Chair"
    MINUTE_TAKER = "minute_taker", "Minute taker"
    PRACTITIONER = "practitioner", "Agency practitioner"
    AGENCY_LEAD = "agency_lead", "Agency lead"
    BOARD_MEMBER = "board_member", "Strategic Management Board member"
    LAY_ADVISER = "lay_adviser", "Lay adviser"
    STATISTICIAN = "statistician", "Statistician"
    AUDITOR = "auditor", "Auditor"
    SYSTEM = "system", "System client"


AREA_ROLES = frozenset({Role.CO_ORDINATOR, Role.ADMINISTRATOR})
"""The roles that see the nominals of an area, and not only those of their agency."""


class Fact(TextChoices):
    """A kind of fact about a person: what of somebody a role is shown, not whom."""

    IDENTITY = "identity", "Identity"
    ADDRESS = "address", "Addresses"
    LEVELS = "levels", "Categories, levels, lead agency and custody"
    ORDERS = "orders", "Orders, breaches, recalls and notification"
    PLAN = "plan", "Referrals, meetings, plans, actions and attendance"
    MINUTES = "minutes", "Minutes"
    VICTIM_NOTES = "victim_notes", "Victim notes"
    DUTIES = "duties", "Duties"
    FIGURES = "figures", "Figures and indicators"
    AUDIT = "audit", "Who may see and who looked"


class RuleCode(TextChoices):
    """What a rule setting settles: facts of law or guidance that are dated and not yet verified."""

    CATEGORY_PRECEDENCE = "category_precedence", "Order of precedence of the categories"
    CATEGORY_4_START = "category_4_start", "First day of Category 4"
    DISQUALIFICATION_BASIS_CLOSED = (
        "disqualification_basis_closed",
        "First day on which disqualification from working with children opens no Category 2",
    )
    AGENCIES_THAT_NEVER_LEAD = "agencies_that_never_lead", "Kinds of agency that never lead"
    SUSPENDED_SENTENCE_COUNTS = (
        "suspended_sentence_counts",
        "Whether a suspended sentence counts as one of imprisonment of its full term",
    )
    LEVEL_BEFORE_RELEASE_MONTHS = (
        "level_before_release_months",
        "Months before release by which a level is set",
    )
    RELEASE_NOTICE_MONTHS = (
        "release_notice_months",
        "Months before release from which a level is owed",
    )
    LEVEL_FALL_ALERT_WEEKS = (
        "level_fall_alert_weeks",
        "Weeks around release within which a lower level asks a reason",
    )
    LEVEL_1_REVIEW_MONTHS = "level_1_review_months", "Months between reviews at Level 1"
    CATEGORY_END_NOTICE_DAYS = (
        "category_end_notice_days",
        "Days before a category ends from which its end is prepared",
    )
    NOTIFICATION_END_NOTICE_DAYS = (
        "notification_end_notice_days",
        "Days before notification requirements end from which their end is prepared",
    )
    ORDER_EXPIRY_NOTICE_DAYS = (
        "order_expiry_notice_days",
        "Days before an order expires from which its expiry is prepared",
    )
    TRAVEL_BAN_EXPIRY_NOTICE_DAYS = (
        "travel_ban_expiry_notice_days",
        "Days before a foreign travel prohibition expires from which its expiry is prepared",
    )
    LICENCE_END_NOTICE_DAYS = (
        "licence_end_notice_days",
        "Days before a licence ends from which its end is prepared",
    )
    TRANSFER_ANSWER_WORKING_DAYS = (
        "transfer_answer_working_days",
        "Working days in which the receiving area answers a transfer",
    )
    REVIEW_ACKNOWLEDGEMENT_DAYS = (
        "review_acknowledgement_days",
        "Days in which an application for review of notification is acknowledged",
    )
    REVIEW_BODIES_DAYS = (
        "review_bodies_days",
        "Days that responsible bodies have to answer on a review of notification",
    )
    REVIEW_DECISION_WEEKS = (
        "review_decision_weeks",
        "Weeks after the bodies' time in which a review of notification is decided",
    )
    REVIEW_APPEAL_DAYS = (
        "review_appeal_days",
        "Days in which a refused review of notification may be appealed",
    )
    REVIEW_LONGEST_DEFERRAL_YEARS = (
        "review_longest_deferral_years",
        "Most years for which a further application for review may be deferred",
    )
    TRAVEL_NOTICE_DAYS = "travel_notice_days", "Days ahead by which foreign travel is notified"
    DISCHARGE_CONSENT_YEARS = (
        "discharge_consent_years",
        "Years of an order before which its discharge needs both consents, by kind of order",
    )
    FIXED_TERM_RECALL_DAYS = (
        "fixed_term_recall_days",
        "Days of a fixed-term recall, by whether the sentence is under 12 months",
    )
    FIXED_TERM_RECALL_LIMITS = (
        "fixed_term_recall_limits",
        "Sentence in months from which, and levels and categories at which, no fixed-term recall "
        "is suitable",
    )
    REMINDER_WORKING_DAYS = (
        "reminder_working_days",
        "Working days before a duty is due on which its holder is reminded",
    )
    REFERRAL_DECISION_WORKING_DAYS = (
        "referral_decision_working_days",
        "Working days in which a referral is decided, and in which what is asked on it is answered",
    )
    FIRST_MEETING_WORKING_DAYS = (
        "first_meeting_working_days",
        "Working days from a level on in which its first meeting is held, by level",
    )
    MEETING_REVIEW_WEEKS = (
        "meeting_review_weeks",
        "Weeks after a meeting in which the next reviews the case, by level",
    )
    MINUTES_WORKING_DAYS = (
        "minutes_working_days",
        "Working days after a meeting in which its minutes are issued, by level",
    )
    INVITATION_GRANT_DAYS = (
        "invitation_grant_days",
        "Days after the minutes are issued on which an invited agency still sees the case",
    )
    EXIT_GRANT_DAYS = (
        "exit_grant_days",
        "Days after exit on which the agency that led still sees the case",
    )
    EMERGENCY_ACCESS_HOURS = (
        "emergency_access_hours",
        "Most hours for which a case is opened in an emergency",
    )
    CHAIR_GRADES = "chair_grades", "Grades that may chair a meeting, by level"
    CHAIR_MAY_APPROVE_OWN_DRAFT = (
        "chair_may_approve_own_draft",
        "Whether a chair may approve minutes that he or she wrote",
    )
    INDICATOR_THRESHOLDS = (
        "indicator_thresholds",
        "Per cent from which a performance indicator is met, by indicator",
    )


NATIONAL_ONLY = frozenset(
    {
        RuleCode.CATEGORY_PRECEDENCE,
        RuleCode.CATEGORY_4_START,
        RuleCode.DISQUALIFICATION_BASIS_CLOSED,
        RuleCode.AGENCIES_THAT_NEVER_LEAD,
        RuleCode.SUSPENDED_SENTENCE_COUNTS,
        RuleCode.REVIEW_ACKNOWLEDGEMENT_DAYS,
        RuleCode.REVIEW_BODIES_DAYS,
        RuleCode.REVIEW_DECISION_WEEKS,
        RuleCode.REVIEW_APPEAL_DAYS,
        RuleCode.REVIEW_LONGEST_DEFERRAL_YEARS,
        RuleCode.TRAVEL_NOTICE_DAYS,
        RuleCode.DISCHARGE_CONSENT_YEARS,
        RuleCode.FIXED_TERM_RECALL_DAYS,
        RuleCode.FIXED_TERM_RECALL_LIMITS,
    }
)
"""What is one for England and Wales: law, which no area makes, and what its rules read nationally.
In the others, which are practice, areas differ."""


class Scope(TextChoices):
    """What a system client may ask the API to do; whom it may see follows from grants."""

    NOMINALS_READ = "nominals:read", "Read people, their histories, timelines and duties"
    NOMINALS_WRITE = "nominals:write", "Record facts about people"
    ORDERS_READ = "orders:read", "Read orders, breaches and recalls"
    ORDERS_WRITE = "orders:write", "Record orders, breaches and recalls"
    MEETINGS_READ = "meetings:read", "Read referrals, panels, meetings, plans, actions and minutes"
    MEETINGS_WRITE = "meetings:write", "Refer people, and record what meetings do"
    RETURNS_READ = "returns:read", "Read returns, their cells and the people behind them"
    RETURNS_WRITE = "returns:write", "Ask for returns to be compiled"
    CASELOAD_READ = "caseload:read", "Export a caseload"
    CASELOAD_WRITE = "caseload:write", "Import a caseload"
    LOG_READ = "log:read", "Read who looked at whom"
    EVENTS_READ = "events:read", "Read the own subscriptions, and what became of each event"
