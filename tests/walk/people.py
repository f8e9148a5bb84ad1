"""Somebody who may be seen, and somebody hidden in each way there is: of each the same facts of
every kind, and in every text of theirs a word that stands nowhere else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from django.db.models import CharField, TextField

from core.periods import FOREVER
from mappa.merging import merge_people
from meetings.api.resources import NAMED
from nominals.api.duties import DUTIES
from nominals.choices import Basis
from nominals.models import (
    Detention,
    Duty,
    EligibilityPeriod,
    LeadAgencyPeriod,
    LevelPeriod,
    Nominal,
    ResponsibleArea,
)
from nominals.services.acts import Asked
from nominals.services.states import restate
from tests.api.meetings.recorded import Recorded
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED
from tests.meetings.referring import Desk
from tests.nominals.facts import tell_of

CHOICES = ("areas", "eligibility", "levels", "lead_agencies")
NOW = datetime(2024, 6, 3, 10, tzinfo=UTC)
FREED_ON = date(2024, 1, 9)
LED_FROM = date(2024, 4, 2)
"""After the snapshot day, so that a check of the return names whoever is counted."""
LEFT_ON = date(2024, 5, 2)
LATER = date(2024, 5, 28)
"""When the hidden meeting was held; the other meetings were before."""
TWIN = "twin"
HIDDEN = (
    "restricted",
    "other_area",
    "other_agency",
    "other_meeting",
    "category_4",
    "merged",
    "exited",
)
"""The ways in which somebody, or a meeting about somebody, may be hidden."""
KINDS = (TWIN, *HIDDEN)
IDENTIFYING = {"crn", "pnc_id", "noms_id", "visor_id"}
AS_IT_IS = IDENTIFYING | {"key", "digest", "media_type", "source_label", "source", "rule"}
"""Columns of text whose values have a form of their own."""
RECORDS = {each.name: each for each in (*NAMED.values(), DUTIES) if each.person}
"""Every kind of record that is about a person, by its name in addresses."""


@dataclass
class Planted:
    """A person who is hidden in one way or in none, the word in every text about him or her, the
    one into whose record his or hers was merged, and the meeting meant where it alone is hidden."""

    kind: str
    person: Nominal
    word: str
    survivor: Nominal | None = None
    meeting: int | None = None

    @property
    def people(self):
        """This person, and the survivor of the merge."""
        return [each for each in (self.person, self.survivor) if each]

    @cached_property
    def ids(self):
        """The opaque ids of all records about this person, or meeting."""
        own = set() if self.meeting else {str(each.public_id) for each in self.people}
        return own | {
            str(row.public_id)
            for name in RECORDS
            for row in self.rows(name)
            if hasattr(row, "public_id") and name != "panels"
        }

    def keys(self, name):
        """The keys of the records of the kind `name` that are about this person, or meeting."""
        return {str(getattr(each, RECORDS[name].key)) for each in self.rows(name)}

    def rows(self, name):
        """Those records."""
        resource = RECORDS[name]
        rows = resource.everything() if resource.everything else resource.model.objects.all()
        if self.meeting is None:
            return list(
                rows.filter(**{f"{resource.person}__in": [each.pk for each in self.people]})
            )
        if name == "attachments":
            return list(rows.filter(report__invitation__meeting=self.meeting))
        at = resource.person.removesuffix("person_id")
        of_meeting = resource.model._meta.app_label == "meetings" and name not in OF_REFERRAL
        return list(rows.filter(**{f"{at}pk": self.meeting})) if of_meeting else []


OF_REFERRAL = ("referrals", "information-requests")


def plant(number, kind):
    """Somebody in whose texts stands a word of the kind, hidden as the kind says."""
    word = f"Quix{kind.replace('_', '')}"
    visible = kind == TWIN
    desk = Desk(
        by="police" if visible else "probation",
        family_name="Met" if kind == "other_meeting" else word,
        date_of_birth=date(1980, 4, 3) + timedelta(days=number),
        crn=f"X90{number}{number}{number}{number}",
        basis=Basis.TERRORISM_OFFENCE if kind == "category_4" else Basis.SEXUAL_OFFENCE,
    )
    person = desk.person
    LeadAgencyPeriod.objects.filter(nominal=person).update(valid_from=LED_FROM)
    tell_of(person)
    Detention.objects.filter(nominal=person).update(valid_to=FREED_ON)
    lead(person, desk.by)
    owed(person, desk.by)
    invited = (
        ("probation", "police") if kind in (TWIN, "other_meeting") else ("probation", "housing")
    )
    recorded = Recorded(desk, invited=invited, is_issued=False)
    planted = Planted(kind, person, word)
    if kind == "other_meeting":
        recorded.meet(("probation", "housing"), held_on=LATER, is_issued=False)
        planted.meeting = recorded.meeting.pk
    write_everywhere(planted)
    issue(desk, recorded.meeting, word)
    hide(planted)
    return planted


def issue(desk, meeting, word):
    """Issue minutes in which the word stands; they are never changed afterwards."""
    desk.write(meeting, text=f"{word} passage")
    desk.approve(meeting)
    desk.issue(meeting)


def lead(person, kind):
    """Agencies of the kind lead the case, and have since it began."""
    LeadAgencyPeriod.objects.filter(nominal=person, recorded_to=FOREVER).update(kind=kind)
    restate(nominals=[person.pk], at=RECORDED + timedelta(hours=1), act=1)


def owed(person, by):
    """A duty about `person` of the agencies of the kind `by`."""
    Duty.objects.create(
        nominal=person,
        kind="annual_notification",
        owed_by=by,
        source_label="test",
        source_id=1,
        arises_on=date(2024, 5, 1),
        due_on=date(2024, 5, 1),
        rule_version=1,
        recorded_from=RECORDED,
    )


def hide(planted):
    """Do to the facts what hides the person in this way."""
    person, kind = planted.person, planted.kind
    of_person = {"nominal": person, "recorded_to": FOREVER, "valid_to": None}
    if kind not in ("other_agency", "other_meeting"):
        lead(person, "police")
    if kind == "restricted":
        Nominal.objects.filter(pk=person.pk).update(is_restricted=True)
    elif kind == "other_area":
        ResponsibleArea.objects.filter(**of_person).update(area=area("kent"))
    elif kind == "merged":
        planted.survivor = survivor = Desk(family_name=f"{planted.word}survivor").person
        Nominal.objects.filter(pk=survivor.pk).update(is_restricted=True)
        survivor.refresh_from_db()
        merge_people(
            survivor=survivor,
            merged=person,
            choices=dict.fromkeys(CHOICES, "survivor"),
            reason="One person.",
            asked=Asked(by="ann", at=NOW),
        )
    elif kind == "exited":
        for model in (EligibilityPeriod, LevelPeriod, LeadAgencyPeriod):
            model.objects.filter(**of_person).update(valid_to=LEFT_ON)
    if kind != "merged":
        restate(nominals=[person.pk], at=NOW, act=1)
    person.refresh_from_db()


def write_everywhere(planted):
    """Let the word stand in every free text about the person, or about the meeting."""
    for name, resource in RECORDS.items():
        rows = planted.rows(name)
        columns = texts_of(resource.model)
        if rows and columns:
            word = {column: f"{planted.word} {column}"[:40] for column in columns}
            keys = [each.pk for each in rows]
            resource.model._base_manager.filter(pk__in=keys).update(**word)


def texts_of(model):
    """The columns of free text of a model that are long enough for the word."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not field.choices
        and field.name not in AS_IT_IS
        and (field.max_length or 40) >= 40
    ]
