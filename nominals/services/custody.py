"""Detention, release and licence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from core.periods import OPEN_END, day_before
from core.refusing import refuse
from nominals.choices import Setting
from nominals.models import Detention, ExpectedRelease, Licence, LicenceCondition, Nominal
from nominals.rules.custody import condition_refusal, expectation_refusal, moved_end
from nominals.rules.periods import death_refusal, ending_refusal
from nominals.services.acts import Act, Asked, act
from nominals.services.periods import end_fact, end_or_withdraw, succeed


def detain(
    *, nominal: Nominal, setting: Setting, on: date, establishment: str, asked: Asked
) -> Detention:
    """Record that somebody is in prison or hospital from the day `on`.

    Leave under section 17 of the Mental Health Act 1983 neither ends nor begins a detention.

    Raises:
        ValidationError: if the person is detained on that day or later, or died before.
    """
    with act("detain", nominal, asked=asked) as this:
        refuse([death_refusal("Detention", on, nominal.died_on)])
        return this.record(
            Detention(nominal=nominal, setting=setting, valid_from=on, establishment=establishment)
        )


def release(*, nominal: Nominal, on: date, asked: Asked) -> Detention:
    """End the detention: `on` is the first day in the community. No release is expected any more.

    Leave under section 17 of the Mental Health Act 1983 is no release, for the patient stays
    liable to be detained.

    Raises:
        ValidationError: if the person is not detained on the day before, was released, or died.
    """
    with act("release", nominal, asked=asked) as this:
        refuse([death_refusal("Release", on, nominal.died_on)])
        detentions = Detention.objects.filter(nominal=nominal)
        held = detentions.on(day_before(on)).first()
        if held is None:
            sentence = (
                f"The person is not detained on the day before {on}: record the detention, or "
                "choose the first day in the community."
            )
            raise ValidationError({"on": sentence})
        refuse([ending_refusal("The detention", held.period, on)])
        return end_detention(this, held, on)


def end_detention(this: Act, held: Detention, on: date) -> Detention:
    """End the detention `held`, with what was expected of its release, in an act under way.

    `on` is the first day in the community. A detention that begins on it is withdrawn.
    """
    detentions = Detention.objects.filter(nominal=held.nominal).exclude(pk=held.pk)
    later = detentions.filter(valid_from__gte=on).order_by("valid_from").first()
    expectations = ExpectedRelease.objects.filter(
        nominal=held.nominal,
        ends__gt=on,
        valid_from__lt=OPEN_END if later is None else later.valid_from,
    )
    for expected in expectations:
        end_or_withdraw(this, expected, on)
    end_or_withdraw(this, held, on)
    return held


def expect_release(
    *, nominal: Nominal, expected_on: date, on: date, asked: Asked
) -> ExpectedRelease:
    """Record on which day release is expected, as is known from the day `on`.

    It ends the former expectation.

    Raises:
        ValidationError: if the person is not detained on the day `on`, or `expected_on` is before.
    """
    with act("expect_release", nominal, asked=asked) as this:
        is_detained = Detention.objects.filter(nominal=nominal).on(on).exists()
        refuse(
            [
                death_refusal("Release", expected_on, nominal.died_on),
                expectation_refusal(expected_on, on, is_detained=is_detained),
            ]
        )
        return succeed(
            this,
            ExpectedRelease.objects.filter(nominal=nominal),
            ExpectedRelease(nominal=nominal, expected_on=expected_on, valid_from=on),
        )


def begin_licence(
    *,
    nominal: Nominal,
    on: date,
    ends_on: date | None,
    kind: str,
    conditions: Sequence[str],
    asked: Asked,
) -> Licence:
    """Begin supervision on licence on the day `on`, with the conditions that bind from then on.

    `ends_on` is the first day without licence, `None` where it is for life.

    Raises:
        ValidationError: if the person is on licence on those days, or died before.
    """
    with act("begin_licence", nominal, asked=asked) as this:
        refuse([death_refusal("A licence", on, nominal.died_on)])
        licence = this.record(Licence(nominal=nominal, kind=kind, valid_from=on, valid_to=ends_on))
        for text in conditions:
            _bind(this, licence, text, on)
        return licence


def add_condition(*, licence: Licence, text: str, on: date, asked: Asked) -> LicenceCondition:
    """Add a condition that binds from the day `on` until the licence ends.

    Raises:
        ValidationError: if the licence does not hold on that day, or the condition is empty.
    """
    with act("add_condition", licence.nominal, asked=asked) as this:
        licence.refresh_from_db()
        refuse([condition_refusal(licence.period, on)])
        return _bind(this, licence, text, on)


def end_condition(
    *, condition: LicenceCondition, on: date, reason: str, asked: Asked
) -> LicenceCondition:
    """End a condition before its licence; `on` is the first day on which it no longer binds.

    Raises:
        ValidationError: if the condition does not bind on the day before `on`.
    """
    with act("end_condition", condition.licence.nominal, asked=asked, purpose=reason) as this:
        return end_fact(this, condition, on, called="The condition")


def end_licence(*, licence: Licence, on: date, reason: str, asked: Asked) -> Licence:
    """End a licence before its known end, with its conditions; `on` is the first day without it.

    Raises:
        ValidationError: if the licence does not hold on the day before `on`.
    """
    with act("end_licence", licence.nominal, asked=asked, purpose=reason) as this:
        licence.refresh_from_db()
        refuse([ending_refusal("The licence", licence.period, on)])
        return _move_end(this, licence, on)


def change_licence_end(
    *, licence: Licence, ends_on: date | None, reason: str, asked: Asked
) -> Licence:
    """Let a licence end on another day than was known, earlier or later.

    Its conditions move along where they ended with it.

    Raises:
        ValidationError: if the licence would end before it begins, meets another, or ends then
            already.
    """
    with act("change_licence_end", licence.nominal, asked=asked, purpose=reason) as this:
        licence.refresh_from_db()
        if ends_on == licence.valid_to:
            raise ValidationError({"ends_on": "The licence ends on that day already."})
        return _move_end(this, licence, ends_on)


def _bind(this: Act, licence: Licence, text: str, on: date) -> LicenceCondition:
    return this.record(
        LicenceCondition(licence=licence, text=text, valid_from=on, valid_to=licence.valid_to)
    )


def _move_end(this: Act, licence: Licence, ends_on: date | None) -> Licence:
    former_end = licence.valid_to
    this.supersede(licence, valid_to=ends_on)
    for condition in LicenceCondition.objects.filter(licence=licence):
        end = moved_end(condition.period, former_end, ends_on)
        if end is not None and end <= condition.valid_from:
            this.withdraw(condition)
        elif end != condition.valid_to:
            this.supersede(condition, valid_to=end)
    return licence
