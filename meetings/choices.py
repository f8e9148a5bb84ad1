"""What becomes of a referral, how an agency takes part, what is decided; stored codes beside."""

from django.db.models import TextChoices


class ReferralStatus(TextChoices):
    """What became of a referral to Level 2 or 3 (form MAPPA A)."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    INFORMATION_REQUESTED = "information_requested", "Information requested"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MeetingMode(TextChoices):
    """How people come together."""

    IN_PERSON = "in_person", "In person"
    REMOTE = "remote", "Remote"
    HYBRID = "hybrid", "In person and remote"


class Outcome(TextChoices):
    """How an invited agency took part in a meeting."""

    ATTENDED = "attended", "Attended"
    DEPUTY = "deputy", "Sent a deputy"
    REPORT_ONLY = "report_only", "Sent a report only"
    APOLOGIES = "apologies", "Sent apologies"
    NO_SHOW = "no_show", "Did not come"
    NOT_REQUIRED = "not_required", "Not required"


PRESENT = frozenset({Outcome.ATTENDED, Outcome.DEPUTY})
"""The outcomes with which an agency was at the table."""


class Pillar(TextChoices):
    """The four pillars of a risk management plan."""

    SUPERVISION = "supervision", "Supervision"
    MONITORING = "monitoring", "Monitoring and control"
    INTERVENTIONS = "interventions", "Interventions and treatment"
    VICTIM_SAFETY = "victim_safety", "Victim safety"


class DecisionKind(TextChoices):
    """What every meeting decides."""

    LEVEL = "level", "Level"
    CATEGORY = "category", "Category check"
    DISCLOSURE = "disclosure", "Disclosure to a third party"
    VISOR = "visor", "Update of ViSOR"
    TELLING = "telling", "Whether the person is told"


class Answer(TextChoices):
    """What a meeting may decide."""

    LEVEL_1 = "level_1", "Managed at Level 1"
    LEVEL_2 = "level_2", "Managed at Level 2"
    LEVEL_3 = "level_3", "Managed at Level 3"
    LEAVES = "leaves", "Leaves MAPPA"
    CATEGORY_RIGHT = "category_right", "The category is right"
    CATEGORY_WRONG = "category_wrong", "The category is to be corrected"
    DISCLOSE = "disclose", "Disclose"
    NOT_NOW = "not_now", "Do not disclose now"
    SELF_DISCLOSE = "self_disclose", "The person is to disclose"
    DISCLOSED_ALREADY = "disclosed_already", "Disclosed already"
    VISOR_UPDATED = "visor_updated", "ViSOR is updated"
    VISOR_NOT_UPDATED = "visor_not_updated", "ViSOR is not updated"
    IS_TOLD = "is_told", "The person is told"
    IS_NOT_TOLD = "is_not_told", "The person is not told"


ANSWERS = {
    DecisionKind.LEVEL: (Answer.LEVEL_1, Answer.LEVEL_2, Answer.LEVEL_3, Answer.LEAVES),
    DecisionKind.CATEGORY: (Answer.CATEGORY_RIGHT, Answer.CATEGORY_WRONG),
    DecisionKind.DISCLOSURE: (
        Answer.DISCLOSE,
        Answer.NOT_NOW,
        Answer.SELF_DISCLOSE,
        Answer.DISCLOSED_ALREADY,
    ),
    DecisionKind.VISOR: (Answer.VISOR_UPDATED, Answer.VISOR_NOT_UPDATED),
    DecisionKind.TELLING: (Answer.IS_TOLD, Answer.IS_NOT_TOLD),
}
"""What each kind of decision may answer."""

LEVEL_OF_ANSWER = {Answer.LEVEL_1: 1, Answer.LEVEL_2: 2, Answer.LEVEL_3: 3}
"""The level that an answer sets; leaving sets none."""


class Topic(TextChoices):
    """The parts of the minutes that are written, in the order of the agenda."""

    INTRODUCTIONS = "introductions", "Introductions and apologies"
    PREVIOUS = "previous", "Previous minutes and review of actions"
    SUMMARY = "summary", "Summary of the case"
    INFORMATION = "information", "Information from the agencies"
    VICTIMS = "victims", "Victims and safeguarding"
    DIVERSITY = "diversity", "Equality and diversity"
    RISK = "risk", "Assessment of risk"
    COMMUNITY = "community", "Media and impact on the community"
    RIGHTS = "rights", "Human rights and proportionality"
    DISSENT = "dissent", "Dissent"


class DocumentKind(TextChoices):
    """The documents of a meeting."""

    AGENDA = "agenda", "Agenda"
    MINUTES = "minutes", "Minutes"
    EXECUTIVE_SUMMARY = "executive_summary", "Executive summary"
    ACTION_LIST = "action_list", "Action list"
