"""OrderKind, how an order ended, and the words of breach and recall. Codes are the exchange's."""

from django.db.models import TextChoices


class OrderKind(TextChoices):
    """Kind of order or notice (Sexual Offences Act 2003, Part 2)."""

    SHPO = "shpo", "Sexual harm prevention order"
    SRO = "sro", "Sexual risk order"
    NOTIFICATION_ORDER = "notification_order", "Notification order"
    NOTIFICATION_NOTICE = "notification_notice", "Notification notice"
    SOPO = "sopo", "Sexual offences prevention order"
    FTO = "fto", "Foreign travel order"
    ROSHO = "rosho", "Risk of sexual harm order"


class OrderEnd(TextChoices):
    """How an order ended."""

    EXPIRED = "expired", "Expired"
    DISCHARGED = "discharged", "Discharged"
    QUASHED = "quashed", "Quashed on appeal"
    REPLACED = "replaced", "Replaced"


class BreachOf(TextChoices):
    """What was breached."""

    NOTIFICATION = "notification", "Notification requirements"
    ORDER = "order", "An order"


class BreachOutcome(TextChoices):
    """What came of a breach."""

    CHARGED = "charged", "Charged"
    CAUTIONED = "cautioned", "Cautioned"
    CONVICTED = "convicted", "Convicted"
    ACQUITTED = "acquitted", "Acquitted"
    NO_FURTHER_ACTION = "no_further_action", "No further action"


class RecallKind(TextChoices):
    """Kind of recall to custody."""

    STANDARD = "standard", "Standard recall"
    FIXED_TERM = "fixed_term", "Fixed-term recall"
    EMERGENCY = "emergency", "Emergency recall"
    HOME_DETENTION_CURFEW = "home_detention_curfew", "Home detention curfew recall"


class RecallReason(TextChoices):
    """Why somebody was recalled."""

    BREACH_OF_LICENCE = "breach_of_licence", "Breach of licence"
    NEW_OFFENCE = "new_offence", "New offence"
    OTHER = "other", "Other"


class ApplicantKind(TextChoices):
    """Who applied for an order or gave a notice."""

    COURT = "court", "The court of its own motion at sentence"
    POLICE = "police", "Chief officer of police"
    NATIONAL_CRIME_AGENCY = "national_crime_agency", "National Crime Agency"
    BRITISH_TRANSPORT_POLICE = "british_transport_police", "British Transport Police"
    MINISTRY_OF_DEFENCE_POLICE = "ministry_of_defence_police", "Ministry of Defence Police"
    SUBJECT = "subject", "The subject of the order"


class Proof(TextChoices):
    """The standard to which the facts behind an order were proved."""

    CRIMINAL = "criminal", "Criminal standard"
    BALANCE = "balance", "Balance of probabilities"


class ConditionKind(TextChoices):
    """What a condition of an order does."""

    PROHIBITION = "prohibition", "Prohibition"
    REQUIREMENT = "requirement", "Positive requirement"
    FOREIGN_TRAVEL = "foreign_travel", "Foreign travel prohibition"


class VariationKind(TextChoices):
    """What was done to an order after it was made."""

    VARIED = "varied", "Varied"
    RENEWED = "renewed", "Renewed"
