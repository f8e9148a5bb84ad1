"""The return as of now: beside what was stored, for whoever may ask for it; nothing is stored."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.choices import Role
from agencies.models import RuleSetting
from nominals.models import Nominal
from nominals.services.states import restate
from reporting.models import Compilation
from tests.factories.nominals import RECORDED, managed
from tests.factories.orders import OrderFactory
from tests.mappa.pages.casework import entry, reader_of
from tests.mappa.pages.words import NOW, member, superuser, text

pytestmark = pytest.mark.django_db
PATH = "/returns/2021-22/norfolk/now/"


def newcomers(count, level=2):
    people = [managed(level=level, family_name="Newcomer") for _ in range(count)]
    restate(nominals=[each.pk for each in people], at=NOW, act=2)
    return people


def test_it_stands_beside_the_latest_stored_and_stores_nothing(client, compilation):
    newcomers(2)
    reader_of(client)

    page = text(client.get(PATH))

    assert "as of now" in page
    assert "Counted at 1 June 2022 13:00 and not stored." in page
    assert f'href="{PATH}T1:level_2:category_1/">3</a><small>no. 1: 1 (+2, more)' in page
    assert "Under each figure: compilation no. 1 where it differs (8 figures)." in page
    assert f'href="/compilations/{compilation.pk}/"' in page
    assert Compilation.objects.count() == 1


def test_what_nobody_has_compiled_stands_alone(client, people):
    reader_of(client)

    page = text(client.get(PATH))

    assert f'href="{PATH}T1:total:total/">3</a></td>' in page
    assert "Under each figure" not in page
    assert "As stored" not in page


def test_what_nobody_has_compiled_is_offered_as_of_now(client, people):
    reader_of(client)

    missing = client.get("/returns/2021-22/norfolk/")

    assert missing.status_code == 404
    assert f'<a href="{PATH}">See it as of now</a>' in text(missing)
    assert "as of now" not in text(client.get("/returns/2021-22/kent/"))


def test_its_findings_name_whom_to_mend(client, people):
    reader_of(client)
    unknown = Nominal.objects.exclude(pk__in=[each.pk for each in people]).get()

    page = text(client.get(PATH))

    assert "1 error about 1 person whom you may see" in page
    assert f'href="/admin/nominals/{unknown.public_id}/"' in page
    assert entry("list_findings").detail["area"] == "norfolk"


def test_a_figure_opens_as_of_now(client, people):
    (newcomer,) = newcomers(1)
    OrderFactory(nominal=newcomer, made_on="2021-06-01")
    restate(nominals=[newcomer.pk], at=NOW, act=2)
    reader_of(client)

    people_of_cell = text(client.get(f"{PATH}T1:level_2:category_1/"))
    orders = text(client.get(f"{PATH}T5:SHPO/"))

    assert "The figure is 2." in people_of_cell
    assert "2 people are shown to you." in people_of_cell
    assert "<td>Level 2, Category 1: Registered sex offenders</td>" in people_of_cell
    assert f'<a href="/admin/nominals/{newcomer.public_id}/">NEWCOMER</a>' in orders
    assert entry("open_return").detail["cell"] == "T5:SHPO"


def test_a_restricted_person_counts_and_is_not_listed(client, people):
    Nominal.objects.filter(pk=people[1].pk).update(is_restricted=True)
    people[1].grants.all().delete()
    reader_of(client)

    page = text(client.get(f"{PATH}T1:level_2:category_1/"))

    assert "The figure is 1." in page
    assert "0 people are shown to you." in page


@pytest.mark.parametrize("role", Role)
def test_whoever_may_ask_for_the_return_sees_it_as_of_now(client, compilation, role):
    member(client, role)
    may = role in (Role.STATISTICIAN, Role.CO_ORDINATOR, Role.ADMINISTRATOR)

    stored = text(client.get(f"/compilations/{compilation.pk}/"))

    for path in (PATH, f"{PATH}T3/"):
        assert client.get(path).status_code == (200 if may else 403)
    assert (f'href="{PATH}"' in stored) is may
    assert ("Compile and store" in stored) is may


def test_a_superuser_sees_figures_of_every_area_and_nobody(client, people):
    superuser(client)

    assert "The figure is 3. " in text(client.get(f"{PATH}T1:total:total/"))
    assert "Nobody whom you may see" in text(client.get(f"{PATH}T1:total:total/"))


@pytest.mark.parametrize(
    "path",
    [
        "/returns/2021-22/atlantis/now/",
        "/returns/2023-24/norfolk/now/",
        "/returns/2021-22/norfolk/now/T9/",
        "/returns/2021-22/england-and-wales/now/",
    ],
)
def test_what_there_is_not_is_no_page(client, path):
    assert superuser(client).get(path).status_code == 404


def test_stale_states_are_said_and_not_counted(client, people):
    settings = RuleSetting.objects.filter(code="category_precedence")
    settings.filter(pk=settings.latest("valid_from").pk).update(value=[4, 3, 2, 1])
    reader_of(client)

    response = client.get(PATH)

    assert response.status_code == 409
    assert "rebuild_states" in text(response)
    assert client.get(f"{PATH}T3/").status_code == 404


def test_the_number_of_queries_does_not_depend_on_how_many_are_counted(client, people):
    reader_of(client)
    paths = [PATH, f"{PATH}T1:total:total/"]

    def asked(path):
        client.get(path)  # brings the stamps up to date
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    less = [asked(path) for path in paths]
    more = [managed(level=2) for _ in range(9)]
    restate(nominals=[each.pk for each in more], at=RECORDED, act=1)

    assert [asked(path) for path in paths] == less
    assert max(less) <= 50
