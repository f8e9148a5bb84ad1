"""All that happened to a person, from every app, in order, and nothing of anybody else."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mappa.timeline import timeline
from mappa.timeline.reading import SOURCES
from meetings import models as meetings
from nominals import models as people
from nominals.models import GivenReason, Merge, Nominal
from orders import models as orders
from tests.factories.agencies import UserFactory, area, default_agency
from tests.factories.nominals import RECORDED, NominalFactory, managed

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 1, 10, tzinfo=UTC)

TOLD_OF_RECORDS = {"nominals.Nominal", "nominals.Merge", "nominals.GivenReason"}
NOT_TOLD = {
    "nominals.EmergencyAccess": "reviewed by those who are shown the log",
    "nominals.EmergencyNotice": "sent mail",
    "nominals.VictimNote": "its reader is not the reader of the person",
    "nominals.SenderReference": "names a record, happened to nobody",
    "nominals.SearchName": "follows from names",
    "nominals.SearchIdentifier": "follows from identifiers",
    "nominals.DuplicatePair": "names another person",
    "nominals.EligibilitySupport": "told by the periods that rest on it",
    "nominals.StatePeriod": "follows from facts",
    "nominals.Change": "follows from facts",
    "nominals.Numbering": "counts changes, of nobody in particular",
    "nominals.Finding": "follows from facts",
    "nominals.Grant": "follows from facts",
    "nominals.Duty": "follows from facts",
    "nominals.LevelMeeting": "told by the meeting",
    "nominals.Reminder": "follows from a duty",
    "nominals.TimelineRule": "of nobody",
    "nominals.DutyRule": "of nobody",
    "nominals.Settled": "of nobody",
    "orders.OrderReference": "names an order, happened to nobody",
    "meetings.InformationRequest": "in the referral",
    "meetings.Attachment": "with the referral or report",
    "meetings.Panel": "of nobody",
    "meetings.CoreMembership": "of nobody",
} | dict.fromkeys(
    [
        f"meetings.{each}"
        for each in (
            "Invitation",
            "Attendance",
            "AgencyReport",
            "Decision",
            "PlanEntry",
            "Trigger",
            "Action",
            "Minutes",
            "MinutesDraft",
            "Passage",
            "Recipient",
            "Opening",
            "Notice",
        )
    ],
    "in the minutes, which not everybody reads who sees the person",
)


def day(month, number=1):
    return date(2024, month, number)


def put(model, **values):
    """Store a fact as if it had been recorded early."""
    return model.objects.create(recorded_from=RECORDED, recorded_in=1, **values)


def fill(person):
    """One fact of every kind that is told, each on a day of its own, but for those of `managed`."""
    of = {"nominal": person}
    user = UserFactory()
    put(people.Alias, **of, family_name="Sample")
    put(people.Address, **of, lines="1 Example Street", postcode="NR1 1AA", valid_from=day(1, 2))
    conviction = put(
        people.Conviction,
        **of,
        offence="Robbery",
        kind="violent",
        established="convicted",
        established_on=day(1, 3),
        court="Example Crown Court",
    )
    put(
        people.Sentence,
        conviction=conviction,
        disposal="imprisonment",
        imposed_on=day(1, 4),
        months=30,
    )
    put(
        people.Transfer,
        **of,
        from_area=area(),
        to_area=area("kent"),
        requested_on=day(1, 5),
        reason="moved",
        outcome="refused",
        decided_on=day(1, 6),
        decision_reason="no address.",
    )
    put(people.Hosting, **of, area=area("kent"), user=user, reason="x", valid_from=day(1, 7))
    put(people.NamedViewer, **of, user=user, reason="x", valid_from=day(1, 8))
    put(people.NotEligibleDecision, **of, decided_on=day(1, 9), decided_by="A", reason="no basis")
    put(people.PdpPeriod, **of, reason="threats", decided_by="A", valid_from=day(1, 10))
    put(people.Detention, **of, setting="prison", valid_from=day(1, 11), valid_to=day(3, 11))
    put(people.ExpectedRelease, **of, expected_on=day(3, 11), valid_from=day(1, 12))
    licence = put(people.Licence, **of, kind="standard", valid_from=day(3, 12))
    put(people.LicenceCondition, licence=licence, text="Wears a tag.", valid_from=day(3, 13))
    put(people.NotificationRequirement, **of, source="sentence", valid_from=day(1, 13))
    told = put(people.Notification, **of, matter="travel", notified_on=day(3, 14))
    put(
        people.ForeignTravel,
        notification=told,
        departs_on=day(3, 15),
        returns_on=day(3, 20),
        destination="France",
    )
    put(
        people.NotificationReview,
        **of,
        applied_on=day(4, 1),
        decided_on=day(4, 2),
        outcome="refused",
        appealed_on=day(4, 3),
        appeal_decided_on=day(4, 4),
        appeal_outcome="dismissed",
    )
    put(people.RiskLevelPeriod, **of, tool="OASys", risk="high", valid_from=day(4, 5))
    put(people.LevelOneReview, **of, reviewed_on=day(4, 6), reviewer="A", conclusion="Stays")
    put(people.SeriousFurtherOffence, **of, charged_on=day(4, 7), offence="Arson", level=1)
    put(people.Flag, **of, kind="do_not_tell", reason="threats", valid_from=day(4, 8))
    put(people.VictimNote, **of, noted_on=day(4, 9), text="SECRET")
    order = put(
        orders.Order,
        **of,
        kind="shpo",
        made_on=day(5, 1),
        ends_on=day(12, 1),
        ended_on=day(5, 9),
        ended_by="quashed",
        court="Example Court",
    )
    put(orders.Condition, order=order, kind="prohibition", text="No parks.", valid_from=day(5, 2))
    put(
        orders.Variation,
        order=order,
        kind="varied",
        made_on=day(5, 3),
        applicant_kind="police",
        text="No pools.",
    )
    put(
        orders.Breach,
        **of,
        of="order",
        order=order,
        breached_on=day(5, 4),
        outcome="convicted",
        outcome_on=day(5, 5),
    )
    put(
        orders.Recall,
        **of,
        kind="standard",
        reason="other",
        decided_on=day(5, 6),
        returned_on=day(5, 7),
        released_on=day(5, 8),
    )
    agency = default_agency("police")
    referral = put(
        meetings.Referral,
        **of,
        person=person,
        area=area(),
        agency=agency,
        referrer="A",
        level=2,
        drafted_on=day(5, 10),
        submitted_on=day(5, 10),
        decided_on=day(5, 11),
        status="rejected",
    )
    panel = put(
        meetings.Panel, area=area(), level=2, held_on=day(5, 12), starts_at=time(9), mode="remote"
    )
    put(
        meetings.Meeting,
        **of,
        person=person,
        panel=panel,
        referral=referral,
        placed_on=day(5, 11),
        starts_at=time(9),
        ends_at=time(10),
        closed_on=day(5, 12),
    )
    GivenReason.objects.create(
        **of, rule="V38", sentence="No referral.", reason="urgent", by="ann", at=NOW, act=1
    )


def sentences(person, **when):
    return [each.sentence for each in timeline(person, **when)]


def test_every_model_about_a_person_is_told_or_left_out_for_a_reason():
    ours = {
        model._meta.label
        for app in ("nominals", "orders", "meetings")
        for model in apps.get_app_config(app).get_models()
    }
    told = {source.model._meta.label for source in SOURCES}

    assert told.isdisjoint(NOT_TOLD)
    assert told | TOLD_OF_RECORDS | set(NOT_TOLD) == ours


def test_a_timeline_tells_every_fact_in_the_order_of_its_day():
    person = managed(family_name="Example", date_of_birth=date(1990, 2, 3))
    fill(person)

    found = timeline(person)

    referral = meetings.Referral.objects.get().public_id
    meeting = meetings.Meeting.objects.get().public_id
    assert [each.day for each in found] == sorted(each.day for each in found)
    labels = {source.model._meta.label for source in SOURCES}
    assert labels <= {each.label for each in found}
    assert [(each.day, each.sentence) for each in found if each.day >= day(1)] == [
        (day(1, 2), "Lives at 1 Example Street, NR1 1AA."),
        (day(1, 3), "Convicted at Example Crown Court: Robbery."),
        (day(1, 4), "Imprisonment of 30 months for Robbery."),
        (day(1, 5), "Transfer from Norfolk to Kent requested: moved."),
        (day(1, 6), "Transfer from Norfolk to Kent refused: no address."),
        (day(1, 7), f"Hosted by {people.Hosting.objects.get().user} in Kent: x."),
        (
            day(1, 8),
            f"{people.Hosting.objects.get().user} is on the list of who may see the case: x.",
        ),
        (day(1, 9), "Found not eligible by A: no basis."),
        (day(1, 10), "Potentially dangerous person by A: threats."),
        (day(1, 11), "Detained, Prison, remand or youth custody."),
        (day(1, 12), "Release expected on 2024-03-11."),
        (day(1, 13), "Subject to notification requirements, Sentence or caution."),
        (day(3, 11), "Detention ends, Prison, remand or youth custody."),
        (day(3, 12), "On licence: standard."),
        (day(3, 13), "Condition of the licence: Wears a tag."),
        (day(3, 14), "Notified the police, Foreign travel."),
        (day(3, 15), "Travels abroad, to France."),
        (day(4, 1), "Review of indefinite notification: applied for."),
        (day(4, 2), "Review of indefinite notification, Refused."),
        (day(4, 3), "Review of indefinite notification: appealed."),
        (day(4, 4), "Review of indefinite notification: Appeal dismissed."),
        (day(4, 5), "High risk of serious harm by OASys."),
        (day(4, 6), "Level 1 reviewed by A: Stays."),
        (day(4, 7), "Charged with a serious further offence, Arson, at Level 1."),
        (day(4, 8), "Flag “Do not tell the person”: threats."),
        (day(5, 1), "Sexual harm prevention order made: Example Court."),
        (day(5, 2), "Prohibition: No parks."),
        (day(5, 3), "Sexual harm prevention order of 2024-05-01 varied: No pools."),
        (day(5, 4), "Breach of the Sexual harm prevention order of 2024-05-01."),
        (day(5, 5), "Breach of the Sexual harm prevention order of 2024-05-01: Convicted."),
        (day(5, 6), "Standard recall decided: Other."),
        (day(5, 6), "Unlawfully at large."),
        (day(5, 7), "Standard recall: returned to custody."),
        (day(5, 8), "Standard recall: released again."),
        (day(5, 9), "Sexual harm prevention order ends: Quashed on appeal."),
        (day(5, 10), f"Referral to Level 2 by Police, Norfolk ({referral})."),
        (day(5, 11), f"Referral to Level 2 by Police, Norfolk rejected ({referral})."),
        (day(5, 12), f"Meeting at Level 2 held ({meeting})."),
        (day(6), "V38: No referral. ann gave the reason: urgent"),
    ]
    assert (found[0].day, found[0].sentence) == (date(1990, 2, 3), "Born.")
    ends = {each.sentence: each.until for each in found}
    assert ends["Sexual harm prevention order made: Example Court."] == day(5, 9)
    assert ends["Travels abroad, to France."] == day(3, 21)
    assert not any("SECRET" in each.sentence for each in found)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"closed_on": None}, "Meeting at Level 2 planned"),
        (
            {"closed_on": None, "cancelled_on": day(5, 12)},
            "Level 2 meeting of 2024-05-12 cancelled",
        ),
    ],
)
def test_whatever_became_of_a_meeting_its_opaque_id_is_told(values, sentence):
    person = managed()
    fill(person)
    meetings.Meeting.objects.update(**values)
    meeting = meetings.Meeting.objects.get()

    assert f"{sentence} ({meeting.public_id})." in sentences(person)


def test_a_timeline_tells_nothing_of_others():
    fill(managed())
    person = NominalFactory(family_name="Alone")

    assert sentences(person) == ["Registered as ALONE."]


def test_what_is_not_decided_yet_is_told_as_far_as_it_went():
    person = NominalFactory()
    put(
        people.Transfer,
        nominal=person,
        from_area=area(),
        to_area=area("kent"),
        requested_on=day(6, 1),
        reason="moved",
    )
    put(people.NotificationReview, nominal=person, applied_on=day(6, 2))
    put(orders.Breach, nominal=person, of="notification")
    put(orders.Recall, nominal=person, kind="standard", reason="other", decided_on=day(6, 3))

    assert sentences(person)[1:] == [
        "Breach of notification requirements, on a day not known.",
        "Transfer from Norfolk to Kent requested: moved.",
        "Review of indefinite notification: applied for.",
        "Standard recall decided: Other.",
        "Unlawfully at large.",
    ]


def test_a_death_and_a_correction_of_what_is_not_told_are_told_once():
    person = NominalFactory(family_name="Example")
    person.supersede(at=NOW - timedelta(days=1), act=2, died_on=day(5))
    person.supersede(at=NOW, act=3, died_on=day(5), crn="X1")

    assert sentences(person)[1:] == [
        "Died.",
        "Recorded died on changed from none to 2024-05-01.",
        "Recorded CRN changed from none to X1.",
    ]


def queries(person):
    with CaptureQueriesContext(connection) as captured:
        timeline(person)
    return len(captured)


def test_the_number_of_queries_does_not_depend_on_what_happened():
    little, much = NominalFactory(), managed()
    fill(much)
    for number in range(5):
        put(people.Alias, nominal=much, family_name=f"Other{number}")
        put(people.RiskLevelPeriod, nominal=much, tool=f"T{number}", risk="low", valid_from=day(6))
        put(orders.Order, nominal=much, kind="sro", made_on=day(6))

    assert queries(little) == queries(much)


def test_a_timeline_as_known_earlier_tells_what_was_believed():
    person = managed(level=2, family_name="Example")
    earlier = NOW - timedelta(days=1)
    person.level_periods.get().supersede(at=NOW, act=2, level=3)
    person.supersede(at=NOW, act=2, family_name="Sample", is_restricted=True)

    then, now = sentences(person, as_known_at=earlier), sentences(person)

    assert "Level 2." in then
    assert "Level 3." not in then
    assert "Level 3." in now
    assert "Level 2." not in now
    assert "Restricted." not in then
    assert now[-2:] == ["Recorded family name changed from Example to Sample.", "Restricted."]
    live = ("nominals.LevelPeriod", person.level_periods.get().pk)
    for found in (timeline(person, as_known_at=earlier), timeline(person)):
        level = next(each for each in found if each.sentence.startswith("Level"))
        assert (level.label, level.id) == live


def test_what_happened_under_a_merged_record_is_told_until_the_merge_is_undone():
    survivor, merged = managed(), managed(family_name="Double")
    put(orders.Order, nominal=merged, kind="sro", made_on=day(2))
    at = datetime(2024, 3, 1, 10, tzinfo=UTC)
    merge = Merge.objects.create(
        survivor=survivor, merged=merged, reason="one man", recorded_from=at, recorded_in=5
    )

    told = sentences(survivor)
    assert "Sexual risk order made." in told
    assert "Registered as DOUBLE." in told
    assert told[-1] == "Two records merged: one man"
    assert "Sexual risk order made." not in sentences(survivor, as_known_at=at - timedelta(days=1))

    merge.supersede(at=NOW, act=6, undone_at=NOW, undone_reason="two men")

    told = sentences(survivor)
    assert "Sexual risk order made." not in told
    assert told[-2:] == ["Two records merged: one man", "Merge undone: two men"]
    assert Nominal.objects.count() == 2
