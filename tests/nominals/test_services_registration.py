"""Registering people, and correcting who they are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditedObject, AuditEntry
from core.refusing import NeedsReason
from nominals.models import (
    Address,
    Alias,
    DuplicatePair,
    GivenReason,
    Nominal,
    ResponsibleArea,
    SearchName,
)
from nominals.services.acts import Asked
from nominals.services.identity.registration import (
    Details,
    add_alias,
    change_identity,
    dismiss_pair,
    record_address,
    record_death,
    register_nominal,
    remove_alias,
)
from nominals.services.states import restate
from tests.factories.agencies import MembershipFactory, area, default_agency
from tests.factories.nominals import RECORDED, managed
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
FIRST = RECORDED + timedelta(minutes=1)
LATER = RECORDED + timedelta(days=1)
DAY = date(2022, 3, 31)
BORN = date(1980, 4, 3)
SMITH = Details("Smith", "John", BORN, crn="X123456")
REASONED = {"likely_duplicate": "Two brothers."}


def asked(at=LATER, **reasons):
    return Asked(by="A. Constable", at=at, reasons=reasons)


def register(details=SMITH, user=None, code="norfolk", on=DAY, **reasons):
    return register_nominal(
        details=details, area=area(code), on=on, user=user, asked=asked(**reasons)
    )


def known(**nominal):
    person = managed(**nominal)
    restate(nominals=[person.pk], at=FIRST, act=5)
    return person


def co_ordinator(code="norfolk"):
    return MembershipFactory(
        role="co_ordinator", agency=default_agency("housing", code), area=area(code)
    ).user


def pairs():
    return [(each.first, each.second, each.status) for each in DuplicatePair.objects.all()]


def test_a_person_is_registered_in_an_area():
    person = register()

    assert str(person) == "SMITH, John"
    assert list(ResponsibleArea.objects.values_list("nominal", "area__code", "valid_from")) == [
        (person.pk, "norfolk", DAY)
    ]
    assert SearchName.objects.get().nominal == person
    entry = AuditEntry.objects.get(act="register_nominal")
    assert (entry.operation, entry.object_id) == ("collection", str(person.pk))
    assert person.version == entry.pk
    assert Nominal.objects.visible_to(co_ordinator(), on=DAY).get() == person


def test_one_act_registers_several_people_after_each_other():
    keys = {register(Details(name)).pk for name in ("Ash", "Beech", "Cedar")}

    assert len(keys) == 3


def test_a_birth_in_the_future_is_refused():
    with refused("has not come yet"):
        register(Details("Smith", date_of_birth=DAY + timedelta(days=1)))
    register(Details("Smith", date_of_birth=DAY))


def test_identifiers_need_not_be_unique():
    known(family_name="Brown", crn="X123456")
    register(**REASONED)

    assert Nominal.objects.filter(crn="X123456").count() == 2


def test_a_likely_duplicate_is_warned_of_before_anything_is_stored():
    other = known(family_name="Smyth", given_names="Jon", date_of_birth=date(1980, 3, 4))

    with pytest.raises(NeedsReason) as needed:
        register(user=co_ordinator())

    (warning,) = needed.value.warnings
    assert warning.rule == "likely_duplicate"
    for part in ("SMYTH, Jon", str(other.public_id), "are alike", "day and month swapped"):
        assert part in warning.sentence
    assert list(Nominal.objects.all()) == [other]
    look = AuditEntry.objects.get(act="warn_of_duplicates")
    assert look.operation == "consultation"
    assert AuditedObject.objects.get().object_id == other.pk


def test_a_reason_registers_all_the_same_and_the_pair_is_dismissed_with_it():
    other = known(family_name="Smith", given_names="John", date_of_birth=BORN)

    person = register(user=co_ordinator(), **REASONED)

    assert pairs() == [(other, person, "dismissed")]
    assert DuplicatePair.objects.get().reason == "Two brothers."
    given = GivenReason.objects.get()
    assert (given.nominal, given.rule, given.reason) == (
        person, "likely_duplicate", "Two brothers.",
    )  # fmt: skip


def test_whom_one_may_not_see_is_neither_named_nor_asked_about_but_suspected():
    other = known(family_name="Smith", given_names="John", date_of_birth=BORN)

    person = register(user=co_ordinator("suffolk"), code="suffolk")

    assert pairs() == [(other, person, "suspected")]
    pair = DuplicatePair.objects.get()
    assert pair.likeness == ["The same name: Smith John.", "Born on the same day, 1980-04-03."]
    assert not DuplicatePair.objects.visible_to(co_ordinator(), on=DAY).exists()
    assert not DuplicatePair.objects.visible_to(co_ordinator("suffolk"), on=DAY).exists()


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_warned"),
    [
        (date(2020, 1, 1), date(2020, 3, 1), False),
        (date(2020, 1, 1), date(2020, 3, 2), True),
        (date(2020, 3, 1), None, True),
        (date(2020, 3, 2), None, False),
    ],
)
def test_the_access_of_the_day_of_asking_decides_and_not_that_of_an_earlier_first_day(
    valid_from, valid_to, is_warned
):
    known(family_name="Smith", given_names="John", date_of_birth=BORN)
    user = MembershipFactory(valid_from=valid_from, valid_to=valid_to).user

    def act():
        return register_nominal(
            details=SMITH,
            area=area("suffolk"),
            on=date(2020, 2, 1),
            user=user,
            asked=asked(datetime(2020, 3, 1, 10, tzinfo=UTC)),
        )

    if is_warned:
        with pytest.raises(NeedsReason, match="SMITH"):
            act()
    else:
        act()
        assert [each[2] for each in pairs()] == ["suspected"]


def test_a_suspected_pair_is_listed_for_those_who_see_both():
    known(family_name="Smith", given_names="John", date_of_birth=BORN)
    register(user=co_ordinator("suffolk"), code="suffolk")
    both = co_ordinator()
    MembershipFactory(
        user=both,
        role="co_ordinator",
        agency=default_agency("housing", "suffolk"),
        area=area("suffolk"),
    )

    listed = DuplicatePair.objects.visible_to(both, on=DAY).suspected()

    dismiss_pair(pair=listed.get(), reason="Born in other towns.", asked=asked())
    assert not listed.exists()
    assert DuplicatePair.objects.get().reason == "Born in other towns."
    with refused("was decided"):
        dismiss_pair(pair=DuplicatePair.objects.get(), reason="Again.", asked=asked())


def test_a_pair_is_dismissed_only_with_a_reason():
    known(family_name="Smith", given_names="John", date_of_birth=BORN)
    register(user=co_ordinator("suffolk"))

    with refused("Say why"):
        dismiss_pair(pair=DuplicatePair.objects.get(), reason=" ", asked=asked())


def test_a_dismissed_pair_is_not_suggested_again():
    known(family_name="Smith", given_names="John", date_of_birth=BORN)
    person = register(**REASONED)

    changed = change_identity(
        nominal=person, details=Details("Smith", "Jon", BORN), on=DAY, user=None, asked=asked()
    )

    assert changed.given_names == "Jon"
    assert len(pairs()) == 1


def test_a_change_of_identity_warns_and_keeps_the_former_details():
    person = register(Details("Brown"))
    other = known(family_name="Smith", given_names="John", date_of_birth=BORN)

    with pytest.raises(NeedsReason):
        change_identity(nominal=person, details=SMITH, on=DAY, user=None, asked=asked())
    change_identity(nominal=person, details=SMITH, on=DAY, user=None, asked=asked(**REASONED))

    assert Nominal.objects.get(pk=person.pk).family_name == "Smith"
    assert Nominal.history.get(version_of=person).family_name == "Brown"
    assert pairs() == [(person, other, "dismissed")]


def test_an_alias_is_added_once_warned_of_and_removed():
    other = known(family_name="Smith", given_names="John", date_of_birth=BORN)
    person = register(Details("Brown", date_of_birth=BORN))
    alias = {"family_name": "Smith", "given_names": "John", "on": DAY, "user": None}

    with pytest.raises(NeedsReason):
        add_alias(nominal=person, **alias, asked=asked())
    added = add_alias(nominal=person, **alias, asked=asked(**REASONED))
    assert pairs() == [(other, person, "dismissed")]
    assert SearchName.objects.filter(nominal=person, is_alias=True, name="smith john").exists()
    with refused("recorded already"):
        add_alias(nominal=person, **alias, asked=asked(**REASONED))

    remove_alias(alias=added, reason="Another man.", asked=asked())

    assert not Alias.objects.exists()
    assert Alias.history.count() == 1
    assert not SearchName.objects.filter(nominal=person, is_alias=True).exists()
    with refused("removed already"):
        remove_alias(alias=added, reason="Another man.", asked=asked())


def test_an_address_is_recorded():
    person = register()

    record_address(nominal=person, lines="1 High Street", valid_from=DAY, asked=asked())

    assert Address.objects.get().nominal == person
    with pytest.raises(ValidationError, match="end after"):
        record_address(nominal=person, lines="2", valid_from=DAY, valid_to=DAY, asked=asked())


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (BORN - timedelta(days=1), "before the date of birth"),
        (BORN, None),
        (DAY, None),
        (DAY + timedelta(days=1), "has not come yet"),
    ],
)
def test_a_death_is_recorded_on_a_day_of_life(day, refusal):
    person = register()

    if refusal:
        with refused(refusal):
            record_death(nominal=person, died_on=day, on=DAY, asked=asked())
    else:
        record_death(nominal=person, died_on=day, on=DAY, asked=asked())
        assert Nominal.objects.get().died_on == day


def test_the_number_of_queries_does_not_depend_on_the_people():
    def queries():
        with CaptureQueriesContext(connection) as captured, pytest.raises(NeedsReason):
            register()
        return len(captured)

    known(family_name="Smith", given_names="John", date_of_birth=BORN)
    one = queries()
    for _ in range(5):
        known(family_name="Smith", given_names="John", date_of_birth=BORN)

    assert queries() == one
