"""What an import over the API may touch, and what it is refused as unknown."""

from datetime import date

import pytest
import time_machine

from agencies.choices import Role
from core.models import AuditEntry
from mappa import tasks
from nominals.choices import Ground
from nominals.models import (
    Grant,
    LeadAgencyPeriod,
    Nominal,
    SenderReference,
)
from orders.models import Order
from reporting.models import Population
from tests.api.calling import Person, System
from tests.api.caseloads.sending import (
    AREAS,
    NOW,
    ONE,
    UNKNOWN,
    case,
    changed_name,
    imported,
    messages,
    read,
    send,
    work,
)
from tests.factories.agencies import default_agency
from tests.factories.orders import OrderFactory
from tests.reporting.figures import populate, record

pytestmark = pytest.mark.django_db


def test_a_writable_record_is_changed_by_its_opaque_id(queue):
    twin = case(family_name="Twin")

    assert imported(System(), queue, changed_name(twin))["progress"] == "done"

    twin.refresh_from_db()
    assert twin.family_name == "Changed"


def only_invited(someone):
    someone.grants.all().delete()
    Grant.objects.create(
        nominal=someone,
        agency=default_agency("police"),
        ground=Ground.INVITATION,
        source_id=0,
        valid_from=date(2020, 1, 1),
        recorded_from=NOW,
    )


def hide(someone, how):
    """Let the police not write `someone`; where they are invited they see him or her still."""
    if how == "invited":
        only_invited(someone)
    elif how == "restricted":
        someone.is_restricted = True
        someone.save()
        record(someone)
    elif how == "other agency":
        someone.grants.filter(ground=Ground.LEAD_AGENCY).delete()
    else:
        someone.grants.all().delete()


HOW = ("invited", "restricted", "other agency", "no grant")


@pytest.mark.parametrize("how", HOW)
def test_a_record_that_may_not_be_written_is_refused_as_an_unknown_one(queue, how):
    hidden = case(family_name="Canary")
    hide(hidden, how)
    nobody = "0b0e3c1c-8f1c-4a2b-9df5-3b8c5a9f7e10"
    system = System()

    for name in ("nominals", "aliases"):
        found = {
            reference: messages(
                imported(system, queue, {name: f"nominal,family_name\n{reference},Changed\n"})
            )
            for reference in (str(hidden.public_id), nobody)
        }
        assert found == {each: {(f"{name}.csv", 2, UNKNOWN.format(each))} for each in found}
    hidden.refresh_from_db()
    assert hidden.family_name == "Canary"
    assert not hidden.aliases.exists()
    assert Nominal.objects.count() == 1
    assert not SenderReference.objects.exists()


@pytest.mark.parametrize("how", HOW)
def test_a_record_that_was_lost_is_unknown_under_the_own_reference(queue, how):
    system = System()
    imported(system, queue, ONE)
    lost = Nominal.objects.get()
    hide(lost, how)

    job = imported(system, queue, {"nominals": "nominal,family_name\nN1,Changed\n"})

    assert messages(job) == {("nominals.csv", 2, UNKNOWN.format("N1"))}
    lost.refresh_from_db()
    assert lost.family_name == "Archer"


def test_an_order_of_somebody_who_may_not_be_written_is_refused_as_an_unknown_one(queue):
    twin, hidden = case(), case(hidden=True)
    order = OrderFactory(nominal=hidden)
    nobody = "0b0e3c1c-8f1c-4a2b-9df5-3b8c5a9f7e10"
    system = System()

    found = {}
    for reference in (str(order.public_id), nobody):
        rows = f"order,nominal,kind,made_on\n{reference},{twin.public_id},shpo,2020-01-01\n"
        breach = f"nominal,of,order\n{twin.public_id},order,{reference}\n"
        found[reference] = {
            (file, line, text.replace(reference, "O"))
            for file, line, text in messages(imported(system, queue, {"orders": rows}))
            | messages(imported(system, queue, {"breaches": breach}))
        }

    sentence = "The nominal has no order “O”: name an order of the same nominal, stored or in "
    assert (
        found[nobody]
        == found[str(order.public_id)]
        == {
            ("orders.csv", 2, f"{sentence}orders.csv."),
            ("breaches.csv", 2, f"{sentence}orders.csv."),
        }
    )
    order.refresh_from_db()
    assert order.nominal == hidden
    assert Order.objects.count() == 1


def test_somebody_new_is_registered_in_an_own_area_only(queue):
    nowhere = imported(System(), queue, {"nominals": ONE["nominals"]})
    elsewhere = imported(System(), queue, ONE | {"responsible_areas": AREAS.replace("nor", "suf")})

    assert messages(nowhere) == {
        (
            "nominals.csv",
            2,
            "Nobody is responsible for somebody new: add a row to responsible_areas.csv with an "
            "area in which you register people.",
        )
    }
    assert messages(elsewhere) == {
        (
            "responsible_areas.csv",
            2,
            "You register people in no such area: name one in which you do.",
        )
    }
    assert not Nominal.objects.exists()


def test_nobody_is_given_to_an_area_in_which_the_sender_does_not_register(queue):
    twin = case()
    given = imported(
        System(areas=("norfolk",)),
        queue,
        {
            "responsible_areas": "nominal,area,valid_from,valid_to\n"
            f"{twin.public_id},norfolk,2020-01-01,2024-01-01\n"
            f"{twin.public_id},suffolk,2024-01-01,\n"
        },
    )

    assert {place[:2] for place in messages(given)} == {("responsible_areas.csv", 3)}
    assert [each.area.code for each in twin.responsible_areas.all()] == ["norfolk"]


def test_nobody_is_taken_from_an_area_in_which_the_sender_does_not_register(queue):
    twin = case(code="suffolk")
    caller = Person(Role.PRACTITIONER)
    LeadAgencyPeriod.objects.filter(nominal=twin).update(agency=caller.agency)
    record(twin, at=NOW)
    assert [each["id"] for each in caller.items("nominals/")] == [str(twin.public_id)]

    taken = imported(
        caller,
        queue,
        {
            "responsible_areas": f"nominal,area,valid_from\n{twin.public_id},norfolk,2020-01-01\n",
        },
    )

    assert {place[:2] for place in messages(taken)} == {("responsible_areas.csv", 2)}
    assert [each.area.code for each in twin.responsible_areas.all()] == ["suffolk"]


def test_only_those_who_restrict_cases_lift_a_restriction(queue):
    someone = case(family_name="Kept", is_restricted=True)
    record(someone)
    practitioner, co_ordinator = Person(Role.PRACTITIONER), Person()
    someone.named_viewers.create(
        user=practitioner.user,
        valid_from=date(2020, 1, 1),
        reason="works the case",
        recorded_from=NOW,
        recorded_in=1,
    )
    record(someone, at=NOW)
    open_again = f"nominal,family_name,restricted\n{someone.public_id},Kept,false\n"
    kept = f"nominal,family_name,restricted\n{someone.public_id},Changed,true\n"

    job = imported(practitioner, queue, {"nominals": open_again})
    assert {place[:2] for place in messages(job)} == {("nominals.csv", 2)}
    assert imported(practitioner, queue, {"nominals": kept})["progress"] == "done"
    someone.refresh_from_db()
    assert (someone.family_name, someone.is_restricted) == ("Changed", True)
    assert co_ordinator.user.pk


def test_populations_are_left_as_they_are(queue):
    populate(800_000)
    rows = "area,mid_year,aged_10_and_over,edition\nnorfolk,2021,{},mid-2021\n"

    same = imported(System(), queue, {"populations": rows.format(800_000)})
    other = imported(System(), queue, {"populations": rows.format(1)})

    assert same["progress"] == "done"
    assert {place[:2] for place in messages(other)} == {("populations.csv", 2)}
    assert Population.objects.get().aged_10_and_over == 800_000


def test_what_may_be_written_is_settled_on_the_day_on_which_the_work_is_done(queue):
    twin, system = case(family_name="Twin"), System()
    answer = send(system, changed_name(twin))
    twin.grants.all().delete()
    work(queue)

    assert messages(read(system, answer)) != set()
    twin.refresh_from_db()
    assert twin.family_name == "Twin"


def test_on_behalf_of_a_person_only_what_both_may_write_is_touched(queue):
    twin, system = case(family_name="Twin"), System()
    stranger = Person(Role.PRACTITIONER, code="norfolk", kind="police").user
    stranger.memberships.update(role=Role.STATISTICIAN)

    job = send(system, changed_name(twin), On_Behalf_Of=stranger.username)

    assert job.status_code == 403
    twin.refresh_from_db()
    assert twin.family_name == "Twin"


def test_a_refused_caseload_is_refused_whole(queue):
    rows = ONE | {"levels": "nominal,level,valid_from\nN1,9,2020-01-01\n"}

    job = imported(System(), queue, rows)

    (refusal,) = job["refusals"]
    assert (refusal["file"], refusal["line"], refusal["column"]) == ("levels.csv", 2, "level")
    assert job["refused"] == 1
    assert not Nominal.objects.exists()
    assert not AuditEntry.objects.filter(act="import_caseload").exists()


def test_what_was_refused_is_forgotten_after_its_hours(queue, settings):
    system = System()
    answer = send(system, ONE | {"levels": "nominal,level,valid_from\nN1,9,2020-01-01\n"})
    work(queue)

    assert read(system, answer)["refusals"] != []
    with time_machine.travel(NOW + settings.MAPPA_CASELOAD_KEPT, tick=False):
        tasks.sweep_caseloads()
    assert (read(system, answer)["refused"], read(system, answer)["refusals"]) == (1, [])
