"""The one way in: locked, logged, with reasons kept, and told apart from an outdated reading."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core.models import AuditEntry
from core.refusals import Refusal
from core.refusing import NeedsReason, Outdated, ask, refuse
from nominals.models import Flag, GivenReason, Nominal
from nominals.services.acts import Asked, act
from tests.factories.nominals import NominalFactory, managed
from tests.nominals.asking import NOW

WARNING = Refusal("V38", "level", "Say which referral was accepted.")


def flag(person, asked, kind="do_not_tell"):
    with act("raise_flag", person, asked=asked, purpose="a threat") as this:
        return this.record(
            Flag(nominal=person, kind=kind, reason="a threat", valid_from=date(2024, 5, 1))
        )


@pytest.mark.django_db
def test_an_act_is_one_entry_and_its_facts_carry_its_id():
    person = managed()

    fact = flag(person, Asked(by="ann", at=NOW, agency="police"))

    entry = AuditEntry.objects.get(act="raise_flag")
    assert (entry.actor, entry.agency, entry.purpose) == ("ann", "police", "a threat")
    assert (entry.object_label, entry.object_id) == ("nominals.Nominal", str(person.pk))
    assert (fact.recorded_in, fact.recorded_from) == (entry.pk, NOW)
    assert person.version == entry.pk


@pytest.mark.django_db
def test_an_act_on_the_version_that_was_read_goes_through_and_moves_it():
    person = managed()
    flag(person, Asked(by="ann", at=NOW))
    read = person.version

    flag(person, Asked(by="ben", at=NOW, expected_version=read), kind="victim_contact")

    assert person.version > read


@pytest.mark.django_db
def test_an_act_on_an_older_version_is_told_who_did_what_and_stores_nothing():
    person = managed()
    flag(person, Asked(by="ann", at=NOW))
    read = person.version
    flag(person, Asked(by="ben", at=NOW), kind="victim_contact")

    with pytest.raises(Outdated, match="ben did “raise_flag” at 10:00 on 01 May 2024") as told:
        flag(person, Asked(by="ann", at=NOW, expected_version=read), kind="no_fixed_address")

    assert told.value.version == person.version
    assert Flag.objects.filter(kind="no_fixed_address").count() == 0
    assert AuditEntry.objects.filter(act="raise_flag").count() == 2


@pytest.mark.django_db
def test_acts_of_one_instant_follow_each_other():
    person = managed()
    first = flag(person, Asked(by="ann", at=NOW))
    second = flag(person, Asked(by="ann", at=NOW), kind="victim_contact")

    assert second.recorded_from == first.recorded_from + timedelta(microseconds=1)


@pytest.mark.django_db
def test_a_merged_record_refuses_acts_and_does_not_name_the_one_that_stands():
    survivor = NominalFactory(family_name="Ash")
    merged = NominalFactory(merged_into=survivor)

    with pytest.raises(ValidationError, match="merged into another") as refusal:
        flag(merged, Asked(by="ann", at=NOW))
    assert not {"ASH", str(survivor.public_id)} & set(str(refusal.value).split())
    assert "ASH" not in str(refusal.value)


@pytest.mark.django_db
def test_a_reason_is_kept_with_the_sentence_that_it_answers():
    person = managed()
    with act("set_level", person, asked=Asked("ann", NOW, {"V38": " The panel met. "})) as this:
        this.ask(person, [WARNING, None])

    kept = GivenReason.objects.get()
    assert (kept.rule, kept.sentence) == ("V38", "Say which referral was accepted.")
    assert (kept.reason, kept.by, kept.act) == ("The panel met.", "ann", this.id)


@pytest.mark.django_db
@pytest.mark.parametrize("reasons", [{}, {"V38": "  "}, {"V37": "The panel met."}])
def test_a_warning_without_its_reason_stores_nothing(reasons):
    person = managed()

    with (
        pytest.raises(NeedsReason) as asked,
        act("set_level", person, asked=Asked("ann", NOW, reasons)) as this,
    ):
        this.ask(person, [WARNING])

    assert asked.value.warnings == (WARNING,)
    assert asked.value.message_dict == {"level": ["V38: Say which referral was accepted."]}
    assert not AuditEntry.objects.filter(act="set_level").exists()
    assert not GivenReason.objects.exists()


@pytest.mark.django_db
def test_a_fact_withdrawn_is_known_no_more_and_still_tellable():
    person = managed()
    fact = flag(person, Asked(by="ann", at=NOW))

    with act("withdraw_flag", person, asked=Asked("ann", NOW + timedelta(hours=1))) as this:
        this.withdraw(fact)

    assert not Flag.objects.exists()
    assert Flag.history.as_known_at(NOW).get() == fact
    assert Flag.history.get().superseded_in == this.id


def test_refusing_names_every_rule_by_its_field():
    with pytest.raises(ValidationError) as refused:
        refuse([None, WARNING, Refusal("V1", "level", "Not Level 1."), Refusal("V2", "x", "No.")])

    assert refused.value.message_dict == {
        "level": ["V38: Say which referral was accepted.", "V1: Not Level 1."],
        "x": ["V2: No."],
    }


def test_nothing_to_refuse_or_to_ask_passes():
    refuse([None])

    assert ask([None], {}) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_stored_and_the_other_is_told(reference_data):
    person = managed()
    read = Nominal.objects.get(pk=person.pk).version
    both_ready = Barrier(2, timeout=30)
    outcomes = {}

    def decide(name, kind):
        try:
            mine = Nominal.objects.get(pk=person.pk)
            both_ready.wait()
            outcomes[name] = flag(mine, Asked(name, NOW, expected_version=read), kind=kind)
        except Outdated as told:
            outcomes[name] = told
        finally:
            connection.close()

    threads = [
        Thread(target=decide, args=each)
        for each in [("ann", "do_not_tell"), ("ben", "victim_contact")]
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)

    assert sorted(type(each).__name__ for each in outcomes.values()) == ["Flag", "Outdated"]
    [stored] = [each for each in outcomes.values() if isinstance(each, Flag)]
    assert Flag.objects.get() == stored
