"""Filling tables: dashes, totals, England and Wales, the rate, and how many statements it takes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.models import Area, RuleSetting
from reporting.services.compiling import compile_figures
from reporting.tables.figures import NOT_SUPPLIED, with_totals
from reporting.tables.people import ELIGIBLE
from tests.factories.agencies import area
from tests.factories.nominals import RECORDED, ResponsibleAreaFactory, managed
from tests.factories.orders import RecallFactory
from tests.reporting.figures import LATER, YEAR, compiled, figure, populate, record


def test_totals_skip_dashes():
    cells = with_totals(ELIGIBLE, {("level_1", "category_1"): 5, ("level_2", "category_3"): 2})

    assert cells["level_1", "category_3"] is None
    assert cells["level_1", "total"] == 5
    assert cells["total", "category_3"] == 2
    assert cells["total", "total"] == 7
    assert cells["level_3", "total"] == 0


@pytest.mark.django_db
def test_a_total_is_a_dash_only_where_all_its_cells_are():
    assert figure("T7b:total:category_2") is None
    assert figure("T7b:level_2:category_3") is None
    assert figure("T7b:total:category_1") == 0
    assert figure("T7b:level_2:total") == 0


@pytest.mark.django_db
def test_level_1_of_category_4_is_a_number():
    assert figure("T1:level_1:category_4", year="2022-23") == 0
    assert figure("T7b:level_2:category_4", year="2022-23") is None


@pytest.mark.django_db
def test_the_rate_is_category_1_over_the_population_of_the_year_before():
    record(managed(), managed(), managed())
    populate(200_000)
    populate(10, mid_year=2022)

    assert figure("T8") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("number", [None, 0])
def test_a_rate_without_residents_is_not_supplied(number):
    if number is not None:
        populate(number)

    assert figure("T8") == NOT_SUPPLIED


@pytest.mark.django_db
def test_the_edition_recorded_last_by_the_cut_off_is_used():
    record(managed())
    populate(100_000, edition="first")
    populate(50_000, edition="second", at=RECORDED + timedelta(days=30))

    assert figure("T8") == 2
    assert figure("T8", at=RECORDED + timedelta(days=29)) == 1
    assert compiled().areas[0].residents.edition == "second"


@pytest.mark.django_db
def test_england_and_wales_is_the_sum_of_the_areas_with_the_rate_from_both_sums():
    person = managed(level=2)
    person.responsible_areas.update(valid_to=YEAR.period.start.replace(month=9))
    ResponsibleAreaFactory(
        nominal=person,
        area=area("suffolk"),
        valid_from=YEAR.period.start.replace(month=9),
    )
    record(person, managed())
    for each in Area.objects.all():
        populate(1_000, code=each.code)

    national = compile_figures(year=YEAR, area_codes=None, as_known_at=LATER).england_and_wales

    assert national.cells("T2")["total", "total"] == 2
    assert national.cells("T1")["total", "total"] == 2
    assert national.cells("T1")["level_1", "category_3"] is None
    assert national.cells("T7b")["total", "category_2"] is None
    # 2 over 42,000; the sum of the areas' own rates would be 200.
    assert national.cells("T8")["total", "total"] == 5
    assert national.residents.number == 42_000


@pytest.mark.django_db
@pytest.mark.parametrize("number", [None, 0])
def test_the_national_rate_is_not_supplied_where_one_area_s_population_is_not(number):
    record(managed())
    for each in Area.objects.exclude(code="london"):
        populate(1_000, code=each.code)
    if number is not None:
        populate(number, code="london")

    national = compile_figures(year=YEAR, area_codes=None, as_known_at=LATER).england_and_wales

    assert national.cells("T8")["total", "total"] == NOT_SUPPLIED


def statements(django_assert_max_num_queries, codes):
    compile_figures(year=YEAR, area_codes=codes, as_known_at=LATER)
    with django_assert_max_num_queries(20) as captured:
        compile_figures(year=YEAR, area_codes=codes, as_known_at=LATER)
    counting = [
        query["sql"]
        for query in captured.captured_queries
        if "COUNT(" in query["sql"] or "reporting_population" in query["sql"]
    ]
    return len(counting), len(captured)


@pytest.mark.django_db
def test_the_number_of_statements_depends_on_neither_areas_nor_people(
    django_assert_max_num_queries,
):
    record(managed())
    codes = list(Area.objects.values_list("code", flat=True))
    few = [
        statements(django_assert_max_num_queries, some)
        for some in (codes[:1], codes[:10], codes, None)
    ]
    people = [managed(level=2, code=code) for code in codes for _ in range(3)]
    for person in people:
        RecallFactory(nominal=person, returned_on=YEAR.snapshot_day)
    record(*people)

    many = [
        statements(django_assert_max_num_queries, some)
        for some in (codes[:1], codes[:10], codes, None)
    ]

    assert {counting for counting, _ in few + many} == {6}
    assert {whole for _, whole in few + many} == {few[0][1]}


@pytest.mark.django_db
def test_an_unknown_area_is_refused_by_name():
    with pytest.raises(ValidationError, match="atlantis"):
        compile_figures(year=YEAR, area_codes=["norfolk", "atlantis"], as_known_at=LATER)


@pytest.mark.django_db
def test_stale_states_are_not_counted():
    record(managed())
    setting = RuleSetting.objects.filter(code="category_precedence").first()
    setting.supersede(at=LATER, act=1, value=[3, 2, 1])

    with pytest.raises(ValidationError, match="rebuild_states"):
        compiled()
