"""Convictions and sentences, and the bases of Category 2 and 4 that rest on them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.models import RuleSetting
from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.choices import Basis
from nominals.models import (
    Conviction,
    EligibilityPeriod,
    EligibilitySupport,
    GivenReason,
    Sentence,
    StatePeriod,
)
from nominals.services.convictions import (
    SENTENCE,
    change_sentence_end,
    record_conviction,
    record_sentence,
)
from nominals.services.identity.merging import merge_records
from tests.factories.nominals import EligibilityPeriodFactory, NominalFactory
from tests.nominals.asking import NOW, asked
from tests.nominals.refusing import codes

pytestmark = pytest.mark.django_db
ON = date(2023, 3, 1)
ENDS = date(2027, 3, 1)


def convict(person, kind="violent", established="convicted", on=ON, **values):
    return record_conviction(
        nominal=person,
        offence="Wounding with intent",
        kind=kind,
        established=established,
        established_on=on,
        court="Norwich Crown Court",
        asked=asked(),
        **values,
    )


def sentence(conviction, days_later=1, reasons=None, **values):
    values = {
        "disposal": "imprisonment",
        "imposed_on": ON,
        "months": 48,
        "ends_on": ENDS,
    } | values
    return record_sentence(
        conviction=conviction, asked=asked(days_later, **(reasons or {})), **values
    )


def bases(person):
    found = EligibilityPeriod.objects.filter(nominal=person).order_by("valid_from")
    return [(each.basis, each.valid_from, each.valid_to) for each in found]


def test_a_conviction_is_a_row_and_brings_nothing_yet():
    person = NominalFactory()

    conviction = convict(person)

    assert Conviction.objects.get(nominal=person).court == "Norwich Crown Court"
    entry = AuditEntry.objects.get(act="record_conviction")
    assert conviction.recorded_in == entry.pk
    assert bases(person) == []


def test_a_conviction_after_death_is_refused():
    with pytest.raises(ValidationError) as refused:
        convict(NominalFactory(died_on=ON - timedelta(days=1)))

    assert codes(refused) == ["after_death"]


def test_a_qualifying_sentence_supports_category_2_with_its_words():
    person = NominalFactory()

    imposed = sentence(convict(person))

    assert bases(person) == [(Basis.VIOLENT_OFFENCE, ON, ENDS)]
    period = EligibilityPeriod.objects.get(nominal=person)
    assert (period.category, period.offence) == (2, "Wounding with intent")
    assert period.sentence == "Imprisonment, 48 months"
    support = EligibilitySupport.objects.get(nominal=person)
    assert (support.source_label, support.source_id) == (SENTENCE, imposed.pk)
    assert imposed.recorded_in == period.recorded_in == support.recorded_in
    assert list(StatePeriod.objects.filter(nominal=person).values_list("category")) == [(2,)]


@pytest.mark.parametrize(
    "values",
    [
        {"months": 11},
        {"disposal": "community", "months": 24},
        {"disposal": "fine", "months": None, "ends_on": None},
    ],
)
def test_a_sentence_that_does_not_qualify_is_kept_and_supports_nothing(values):
    person = NominalFactory()

    sentence(convict(person), **values)

    assert Sentence.objects.count() == 1
    assert bases(person) == []


def test_two_short_terms_are_not_added_up():
    person = NominalFactory()
    conviction = convict(person)

    sentence(conviction, months=8)
    sentence(conviction, months=8, days_later=2, is_consecutive=True)

    assert bases(person) == []


def test_of_two_sentences_the_basis_lasts_to_the_end_of_the_later():
    person = NominalFactory()
    first = sentence(convict(person))

    sentence(convict(person), days_later=2, imposed_on=date(2024, 1, 1), ends_on=date(2026, 1, 1))
    assert bases(person) == [(Basis.VIOLENT_OFFENCE, ON, ENDS)]

    change_sentence_end(
        sentence=first, ends_on=date(2025, 1, 1), reason="appeal allowed", asked=asked(3)
    )
    assert bases(person) == [(Basis.VIOLENT_OFFENCE, ON, date(2026, 1, 1))]
    assert AuditEntry.objects.get(act="change_sentence_end").purpose == "appeal allowed"


def test_the_same_end_again_is_refused():
    first = sentence(convict(NominalFactory()))

    with pytest.raises(ValidationError) as refused:
        change_sentence_end(sentence=first, ends_on=ENDS, reason="none", asked=asked(2))

    assert codes(refused) == ["same_end"]


def test_an_imported_category_2_is_not_shortened_by_a_sentence():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=Basis.VIOLENT_OFFENCE, valid_from=ON)

    sentence(convict(person))

    assert bases(person) == [(Basis.VIOLENT_OFFENCE, ON, None)]


def test_terrorism_moves_from_category_2_to_4_on_its_start():
    person = NominalFactory()

    sentence(convict(person, kind="terrorism", on=date(2021, 1, 1)), imposed_on=date(2021, 1, 1))

    assert bases(person) == [
        (Basis.VIOLENT_OFFENCE, date(2021, 1, 1), date(2022, 6, 28)),
        (Basis.TERRORISM_OFFENCE, date(2022, 6, 28), ENDS),
    ]


def test_an_end_before_category_4_takes_its_basis_away():
    person = NominalFactory()
    imposed = sentence(
        convict(person, kind="terrorism", on=date(2021, 1, 1)), imposed_on=date(2021, 1, 1)
    )

    change_sentence_end(
        sentence=imposed, ends_on=date(2022, 1, 1), reason="appeal allowed", asked=asked(2)
    )

    assert bases(person) == [(Basis.VIOLENT_OFFENCE, date(2021, 1, 1), date(2022, 1, 1))]


def test_a_sentence_ends_category_3_on_the_day_it_is_imposed():
    person = NominalFactory()
    EligibilityPeriodFactory(nominal=person, basis=Basis.DECISION)

    sentence(convict(person))

    assert bases(person) == [
        (Basis.DECISION, date(2020, 1, 1), ON),
        (Basis.VIOLENT_OFFENCE, ON, ENDS),
    ]


@pytest.mark.parametrize(("counts", "basis"), [(True, 1), (False, 0)])
def test_whether_a_suspended_sentence_counts_is_the_setting_of_its_day(counts, basis):
    person = NominalFactory()
    setting = RuleSetting.objects.get(code="suspended_sentence_counts")
    setting.supersede(at=NOW - timedelta(days=9), act=1, valid_to=ON)
    RuleSetting.objects.create(
        code=setting.code,
        valid_from=ON,
        value=counts,
        source="test",
        recorded_from=NOW - timedelta(days=9),
        recorded_in=1,
    )

    sentence(convict(person), disposal="suspended")
    sentence(
        convict(person, on=date(2021, 1, 1)),
        days_later=2,
        disposal="suspended",
        imposed_on=date(2021, 1, 1),
        ends_on=date(2022, 1, 1),
    )

    assert len(bases(person)) == 1 + basis


def test_an_unknown_end_asks_why_and_leaves_the_basis_open():
    person = NominalFactory()
    conviction = convict(person)

    with pytest.raises(NeedsReason) as needed:
        sentence(conviction, ends_on=None)
    assert [each.rule for each in needed.value.warnings] == ["V35"]
    assert not Sentence.history.exists()

    sentence(conviction, ends_on=None, reasons={"V35": "the warrant is awaited"})
    assert bases(person) == [(Basis.VIOLENT_OFFENCE, ON, None)]
    assert GivenReason.objects.get(nominal=person).rule == "V35"


def test_a_sentence_before_its_conviction_is_refused():
    with pytest.raises(ValidationError) as refused:
        sentence(convict(NominalFactory()), imposed_on=ON - timedelta(days=1))

    assert codes(refused) == ["sentence_after_conviction"]


def test_a_sentence_after_death_is_refused():
    conviction = convict(NominalFactory(died_on=ON))

    with pytest.raises(ValidationError) as refused:
        sentence(conviction, imposed_on=ON + timedelta(days=1))

    assert codes(refused) == ["after_death"]


def test_a_sentence_on_a_record_that_was_merged_supports_the_survivor():
    survivor, merged = NominalFactory(), NominalFactory()
    conviction = convict(merged)
    first = sentence(conviction, ends_on=date(2025, 1, 1))
    merge_records(survivor=survivor, merged=merged, choices={}, reason="one person", asked=asked(2))

    second = sentence(conviction, days_later=3, imposed_on=date(2024, 6, 1))
    change_sentence_end(
        sentence=first, ends_on=date(2024, 9, 1), reason="appeal allowed", asked=asked(4)
    )

    assert bases(survivor) == [(Basis.VIOLENT_OFFENCE, ON, ENDS)]
    supports = EligibilitySupport.objects.filter(nominal=survivor)
    assert {(each.source_id, each.valid_to) for each in supports} == {
        (first.pk, date(2024, 9, 1)),
        (second.pk, ENDS),
    }
    assert bases(merged) == []
