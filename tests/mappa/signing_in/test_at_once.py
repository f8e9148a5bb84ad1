"""Two at the same time: a code signs in one of them, and one of them enrols."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mappa.signing_in.codes import code_now, new_secret
from mappa.signing_in.enrolling import enrol, take_code
from tests.locking import at_once
from tests.mappa.signing_in.steps import enrolled, newcomer, unused_codes

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking(user, code):
    return lambda: take_code(user=user, code=code, at=timezone.now())


def test_of_two_with_one_code_one_gets_in():
    user, secret = enrolled()
    first, second = taking(user, code_now(secret)), taking(user, code_now(secret))

    assert at_once(first, second) is None


def test_of_two_with_one_recovery_code_one_gets_in():
    user, _ = enrolled()
    code = unused_codes(user)[0]

    assert at_once(taking(user, code), taking(user, code)) is None
    assert len(unused_codes(user)) == 9


def test_of_two_who_enrol_the_second_is_told():
    user = newcomer()

    def enrolling():
        return enrol(user=user, secret=new_secret(), by="test", at=timezone.now())

    second = at_once(enrolling, enrolling)

    assert isinstance(second, ValidationError)
    assert second.messages == ["There is a second factor already. Have it reset first."]
