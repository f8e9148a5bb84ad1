"""What cannot be meant or stored is refused with a sentence by every act, and leaves no trace."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEntry
from nominals.choices import AuthorityKind, Basis, Disposal, FlagKind, Level, Setting
from nominals.services import access, convictions, custody, flags, transfers
from nominals.services.acts import Asked
from nominals.services.management import Authority, Management, enter_category, set_level
from nominals.services.notification import notifying, reviews
from orders.choices import RecallKind, RecallReason
from orders.services import recalls
from tests.factories.agencies import UserFactory, area
from tests.factories.nominals import ConvictionFactory, NotificationRequirementFactory, managed

pytestmark = pytest.mark.django_db
NUL = "A NUL\0character."
ON = date(2024, 4, 1)
LEVEL_2 = Authority(AuthorityKind.MEETING, "M1", "The panel", "Harm is likely")


def asked(**reasons):
    return Asked(by="ann", at=datetime(2024, 5, 1, 10, tzinfo=UTC), reasons=reasons)


def refused(act):
    """The sentences of the refusal of `act`, by field; the log does not grow."""
    before = AuditEntry.objects.count()
    with pytest.raises(ValidationError) as raised:
        act()
    assert AuditEntry.objects.count() == before
    return raised.value.message_dict


ACTS = {
    "detain": lambda person, on: custody.detain(
        nominal=person, setting=Setting.PRISON, on=on, establishment="", asked=asked()
    ),
    "set_level": lambda person, on: set_level(
        nominal=person, level=Level.TWO, on=on, authority=LEVEL_2, asked=asked(V38="Agreed")
    ),
    "record_travel": lambda person, on: notifying.record_travel(
        nominal=person, on=on, departs_on=on, destination="Calais", asked=asked(V30="Late")
    ),
    "apply_for_review": lambda person, on: reviews.apply_for_review(
        nominal=person, on=on, preventing_orders=[], asked=asked()
    ),
    "record_sentence": lambda person, on: convictions.record_sentence(
        conviction=ConvictionFactory.create(nominal=person, established_on=on),
        disposal=Disposal.IMPRISONMENT,
        months=12,
        imposed_on=on,
        asked=asked(V35="Not told"),
    ),
    "request_transfer": lambda person, on: transfers.request_transfer(
        nominal=person, to_area=area("suffolk"), on=on, reason="Moved", asked=asked()
    ),
    "recall": lambda person, on: recalls.recall(
        nominal=person,
        kind=RecallKind.FIXED_TERM,
        reason=RecallReason.OTHER,
        decided_on=on,
        asked=asked(V57="Agreed", V58="Agreed"),
    ),
}


@pytest.mark.parametrize("on", [date.min, date(1899, 12, 31), date(9999, 1, 1), date.max])
@pytest.mark.parametrize("name", ACTS)
def test_a_day_that_no_file_may_hold_is_refused(name, on):
    person = managed()
    NotificationRequirementFactory(nominal=person, valid_from=date(2000, 1, 1), is_indefinite=True)

    assert refused(lambda: ACTS[name](person, on))


def test_a_fact_holds_no_character_that_a_database_refuses():
    person = managed()

    errors = refused(
        lambda: custody.detain(
            nominal=person, setting=Setting.PRISON, on=ON, establishment=NUL, asked=asked()
        )
    )

    assert errors == {"establishment": ["A NUL character, or half of a character pair: remove it."]}


@pytest.mark.parametrize(("why", "reasons"), [(NUL, {}), ("He asked", {"V38": NUL})])
def test_neither_do_a_purpose_and_a_reason(why, reasons):
    authority = Authority(AuthorityKind.MEETING, "M1", "The panel", why)
    errors = refused(
        lambda: set_level(
            nominal=managed(), level=Level.TWO, on=ON, authority=authority, asked=asked(**reasons)
        )
    )

    assert errors == {"reason": ["A NUL character, or half of a character pair: remove it."]}


def test_a_category_that_ends_before_it_begins_is_refused():
    errors = refused(
        lambda: enter_category(
            nominal=managed(),
            basis=Basis.VIOLENT_OFFENCE,
            on=ON,
            until=ON,
            reason="Sentenced",
            managed=Management(),
            asked=asked(),
        )
    )

    assert list(errors) == ["until"]


def test_a_place_on_a_list_that_ends_before_it_begins_is_refused():
    person = managed(is_restricted=True)
    errors = refused(
        lambda: access.name_viewer(
            nominal=person, user=UserFactory(), on=ON, until=ON, reason="Leads", asked=asked()
        )
    )

    assert list(errors) == ["until"]


def test_ten_thousand_characters_are_kept_where_a_reason_is_a_text_and_refused_where_not():
    long = "x" * 10_000
    person = managed()
    flags.raise_flag(nominal=person, kind=FlagKind.DO_NOT_TELL, on=ON, reason=long, asked=asked())

    with pytest.raises(ValidationError) as raised:
        custody.detain(
            nominal=person, setting=Setting.PRISON, on=ON, establishment=long, asked=asked()
        )

    assert list(raised.value.message_dict) == ["establishment"]
    assert AuditEntry.objects.first().act == "raise_flag"
