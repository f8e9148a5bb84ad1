"""People as the tests of the API meet them: managed since 2020, with who may see them written."""

from datetime import date, timedelta

from nominals.models import LeadAgencyPeriod, NamedViewer, Nominal
from nominals.services.states import restate
from tests.factories.nominals import RECORDED, managed

SEEN = RECORDED + timedelta(minutes=1)


def restated(person):
    """A person whose states and grants are those of the facts."""
    restate(nominals=[person.pk], at=SEEN, act=1)
    person.refresh_from_db()
    return person


def case(**person):
    """Somebody whom the police lead in Norfolk, or what `person` says."""
    return restated(managed(**person))


def led_by(kind, **person):
    """Somebody whom agencies of another kind lead in Norfolk."""
    someone = managed(**person)
    LeadAgencyPeriod.objects.filter(nominal=someone).update(kind=kind)
    return restated(someone)


def restrict(person, *viewers):
    """A case that only `viewers` see, from 2020 on."""
    for user in viewers:
        NamedViewer.objects.create(
            nominal=person,
            user=user,
            reason="Works on it.",
            valid_from=date(2020, 1, 1),
            recorded_from=RECORDED,
            recorded_in=1,
        )
    Nominal.objects.filter(pk=person.pk).update(is_restricted=True)
    restate(nominals=[person.pk], at=SEEN + timedelta(minutes=1), act=1)
    person.refresh_from_db()
    return person
