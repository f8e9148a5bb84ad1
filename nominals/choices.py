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
