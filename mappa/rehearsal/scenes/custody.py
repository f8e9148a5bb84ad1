"""Prison, licence, recall and the end of a sentence."""

from __future__ import annotations

from datetime import date

from agencies.choices import AgencyKind
from mappa.rehearsal.playing import Scene
from mappa.rehearsal.scenes.afterwards import done
from mappa.rehearsal.scenes.meetings import emergency_meeting
from mappa.rehearsal.scenes.referrals import accept, refer
from mappa.rehearsal.stage import MANAGERS, Stage
from meetings.choices import Answer
from meetings.services import referrals
from nominals.choices import (
    Disposal,
    Established,
    Level,
    NotificationMatter,
    OffenceKind,
    RiskLevel,
    Setting,
)
from nominals.models import NotificationRequirement
from nominals.services import assessments, convictions, custody
from nominals.services.management import leads, levels
from nominals.services.notification.notifying import record_notification
from nominals.services.notification.requirements import record_first_notification
from orders.choices import RecallKind, RecallReason
from orders.services import recalls


def sentenced_released_and_recalled(stage: Stage) -> Scene:
    """A sexual offence, twenty months, licence, recall, and the end of the licence."""
    yield date(2024, 4, 8), "Aldous Finch is convicted and sentenced to 20 months"
    finch = stage.register("Finch", "Aldous", born=date(1988, 2, 29), pnc_id="2024/0012345A")
    offence = convictions.record_conviction(
        nominal=finch,
        offence="Sexual assault",
        kind=OffenceKind.SEXUAL,
        established=Established.CONVICTED,
        established_on=stage.today,
        court="Norwich Crown Court",
        asked=stage.asked(),
    )
    convictions.record_sentence(
        conviction=offence,
        disposal=Disposal.IMPRISONMENT,
        imposed_on=stage.today,
        months=20,
        ends_on=date(2025, 8, 18),
        asked=stage.asked(),
    )
    requirement = NotificationRequirement.objects.get(nominal=finch)
    custody.detain(
        nominal=finch,
        setting=Setting.PRISON,
        on=stage.today,
        establishment="HMP Norwich",
        asked=stage.asked(),
    )
    leads.set_lead_agency(
        nominal=finch,
        kind=AgencyKind.PROBATION,
        on=stage.today,
        manager=MANAGERS[AgencyKind.PROBATION],
        asked=stage.asked(),
    )
    custody.expect_release(
        nominal=finch, expected_on=date(2025, 2, 3), on=stage.today, asked=stage.asked()
    )
    yield date(2024, 8, 20), "Finch is screened at Level 1, late"
    levels.set_level(
        nominal=finch,
        level=Level.ONE,
        on=stage.today,
        authority=stage.screening("the plan of probation is strong enough"),
        asked=stage.asked(),
    )
    yield date(2024, 10, 7), "Finch is referred to Level 2"
    referral = refer(stage, finch, Level.TWO)
    yield date(2024, 10, 9), "The co-ordinator asks for the prison's view"
    referrals.ask_information(
        referral=referral,
        question="What does the prison say?",
        on=stage.today,
        user=stage.co_ordinator,
        asked=stage.asked(),
    )
    yield date(2024, 10, 11), "Probation answers"
    referrals.answer_information(
        referral=referral,
        answer="No contact with the family wing.",
        on=stage.today,
        user=stage.probation_officer,
        asked=stage.asked(stage.probation_officer),
    )
    yield date(2024, 10, 14), "The referral of Finch is accepted at Level 2"
    accept(stage, referral, Level.TWO, "Several agencies must act before release.")
    yield date(2025, 2, 3), "Finch is released on licence"
    custody.release(nominal=finch, on=stage.today, asked=stage.asked())
    custody.begin_licence(
        nominal=finch,
        on=stage.today,
        ends_on=date(2025, 8, 18),
        kind="determinate",
        conditions=["Reside as approved", "No contact with the victim"],
        asked=stage.asked(),
    )
    yield date(2025, 2, 5), "Finch notifies the police for the first time, on the third day"
    record_first_notification(requirement=requirement, on=stage.today, asked=stage.asked())
    yield date(2025, 2, 10), "Finch's risk is assessed"
    assessments.assess_risk(
        nominal=finch, tool="OASys", risk=RiskLevel.HIGH, on=stage.today, asked=stage.asked()
    )
    yield date(2025, 3, 4), "Finch is recalled for breach of licence, and is not found"
    recalled = recalls.recall(
        nominal=finch,
        kind=RecallKind.STANDARD,
        reason=RecallReason.BREACH_OF_LICENCE,
        decided_on=stage.today,
        asked=stage.asked(),
    )
    yield date(2025, 3, 5), "An emergency meeting takes Finch to Level 3"
    stage.on_the_table[finch.pk] = Answer.LEVEL_3, "Unlawfully at large, a victim nearby."
    meeting = emergency_meeting(stage, finch)
    yield date(2025, 3, 7), "The actions of the emergency meeting are done"
    done(stage, [meeting])
    yield date(2025, 3, 11), "Finch is back in prison"
    recalls.record_return(
        recall=recalled, on=stage.today, establishment="HMP Norwich", asked=stage.asked()
    )
    yield date(2025, 3, 31), "Finch's manager asks that Level 2 will do"
    stage.on_the_table[finch.pk] = Answer.LEVEL_2, "Back in prison: stepping down."
    yield date(2025, 6, 2), "Finch is released again"
    recalls.record_rerelease(recall=recalled, on=stage.today, asked=stage.asked())
    yield date(2025, 6, 3), "Finch notifies a new address"
    record_notification(
        nominal=finch,
        matter=NotificationMatter.CHANGE,
        on=stage.today,
        event_on=date(2025, 6, 2),
        asked=stage.asked(),
    )
    yield date(2025, 7, 21), "Finch's manager asks for Level 1, soon after release"
    stage.on_the_table[finch.pk] = Answer.LEVEL_1, "Housing and work are settled."


def recalled_and_rescinded(stage: Stage) -> Scene:
    """A violent offence at Level 1; a fixed-term recall that is rescinded."""
    yield date(2024, 4, 15), "Brook Heron, sentenced in 2023, becomes known on release"
    heron = stage.register("Heron", "Brook", born=date(1979, 11, 3), crn="X123456")
    offence = convictions.record_conviction(
        nominal=heron,
        offence="Wounding with intent",
        kind=OffenceKind.VIOLENT,
        established=Established.CONVICTED,
        established_on=date(2023, 1, 16),
        court="Ipswich Crown Court",
        asked=stage.asked(),
    )
    convictions.record_sentence(
        conviction=offence,
        disposal=Disposal.IMPRISONMENT,
        imposed_on=date(2023, 1, 16),
        months=36,
        ends_on=date(2025, 9, 1),
        asked=stage.asked(),
    )
    stage.manage(heron, level=Level.ONE, lead=AgencyKind.PROBATION, since=stage.today)
    custody.begin_licence(
        nominal=heron,
        on=stage.today,
        ends_on=date(2025, 9, 1),
        kind="determinate",
        conditions=["Reside as approved"],
        asked=stage.asked(),
    )
    yield date(2024, 8, 9), "Heron is reviewed at Level 1"
    assessments.review_level_1(
        nominal=heron,
        on=stage.today,
        reviewer=MANAGERS[AgencyKind.PROBATION],
        conclusion="no change",
        asked=stage.asked(stage.probation_officer),
    )
    yield date(2024, 9, 2), "Heron is recalled for 28 days"
    recalled = recalls.recall(
        nominal=heron,
        kind=RecallKind.FIXED_TERM,
        reason=RecallReason.BREACH_OF_LICENCE,
        decided_on=stage.today,
        sentence_months=36,
        asked=stage.asked(V57="No risk of serious harm, the Secretary of State is satisfied."),
    )
    yield date(2024, 9, 5), "Heron's recall is rescinded: the curfew was kept"
    recalls.rescind_recall(
        recall=recalled, on=stage.today, reason="the curfew was kept", asked=stage.asked()
    )
    yield date(2025, 9, 1), "Heron's sentence has ended and Heron leaves"
    stage.leave(heron, "the licence has ended")
