"""A case moves when the receiving area accepts; until then it stays, and who sees it follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from agencies.choices import Role
from agencies.models import AreaService
from core.models import AuditEntry
from nominals.models import (
    Hosting,
    LeadAgencyPeriod,
    Nominal,
    ResponsibleArea,
    StatePeriod,
    Transfer,
)
from nominals.services import transfers
from nominals.services.acts import Asked
from tests.factories.agencies import MembershipFactory, UserFactory, area, default_agency
from tests.factories.nominals import NominalFactory, managed
from tests.nominals.refusing import refused

pytestmark = pytest.mark.django_db
ASKED = Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC))
REQUESTED = date(2024, 5, 1)
ACCEPTED = date(2024, 5, 10)
EFFECTIVE = date(2024, 5, 20)
ONE_DAY = timedelta(days=1)


def request(person, to="suffolk", on=REQUESTED):
    return transfers.request_transfer(
        nominal=person, to_area=area(to), on=on, reason="moved house", asked=ASKED
    )


def accept(transfer, on=ACCEPTED, effective_on=EFFECTIVE):
    return transfers.accept_transfer(
        transfer=transfer, on=on, effective_on=effective_on, asked=ASKED
    )


def member(code, role=Role.CO_ORDINATOR, kind="housing"):
    return MembershipFactory(role=role, area=area(code), agency=default_agency(kind, code)).user


def days_on_which(user, sees, *days):
    """Which of `days` the user sees `sees` on."""
    return [day for day in days if Nominal.objects.visible_to(user, on=day).filter(pk=sees.pk)]


def areas_of(person):
    rows = ResponsibleArea.objects.filter(nominal=person)
    return list(rows.values_list("area__code", "valid_from", "valid_to"))


def leads_of(person):
    rows = LeadAgencyPeriod.objects.filter(nominal=person)
    return list(rows.values_list("kind", "agency", "manager", "valid_from", "valid_to"))


def test_a_request_waits_and_the_sending_area_keeps_the_case():
    person = managed()

    transfer = request(person)

    assert (transfer.from_area.code, transfer.to_area.code) == ("norfolk", "suffolk")
    assert (transfer.outcome, transfer.effective_on) == ("", None)
    assert areas_of(person) == [("norfolk", date(2020, 1, 1), None)]
    entry = AuditEntry.objects.get(act="request_transfer")
    assert (entry.purpose, entry.object_id) == ("moved house", str(person.pk))


def test_an_accepted_case_changes_hands_without_a_day_between():
    person = managed()

    accept(request(person))

    assert areas_of(person) == [
        ("norfolk", date(2020, 1, 1), EFFECTIVE),
        ("suffolk", EFFECTIVE, None),
    ]
    on = StatePeriod.objects.filter(nominal=person)
    assert on.on(EFFECTIVE - ONE_DAY).get().area.code == "norfolk"
    assert on.on(EFFECTIVE).get().area.code == "suffolk"
    transfer = Transfer.objects.get()
    assert (transfer.outcome, transfer.decided_on) == ("accepted", ACCEPTED)
    assert transfer.effective_on == EFFECTIVE
    assert AuditEntry.objects.filter(act="accept_transfer").count() == 1


def test_a_known_end_of_responsibility_moves_along():
    person = managed()
    end = date(2025, 1, 1)
    held = person.responsible_areas.get()
    held.supersede(at=ASKED.at - ONE_DAY, act=2, valid_to=end)

    accept(request(person))

    assert areas_of(person)[-1] == ("suffolk", EFFECTIVE, end)


def test_both_areas_see_the_case_while_the_transfer_waits_and_one_afterwards():
    person = managed()
    before = REQUESTED - ONE_DAY
    sender, receiver = member("norfolk"), member("suffolk")
    stranger = member("kent")
    accept(request(person))
    eve = EFFECTIVE - ONE_DAY

    days = (before, REQUESTED, ACCEPTED, ACCEPTED + ONE_DAY, eve, EFFECTIVE, EFFECTIVE + ONE_DAY)

    assert days_on_which(sender, person, *days) == [*days[:5]]
    assert days_on_which(receiver, person, *days) == [*days[1:]]
    assert days_on_which(stranger, person, *days) == []


@pytest.mark.parametrize("decline", [transfers.refuse_transfer, transfers.withdraw_transfer])
def test_a_transfer_that_comes_to_nothing_is_seen_until_its_last_day(decline):
    person = managed()
    receiver = member("suffolk")
    administrator = member("suffolk", Role.ADMINISTRATOR)
    transfer = request(person)

    decline(transfer=transfer, on=ACCEPTED, reason="no capacity", asked=ASKED)

    days = (REQUESTED - ONE_DAY, REQUESTED, ACCEPTED, ACCEPTED + ONE_DAY)
    assert days_on_which(receiver, person, *days) == [REQUESTED, ACCEPTED]
    assert days_on_which(administrator, person, *days) == []
    assert areas_of(person) == [("norfolk", date(2020, 1, 1), None)]
    assert Transfer.objects.get().decision_reason == "no capacity"
    request(person, on=ACCEPTED)  # another may be asked


def test_the_lead_agency_of_the_old_area_sees_the_case_until_the_eve():
    person = managed()
    old = member("norfolk", Role.PRACTITIONER, "police")
    new = member("suffolk", Role.PRACTITIONER, "police")
    accept(request(person))
    eve = EFFECTIVE - ONE_DAY

    assert days_on_which(old, person, eve, EFFECTIVE) == [eve]
    assert days_on_which(new, person, eve, EFFECTIVE) == [EFFECTIVE]


def test_a_named_lead_of_the_old_area_is_followed_by_its_kind_without_a_manager():
    person = managed()
    agency = default_agency()
    person.lead_agency_periods.get().supersede(
        at=ASKED.at - ONE_DAY, act=2, agency=agency, manager="A. Officer"
    )

    accept(request(person))

    assert leads_of(person) == [
        ("police", agency.pk, "A. Officer", date(2020, 1, 1), EFFECTIVE),
        ("police", None, "", EFFECTIVE, None),
    ]


def test_a_lead_that_begins_later_loses_its_agency_and_keeps_its_days():
    person = managed()
    later = EFFECTIVE + ONE_DAY
    lead = person.lead_agency_periods.get()
    lead.supersede(
        at=ASKED.at - ONE_DAY, act=2, agency=default_agency(), manager="B", valid_from=later
    )

    accept(request(person))

    assert leads_of(person) == [("police", None, "", later, None)]


def test_an_agency_that_serves_both_areas_goes_on_leading():
    person = managed()
    agency = default_agency()
    AreaService.objects.create(agency=agency, area=area("suffolk"), kind="police")
    person.lead_agency_periods.get().supersede(at=ASKED.at - ONE_DAY, act=2, agency=agency)

    accept(request(person))

    assert leads_of(person) == [("police", agency.pk, "", date(2020, 1, 1), None)]


def test_a_case_without_an_area_cannot_be_sent():
    with refused("No area is responsible for the case on 2024-05-01"):
        request(NominalFactory())


def test_a_case_is_not_sent_to_its_own_area():
    person = managed()

    with refused("name another area"):
        request(person, to="norfolk")


def test_one_transfer_waits_at_a_time():
    person = managed()
    request(person)

    with refused("A transfer of this case is already waiting"):
        request(person, to="kent")


def test_a_transfer_does_not_take_effect_before_it_is_accepted():
    transfer = request(managed())

    with refused("V77: A transfer accepted on 2024-05-10"):
        accept(transfer, effective_on=ACCEPTED - ONE_DAY)

    transfer.refresh_from_db()
    assert transfer.outcome == ""


def test_a_transfer_is_decided_once():
    transfer = request(managed())
    accept(transfer)

    with refused("The transfer was accepted already"):
        transfers.refuse_transfer(transfer=transfer, on=ACCEPTED, reason="late", asked=ASKED)


def test_a_transfer_takes_effect_while_its_area_has_the_case():
    person = managed()
    transfer = request(person)
    held = person.responsible_areas.get()
    held.supersede(at=ASKED.at + ONE_DAY, act=2, valid_to=EFFECTIVE)

    with refused("The sending area's responsibility ends on 2024-05-20"):
        accept(transfer)
    with refused("Norfolk is not responsible on the day before 2024-05-21"):
        accept(transfer, effective_on=EFFECTIVE + ONE_DAY)


def test_of_two_acceptances_at_once_the_second_is_told():
    person = managed()
    transfer = request(person)
    read = person.version
    accept(transfer)

    with pytest.raises(ValidationError, match="ann did “accept_transfer”"):
        transfers.refuse_transfer(
            transfer=transfer,
            on=ACCEPTED,
            reason="no",
            asked=Asked(by="ben", at=ASKED.at, expected_version=read),
        )


# Hosting


def host(person, user, on=REQUESTED, until=None, code="suffolk"):
    return transfers.host_case(
        nominal=person,
        area=area(code),
        user=user,
        on=on,
        until=until,
        reason="reviews Category 4",
        asked=ASKED,
    )


def test_a_hosting_user_sees_the_one_case_from_the_day_to_the_eve_of_the_end():
    person, other = managed(), managed()
    user = member("suffolk", Role.PRACTITIONER)
    hosting = host(person, user)
    end = REQUESTED + 9 * ONE_DAY

    transfers.end_hosting(hosting=hosting, on=end, reason="done", asked=ASKED)

    days = (REQUESTED - ONE_DAY, REQUESTED, end - ONE_DAY, end)
    assert days_on_which(user, person, *days) == [REQUESTED, end - ONE_DAY]
    assert days_on_which(user, other, *days) == []
    assert areas_of(person) == [("norfolk", date(2020, 1, 1), None)]
    acts = AuditEntry.objects.filter(object_id=str(person.pk)).values_list("act", "purpose")
    assert set(acts) == {("host_case", "reviews Category 4"), ("end_hosting", "done")}


def test_hosting_may_have_a_known_end():
    person = managed()
    user = member("suffolk")
    until = REQUESTED + ONE_DAY
    host(person, user, until=until)

    assert days_on_which(user, person, REQUESTED, until) == [REQUESTED]


def test_hosting_is_for_members_of_the_other_area_on_that_day():
    person = managed()
    user = member("suffolk")

    with refused("acts for no agency in Kent"):
        host(person, user, code="kent")
    with refused("acts for no agency in Suffolk on 2019-12-31"):
        host(person, user, on=date(2019, 12, 31))
    with refused("needs no hosting"):
        host(person, member("norfolk"), code="norfolk")
    with refused("acts for no agency"):
        host(person, UserFactory())


def test_a_user_hosts_a_case_once_and_ends_it_once():
    person = managed()
    user = member("suffolk")
    hosting = host(person, user)

    with refused("This user hosts the case already"):
        host(person, user, on=REQUESTED + ONE_DAY)
    with refused("The hosting begins on 2024-05-01"):
        transfers.end_hosting(hosting=hosting, on=REQUESTED, reason="done", asked=ASKED)
    assert Hosting.objects.count() == 1
