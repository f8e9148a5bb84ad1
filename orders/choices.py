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
