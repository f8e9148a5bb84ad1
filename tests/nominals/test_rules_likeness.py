"""When two records may be one person, and when they are not."""

from datetime import date

import pytest

from nominals.rules.identity.births import near_days, written_days
from nominals.rules.identity.identifiers import normalised, readings
from nominals.rules.identity.likeness import Identity, is_likely_duplicate, likeness
from nominals.rules.identity.names import (
    are_alike,
    is_mistyped,
    match,
    sounds_alike,
    sounds_of,
    words_of,
)

TODAY = date(2024, 6, 1)
BORN = date(1980, 4, 3)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("SMITH, John", ("smith", "john")),
        ("O\u2019Brien", ("obrien",)),
        ("O\u00b4Brien", ("obrien",)),
        ("O'Brien", ("obrien",)),
        ("Smith-Jones", ("smith", "jones")),
        ("Łukasz Żółć", ("lukasz", "zolc")),
        ("Strauß", ("strauss",)),
        ("Sørensen", ("sorensen",)),
        ("  ", ()),
    ],
)
def test_a_name_is_folded(written, words):
    assert words_of(written) == words


@pytest.mark.parametrize(
    ("one", "other", "mistyped", "sounds"),
    [
        ("smith", "smyth", True, True),
        ("smith", "simth", True, True),
        ("thompson", "thomson", True, False),
        ("catherine", "kathryn", False, True),
        ("stephen", "steven", False, True),
        ("jon", "john", False, True),
        ("john", "jane", False, False),
        ("mark", "mary", False, False),
        ("smith", "smith", False, True),
        ("lee", "li", False, False),
        ("brown", "green", False, False),
        ("richardson", "richradsen", True, True),
    ],
)
def test_words_within_typing_distance_or_of_one_sound(one, other, mistyped, sounds):
    assert is_mistyped(one, other) is mistyped
    assert sounds_alike(one, other) is sounds


def test_sounds_stand_between_spaces():
    assert sounds_of(("smith", "john")) == " SM0 JN "
    assert sounds_of(()) == ""


@pytest.mark.parametrize(
    ("sought", "name", "meets"),
    [
        ("smith", "Smith John", True),
        ("john smith", "Smith John", True),
        ("j smith", "Smith John", True),
        ("smi", "Smith John", True),
        ("mith", "Smith John", True),
        ("smyth jon", "Smith John", True),
        ("alhassan", "Al-Hassan", True),
        ("mark", "Mary", False),
        ("smith smith", "Smith John", False),
        ("smith jane", "Smith John", False),
        ("k smith", "Smith John", False),
        ("", "Smith John", False),
        ("smith john paul", "Smith John", False),
    ],
)
def test_sought_words_meet_a_name(sought, name, meets):
    assert bool(match(words_of(sought), words_of(name))) is meets


def test_an_exact_name_meets_better_than_a_beginning_and_that_than_a_slip():
    scores = [match((word,), ("smith",)) for word in ("smith", "smit", "mith", "smyth")]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Smith John", "John Smith", True),
        ("Smyth Jon", "Smith John", True),
        ("Smith John Paul", "Smith John", True),
        ("Al-Hassan Omar", "Alhassan Omar", True),
        ("Smith Mark", "Smith Mary", False),
        ("Smith John", "Smith Jane", False),
        ("Smith John", "Brown John", False),
        ("", "Smith", False),
    ],
)
def test_names_that_may_be_one(one, other, alike):
    assert are_alike(words_of(one), words_of(other)) is alike


@pytest.mark.parametrize(
    ("other", "slip"),
    [
        (date(1980, 3, 4), "day and month swapped"),
        (date(1981, 4, 3), "one year apart"),
        (date(1979, 4, 3), "one year apart"),
        (date(1880, 4, 3), "a century apart"),
        (date(1908, 4, 3), "two digits swapped"),
        (date(1980, 4, 30), "two digits swapped"),
        (date(1980, 4, 8), "one digit apart"),
        (date(1960, 4, 3), "one digit apart"),
        (BORN, None),
        (date(1982, 5, 3), None),
        (date(1978, 6, 3), None),
        (date(1980, 4, 14), None),
    ],
)
def test_dates_within_typing_distance(other, slip):
    assert near_days(BORN).get(other) == slip


def test_no_slip_leads_to_a_day_that_does_not_exist():
    assert date(2000, 2, 28) in near_days(date(2000, 2, 29))
    assert all(isinstance(each, date) for each in near_days(date(2000, 2, 29)))


@pytest.mark.parametrize(
    ("text", "days", "rest"),
    [
        ("3/4/1980", [BORN], ""),
        ("03.04.1980", [BORN], ""),
        ("3-4-80", [BORN], ""),
        ("1980-04-03", [BORN], ""),
        ("3 April 1980", [BORN], ""),
        ("3rd apr 80", [BORN], ""),
        ("smith 3/4/1980", [BORN], "smith"),
        ("1/6/24", [date(2024, 6, 1)], ""),
        ("2/6/24", [date(1924, 6, 2)], ""),
        ("31/4/1980", [], "31/4/1980"),
        ("3 Avril 1980", [], "3 Avril 1980"),
        ("01/171310W", [], "01/171310W"),
    ],
)
def test_days_are_read_as_people_write_them(text, days, rest):
    found, left = written_days(text, today=TODAY)

    assert found == days
    assert left.strip() == rest


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("pnc_id", "2001/0171310W", "01/171310w"),
        ("pnc_id", "2001/0171310W", "20010171310W"),
        ("pnc_id", "2001/0171310W", "2001 0171310 W"),
        ("cro_number", "033379/82L", "33379 / 82l"),
        ("crn", "X123456", "x 123456"),
        ("prison_number", "A1234BC", "a1234 bc"),
        ("visor_reference", "0012345", "12345"),
    ],
)
def test_an_identifier_is_one_however_written(kind, one, other):
    assert normalised(kind, one) == normalised(kind, other) != ""


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("pnc_id", "2001/0171310W", "2002/0171310W"),
        ("pnc_id", "2001/0171310W", "2001/1713100W"),
        ("cro_number", "33379/82L", "3337/982L"),
        ("crn", "X123456", "X123457"),
    ],
)
def test_different_identifiers_stay_different(kind, one, other):
    assert normalised(kind, one) != normalised(kind, other)


@pytest.mark.parametrize(
    ("text", "has"),
    [("2001/0171", "01/171"), ("X1234", "X1234"), ("12", None), ("smith", None), ("", None)],
)
def test_the_beginning_of_an_identifier_can_be_sought(text, has):
    found = readings(text)

    assert (has in found) if has else found == frozenset()


def person(name="Smith John", *births, **identifiers):
    return Identity((name,), births, identifiers)


@pytest.mark.parametrize(
    ("one", "other", "likely", "kinds"),
    [
        (person("Smith John", BORN), person("John Smith", BORN), True, ["same_name", "same_birth"]),
        (person("Smyth Jon", BORN), person("Smith John", date(1980, 3, 4)), True,
         ["like_name", "near_birth"]),
        (person("Smith John", BORN), person("Smith John"), True, ["same_name"]),
        (person("Smith", BORN), person("Smith"), False, ["same_name"]),
        (person("Smyth Jon", BORN), person("Smith John"), False, ["like_name"]),
        (person("Smith John", BORN), person("Smith John", date(1962, 9, 17)), False, ["same_name"]),
        (person("Smith John", BORN), person("Smith Jane", BORN), False, ["same_birth"]),
        (person("Smith John", BORN), person("Brown Mary", BORN), False, ["same_birth"]),
        (person("Smith John", crn="X123456"), person("Brown Paul", crn="x 123456"), True,
         ["identifier"]),
        (person("Smith John", crn="X123456"), person("Brown Paul", pnc_id="X123456"), False, []),
        (person("Smith John", crn=""), person("Brown Paul", crn=""), False, []),
        (Identity(("Brown Paul", "Smith John"), (BORN,)), person("Smith John", BORN), True,
         ["same_name", "same_birth"]),
    ],
)  # fmt: skip
def test_two_records_may_be_one_person(one, other, likely, kinds):
    assert is_likely_duplicate(one, other) is likely
    assert [each.kind for each in likeness(one, other)] == kinds


def test_each_likeness_says_why():
    one = person("Smyth Jon", BORN, crn="X123456")
    other = person("Smith John", date(1980, 3, 4), crn="x 123456")

    assert [each.sentence for each in likeness(one, other)] == [
        "The same CRN: x 123456.",
        "The names Smyth Jon and Smith John are alike.",
        "Dates of birth 1980-04-03 and 1980-03-04: day and month swapped.",
    ]
