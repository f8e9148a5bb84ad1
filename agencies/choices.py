"""Kinds of agency, roles of a user, and what rule settings settle."""

from django.db.models import TextChoices


class AgencyKind(TextChoices):
    """What kind of body an agency is. The stored codes are those of the caseload exchange."""

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


AREA_ROLES = frozenset({Role.CO_ORDINATOR, Role.ADMINISTRATOR})
"""The roles that see the nominals of an area, and not only those of their agency."""


class RuleCode(TextChoices):
    """What a rule setting settles: facts of law or guidance that are dated and not yet verified."""

    CATEGORY_PRECEDENCE = "category_precedence", "Order of precedence of the categories"
    CATEGORY_4_START = "category_4_start", "First day of Category 4"
    DISQUALIFICATION_BASIS_CLOSED = (
        "disqualification_basis_closed",
        "First day on which disqualification from working with children opens no Category 2",
    )
    AGENCIES_THAT_NEVER_LEAD = "agencies_that_never_lead", "Kinds of agency that never lead"
