"""Category, Level, and the other words of registration. Stored codes are those of the exchange."""

from django.db.models import IntegerChoices, TextChoices


class Sex(TextChoices):
    """Sex as recorded."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Unknown"


class Category(IntegerChoices):
    """Why somebody is managed (Criminal Justice Act 2003, sections 325 and 327)."""

    ONE = 1, "Category 1"
    TWO = 2, "Category 2"
    THREE = 3, "Category 3"
    FOUR = 4, "Category 4"


class Level(IntegerChoices):
    """How closely somebody is managed (MAPPA Guidance, chapter 7)."""

    ONE = 1, "Level 1"
    TWO = 2, "Level 2"
    THREE = 3, "Level 3"


class Basis(TextChoices):
    """The ground that makes somebody eligible."""

    SEXUAL_OFFENCE = "sexual_offence", "Sexual offence"
    SHPO = "shpo", "Sexual harm prevention order"
    SOPO = "sopo", "Sexual offences prevention order"
    SRO_BREACH = "sro_breach", "Breach of a sexual risk order"
    NOTIFICATION_ORDER = "notification_order", "Notification order"
    VIOLENT_OFFENCE = "violent_offence", "Violent offence"
    HOSPITAL_ORDER = "hospital_order", "Hospital or guardianship order"
    OTHER_SEXUAL_OFFENCE = "other_sexual_offence", "Other sexual offence"
    DISQUALIFIED_FROM_WORKING_WITH_CHILDREN = (
        "disqualified_from_working_with_children",
        "Disqualified from working with children",
    )
    DECISION = "decision", "Decision of the responsible authority"
    TERRORISM_OFFENCE = "terrorism_offence", "Terrorism offence"
    TERRORISM_NOTIFICATION = "terrorism_notification", "Terrorism notification requirements"
    TERRORIST_RISK_DECISION = "terrorist_risk_decision", "Decision on terrorist risk"


CATEGORY_OF_BASIS = {
    Basis.SEXUAL_OFFENCE: Category.ONE,
    Basis.SHPO: Category.ONE,
    Basis.SOPO: Category.ONE,
    Basis.SRO_BREACH: Category.ONE,
    Basis.NOTIFICATION_ORDER: Category.ONE,
    Basis.VIOLENT_OFFENCE: Category.TWO,
    Basis.HOSPITAL_ORDER: Category.TWO,
    Basis.OTHER_SEXUAL_OFFENCE: Category.TWO,
    Basis.DISQUALIFIED_FROM_WORKING_WITH_CHILDREN: Category.TWO,
    Basis.DECISION: Category.THREE,
    Basis.TERRORISM_OFFENCE: Category.FOUR,
    Basis.TERRORISM_NOTIFICATION: Category.FOUR,
    Basis.TERRORIST_RISK_DECISION: Category.FOUR,
}
"""The category to which each basis leads."""


class Setting(TextChoices):
    """Where somebody is detained. No detention is the community."""

    PRISON = "prison", "Prison, remand or youth custody"
    HOSPITAL = "hospital", "Hospital under the Mental Health Act"


class NotificationSource(TextChoices):
    """What made somebody subject to notification requirements (Sexual Offences Act 2003)."""

    SENTENCE = "sentence", "Sentence or caution"
    SHPO = "shpo", "Sexual harm prevention order"
    SOPO = "sopo", "Sexual offences prevention order"
    SRO_BREACH = "sro_breach", "Breach of a sexual risk order"
    NOTIFICATION_ORDER = "notification_order", "Notification order"


BASIS_OF_SOURCE = {
    NotificationSource.SENTENCE: Basis.SEXUAL_OFFENCE,
    NotificationSource.SHPO: Basis.SHPO,
    NotificationSource.SOPO: Basis.SOPO,
    NotificationSource.SRO_BREACH: Basis.SRO_BREACH,
    NotificationSource.NOTIFICATION_ORDER: Basis.NOTIFICATION_ORDER,
}
"""The basis of Category 1 that requirements of each source bring (Criminal Justice Act 2003,
section 327(2))."""


class ReviewOutcome(TextChoices):
    """What was decided on review of indefinite notification (Sexual Offences Act 2003, s91B)."""

    REVOKED = "revoked", "Revoked"
    REFUSED = "refused", "Refused"


class Rank(TextChoices):
    """Rank of the officer who authorised a decision, lowest first."""

    INSPECTOR = "inspector", "Inspector"
    CHIEF_INSPECTOR = "chief_inspector", "Chief inspector"
    SUPERINTENDENT = "superintendent", "Superintendent"
    CHIEF_SUPERINTENDENT = "chief_superintendent", "Chief superintendent"
    COMMANDER = "commander", "Commander"
    ASSISTANT_CHIEF_CONSTABLE = "assistant_chief_constable", "Assistant chief constable"
    DEPUTY_CHIEF_CONSTABLE = "deputy_chief_constable", "Deputy chief constable"
    CHIEF_CONSTABLE = "chief_constable", "Chief constable"


BELOW_SUPERINTENDENT = frozenset({Rank.INSPECTOR, Rank.CHIEF_INSPECTOR})
"""Ranks that may not decide a review of indefinite notification."""


class Ground(TextChoices):
    """Why somebody may see a nominal."""

    RESPONSIBLE_AREA = "responsible_area", "The area responsible for the case"
    LEAD_AGENCY = "lead_agency", "The lead agency"
    AFTER_EXIT = "after_exit", "Led the case until its exit"
    NAMED_VIEWER = "named_viewer", "Named on the list of a restricted case"
    HOSTING = "hosting", "Hosting by another area"
    TRANSFER = "transfer", "A transfer waiting for the receiving area"
    INVITATION = "invitation", "An invitation to a meeting"
    CONDUCTING = "conducting", "Chairs a meeting or takes its minutes"
    EMERGENCY = "emergency", "Opened in an emergency"


GROUNDS_OF_MEETINGS = frozenset({Ground.INVITATION, Ground.CONDUCTING})
"""The grounds that rest on a meeting about the person."""

GROUNDS_NEVER_OF_RESTRICTED = GROUNDS_OF_MEETINGS | {Ground.EMERGENCY}
"""The grounds that show nothing of a restricted case, whatever is written."""

GROUNDS_OF_WHOLE_CASE = frozenset(
    {Ground.RESPONSIBLE_AREA, Ground.NAMED_VIEWER, Ground.HOSTING, Ground.TRANSFER}
)
"""The grounds that show every meeting about the person, and what is owed by it."""


class FlagKind(TextChoices):
    """Something about a person that every reader must know before acting."""

    VICTIM_CONTACT = "victim_contact", "Victim contact"
    DO_NOT_TELL = "do_not_tell", "Do not tell the person"
    NO_FIXED_ADDRESS = "no_fixed_address", "No sole or main residence"


class AuthorityKind(TextChoices):
    """On whose authority a level was set (MAPPA Guidance, chapter 7)."""

    SCREENING = "screening", "Screening by the lead agency"
    REFERRAL = "referral", "Accepted referral"
    MEETING = "meeting", "Level 2 or 3 meeting"
    ADOPTION = "adoption", "Adoption into Category 3"


class Disposal(TextChoices):
    """What a court or the police did about an offence (Sexual Offences Act 2003, section 82)."""

    LIFE = "life", "Imprisonment for life"
    INDETERMINATE = "indeterminate", "Imprisonment for public protection"
    IMPRISONMENT = "imprisonment", "Imprisonment"
    SUSPENDED = "suspended", "Suspended sentence of imprisonment"
    YOUTH_DETENTION = "youth_detention", "Detention of a young person"
    DETENTION_AND_TRAINING = "detention_and_training", "Detention and training order"
    RESTRICTED_HOSPITAL = "restricted_hospital", "Hospital order with restriction order"
    HOSPITAL = "hospital", "Hospital order without restriction order"
    GUARDIANSHIP = "guardianship", "Guardianship order"
    COMMUNITY = "community", "Community order"
    FINE = "fine", "Fine"
    CONDITIONAL_DISCHARGE = "conditional_discharge", "Conditional discharge"
    ABSOLUTE_DISCHARGE = "absolute_discharge", "Absolute discharge"
    CAUTION = "caution", "Caution"


class OffenceKind(TextChoices):
    """Which schedule an offence stands in, as far as MAPPA asks."""

    SEXUAL = "sexual", "Sexual offence with notification (Schedule 3)"
    OTHER_SEXUAL = "other_sexual", "Other sexual offence (Schedule 15, Part 2)"
    VIOLENT = "violent", "Violent offence (Schedule 15, Part 1)"
    TERRORISM = "terrorism", "Terrorism offence (Schedule 15, Part 3)"
    OTHER = "other", "Other offence"


class Established(TextChoices):
    """How it was established that somebody did an act."""

    CONVICTED = "convicted", "Convicted"
    NOT_GUILTY_BY_INSANITY = "not_guilty_by_insanity", "Not guilty by reason of insanity"
    UNFIT_BUT_DID_THE_ACT = "unfit_but_did_the_act", "Unfit to plead and did the act"
    CAUTIONED = "cautioned", "Cautioned"


class RiskLevel(TextChoices):
    """Risk of serious harm; another axis than the level of management."""

    LOW = "low", "Low risk of serious harm"
    MEDIUM = "medium", "Medium risk of serious harm"
    HIGH = "high", "High risk of serious harm"
    VERY_HIGH = "very_high", "Very high risk of serious harm"


class TransferOutcome(TextChoices):
    """What became of a request to transfer a case to another area."""

    ACCEPTED = "accepted", "Accepted by the receiving area"
    REFUSED = "refused", "Refused by the receiving area"
    WITHDRAWN = "withdrawn", "Withdrawn by the sending area"


class AppealOutcome(TextChoices):
    """What a court decided on appeal against a refused review."""

    ALLOWED = "allowed", "Appeal allowed"
    DISMISSED = "dismissed", "Appeal dismissed"


class NotificationMatter(TextChoices):
    """What somebody notified to the police (Sexual Offences Act 2003, sections 83 to 86)."""

    INITIAL = "initial", "Initial notification"
    ANNUAL = "annual", "Annual notification"
    WEEKLY = "weekly", "Weekly notification without a fixed address"
    CHANGE = "change", "Change of name, address or release from custody"
    ADDED_MATTER = "added_matter", "Change of a matter added in 2012"
    TRAVEL = "travel", "Foreign travel"


class PairStatus(TextChoices):
    """What is thought of two records that may be one person."""

    SUSPECTED = "suspected", "Suspected to be one person"
    DISMISSED = "dismissed", "Found to be two people"
    MERGED = "merged", "Merged into one record"


class DutyKind(TextChoices):
    """What is owed by a day."""

    INITIAL_NOTIFICATION = "initial_notification", "Initial notification to the police"
    ANNUAL_NOTIFICATION = "annual_notification", "Annual notification to the police"
    WEEKLY_NOTIFICATION = "weekly_notification", "Weekly notification to the police"
    NOTIFICATION_END = "notification_end", "Notification requirements end"
    CATEGORY_END = "category_end", "The last category ends"
    LEVEL_BEFORE_RELEASE = "level_before_release", "A level before release"
    LEVEL_1_REVIEW = "level_1_review", "Review at Level 1"
    REVIEW_ELIGIBILITY = "review_eligibility", "May apply for review of indefinite notification"
    REVIEW_ACKNOWLEDGEMENT = "review_acknowledgement", "Acknowledge an application for review"
    REVIEW_DECISION = "review_decision", "Decide an application for review"
    TRANSFER_ANSWER = "transfer_answer", "Answer a transfer of area"
    LICENCE_END = "licence_end", "A licence ends"
    ORDER_EXPIRY = "order_expiry", "An order expires"
    TRAVEL_BAN_EXPIRY = "travel_ban_expiry", "A foreign travel prohibition expires"
    REFERRAL_DECISION = "referral_decision", "Decide a referral"
    REFERRAL_INFORMATION = "referral_information", "Answer what was asked on a referral"
    FIRST_MEETING = "first_meeting", "A first meeting at the level"
    MEETING_REVIEW = "meeting_review", "A review by a meeting"
    MINUTES_ISSUE = "minutes_issue", "Issue the minutes of a meeting"
    MEETING_ACTION = "meeting_action", "An action of a meeting"


DUTIES_OF_MEETINGS = frozenset(
    {
        DutyKind.REFERRAL_DECISION,
        DutyKind.REFERRAL_INFORMATION,
        DutyKind.MINUTES_ISSUE,
        DutyKind.MEETING_ACTION,
    }
)
"""The duties that follow from a referral or a meeting, which not everybody sees who sees the
person."""


class Debtor(TextChoices):
    """Who owes a duty; whom that is on a day follows from the area and lead agency then."""

    LEAD_AGENCY = "lead_agency", "The lead agency of the day"
    POLICE = "police", "The police of the responsible area"
    CO_ORDINATOR = "co_ordinator", "The co-ordinator of the responsible area"
    RECEIVING_AREA = "receiving_area", "The co-ordinator of the receiving area"
    NAMED_AGENCY = "named_agency", "The agency named"
