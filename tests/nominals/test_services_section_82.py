"""Notification required for sentences by section 82, and the Category 1 that follows."""

from datetime import date

import pytest

from agencies.models import RuleSetting
from core.models import AuditEntry
from core.refusing import NeedsReason
from nominals.models import GivenReason, StatePeriod
from nominals.services.acts import act
from nominals.services.notification.requirements import require_for_sentence, settle_sentences
from tests.factories.nominals import (
    ConvictionFactory,
    EligibilityPeriodFactory,
    NominalFactory,
    NotificationRequirementFactory,
    SentenceFactory,
    merged_into,
)
from tests.nominals.asking import NOW, asked
from tests.nominals.refusing import refused
from tests.nominals.sentencing import (
    FIVE_YEARS,
    START,
    TEN_YEARS,
    WHY,
    category_1,
    convicted,
    requirements,
)

pytestmark = pytest.mark.django_db


def test_a_sentence_brings_its_period_and_category_1_from_the_conviction():
    conviction = convicted(imposed_on=date(2020, 3, 1))

    (found,) = require_for_sentence(conviction=conviction, asked=asked())

    assert requirements(conviction.nominal) == [(START, FIVE_YEARS, False)]
    assert category_1(conviction.nominal) == [(START, FIVE_YEARS)]
    assert (found.relevant_on, "5 years (section 82(1))" in found.explanation) == (START, True)
    assert AuditEntry.objects.latest("id").act == "require_for_sentence"
    assert StatePeriod.objects.on(START).get(nominal=conviction.nominal).category == 1


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        (date(2002, 1, 1), FIVE_YEARS),
        (date(2002, 1, 2), date(2022, 7, 1)),
        (None, FIVE_YEARS),
    ],
)
def test_the_date_of_birth_decides_whether_it_is_halved(born, ends):
    conviction = convicted(born=born)

    require_for_sentence(conviction=conviction, asked=asked())

    assert requirements(conviction.nominal) == [(START, ends, False)]


def test_before_the_sentence_the_end_is_open_and_it_follows_without_a_question():
    conviction = ConvictionFactory()
    require_for_sentence(conviction=conviction, asked=asked())
    assert requirements(conviction.nominal) == [(START, None, False)]
    SentenceFactory(conviction=conviction, disposal="caution")

    require_for_sentence(conviction=conviction, asked=asked(1))

    assert requirements(conviction.nominal) == [(START, date(2022, 1, 1), False)]
    assert category_1(conviction.nominal) == [(START, date(2022, 1, 1))]


def test_after_an_absolute_discharge_nothing_is_required():
    conviction = ConvictionFactory()
    require_for_sentence(conviction=conviction, asked=asked())
    SentenceFactory(conviction=conviction, disposal="absolute_discharge")

    assert require_for_sentence(conviction=conviction, asked=asked(1)) == []

    assert requirements(conviction.nominal) == []
    assert category_1(conviction.nominal) == []


def test_two_offences_of_one_day_are_one_requirement_of_the_longer():
    conviction = convicted(disposal="imprisonment", months=12)
    other = convicted(person=conviction.nominal)

    require_for_sentence(conviction=conviction, asked=asked())
    require_for_sentence(conviction=other, asked=asked(1))

    assert requirements(conviction.nominal) == [(START, TEN_YEARS, False)]


def test_consecutive_terms_for_offences_of_two_days_are_one_term_for_each():
    sentenced = date(2020, 4, 1)
    conviction = convicted(disposal="imprisonment", months=18, imposed_on=sentenced)
    person = conviction.nominal
    other = ConvictionFactory(nominal=person, established_on=date(2020, 2, 1))
    SentenceFactory(conviction=other, disposal="fine", imposed_on=sentenced)
    require_for_sentence(conviction=conviction, asked=asked())
    assert requirements(person) == [(START, TEN_YEARS, False)]
    SentenceFactory(
        conviction=other,
        disposal="imprisonment",
        months=12,
        imposed_on=sentenced,
        is_consecutive=True,
    )

    require_for_sentence(conviction=other, asked=asked(1))

    assert requirements(person) == [(START, None, True), (date(2020, 2, 1), None, True)]


def test_terms_imposed_on_two_days_are_not_added():
    conviction = convicted(disposal="imprisonment", months=18, imposed_on=date(2020, 4, 1))
    SentenceFactory(
        conviction=conviction,
        disposal="imprisonment",
        months=12,
        imposed_on=date(2020, 4, 2),
        is_consecutive=True,
    )

    require_for_sentence(conviction=conviction, asked=asked())

    assert requirements(conviction.nominal) == [(START, TEN_YEARS, False)]


def test_the_setting_decides_whether_a_suspended_sentence_counts():
    conviction = convicted(disposal="suspended", months=30)
    setting = RuleSetting.objects.get(code="suspended_sentence_counts")
    setting.supersede(at=NOW, act=1, value=False)

    require_for_sentence(conviction=conviction, asked=asked())

    assert requirements(conviction.nominal) == [(START, FIVE_YEARS, False)]


@pytest.mark.parametrize(
    ("kind", "disposal", "sentence"),
    [
        ("violent", "community", "Only an offence of Schedule 3"),
        ("sexual", "imprisonment", "record months or days"),
    ],
)
def test_what_section_82_cannot_answer_is_refused(kind, disposal, sentence):
    conviction = ConvictionFactory(kind=kind)
    SentenceFactory(conviction=conviction, disposal=disposal)

    with refused(sentence):
        require_for_sentence(conviction=conviction, asked=asked())

    assert requirements(conviction.nominal) == []


def test_v21_an_imported_requirement_is_not_shortened_unasked():
    conviction = convicted()
    person = conviction.nominal
    EligibilityPeriodFactory(nominal=person, valid_from=START, valid_to=TEN_YEARS)
    NotificationRequirementFactory(nominal=person, valid_from=START, valid_to=TEN_YEARS)

    with pytest.raises(NeedsReason) as needs:
        require_for_sentence(conviction=conviction, asked=asked())
    assert [each.rule for each in needs.value.warnings] == ["V21"]
    assert requirements(person) == [(START, TEN_YEARS, False)]

    require_for_sentence(conviction=conviction, asked=asked(1, V21=WHY))

    assert requirements(person) == [(START, FIVE_YEARS, False)]
    assert category_1(person) == [(START, FIVE_YEARS)]
    assert GivenReason.objects.get(nominal=person).reason == WHY


@pytest.mark.parametrize(
    ("recorded_to", "disposal"),
    [(FIVE_YEARS, "community"), (date(2024, 1, 1), "community"), (date(2024, 1, 1), "life")],
)
def test_v21_what_ends_no_earlier_asks_nothing(recorded_to, disposal):
    conviction = convicted(disposal=disposal)
    NotificationRequirementFactory(
        nominal=conviction.nominal, valid_from=START, valid_to=recorded_to
    )

    (found,) = require_for_sentence(conviction=conviction, asked=asked())

    assert found.period.ends >= recorded_to


def test_without_its_conviction_a_requirement_is_withdrawn():
    conviction = convicted()
    person = conviction.nominal
    require_for_sentence(conviction=conviction, asked=asked())

    with act("quashed", person, asked=asked(1, V21=WHY)) as this:
        this.withdraw(conviction)
        assert settle_sentences(this, nominal=person, relevant_on=START) == []

    assert requirements(person) == []
    assert category_1(person) == []


def test_a_conviction_stays_with_a_merged_record_and_counts_for_the_survivor():
    conviction = convicted()
    survivor = NominalFactory(date_of_birth=date(2002, 1, 2))
    merged_into(survivor, conviction.nominal)

    require_for_sentence(conviction=conviction, asked=asked())

    assert requirements(survivor) == [(START, date(2022, 7, 1), False)]
    assert requirements(conviction.nominal) == []
