"""The words of the annual return: its tables, how grave a fault is, what a row of work is."""

from django.db.models import TextChoices


class TableCode(TextChoices):
    """A table or block of the return, by the identifier of its counting rule."""

    ELIGIBLE = "T1", "MAPPA-eligible on 31 March"
    MANAGED = "T2", "Level 2 and 3 in the year"
    NOTIFICATION_BREACHES = "T3", "Cautioned or convicted for breach of notification requirements"
    REVOCATIONS = "T4", "Lifetime notification revoked on application"
    ORDERS = "T5", "Orders imposed by the courts"
    SRO_BREACHES = "T6", "Subject to notification following a breach of an SRO"
    LICENCE_RETURNS = "T7a", "Returned to custody, breach of licence"
    ORDER_RETURNS = "T7b", "Returned to custody, breach of SOPO or SHPO"
    RATE = "T8", "Registered sexual offenders per 100,000"


class OrderRow(TextChoices):
    """The row of T5 that an order stands in; the keys of the machine form."""

    SHPO = "SHPO", "SHPO"
    SHPO_WITH_TRAVEL = (
        "SHPO_with_foreign_travel_restriction",
        "SHPO with foreign travel restriction",
    )
    SOPO = "SOPO", "SOPO"
    FTO = "FTO", "FTO"
    NOTIFICATION = "NO", "Notification order or notice"


class Severity(TextChoices):
    """How grave a fault is: an error stops the seal, a warning needs a named person's reason."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
